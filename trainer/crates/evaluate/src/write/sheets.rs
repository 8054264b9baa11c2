//! The pictures of an evaluation.

use anyhow::Result;
use xraygan::views::{View, Views};

use crate::{
    draw::{
        gallery::Gallery,
        pictures::{Grey, Pictures},
        sides::{sides, swap_sides},
        subjects::Subject,
    },
    judge::spaces::{Network, Space},
};
use metrics::{Features, nearest};
use support::{
    sheet::{self, NOTICE, Row, square},
    spread::evenly,
};

/// Smallest side of a cell, in pixels.
const CELL: u32 = 128;

/// Studies on `pairs.png`, reports on the others, of images up to 128 pixels: half as many of twice the size.
const PAIRS: usize = 12;
const OTHERS: usize = 6;

/// How many rows of `most` a page of images of this side has.
fn rows_of(most: usize, side: usize) -> usize {
    (most * CELL as usize / side.max(CELL as usize)).max(1)
}

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

/// Both views of a generated study.
fn both(pair: &Views<Grey>) -> impl Iterator<Item = Option<Grey>> {
    pair.clone().into_iter().map(|(_, grey)| Some(grey))
}

/// Real pairs beside generated ones.
///
/// # Errors
/// Never for pages that fit in memory.
pub fn pairs(subjects: &[Subject], drawn: &Gallery) -> Result<Vec<u8>> {
    let rows: Vec<Row> = evenly(subjects.len(), rows_of(PAIRS, drawn.real.side))
        .map(|at| {
            let subject = &subjects[at];
            let real = View::ALL.map(|view| drawn.real.get(at, view).cloned());
            captioned(
                [
                    subject.text.clone(),
                    format!("{}: real, generated", subject.study),
                ],
                real.into_iter().chain(both(&drawn.generated[at])),
            )
        })
        .collect();
    page(&rows, 2, drawn.real.side)
}

/// Reports by seeds.
///
/// # Errors
/// Never for pages that fit in memory.
pub fn seeds(subjects: &[Subject], drawn: &Gallery) -> Result<Vec<u8>> {
    let varied = &drawn.varied;
    let rows: Vec<Row> = evenly(varied.places.len(), rows_of(OTHERS, drawn.real.side))
        .map(|n| {
            let subject = &subjects[varied.places[n]];
            captioned(
                [
                    subject.text.clone(),
                    format!("{}: one seed after the other", subject.study),
                ],
                varied.images[n].iter().flat_map(both),
            )
        })
        .collect();
    page(&rows, 1, drawn.real.side)
}

/// Images before and after left and right were exchanged.
///
/// # Errors
/// Never for pages that fit in memory.
pub fn swap(subjects: &[Subject], drawn: &Gallery) -> Result<Vec<u8>> {
    let swapped = &drawn.swapped;
    let rows: Vec<Row> = evenly(swapped.places.len(), rows_of(OTHERS, drawn.real.side))
        .map(|n| {
            let at = swapped.places[n];
            let text = &subjects[at].text;
            captioned(
                [
                    about_side(text),
                    format!("then: {}", about_side(&swap_sides(text))),
                ],
                both(&drawn.generated[at]).chain(both(&swapped.images[n])),
            )
        })
        .collect();
    page(&rows, 2, drawn.real.side)
}

/// The first sentence of a text that names a side.
fn about_side(text: &str) -> String {
    // A point within a number ends no sentence.
    let mut sentences = text.split('\n').flat_map(|line| line.split(". "));
    let found = sentences.find(|it| sides(it) != [false, false]);
    found.unwrap_or_default().to_owned()
}

/// Generated images, the nearest first, beside the nearest training image by pixels at 32 px.
///
/// # Errors
/// An image that cannot be read.
pub fn copies(drawn: &Gallery, spaces: &[Space], train: &dyn Pictures) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for view in View::ALL {
        let Some(Space {
            generated,
            train: rows_of_train,
            ..
        }) = Space::of(spaces, Network::Pixels, view)
        else {
            continue;
        };
        let found = nearest(
            Features::new(&generated.values, generated.width)?,
            Features::new(&rows_of_train.values, rows_of_train.width)?,
        )?;
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by(|&a, &b| found[a].distance.total_cmp(&found[b].distance));
        for &row in order.iter().take(rows_of(OTHERS, drawn.real.side)) {
            let at = generated.places[row];
            let other = rows_of_train.places[found[row].index];
            rows.push(captioned(
                [
                    format!("{view}: generated, nearest"),
                    format!("distance {:.2}", found[row].distance),
                ],
                [
                    Some(drawn.generated[at][view].clone()),
                    train.view(other, view)?,
                ],
            ));
        }
    }
    page(&rows, 3, drawn.real.side)
}
