//! Finding the black borders that a collimator or a scanner leaves.

use anyhow::Result;

use super::area::Area;
use super::contrast::percentile;
use super::resize;
use crate::grey::Gray16;

/// Borders are looked for in a copy whose longer side has this many pixels at most.
const LOOK_SIDE: u32 = 512;
/// A pixel is dark if it is this near the darkest percentile, in shares of the whole range.
const DARK: f64 = 0.05;
/// A row or column is border if no more than this share of it is not dark: a lead marker may
/// lie in it.
const STRAY: f64 = 0.04;
/// If less than this share of a side were left, the dark is taken for content.
const MIN_KEPT: f64 = 0.4;

/// The part of an image inside its black borders.
///
/// # Errors
///
/// Fails if the image has no pixels.
pub fn content(image: &Gray16) -> Result<Area> {
    let whole = Area::of(image);
    let side = whole.width.max(whole.height);
    let small = if side > LOOK_SIDE {
        resize::fit(image, whole, LOOK_SIDE)?
    } else {
        image.clone()
    };
    let mut values = small.as_raw().clone();
    let low = f64::from(percentile(&mut values, 1.0));
    let high = f64::from(percentile(&mut values, 99.0));
    let dark = low + DARK * (high - low);
    let lit = |x: usize, y: usize| f64::from(small.get_pixel(x as u32, y as u32).0[0]) > dark;

    let (width, height) = (small.width() as usize, small.height() as usize);
    let (mut columns, mut rows) = (0..width, 0..height);
    // Twice: a row is judged by the columns that are left, and the other way round.
    for _ in 0..2 {
        rows = inner(height, |y| share(columns.clone(), |x| lit(x, y)));
        columns = inner(width, |x| share(rows.clone(), |y| lit(x, y)));
    }
    let scale_x = f64::from(whole.width) / width as f64;
    let scale_y = f64::from(whole.height) / height as f64;
    let (left, right) = scaled(&columns, width, scale_x, whole.width);
    let (top, bottom) = scaled(&rows, height, scale_y, whole.height);
    Ok(Area {
        left,
        top,
        width: right - left,
        height: bottom - top,
    })
}

/// The share of a range for which `is` holds.
fn share(range: std::ops::Range<usize>, is: impl Fn(usize) -> bool) -> f64 {
    let length = range.len().max(1) as f64;
    range.filter(|&n| is(n)).count() as f64 / length
}

/// The range between the first and the last line that is not border; all of it if that is
/// too little to be true.
fn inner(length: usize, lit_share: impl Fn(usize) -> f64) -> std::ops::Range<usize> {
    let is_content = |&n: &usize| lit_share(n) > STRAY;
    let first = (0..length).find(is_content);
    let last = (0..length).rev().find(is_content);
    match (first, last) {
        (Some(first), Some(last)) if (last + 1 - first) as f64 >= MIN_KEPT * length as f64 => {
            first..last + 1
        }
        _ => 0..length,
    }
}

/// A range of the small copy in pixels of the image; a cut side loses one pixel of the copy
/// more, the blurred edge.
fn scaled(range: &std::ops::Range<usize>, length: usize, scale: f64, side: u32) -> (u32, u32) {
    let cut_start = if range.start > 0 { range.start + 1 } else { 0 };
    let cut_end = if range.end < length {
        range.end - 1
    } else {
        length
    };
    if cut_start >= cut_end {
        return (0, side);
    }
    let start = (cut_start as f64 * scale).floor() as u32;
    let end = ((cut_end as f64 * scale).ceil() as u32).min(side);
    (start.min(side - 1), end.max(start + 1))
}
