//! Reading a dataset folder.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use image::{DynamicImage, GrayImage, ImageReader, Limits};

use super::info::leaking_patient;
use super::{
    DatasetInfo, FORMAT_VERSION, INFO_FILE, MANIFEST_FILE, MAX_LINE, MAX_SIZE, Split, StudyRecord,
    View,
};

/// A finished dataset folder.
#[derive(Clone, Debug)]
pub struct Dataset {
    root: PathBuf,
    info: DatasetInfo,
    records: Vec<StudyRecord>,
}

/// Something wrong in a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the dataset folder.
    pub file: String,
    /// The line of the manifest, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl Dataset {
    /// Opens a dataset and checks it: every line, that every image file is there (not that it
    /// decodes; see [`Dataset::load`]), and that no patient is in two splits.
    ///
    /// # Errors
    ///
    /// Fails at the first fault, naming file and line.
    pub fn open(root: &Path) -> Result<Self> {
        let (dataset, problems) = Self::open_lenient(root)?;
        match problems.into_iter().next() {
            None => Ok(dataset),
            Some(problem) => Err(anyhow!("{}/{problem}", root.display())),
        }
    }

    /// Opens a dataset with the studies that are sound, and lists the faults of the others.
    ///
    /// # Errors
    ///
    /// Fails if the folder is no dataset, not finished, of a newer format, or without manifest.
    pub fn open_lenient(root: &Path) -> Result<(Self, Vec<Problem>)> {
        let info = read_info(root)?;
        let mut dataset = Self {
            root: root.to_owned(),
            info,
            records: Vec::new(),
        };
        let mut problems = Vec::new();
        let path = root.join(MANIFEST_FILE);
        let file = File::open(&path).with_context(|| format!("{}", path.display()))?;
        let mut reader = BufReader::new(file);
        let mut known = std::collections::HashSet::new();
        let mut line = Vec::new();
        for number in 1_usize.. {
            line.clear();
            let read = reader
                .by_ref()
                .take(MAX_LINE)
                .read_until(b'\n', &mut line)
                .with_context(|| format!("{}", path.display()))?;
            if read == 0 {
                break;
            }
            if read as u64 == MAX_LINE {
                bail!("{}: line {number} is too long", path.display());
            }
            let problem = |file: &str, reason: String| Problem {
                file: file.to_owned(),
                line: (file == MANIFEST_FILE).then_some(number),
                reason,
            };
            let record: StudyRecord = match serde_json::from_slice(&line) {
                Ok(record) => record,
                Err(error) => {
                    problems.push(problem(MANIFEST_FILE, error.to_string()));
                    continue;
                }
            };
            if !known.insert(record.study.clone()) {
                problems.push(problem(
                    MANIFEST_FILE,
                    format!("study {} comes twice", record.study),
                ));
                continue;
            }
            let before = problems.len();
            let images = View::ALL.map(|view| record.image(view));
            let changes = View::ALL.map(|view| record.change(view));
            for image in images.into_iter().chain(changes).flatten() {
                if !is_inside(image) {
                    let reason = format!("image {image:?} is outside the dataset folder");
                    problems.push(problem(MANIFEST_FILE, reason));
                } else if !root.join(image).is_file() {
                    problems.push(problem(image, format!("missing (study {})", record.study)));
                }
            }
            if problems.len() == before {
                dataset.records.push(record);
            }
        }
        if let Some(patient) = leaking_patient(&dataset.records) {
            problems.push(Problem {
                file: MANIFEST_FILE.to_owned(),
                line: None,
                reason: format!("studies of patient {patient} are in two splits"),
            });
        }
        if dataset.records.is_empty() && problems.is_empty() {
            bail!("{}: no studies", path.display());
        }
        Ok((dataset, problems))
    }

    /// The dataset folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The content of `dataset.json`.
    pub fn info(&self) -> &DatasetInfo {
        &self.info
    }

    /// All studies, in the order of the manifest.
    pub fn records(&self) -> &[StudyRecord] {
        &self.records
    }

    /// The studies of one split, in the order of the manifest.
    pub fn split(&self, split: Split) -> impl Iterator<Item = &StudyRecord> {
        self.records
            .iter()
            .filter(move |record| record.split == split)
    }

    /// Reads a study's image of one view as 8-bit grey (16 bits are narrowed), `size` x `size` pixels. `None` if the study
    /// lacks the view.
    ///
    /// # Errors
    ///
    /// Fails, naming the file, if it is unreadable or not of the dataset's form.
    pub fn load(&self, record: &StudyRecord, view: View) -> Result<Option<GrayImage>> {
        let image = self.read(record.image(view), self.info.size)?;
        Ok(image.map(|image| image.into_luma8()))
    }

    /// Reads a study's image of one view with all its bits: `size * size` values from 0 (black) to 1 (white), row by
    /// row. `None` if the study lacks the view.
    ///
    /// # Errors
    ///
    /// As [`Dataset::load`].
    pub fn load_floats(&self, record: &StudyRecord, view: View) -> Result<Option<Vec<f32>>> {
        let image = self.read(record.image(view), self.info.size)?;
        Ok(image.map(|image| match image {
            DynamicImage::ImageLuma8(grey) => grey.iter().map(|&v| f32::from(v) / 255.0).collect(),
            other => {
                let deep = other.into_luma16();
                deep.iter().map(|&v| f32::from(v) / 65535.0).collect()
            }
        }))
    }

    /// Reads what the findings changed in one view: `(size / 2)^2` values from -0.5 to 0.5, shares of the range from
    /// black to white, row by row. `None` if the study does not tell it, as one without findings.
    ///
    /// # Errors
    ///
    /// As [`Dataset::load`].
    pub fn load_change(&self, record: &StudyRecord, view: View) -> Result<Option<Vec<f32>>> {
        let grey = self.load_change_grey(record, view)?;
        Ok(grey.map(|grey| grey.iter().map(|&it| change(it)).collect()))
    }

    /// As [`Dataset::load_change`], as stored: [`change`] says what a grey level means.
    ///
    /// # Errors
    ///
    /// As [`Dataset::load`].
    pub fn load_change_grey(&self, record: &StudyRecord, view: View) -> Result<Option<GrayImage>> {
        let image = self.read(record.change(view), self.info.size / 2)?;
        Ok(image.map(|image| image.into_luma8()))
    }

    fn read(&self, name: Option<&str>, size: u32) -> Result<Option<DynamicImage>> {
        let Some(name) = name else {
            return Ok(None);
        };
        let path = self.root.join(name);
        load_grey(&path, size)
            .map(Some)
            .with_context(|| format!("{}", path.display()))
    }
}

