//! Tables: CSV, plain or gzipped, their columns found by name whatever the case.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use flate2::read::MultiGzDecoder;

use super::files::Bounded;

/// Most bytes read of a table, unpacked; the largest of MIMIC-CXR has 300 MB.
const MAX_BYTES: u64 = 2 << 30;

/// What programs write for a missing value.
const MISSING: [&str; 7] = ["nan", "none", "null", "n/a", "na", "<na>", "nil"];

/// Delimiters that tables have, the usual one first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// An open table of a file.
pub struct CsvTable {
    path: PathBuf,
    headers: Vec<String>,
    reader: csv::Reader<Box<dyn Read>>,
}

/// One row of a table.
pub struct CsvRow {
    /// The line it begins on, from 1.
    pub line: u64,
    cells: csv::StringRecord,
}

impl CsvRow {
    /// A cell without blanks at either end; `None` if it is empty, a word for a missing value ([`MISSING`]), or the column
    /// absent.
    pub fn get(&self, column: Option<usize>) -> Option<&str> {
        let cell = self.cells.get(column?)?.trim();
        let missing = MISSING.iter().any(|it| cell.eq_ignore_ascii_case(it));
        (!cell.is_empty() && !missing).then_some(cell)
    }
}

impl CsvTable {
    /// Opens a table and reads its header.
    ///
    /// # Errors
    ///
    /// Fails, naming the file, if it is missing, empty, or not CSV.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
        let gzipped = path.extension().is_some_and(|ending| ending == "gz");
        let bytes: Box<dyn Read> = if gzipped {
            Box::new(Bounded::new(
                MultiGzDecoder::new(BufReader::new(file)),
                MAX_BYTES,
            ))
        } else {
            Box::new(Bounded::new(file, MAX_BYTES))
        };
        let mut bytes = BufReader::new(bytes);
        let start = bytes
            .fill_buf()
            .with_context(|| format!("cannot read {shown}"))?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            bail!("{shown}: it is UTF-16 text; save it as CSV in UTF-8");
        }
        if start.starts_with(b"PK") || start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            bail!("{shown}: it is a spreadsheet or an archive; save the table as CSV");
        }
        let delimiter = delimiter(start);
        let bytes: Box<dyn Read> = Box::new(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(false)
            .delimiter(delimiter)
            .from_reader(bytes);
        let headers: Vec<String> = reader
            .headers()
            .map_err(|error| describe(&error))
            .with_context(|| format!("cannot read {shown} as a table"))?
            .iter()
            .map(|name| name.trim().trim_start_matches('\u{feff}').to_owned())
            .collect();
        if headers.iter().all(String::is_empty) {
            bail!("{shown}: the table is empty");
        }
        Ok(Self {
            path: path.to_owned(),
            headers,
            reader,
        })
    }

    /// The column that the user names, or else the first of the usual names that is there.
    ///
    /// # Errors
    ///
    /// Fails if the user names a column that is not there.
    pub fn column(&self, named: Option<&str>, usual: &[&str]) -> Result<Option<usize>> {
        let find = |name: &str| {
            let same = |header: &String| normal(header) == normal(name);
            self.headers.iter().position(same)
        };
        match named {
            Some(name) => find(name).map(Some).ok_or_else(|| self.missing(name)),
            None => Ok(usual.iter().find_map(|name| find(name))),
        }
    }

    /// As [`CsvTable::column`], of a column that must be there.
    ///
    /// # Errors
    ///
    /// Fails if it is not there.
    pub fn needed(&self, named: Option<&str>, usual: &[&str]) -> Result<usize> {
        self.column(named, usual)?
            .ok_or_else(|| self.missing(&usual.join(" or ")))
    }

    fn missing(&self, name: &str) -> anyhow::Error {
        anyhow!(
            "{} has no column {name} (its columns: {})",
            self.path.display(),
            self.headers.join(", ")
        )
    }

    /// The names of the columns.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The rows, in order.
    ///
    /// # Errors
    ///
    /// Each fails, naming file and line, if it is broken (a truncated gzip ends so).
    pub fn rows(&mut self) -> impl Iterator<Item = Result<CsvRow>> {
        let path = self.path.display().to_string();
        self.reader.records().map(move |record| {
            let cells = record
                .map_err(|error| describe(&error))
                .with_context(|| path.clone())?;
            let line = cells.position().map_or(0, csv::Position::line);
            Ok(CsvRow { line, cells })
        })
    }
}

/// The delimiter that the header has most of, outside of quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0_usize; DELIMITERS.len()];
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|&it| it == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let first = counts.iter().position(|&count| count == most);
    DELIMITERS[first.unwrap_or_default()]
}

/// A name as it is compared: `Image Index`, `image_index` and `ImageIndex` are one.
fn normal(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A CSV error in one short line.
fn describe(error: &csv::Error) -> anyhow::Error {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            pos,
            expected_len,
            len,
        } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            anyhow!("line {line} has {len} fields, the header {expected_len}")
        }
        csv::ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            anyhow!("line {line} is not UTF-8 text")
        }
        csv::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            anyhow!("the file is cut short")
        }
        _ => anyhow!("{error}"),
    }
}
