//! Reports without films: written for the reader to learn from, in the variety of real ones.
//!
//! Every sentence is made of phrases for findings (`phrases`) in a frame that affirms, hedges or denies them, or is one
//! of `others`. With each sentence goes what it says, as rows of the table.

mod frames;
mod noise;
mod others;
mod phrases;
mod writer;

use serde::Serialize;
use xraygan::findings::{FindingsTable, TableRow};

pub use writer::write;

/// A sentence, and what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Statement {
    /// First byte within its section.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
    /// What it says is there, may be there or is not; nothing where it names no finding.
    pub rows: Vec<TableRow>,
}

/// A report with what each of its sentences says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct WrittenReport {
    /// FINDINGS; may be empty.
    pub findings: String,
    /// IMPRESSION; may be empty.
    pub impression: String,
    /// The sentences of FINDINGS and of IMPRESSION.
    pub said: [Vec<Statement>; 2],
    /// The whole table.
    pub table: FindingsTable,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
