//! Resizing and padding.

use anyhow::Result;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U16;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::GrayImage;

use super::area::Area;
use crate::grey::Gray16;

/// Fits the longer side of a part of an image to `size` pixels: by area averaging if it shrinks,
/// by bilinear interpolation if it grows.
///
/// # Errors
///
/// Fails if the part is not inside the image.
pub fn fit(image: &Gray16, part: Area, size: u32) -> Result<Gray16> {
    let longer = part.width.max(part.height);
    let scaled = |side: u32| {
        let exact = f64::from(side) * f64::from(size) / f64::from(longer.max(1));
        (exact.round() as u32).clamp(1, size)
    };
    let (width, height) = (scaled(part.width), scaled(part.height));
    let filter = if longer >= size {
        FilterType::Box
    } else {
        FilterType::Bilinear
    };
    let pixels: Vec<U16> = image
        .as_raw()
        .iter()
        .map(|&value| U16::new(value))
        .collect();
    let source = TypedImageRef::new(image.width(), image.height(), &pixels)?;
    let mut target = TypedImage::<U16>::new(width, height);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(filter))
        .crop(
            part.left.into(),
            part.top.into(),
            part.width.into(),
            part.height.into(),
        );
    Resizer::new().resize_typed(&source, &mut target, &options)?;
    let pixels = target.pixels().iter().map(|pixel| pixel.0).collect();
    Gray16::from_raw(width, height, pixels).ok_or_else(|| anyhow::anyhow!("wrong number of pixels"))
}

/// Centres an image on a black square.
pub fn pad(image: &GrayImage, size: u32) -> GrayImage {
    let mut square = GrayImage::new(size, size);
    let x = i64::from(size.saturating_sub(image.width()) / 2);
    let y = i64::from(size.saturating_sub(image.height()) / 2);
    image::imageops::replace(&mut square, image, x, y);
    square
}
