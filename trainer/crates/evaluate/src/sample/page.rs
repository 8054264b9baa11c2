//! The page: a row a report, with its patients and, where given, a real film.

use anyhow::Result;
use image::GrayImage;
use xraygan::views::Views;

use crate::draw::pictures::Grey;
use support::sheet::{self, GAP, NOTICE, Row, row_width, square};

/// Smallest and largest side of a cell, in pixels: pictures up to 256 pixels at their own size.
pub(super) const CELL: (u32, u32) = (96, 256);

/// Lines of report text.
const LINES: usize = 3;

/// Width that a page may have, in pixels.
const WIDE: u32 = 1400;

/// One report.
#[derive(Debug)]
pub struct PageRow<'a> {
    /// Its text.
    pub caption: String,
    /// Frontal and lateral of each patient.
    pub pairs: &'a [Views<Grey>],
    /// A real film of the same findings.
    pub film: Option<GrayImage>,
}

/// Draws the page as PNG; `films` keeps a place for a real film in every row.
///
/// # Errors
/// Never for a page that fits in memory.
pub fn draw(reports: Vec<PageRow<'_>>, films: bool) -> Result<Vec<u8>> {
    let images = reports.iter().flat_map(|it| it.pairs);
    let side = images.map(|pair| pair.frontal.len().isqrt() as u32).max();
    let side = side.unwrap_or(CELL.0).clamp(CELL.0, CELL.1);
    let pairs = reports.iter().map(|it| it.pairs.len()).max().unwrap_or(1) as u32;
    let wide = row_width(2 * pairs + u32::from(films), side);
    let rows: Vec<Row> = reports
        .into_iter()
        .map(|report| {
            let mut captions = wrapped(&report.caption, (wide - GAP) as usize / 8);
            captions.resize(LINES, String::new());
            let made = report.pairs.iter().flat_map(Views::iter);
            let mut cells: Vec<_> = made.map(|(_, grey)| Some(square(grey.to_vec()))).collect();
            cells.extend(report.film.map(Some));
            Row { captions, cells }
        })
        .collect();
    let order = if films {
        "; of each row the last frontal film is real, with the same findings"
    } else {
        ""
    };
    sheet::page(&format!("{NOTICE}{order}"), &rows, WIDE / wide, side)
}

/// Lines of at most `width` characters, parted at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |it| it.chars().count());
        if line > 0 && line + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(last) = lines.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_part_at_spaces() {
        assert_eq!(
            wrapped("small left  effusion", 11),
            ["small left", "effusion"]
        );
        assert_eq!(wrapped("", 5), [""]);
    }
}
