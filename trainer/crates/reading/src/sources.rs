//! Finds and opens reports: files, folders and archives.

use std::{fs, io::Read, path::Path};

use anyhow::{Context, Result, bail};
use xraygan::report::{MAX_BYTES, Report, ReportError, openi::OpeniStudy};

use dataset::{Dataset, INFO_FILE};
use import::openi;
use support::files::read_at_most;

/// Reading a file stops here; the report reader refuses less than that.
const LARGEST: u64 = 4 << 20;

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

    /// Its text, for people: of a file of Open-i its two sections.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.content {
            Content::Sections(findings, impression) => format!("{findings} {impression}"),
            Content::Bytes(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                match OpeniStudy::parse(&text) {
                    Ok(study) => [study.findings, study.impression]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>()
                        .join(" "),
                    Err(_) => text.into_owned(),
                }
            }
        }
    }
}

/// One report from a file; `-` is standard input.
///
/// # Errors
/// A file that cannot be read or is larger than 4 MiB.
pub fn read_one(path: &Path) -> Result<Vec<u8>> {
    if path != Path::new("-") {
        return read_at_most(path, LARGEST);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(LARGEST)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    Ok(bytes)
}

/// The reports of a dataset folder, those in a folder's .txt and .xml files by name, those of an archive of Open-i
/// reports, or the one in a file (`-` for standard input).
///
/// # Errors
/// A folder, archive or file that cannot be read or has no report; a file that is too long.
pub fn read(path: &Path) -> Result<Vec<Source>> {
    let found = if path.join(INFO_FILE).is_file() {
        of_dataset(path)?
    } else if path.is_dir() {
        of_files(path)?
    } else if is_archive(path) {
        of_archive(path)?
    } else {
        vec![Source {
            name: path.display().to_string(),
            content: Content::Bytes(read_one(path)?),
        }]
    };
    if found.is_empty() {
        bail!(
            "{} has no reports: name a dataset folder, or one with .txt or .xml files",
            path.display()
        );
    }
    Ok(found)
}

/// The studies of an archive of Open-i reports, or of a folder of their XML files, by number. One that cannot be read is
/// told, and left out.
///
/// # Errors
/// An archive or folder that cannot be read or has no XML file.
pub fn openi(path: &Path) -> Result<Vec<OpeniStudy>> {
    of_xml(path, |_, xml| Ok(OpeniStudy::parse(&xml)?))
}

fn is_archive(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    name.ends_with(".tgz") || name.ends_with(".tar.gz")
}

fn of_archive(path: &Path) -> Result<Vec<Source>> {
    of_xml(path, |name, xml| {
        Ok(Source {
            name: name.to_owned(),
            content: Content::Bytes(xml.into_bytes()),
        })
    })
}

/// What `read` makes of each XML file, by name and content. One that cannot be read is told, and left out.
fn of_xml<T>(path: &Path, read: impl Fn(&str, String) -> Result<T>) -> Result<Vec<T>> {
    let mut found = Vec::new();
    for (name, xml) in openi::read_reports(path)? {
        match xml.and_then(|xml| read(&name, xml)) {
            Ok(it) => found.push(it),
            Err(error) => eprintln!("{name}: {error:#}"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_the_report_of_an_open_i_file_and_not_its_xml() {
        let xml = r#"<eCitation><uId id="CXR1"/><Abstract><AbstractText Label="FINDINGS">Clear lungs.</AbstractText><AbstractText Label="IMPRESSION">Normal.</AbstractText></Abstract></eCitation>"#;
        let text = |bytes: &str| {
            let content = Content::Bytes(bytes.as_bytes().to_vec());
            let name = String::new();
            Source { name, content }.text()
        };
        assert_eq!(text(xml), "Clear lungs. Normal.");
        assert_eq!(text("Clear lungs < 1."), "Clear lungs < 1.");
    }
}
