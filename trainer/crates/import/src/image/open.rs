//! Reading a radiograph: PNG, JPEG or DICOM, told apart by their first bytes.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use image::{ImageFormat, ImageReader, Limits};

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
        Ok(ImageFormat::Png) => decode(&bytes, ImageFormat::Png).context("broken PNG"),
        Ok(ImageFormat::Jpeg) => {
            if !ends_as_jpeg(&bytes) {
                bail!("broken JPEG: the file is cut short");
            }
            decode(&bytes, ImageFormat::Jpeg).context("broken JPEG")
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
    Ok(reader.decode()?.into_luma16())
}

/// Whether the end marker of JPEG is there; the decoder fills up what is missing with grey.
fn ends_as_jpeg(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    tail.windows(2).any(|pair| pair == [0xFF, 0xD9])
}
