//! FINDINGS and IMPRESSION of a report in a text file or a table cell.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use xraygan::report::{MAX_BYTES, Report, SectionKind};

/// The two sections of a report; a missing one is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudySections {
    /// What is seen.
    pub findings: Option<String>,
    /// The conclusion.
    pub impression: Option<String>,
}

impl StudySections {
    /// Finds the sections of a whole report by its headings.
    ///
    /// # Errors
    ///
    /// Fails if the report is empty, too long or has neither section.
    pub fn of_report(text: &[u8]) -> Result<Self> {
        let report = Report::read(text)?;
        let section = |kind| {
            let pieces: Vec<&str> = report
                .section(kind)
                .iter()
                .map(|span| span.of(report.text()))
                .collect();
            tidy(&pieces.join("\n"))
        };
        Ok(Self {
            findings: section(SectionKind::Findings),
            impression: section(SectionKind::Impression),
        })
    }

    /// Reads a whole report from a file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or as [`StudySections::of_report`].
    pub fn of_file(path: &Path) -> Result<Self> {
        let mut text = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut text))
            .context("cannot read the report")?;
        if text.len() > MAX_BYTES {
            bail!("the report is longer than {MAX_BYTES} bytes");
        }
        Self::of_report(&text).context("no usable report")
    }
}

/// A text without blanks at either end; `None` if nothing is left.
pub fn tidy(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
