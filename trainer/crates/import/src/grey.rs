//! Grey images of 16 bits, and how large they may be: what every kind of file is decoded to.

use anyhow::{Result, bail};
use image::{ImageBuffer, Luma};

/// A grey image of 16 bits per pixel, black at 0.
pub type Gray16 = ImageBuffer<Luma<u16>, Vec<u16>>;

/// Longest side that is read, in pixels.
pub const MAX_SIDE: u32 = 20_000;
/// Most pixels that are read.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Checks a size before memory is taken for it.
///
/// # Errors
///
/// Fails if there are no pixels, or more than [`MAX_PIXELS`] or [`MAX_SIDE`] allow.
pub fn check_size(width: u32, height: u32) -> Result<()> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        bail!("the image has no pixels");
    }
    if width > MAX_SIDE || height > MAX_SIDE || pixels > MAX_PIXELS {
        bail!("{width}x{height} pixels are more than is read");
    }
    Ok(())
}
