//! Contrast: sixteen bits to eight.

use anyhow::{Result, bail};
use image::{GrayImage, Luma};

use crate::grey::Gray16;

/// The percentiles that become black and white. What is beyond them (markers, implants, dead
/// pixels) is clipped.
pub const PERCENTILES: (f64, f64) = (0.5, 99.5);

/// Percentiles closer than this, of 65,535, leave nothing to see.
const BLANK: u16 = 650;

/// Greys below this, of 255, are the background of a stretched image.
const BACKGROUND: u8 = 8;

/// Stretches the range between the two [`PERCENTILES`] to 0 to 255.
///
/// # Errors
///
/// Fails if the range is (nearly) empty.
pub fn stretch(image: &Gray16) -> Result<GrayImage> {
    let mut values = image.as_raw().clone();
    let low = percentile(&mut values, PERCENTILES.0);
    let high = percentile(&mut values, PERCENTILES.1);
    if high.saturating_sub(low) < BLANK {
        bail!("the image is blank");
    }
    let scale = 255.0 / f32::from(high - low);
    let (width, height) = image.dimensions();
    Ok(GrayImage::from_fn(width, height, |x, y| {
        let value = f32::from(image.get_pixel(x, y).0[0].saturating_sub(low));
        // A float cast saturates at 255.
        Luma([(value * scale).round() as u8])
    }))
}

/// The value below which `percent` of the values lie; reorders them.
pub fn percentile(values: &mut [u16], percent: f64) -> u16 {
    if values.is_empty() {
        return 0;
    }
    let last = values.len() - 1;
    let rank = ((last as f64) * percent / 100.0).round() as usize;
    *values.select_nth_unstable(rank.min(last)).1
}

/// Histogram equalisation: each grey becomes its share of the cumulative histogram.
///
/// The near-black around the body stays black and is not counted; its faint noise would be spread
/// over a good part of the greys.
pub fn equalise(image: &mut GrayImage) {
    let mut histogram = [0_u64; 256];
    for pixel in image.pixels() {
        histogram[usize::from(pixel.0[0])] += 1;
    }
    histogram[..usize::from(BACKGROUND)].fill(0);
    let total: u64 = histogram.iter().sum();
    let mut sum = 0;
    let mut table = [0_u8; 256];
    for (count, entry) in histogram.iter().zip(&mut table) {
        sum += count;
        *entry = (sum * 255 / total.max(1)) as u8;
    }
    for pixel in image.pixels_mut() {
        pixel.0[0] = table[usize::from(pixel.0[0])];
    }
}
