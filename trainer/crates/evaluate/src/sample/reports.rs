//! Where reports come from.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use xraygan::report::{MAX_BYTES, Report, ReportError};

use dataset::{Dataset, INFO_FILE};
use support::files::read_at_most;

/// A report before it is read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Study or file name.
    pub name: String,
    content: Content,
}

#[derive(Debug, Clone)]
enum Content {
    Sections(String, String),
    Bytes(Vec<u8>),
}

impl Source {
    /// Finds its sections.
    ///
    /// # Errors
    /// As [`Report::read`].
    pub fn report(&self) -> Result<Report, ReportError> {
        match &self.content {
            Content::Sections(findings, impression) => Report::from_sections(findings, impression),
            Content::Bytes(bytes) => Report::read(bytes),
        }
    }

    /// Its text, for people.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.content {
            Content::Sections(findings, impression) => format!("{findings} {impression}"),
            Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

/// The reports of a dataset folder, or those in a folder's .txt and .xml files by name.
///
/// # Errors
/// A folder that cannot be read or has no report; a file that is too long.
pub fn read(folder: &Path) -> Result<Vec<Source>> {
    let found = if folder.join(INFO_FILE).is_file() {
        of_dataset(folder)?
    } else {
        of_files(folder)?
    };
    if found.is_empty() {
        bail!(
            "{} has no reports: name a dataset folder, or one with .txt or .xml files",
            folder.display()
        );
    }
    Ok(found)
}

fn of_dataset(folder: &Path) -> Result<Vec<Source>> {
    let dataset = Dataset::open(folder)?;
    let with_text = dataset
        .records()
        .iter()
        .filter(|it| it.findings.is_some() || it.impression.is_some());
    Ok(with_text
        .map(|it| Source {
            name: it.study.clone(),
            content: Content::Sections(
                it.findings.clone().unwrap_or_default(),
                it.impression.clone().unwrap_or_default(),
            ),
        })
        .collect())
}

fn of_files(folder: &Path) -> Result<Vec<Source>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|it| it == "txt" || it == "xml")
        })
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            Ok(Source {
                name: path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                content: Content::Bytes(read_at_most(path, MAX_BYTES as u64)?),
            })
        })
        .collect()
}
