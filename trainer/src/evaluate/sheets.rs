//! The pictures of an evaluation.

use anyhow::Result;
use xraygan::model::View;

use super::{
    figures::{Scene, diversity::Variety, swap::Swaps, text_of},
    pictures::{Grey, Pictures},
    spaces::{Network, Space},
    words::swap_sides,
};
use crate::{
    metrics::{Features, nearest},
    sheet::{LINE, NOTICE, Sheet, square},
};

/// Smallest side of a cell, in pixels.
const CELL: u32 = 128;

/// Space around a row, in pixels.
const GAP: u32 = 8;

/// Studies on `pairs.png`, reports on the others.
const PAIRS: usize = 12;
const OTHERS: usize = 6;

/// One row of a sheet: two lines of text and the images under them.
struct Row {
    captions: [String; 2],
    cells: Vec<Option<Grey>>,
}

/// Rows as a page, `across` of them beside each other.
fn page(rows: &[Row], across: u32, side: usize) -> Result<Vec<u8>> {
    let side = (side as u32).max(CELL);
    let cells = rows.iter().map(|row| row.cells.len()).max().unwrap_or(1) as u32;
    let (wide, high) = (cells * side + GAP, side + 2 * LINE + GAP);
    let across = across.min(rows.len() as u32).max(1);
    let down = (rows.len() as u32).div_ceil(across);
    let mut sheet = Sheet::new(across * wide + GAP, down * high + LINE + 2 * GAP);
    sheet.text(NOTICE, GAP, GAP / 2, across * wide);
    for (n, row) in rows.iter().enumerate() {
        let left = GAP + (n as u32 % across) * wide;
        let top = GAP + LINE + (n as u32 / across) * high;
        for (line, caption) in row.captions.iter().enumerate() {
            let caption = caption.replace('\n', " ");
            sheet.text(&caption, left, top + line as u32 * LINE, wide - GAP);
        }
        for (column, cell) in row.cells.iter().enumerate() {
            let (left, top) = (left + column as u32 * side, top + 2 * LINE);
            match cell {
                Some(grey) => sheet.put(&square(grey.to_vec()), left, top, side),
                None => sheet.blank(left, top, side),
            }
        }
    }
    sheet.png()
}

/// Up to `most` of `count` things, evenly.
fn evenly(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let most = most.min(count);
    (0..most).map(move |n| n * count / most)
}

/// Real pairs beside generated ones.
///
/// # Errors
/// An image that cannot be read.
pub fn pairs(scene: &Scene<'_>) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for at in evenly(scene.records.len(), PAIRS) {
        let mut cells = Vec::with_capacity(4);
        for view in View::ALL {
            cells.push(scene.real.view(at, view)?);
        }
        cells.extend(scene.drawn[at].iter().map(|grey| Some(grey.clone())));
        rows.push(Row {
            captions: [
                text_of(scene.records[at]),
                format!("{}: real, generated", scene.records[at].study),
            ],
            cells,
        });
    }
    page(&rows, 2, scene.made.side)
}

/// Reports by seeds.
///
/// # Errors
/// Never for pages that fit in memory.
pub fn seeds(scene: &Scene<'_>, variety: &Variety) -> Result<Vec<u8>> {
    let rows: Vec<Row> = evenly(variety.places.len(), OTHERS)
        .map(|n| {
            let record = scene.records[variety.places[n]];
            let images = variety.images[n].iter();
            Row {
                captions: [
                    text_of(record),
                    format!("{}: one seed after the other", record.study),
                ],
                cells: images.flatten().map(|grey| Some(grey.clone())).collect(),
            }
        })
        .collect();
    page(&rows, 1, scene.made.side)
}

/// Images before and after left and right were exchanged.
///
/// # Errors
/// Never for pages that fit in memory.
pub fn swap(scene: &Scene<'_>, swaps: &Swaps) -> Result<Vec<u8>> {
    let rows: Vec<Row> = evenly(swaps.places.len(), OTHERS)
        .map(|n| {
            let at = swaps.places[n];
            let text = text_of(scene.records[at]);
            let shown = [&scene.drawn[at], &swaps.images[n]];
            Row {
                captions: [
                    about_side(&text),
                    format!("then: {}", about_side(&swap_sides(&text))),
                ],
                cells: shown
                    .into_iter()
                    .flatten()
                    .map(|grey| Some(grey.clone()))
                    .collect(),
            }
        })
        .collect();
    page(&rows, 2, scene.made.side)
}

/// The first sentence of a text that names a side.
fn about_side(text: &str) -> String {
    // A point within a number ends no sentence.
    let mut sentences = text.split('\n').flat_map(|line| line.split(". "));
    let found = sentences.find(|it| super::words::sides(it) != [false, false]);
    found.unwrap_or_default().to_owned()
}

/// Generated images, the nearest first, beside the nearest training image by pixels at 32 px.
///
/// # Errors
/// An image that cannot be read.
pub fn copies(scene: &Scene<'_>, train: &dyn Pictures) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for view in View::ALL {
        let Some(Space {
            made,
            train: rows_of_train,
            ..
        }) = scene.seen.space(Network::Pixels, view)
        else {
            continue;
        };
        let found = nearest(
            Features::new(&made.values, made.width)?,
            Features::new(&rows_of_train.values, rows_of_train.width)?,
        )?;
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by(|&a, &b| found[a].distance.total_cmp(&found[b].distance));
        for &row in order.iter().take(OTHERS) {
            let at = made.places[row];
            let other = rows_of_train.places[found[row].index];
            rows.push(Row {
                captions: [
                    format!("{view}: generated, nearest"),
                    format!("distance {:.2}", found[row].distance),
                ],
                cells: vec![
                    Some(scene.drawn[at][view as usize].clone()),
                    train.view(other, view)?,
                ],
            });
        }
    }
    page(&rows, 3, scene.made.side)
}
