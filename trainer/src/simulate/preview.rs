//! The contact sheet: both views of some studies with what is to be seen in them.

use anyhow::Result;
use embedded_graphics::mono_font::MonoTextStyle;
use embedded_graphics::mono_font::ascii::FONT_6X10;
use embedded_graphics::pixelcolor::Gray8;
use embedded_graphics::prelude::*;
use embedded_graphics::text::{Baseline, Text};
use image::codecs::png::PngEncoder;
use image::imageops::{FilterType, replace, resize};
use image::{ExtendedColorType, GrayImage, ImageEncoder, Luma};

use super::study::Study;

/// Studies on a sheet.
pub const STUDIES: usize = 12;
/// Studies side by side.
const ACROSS: usize = 3;
/// Side of a film on the sheet (pixels).
const SIDE: u32 = 256;
/// Height of a caption (pixels).
const CAPTION: u32 = 28;
/// Space between studies (pixels).
const GAP: u32 = 6;

/// A contact sheet in the making.
#[derive(Clone, Debug)]
pub struct Sheet(GrayImage);

impl Sheet {
    /// An empty sheet for a number of studies.
    ///
    /// Only the first [`STUDIES`] of them have a place.
    pub fn new(studies: usize) -> Self {
        let count = studies.min(STUDIES);
        let (across, down) = (count.min(ACROSS) as u32, count.div_ceil(ACROSS) as u32);
        Self(GrayImage::new(
            across * (2 * SIDE + GAP),
            down * (SIDE + CAPTION + GAP),
        ))
    }

    /// Puts a study in its place.
    pub fn put(&mut self, place: usize, study: &Study) {
        let left = (place % ACROSS) as u32 * (2 * SIDE + GAP);
        let top = (place / ACROSS) as u32 * (SIDE + CAPTION + GAP);
        for (i, film) in [&study.frontal, &study.lateral].into_iter().enumerate() {
            let small = resize(film, SIDE, SIDE, FilterType::Triangle);
            replace(
                &mut self.0,
                &small,
                i64::from(left + i as u32 * SIDE),
                i64::from(top),
            );
        }
        for (line, text) in caption(study).iter().enumerate() {
            self.write(text, left + 3, top + SIDE + 3 + 12 * line as u32);
        }
    }

    fn write(&mut self, text: &str, left: u32, top: u32) {
        let style = MonoTextStyle::new(&FONT_6X10, Gray8::WHITE);
        let at = Point::new(left as i32, top as i32);
        // Drawing on an image cannot fail.
        let Ok(_) =
            Text::with_baseline(text, at, style, Baseline::Top).draw(&mut Canvas(&mut self.0));
    }

    /// The sheet as a PNG file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be encoded.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let (width, height) = self.0.dimensions();
        PngEncoder::new(&mut bytes).write_image(&self.0, width, height, ExtendedColorType::L8)?;
        Ok(bytes)
    }
}

/// Two lines: the patient, and the findings.
fn caption(study: &Study) -> [String; 2] {
    let patient = &study.truth.patient;
    let ratio = study.truth.heart_to_thorax_ratio.unwrap_or_default();
    let sex = format!("{:?}", patient.sex).to_lowercase();
    let who = format!("{sex}, {:.0} years, heart/thorax {ratio:.2}", patient.age);
    let mut what: Vec<String> = study
        .findings
        .iter()
        .map(|finding| {
            let place = match (finding.lobe, finding.side) {
                (Some(lobe), _) => format!(" {}", lobe.name()),
                (None, Some(side)) => format!(" {}", side.name()),
                (None, None) => String::new(),
            };
            format!("{}{place}", finding.kind.label().replace('_', " "))
        })
        .collect();
    if what.is_empty() {
        what.push("normal".to_owned());
    }
    let mut line = what.join(", ");
    line.truncate((2 * SIDE / 6) as usize - 1);
    [who, line]
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
