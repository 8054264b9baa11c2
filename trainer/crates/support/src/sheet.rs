//! Pictures of many images: cells, captions, and the notice that generated ones are synthetic.

use anyhow::Result;
use embedded_graphics::{
    mono_font::{MonoFont, MonoTextStyle, iso_8859_1::FONT_6X10},
    pixelcolor::Gray8,
    prelude::*,
    text::{Baseline, Text},
};
use image::imageops::{FilterType, replace, resize};
use image::{GrayImage, Luma};
use xraygan::pixels;

/// Height of a line of text, in pixels.
pub const LINE: u32 = 12;

/// Font of captions; letters that it lacks are drawn as question marks.
const FONT: MonoFont<'static> = FONT_6X10;

/// Space around a row of a page, in pixels.
pub const GAP: u32 = 8;

/// Grey of the background.
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
        let most = (width / FONT.character_size.width) as usize;
        let line: String = text.chars().take(most).collect();
        let style = MonoTextStyle::new(&FONT, Gray8::new(INK));
        let at = Point::new(left as i32, top as i32);
        // Drawing on an image cannot fail.
        let Ok(_) =
            Text::with_baseline(&line, at, style, Baseline::Top).draw(&mut Canvas(&mut self.0));
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

/// One row of a page: lines of text and the images under them; `None` is an image that cannot be shown.
#[derive(Debug)]
pub struct Row {
    /// One string a line.
    pub captions: Vec<String>,
    /// The images, square.
    pub cells: Vec<Option<GrayImage>>,
}

/// Rows as a PNG under a heading, `across` of them beside each other, with cells of `side` pixels.
///
/// # Errors
/// Never for a page that fits in memory.
pub fn page(heading: &str, rows: &[Row], across: u32, side: u32) -> Result<Vec<u8>> {
    let most = |count: fn(&Row) -> usize| rows.iter().map(count).max().unwrap_or(1) as u32;
    let head = most(|row| row.captions.len()) * LINE;
    let (wide, high) = (
        row_width(most(|row| row.cells.len()), side),
        side + head + GAP,
    );
    let across = across.min(rows.len() as u32).max(1);
    let down = (rows.len() as u32).div_ceil(across);
    let mut sheet = Sheet::new(across * wide + GAP, down * high + LINE + 2 * GAP);
    sheet.text(heading, GAP, GAP / 2, across * wide);
    for (n, row) in rows.iter().enumerate() {
        let left = GAP + (n as u32 % across) * wide;
        let top = GAP + LINE + (n as u32 / across) * high;
        for (line, caption) in row.captions.iter().enumerate() {
            let caption = caption.replace('\n', " ");
            sheet.text(&caption, left, top + line as u32 * LINE, wide - GAP);
        }
        for (column, cell) in row.cells.iter().enumerate() {
            let left = left + column as u32 * side;
            match cell {
                Some(image) => sheet.put(image, left, top + head, side),
                None => sheet.blank(left, top + head, side),
            }
        }
    }
    sheet.png()
}

/// Width of a row with its gap, in pixels.
#[must_use]
pub fn row_width(cells: u32, side: u32) -> u32 {
    cells * side + GAP
}

/// A square image from its grey levels.
#[must_use]
pub fn square(grey: Vec<u8>) -> GrayImage {
    let side = grey.len().isqrt() as u32;
    GrayImage::from_raw(side, side, grey).unwrap_or_else(|| GrayImage::new(1, 1))
}

/// What stands where a study has no image.
#[must_use]
pub fn nothing() -> GrayImage {
    GrayImage::from_pixel(1, 1, Luma([PAPER]))
}

/// Lets text be drawn on an image; what is off its edge is left out.
struct Canvas<'a>(&'a mut GrayImage);

impl OriginDimensions for Canvas<'_> {
    fn size(&self) -> Size {
        Size::new(self.0.width(), self.0.height())
    }
}

impl DrawTarget for Canvas<'_> {
    type Color = Gray8;
    type Error = std::convert::Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Gray8>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Self::Error> {
        for Pixel(at, colour) in pixels {
            if let (Ok(x), Ok(y)) = (u32::try_from(at.x), u32::try_from(at.y))
                && let Some(pixel) = self.0.get_pixel_mut_checked(x, y)
            {
                *pixel = Luma([colour.luma()]);
            }
        }
        Ok(())
    }
}
