//! A contact sheet: the images of some studies on one page.

use std::path::Path;

use anyhow::Result;

use crate::dataset::{Dataset, StudyRecord, View, write_whole};
use crate::sheet::{LINE, Sheet};

/// Side of an image on the sheet, in pixels.
const CELL: u32 = 192;
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
    let study_height = CELL + LINE + GAP;
    let rows = (shown as u32).div_ceil(ACROSS);
    let across = ACROSS.min(shown as u32);
    let mut page = Sheet::new(across * study_width + GAP, rows * study_height + GAP);
    for (n, record) in chosen.into_iter().enumerate() {
        let left = GAP + (n as u32 % ACROSS) * study_width;
        let top = GAP + (n as u32 / ACROSS) * study_height;
        let labels = record.labels.join(", ");
        let caption = format!("{} {} {labels}", record.study, record.split);
        page.text(&caption, left, top, study_width - GAP);
        for (column, &view) in views.iter().enumerate() {
            let x = left + column as u32 * CELL;
            match dataset.load(record, view) {
                Ok(Some(image)) => page.put(&image, x, top + LINE, CELL),
                Ok(None) => {}
                Err(_) => page.blank(x, top + LINE, CELL),
            }
        }
    }
    write_whole(path, &page.png()?)?;
    Ok(true)
}
