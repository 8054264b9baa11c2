//! Grey images: from the network's range to bytes and PNG files.

use std::io::Cursor;

use image::{
    ExtendedColorType, ImageEncoder, ImageError,
    codecs::png::PngEncoder,
    error::{ParameterError, ParameterErrorKind},
};

/// Network values (-1 = black, 1 = white) to grey bytes; out of range is clipped, NaN is black.
#[must_use]
pub fn to_grey(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .map(|value| ((value + 1.0) * 127.5).round() as u8)
        .collect()
}

/// Grey bytes to network values.
#[must_use]
pub fn from_grey(bytes: &[u8]) -> Vec<f32> {
    bytes
        .iter()
        .map(|&byte| f32::from(byte) / 127.5 - 1.0)
        .collect()
}

/// An 8-bit grey PNG of `width * height` bytes.
///
/// # Errors
/// A length that does not fit.
pub fn to_png(grey: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ImageError> {
    // The encoder panics on a wrong length.
    if grey.len() as u64 != u64::from(width) * u64::from(height) {
        let kind = ParameterErrorKind::DimensionMismatch;
        return Err(ImageError::Parameter(ParameterError::from_kind(kind)));
    }
    let mut png = Cursor::new(Vec::new());
    PngEncoder::new(&mut png).write_image(grey, width, height, ExtendedColorType::L8)?;
    Ok(png.into_inner())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_grey_survives_the_round_trip() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(to_grey(&from_grey(&all)), all);
    }

    #[test]
    fn values_out_of_range_are_clipped() {
        assert_eq!(
            to_grey(&[-7.0, 7.0, f32::NAN, f32::INFINITY]),
            [0, 255, 0, 255]
        );
    }

    #[test]
    fn png_decodes_to_the_same_pixels() {
        let grey = [0, 50, 100, 150, 200, 250];
        let png = to_png(&grey, 3, 2).unwrap();
        let image = image::load_from_memory(&png).unwrap().into_luma8();
        assert_eq!(image.dimensions(), (3, 2));
        assert_eq!(image.into_raw(), grey);
    }

    #[test]
    fn a_length_that_does_not_fit_is_refused() {
        assert!(to_png(&[0; 5], 3, 2).is_err());
    }
}
