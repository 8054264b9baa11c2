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
    let eight = |fine: u16| ((u32::from(fine) + 128) / 257) as u8;
    values.iter().map(|&value| eight(depth(value))).collect()
}

/// As [`to_grey`], in 16 bits: the film's real depth. 257 steps of it are one of the bytes.
#[must_use]
pub fn to_depth(values: &[f32]) -> Vec<u16> {
    values.iter().map(|&value| depth(value)).collect()
}

fn depth(value: f32) -> u16 {
    ((value + 1.0) * 32_767.5).round() as u16
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
    fn sixteen_bits_are_the_eight_and_finer() {
        assert_eq!(
            to_depth(&[-7.0, -1.0, 1.0, 7.0, f32::NAN]),
            [0, 0, 65_535, 65_535, 0]
        );
        let values: Vec<f32> = (0..=1000).map(|it| it as f32 / 500.0 - 1.0).collect();
        let (fine, coarse) = (to_depth(&values), to_grey(&values));
        for (fine, coarse) in fine.iter().zip(&coarse) {
            assert!(fine.abs_diff(257 * u16::from(*coarse)) <= 128);
        }
        let distinct: std::collections::BTreeSet<u16> = fine.into_iter().collect();
        assert_eq!(distinct.len(), values.len(), "no two of them meet");
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