/// What a grey level of a change means, in shares of the range from black to white.
#[must_use]
pub fn change(grey: u8) -> f32 {
    (f32::from(grey) - 128.0) / 254.0
}

/// The grey level of a change, as [`change`] reads it; more than half the range is cut off.
#[must_use]
pub fn change_grey(change: f32) -> u8 {
    (128.0 + 254.0 * change.clamp(-0.5, 0.5)).round() as u8
}

fn load_grey(path: &Path, size: u32) -> Result<DynamicImage> {
    let mut reader = ImageReader::open(path)?.with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(size);
    limits.max_image_height = Some(size);
    reader.limits(limits);
    let grey = match reader.decode()? {
        grey @ (DynamicImage::ImageLuma8(_) | DynamicImage::ImageLuma16(_)) => grey,
        other => bail!("is {:?}, not 8- or 16-bit grey", other.color()),
    };
    if (grey.width(), grey.height()) != (size, size) {
        bail!("is {}x{}, not {size}x{size}", grey.width(), grey.height());
    }
    Ok(grey)
}

fn read_info(root: &Path) -> Result<DatasetInfo> {
    let shown = root.display();
    if !root.is_dir() {
        bail!("{shown}: no such folder");
    }
    let path = root.join(INFO_FILE);
    let text = match std::fs::read(&path) {
        Ok(text) => text,
        Err(_) if root.join(super::PARTIAL_FILE).exists() => {
            bail!("{shown}: this dataset is not finished; run its import or simulation again")
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!("{shown}: no dataset here ({INFO_FILE} is missing)")
        }
        Err(error) => return Err(error).with_context(|| format!("{}", path.display())),
    };
    // The version first: a newer file may have other fields.
    let value: serde_json::Value =
        serde_json::from_slice(&text).with_context(|| format!("{}", path.display()))?;
    let version = value
        .get("format_version")
        .and_then(serde_json::Value::as_u64);
    match version {
        Some(version) if version > u64::from(FORMAT_VERSION) => bail!(
            "{}: format {version} is newer than this program reads ({FORMAT_VERSION}); update the program",
            path.display()
        ),
        Some(_) => {}
        None => bail!("{}: format_version is missing", path.display()),
    }
    let info: DatasetInfo =
        serde_json::from_value(value).with_context(|| format!("{}", path.display()))?;
    if !(1..=MAX_SIZE).contains(&info.size) {
        bail!(
            "{}: size {} is outside 1 to {MAX_SIZE}",
            path.display(),
            info.size
        );
    }
    Ok(info)
}

/// Whether a path from a manifest stays inside the dataset folder.
fn is_inside(path: &str) -> bool {
    !path.is_empty()
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
#[path = "reader_tests.rs"]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
