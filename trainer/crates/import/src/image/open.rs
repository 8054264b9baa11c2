//! Reading a radiograph: PNG, JPEG or DICOM, told apart by their first bytes.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::dicom;
use crate::grey::{Gray16, MAX_PIXELS, MAX_SIDE, check_size};

/// Largest file that is read, in bytes.
const MAX_BYTES: u64 = 512 << 20;

/// Reads a radiograph, grey, 16 bits per pixel; of a DICOM file with several frames the first.
///
/// # Errors
///
/// Fails if the file is missing, of another kind, broken, cut short or too large. The message
/// does not name the file, which may carry an identifier: that is up to the caller.
pub fn read_radiograph(path: &Path) -> Result<Gray16> {
    let bytes = read_bytes(path)?;
    if dicom::is_dicom(&bytes) {
        return dicom::read_pixels(&bytes);
    }
    match image::guess_format(&bytes) {
        Ok(ImageFormat::Png) => {
            decode(&bytes, ImageFormat::Png).map_err(|error| broken("PNG", &error))
        }
        Ok(ImageFormat::Jpeg) => {
            if !ends_as_jpeg(&bytes) {
                bail!("broken JPEG: the file is cut short");
            }
            decode(&bytes, ImageFormat::Jpeg).map_err(|error| broken("JPEG", &error))
        }
        _ if bytes.is_empty() => bail!("the file is empty"),
        _ => bail!("neither PNG, JPEG nor DICOM"),
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("no such file"),
        _ => anyhow::Error::new(error).context("cannot open the file"),
    })?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .context("cannot read the file")?;
    if bytes.len() as u64 > MAX_BYTES {
        bail!("larger than {} MiB", MAX_BYTES >> 20);
    }
    Ok(bytes)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<Gray16> {
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions()?;
    check_size(width, height)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    // Four channels of 16 bits.
    limits.max_alloc = Some(MAX_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // As a viewer shows it: EXIF tells which way is up.
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image.into_luma16())
}

/// An error of a decoder in one line.
fn broken(kind: &str, error: &anyhow::Error) -> anyhow::Error {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default().trim();
    anyhow::anyhow!("broken {kind}: {line}")
}

/// Whether the image's end marker is there; the decoder fills up what is missing with grey. Thumbnails within segments
/// have ends of their own, and zeros may follow the end.
fn ends_as_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut in_scan = false;
    while let Some(&[first, marker]) = bytes.get(at..).and_then(|it| it.first_chunk::<2>()) {
        match (first, marker) {
            (0xFF, 0xD9) => return true,
            // Within a scan: data, stuffed bytes and restarts.
            _ if in_scan && (first != 0xFF || matches!(marker, 0 | 0xD0..=0xD7)) => at += 1,
            (0xFF, 0xFF) => at += 1,
            (0xFF, _) => {
                let Some(length) = bytes.get(at + 2..at + 4) else {
                    return false;
                };
                in_scan = marker == 0xDA;
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_jpeg_is_that_of_its_scan() {
        let segment = |marker: u8, body: &[u8]| {
            let length = (body.len() as u16 + 2).to_be_bytes();
            [&[0xFF, marker][..], &length, body].concat()
        };
        // A thumbnail within a segment has an end of its own.
        let start = [
            &[0xFF, 0xD8][..],
            &segment(0xE1, &[1, 0xFF, 0xD9, 2]),
            &segment(0xDA, &[0; 4]),
        ]
        .concat();
        let scan = [1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4];
        let whole = [&start[..], &scan, &[0xFF, 0xD9]].concat();
        assert!(ends_as_jpeg(&whole));
        assert!(
            ends_as_jpeg(&[&whole[..], &[0; 9000]].concat()),
            "zeros behind the end"
        );
        assert!(
            !ends_as_jpeg(&[&start[..], &scan].concat()),
            "cut within the scan"
        );
        assert!(!ends_as_jpeg(&whole[..8]) && !ends_as_jpeg(&[]));
    }

    #[test]
    fn exif_tells_which_way_is_up() {
        let image = image::GrayImage::from_fn(40, 20, |x, _| image::Luma([(x * 6) as u8]));
        let mut bytes = Vec::new();
        image
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
            .unwrap();
        // One entry: orientation 6, a quarter turn to the right.
        let exif = [
            &b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"[..],
            &[0; 4],
        ]
        .concat();
        let length = (exif.len() as u16 + 2).to_be_bytes();
        let turned = [&bytes[..2], &[0xFF, 0xE1], &length, &exif, &bytes[2..]].concat();
        assert_eq!(
            decode(&bytes, ImageFormat::Jpeg).unwrap().dimensions(),
            (40, 20)
        );
        let shown = decode(&turned, ImageFormat::Jpeg).unwrap();
        assert_eq!(shown.dimensions(), (20, 40));
        assert!(
            shown.get_pixel(10, 39).0[0] > shown.get_pixel(10, 0).0[0],
            "dark above"
        );
    }
}
