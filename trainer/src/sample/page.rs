//! The page: a row a report, with its patients and, where given, a real film.

use anyhow::Result;
use image::GrayImage;

use crate::{
    evaluate::pictures::Grey,
    sheet::{LINE, NOTICE, Sheet, square},
};

/// Smallest and largest side of a cell, in pixels.
const CELL: (u32, u32) = (96, 160);

/// Space around a row, in pixels.
const GAP: u32 = 8;

/// Lines of report text.
const LINES: usize = 3;

/// Width that a page may have, in pixels.
const WIDE: u32 = 1400;

/// One report.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its text.
    pub caption: String,
    /// Frontal and lateral of each patient.
    pub pairs: &'a [[Grey; 2]],
    /// A real film of the same findings.
    pub film: Option<GrayImage>,
}

/// Draws the page as PNG; `films` keeps a place for a real film in every row.
///
/// # Errors
/// Never for a page that fits in memory.
pub fn draw(rows: &[Row<'_>], films: bool) -> Result<Vec<u8>> {
    let side = rows
        .iter()
        .flat_map(|row| row.pairs)
        .map(|[frontal, _]| frontal.len().isqrt() as u32)
        .max()
        .unwrap_or(CELL.0)
        .clamp(CELL.0, CELL.1);
    let pairs = rows.iter().map(|row| row.pairs.len()).max().unwrap_or(1) as u32;
    let cells = 2 * pairs + u32::from(films);
    let (wide, high) = (cells * side + GAP, side + LINES as u32 * LINE + GAP);
    let across = (WIDE / wide).clamp(1, rows.len().max(1) as u32);
    let down = (rows.len() as u32).div_ceil(across);
    let mut sheet = Sheet::new(across * wide + GAP, down * high + LINE + 2 * GAP);
    let order = if films {
        "; of each row the last frontal film is real, with the same findings"
    } else {
        ""
    };
    sheet.text(&format!("{NOTICE}{order}"), GAP, GAP / 2, across * wide);
    for (n, row) in rows.iter().enumerate() {
        let left = GAP + (n as u32 % across) * wide;
        let top = GAP + LINE + (n as u32 / across) * high;
        let lines = wrapped(&row.caption, (wide - GAP) as usize / 8);
        for (line, text) in lines.iter().take(LINES).enumerate() {
            sheet.text(text, left, top + line as u32 * LINE, wide - GAP);
        }
        let top = top + LINES as u32 * LINE;
        for (column, grey) in row.pairs.iter().flatten().enumerate() {
            sheet.put(
                &square(grey.to_vec()),
                left + column as u32 * side,
                top,
                side,
            );
        }
        if let Some(film) = &row.film {
            sheet.put(film, left + 2 * pairs * side, top, side);
        }
    }
    sheet.png()
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
