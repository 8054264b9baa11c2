//! The reports of simulated studies, in the words of radiologists: they say what is in the study and nothing else.
//!
//! Each reader has habits (drawn per study): what comes first, how much normal anatomy is
//! mentioned, whether the impression is numbered. The sentences were modelled on the phrases of
//! the Open-i chest radiograph reports.

mod grammar;
mod impression;
pub mod language;
mod normal;
mod positive;
mod slots;
mod writer;

use super::draw::Draw;
use super::findings::Finding;
use writer::Writer;

/// The two sections of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// FINDINGS.
    pub findings: String,
    /// IMPRESSION.
    pub impression: String,
}

/// Writes the report of a study with these findings.
pub fn write(findings: &[Finding], draw: &mut Draw) -> Text {
    let mut writer = Writer::new(findings, draw);
    Text {
        findings: writer.findings(),
        impression: writer.impression(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
