//! The pictures of an evaluation.

use anyhow::Result;
use xraygan::views::View;

use super::{
    figures::{Scene, diversity::Variety, swap::Swaps, text_of},
    pictures::{Grey, Pictures},
    spaces::{Network, Space},
    words::swap_sides,
};
use metrics::{Features, nearest};
use support::{
    sheet::{self, NOTICE, Row, square},
    spread::evenly,
};

/// Smallest side of a cell, in pixels.
const CELL: u32 = 128;

/// Studies on `pairs.png`, reports on the others.
const PAIRS: usize = 12;
const OTHERS: usize = 6;

/// Rows as a page, `across` of them beside each other.
fn page(rows: &[Row], across: u32, side: usize) -> Result<Vec<u8>> {
    sheet::page(NOTICE, rows, across, (side as u32).max(CELL))
}

/// A row of two lines.
fn captioned(captions: [String; 2], cells: impl IntoIterator<Item = Option<Grey>>) -> Row {
    Row {
        captions: captions.into(),
        cells: cells
            .into_iter()
            .map(|grey| Some(square(grey?.to_vec())))
            .collect(),
    }
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
        rows.push(captioned(
            [
                text_of(scene.records[at]),
                format!("{}: real, generated", scene.records[at].study),
            ],
            cells,
        ));
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
            captioned(
                [
                    text_of(record),
                    format!("{}: one seed after the other", record.study),
                ],
                images.flatten().map(|grey| Some(grey.clone())),
            )
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
            captioned(
                [
                    about_side(&text),
                    format!("then: {}", about_side(&swap_sides(&text))),
                ],
                shown.into_iter().flatten().map(|grey| Some(grey.clone())),
            )
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
            rows.push(captioned(
                [
                    format!("{view}: generated, nearest"),
                    format!("distance {:.2}", found[row].distance),
                ],
                [
                    Some(scene.drawn[at][view as usize].clone()),
                    train.view(other, view)?,
                ],
            ));
        }
    }
    page(&rows, 3, scene.made.side)
}
