//! Pictures of many images: cells, captions, and the notice that generated ones are synthetic.

use anyhow::Result;
use font8x8::UnicodeFonts;
use image::imageops::{FilterType, replace, resize};
use image::{GrayImage, Luma};
use xraygan::pixels;

/// Height of a line of text, in pixels.
pub const LINE: u32 = 12;

/// Grey of the paper.
const PAPER: u8 = 24;

/// Grey of text.
const INK: u8 = 224;

/// What every sheet with generated images says.
pub const NOTICE: &str = "generated images are synthetic, not for diagnosis";

/// A page to put images and text on.
#[derive(Debug, Clone)]
pub struct Sheet(GrayImage);

impl Sheet {
    /// An empty page.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self(GrayImage::from_pixel(width, height, Luma([PAPER])))
    }

    /// Puts an image with its top left corner at a place, scaled to `side` pixels.
    pub fn put(&mut self, image: &GrayImage, left: u32, top: u32, side: u32) {
        let larger = image.width() < side;
        let filter = if larger {
            FilterType::Nearest
        } else {
            FilterType::Triangle
        };
        let cell = resize(image, side, side, filter);
        replace(&mut self.0, &cell, left.into(), top.into());
    }

    /// Fills a square with middle grey, for an image that cannot be shown.
    pub fn blank(&mut self, left: u32, top: u32, side: u32) {
        let cell = GrayImage::from_pixel(side, side, Luma([96]));
        replace(&mut self.0, &cell, left.into(), top.into());
    }

    /// Writes a line of text, as much of it as fits `width`.
    pub fn text(&mut self, text: &str, left: u32, top: u32, width: u32) {
        for (n, character) in text.chars().take((width / 8) as usize).enumerate() {
            let Some(glyph) = font8x8::BASIC_FONTS.get(character) else {
                continue;
            };
            for (y, row) in glyph.into_iter().enumerate() {
                for x in (0..8).filter(|x| row >> x & 1 == 1) {
                    let (x, y) = (left + n as u32 * 8 + x, top + y as u32);
                    if x < self.0.width() && y < self.0.height() {
                        self.0.put_pixel(x, y, Luma([INK]));
                    }
                }
            }
        }
    }

    /// The page as PNG.
    ///
    /// # Errors
    /// Never for a page that fits in memory.
    pub fn png(&self) -> Result<Vec<u8>> {
        Ok(pixels::to_png(
            self.0.as_raw(),
            self.0.width(),
            self.0.height(),
        )?)
    }
}

/// A square image from its grey levels.
#[must_use]
pub fn square(grey: Vec<u8>) -> GrayImage {
    let side = grey.len().isqrt() as u32;
    GrayImage::from_raw(side, side, grey).unwrap_or_else(|| GrayImage::new(1, 1))
}
