//! A contact sheet: the images of some studies on one page.

use std::path::Path;

use anyhow::Result;

use crate::{Dataset, StudyRecord, View};
use support::files::write_whole;
use support::sheet::{self, Row};
use support::spread::evenly;

/// Side of an image on the sheet, in pixels.
const CELL: u32 = 192;
/// Studies beside each other.
const ACROSS: u32 = 4;

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
    let chosen: Vec<&StudyRecord> = evenly(with_image.len(), studies.max(1))
        .map(|place| with_image[place])
        .collect();
    // A collection with one view only needs no second column.
    let views: Vec<View> = View::ALL
        .into_iter()
        .filter(|&view| chosen.iter().any(|record| record.image(view).is_some()))
        .collect();
    let cell = |record: &StudyRecord, view| match dataset.load(record, view) {
        Ok(None) => Some(sheet::nothing()),
        other => other.ok().flatten(),
    };
    let row = |record: &StudyRecord| Row {
        captions: vec![format!(
            "{} {} {}",
            record.study,
            record.split,
            record.labels.join(", ")
        )],
        cells: views.iter().map(|&view| cell(record, view)).collect(),
    };
    let rows: Vec<Row> = chosen.into_iter().map(row).collect();
    write_whole(path, &sheet::page("", &rows, ACROSS, CELL)?)?;
    Ok(true)
}
