//! A contact sheet: the images of some studies on one page.

use std::path::Path;

use anyhow::{Context, Result};
use font8x8::UnicodeFonts;
use image::imageops::{FilterType, replace, resize};
use image::{GrayImage, ImageFormat, Luma};

use crate::dataset::{Dataset, StudyRecord, View, write_whole};

/// Side of an image on the sheet, in pixels.
const CELL: u32 = 192;
/// Height of the caption above a study, in pixels.
const CAPTION: u32 = 12;
/// Studies beside each other.
const ACROSS: u32 = 4;
/// Between studies, in pixels.
const GAP: u32 = 8;

/// Draws up to `studies` studies, spread evenly over the dataset, frontal beside lateral, and
/// writes the sheet as PNG. Says whether there was anything to draw.
///
/// # Errors
///
/// Fails if the sheet cannot be written. An image that cannot be read is left grey.
pub fn write(dataset: &Dataset, studies: usize, path: &Path) -> Result<bool> {
    let with_image: Vec<&StudyRecord> = dataset
        .records()
        .iter()
        .filter(|record| record.frontal.is_some() || record.lateral.is_some())
        .collect();
    if with_image.is_empty() {
        return Ok(false);
    }
    let shown = studies.clamp(1, with_image.len());
    let chosen: Vec<&StudyRecord> = (0..shown)
        .map(|n| with_image[n * with_image.len() / shown])
        .collect();
    // A collection with one view only needs no second column.
    let views: Vec<View> = View::ALL
        .into_iter()
        .filter(|&view| chosen.iter().any(|record| record.image(view).is_some()))
        .collect();
    let study_width = CELL * views.len() as u32 + GAP;
    let study_height = CELL + CAPTION + GAP;
    let rows = (shown as u32).div_ceil(ACROSS);
    let across = ACROSS.min(shown as u32);
    let mut page = GrayImage::from_pixel(
        across * study_width + GAP,
        rows * study_height + GAP,
        Luma([24]),
    );
    for (n, record) in chosen.into_iter().enumerate() {
        let left = GAP + (n as u32 % ACROSS) * study_width;
        let top = GAP + (n as u32 / ACROSS) * study_height;
        let labels = record.labels.join(", ");
        let caption = format!("{} {} {labels}", record.study, record.split);
        write_text(&mut page, &caption, left, top, study_width - GAP);
        for (column, &view) in views.iter().enumerate() {
            let cell = match dataset.load(record, view) {
                Ok(Some(image)) => resize(&image, CELL, CELL, FilterType::Triangle),
                Ok(None) => continue,
                Err(_) => GrayImage::from_pixel(CELL, CELL, Luma([96])),
            };
            let x = left + column as u32 * CELL;
            replace(&mut page, &cell, x.into(), (top + CAPTION).into());
        }
    }
    let mut png = Vec::new();
    page.write_to(&mut std::io::Cursor::new(&mut png), ImageFormat::Png)
        .with_context(|| format!("{}", path.display()))?;
    write_whole(path, &png)?;
    Ok(true)
}

/// Writes a line of text, as much of it as fits `width`.
fn write_text(page: &mut GrayImage, text: &str, left: u32, top: u32, width: u32) {
    for (n, character) in text.chars().take((width / 8) as usize).enumerate() {
        let Some(glyph) = font8x8::BASIC_FONTS.get(character) else {
            continue;
        };
        for (y, row) in glyph.into_iter().enumerate() {
            for x in (0..8).filter(|x| row >> x & 1 == 1) {
                page.put_pixel(left + n as u32 * 8 + x, top + y as u32, Luma([224]));
            }
        }
    }
}
