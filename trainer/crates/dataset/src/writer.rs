//! Writing a dataset folder: from many threads, resumable, whole or not at all.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageEncoder};
use serde::{Deserialize, Serialize};

use support::files::{self, write_whole};

use super::info::leaking_patient;
use super::partial::{PartialEntry, PartialHeader, append, clear, holds_anything, read_partial};
use super::record::check_id;
use super::{
    Counts, DatasetInfo, Described, FORMAT_VERSION, IMAGES_DIR, INFO_FILE, MANIFEST_FILE, MAX_SIZE,
    NewStudy, PARTIAL_FILE, REJECTS_FILE, Split, StudyRecord, View,
};

/// What a dataset is to be; a run resumes only one begun with the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriterOptions {
    /// Side of the images in pixels, 16 to [`MAX_SIZE`].
    pub size: u32,
    /// Licence of the content, for `dataset.json`.
    pub licence: String,
    /// How the dataset is made, for `dataset.json`: no paths, nothing that changes from run to
    /// run.
    pub how: String,
    /// All else that must be the same for a run to go on (e.g. the input folders); not kept in
    /// the finished dataset.
    pub inputs: String,
}

struct State {
    partial: File,
    entries: Vec<PartialEntry>,
    /// Ids of all studies written or being written.
    taken: HashSet<String>,
    rejects: Vec<(usize, String, String)>,
}

/// Writes a dataset folder. Shared by reference between threads; studies may come in any order.
///
/// Dropped without [`DatasetWriter::finish`] it leaves a partial folder, which the next
/// [`DatasetWriter::create`] with the same options goes on from.
pub struct DatasetWriter {
    root: PathBuf,
    options: WriterOptions,
    described: Described,
    resumed: HashSet<String>,
    state: Mutex<State>,
}

impl DatasetWriter {
    /// Begins a dataset in `root`, or goes on with one begun there with the same options.
    /// With `overwrite`, a dataset (whole or partial) that is there is removed first.
    ///
    /// # Errors
    ///
    /// Fails if `root` cannot be written, holds a finished dataset, one begun with other options
    /// or by a run still at work, or files that are no dataset.
    pub fn create(root: &Path, options: WriterOptions, overwrite: bool) -> Result<Self> {
        let shown = root.display();
        if !(16..=MAX_SIZE).contains(&options.size) {
            bail!("image size {} is outside 16 to {MAX_SIZE}", options.size);
        }
        let images = root.join(IMAGES_DIR);
        let partial_path = root.join(PARTIAL_FILE);
        let begun = partial_path.exists();
        // With a list of studies it was killed within `finish`, which then ends.
        let listed = std::fs::metadata(&partial_path).is_ok_and(|it| it.len() > 0);
        if root.join(INFO_FILE).exists() && !listed && !overwrite {
            bail!("{shown}: already holds a dataset; name another folder or give --overwrite");
        }
        if !begun && !root.join(INFO_FILE).exists() && holds_anything(root)? {
            bail!("{shown} holds files that are no dataset; name a new or empty folder");
        }
        std::fs::create_dir_all(&images)
            .with_context(|| format!("cannot create {}", images.display()))?;
        let mut partial = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&partial_path)
            .with_context(|| format!("cannot write {}", partial_path.display()))?;
        files::lock(&partial, &format!("{shown}: another run is writing here"))?;
        let header = PartialHeader {
            format_version: FORMAT_VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            options,
        };
        let entries = if overwrite {
            None
        } else {
            read_partial(&mut partial, root, &header)?
        };
        let entries = match entries {
            Some(entries) => entries,
            None => {
                // First, or a crash would leave a list of images that are gone.
                partial.set_len(0)?;
                clear(root)?;
                partial.seek(SeekFrom::Start(0))?;
                append(&mut partial, &partial_path, &header)?;
                Vec::new()
            }
        };
        let resumed: HashSet<String> = entries.iter().map(|e| e.record.study.clone()).collect();
        Ok(Self {
            root: root.to_owned(),
            options: header.options,
            described: Described::default(),
            state: Mutex::new(State {
                partial,
                entries,
                taken: resumed.clone(),
                rejects: Vec::new(),
            }),
            resumed,
        })
    }

    /// The writer with what `dataset.json` shall tell of all studies.
    #[must_use]
    pub fn describing(mut self, described: Described) -> Self {
        self.described = described;
        self
    }

    /// Whether an earlier, interrupted run has written this study.
    pub fn is_done(&self, study: &str) -> bool {
        self.resumed.contains(study)
    }

    /// How many studies an earlier, interrupted run has written.
    pub fn resumed(&self) -> usize {
        self.resumed.len()
    }

    /// Writes one study. `index` is its place in the finished manifest, whatever the order of
    /// the calls.
    ///
    /// # Errors
    ///
    /// Fails if the id is unfit or taken, an image is not of the dataset's size, the study is
    /// empty, or a file cannot be written. The folder stays fit to be resumed.
    pub fn write(&self, index: usize, study: NewStudy) -> Result<()> {
        check_id(&study.study)?;
        let images = [
            (View::Frontal, &study.frontal),
            (View::Lateral, &study.lateral),
        ];
        let size = self.options.size;
        for (view, image) in images {
            if let Some(image) = image
                && (image.width(), image.height()) != (size, size)
            {
                let (width, height) = (image.width(), image.height());
                bail!(
                    "study {}: {view} image is {width}x{height}, not {size}x{size}",
                    study.study
                );
            }
        }
        if !self.state().taken.insert(study.study.clone()) {
            bail!("study {} comes twice", study.study);
        }
        let save = |name: String, image: &DynamicImage| -> Result<String> {
            let path = self.root.join(&name);
            let png = encode_png(image).with_context(|| format!("{}", path.display()))?;
            write_whole(&path, &png)?;
            Ok(name)
        };
        let mut files = [None, None];
        for ((view, image), file) in images.into_iter().zip(&mut files) {
            if let Some(image) = image {
                let name = format!("{IMAGES_DIR}/{}_{view}.png", study.study);
                *file = Some(save(name, image)?);
            }
        }
        let [frontal, lateral] = files;
        let mut files = [None, None];
        let changes = View::ALL.into_iter().zip(study.changes);
        for ((view, change), file) in changes.zip(&mut files) {
            if let Some(change) = change {
                let name = format!("{IMAGES_DIR}/{}_{view}_change.png", study.study);
                *file = Some(save(name, &change.into())?);
            }
        }
        let [frontal_change, lateral_change] = files;
        let entry = PartialEntry {
            index,
            problems: study.problems,
            record: StudyRecord {
                split: study
                    .split
                    .unwrap_or_else(|| Split::of_patient(&study.patient)),
                study: study.study,
                patient: study.patient,
                findings: study.findings.filter(|text| !text.trim().is_empty()),
                impression: study.impression.filter(|text| !text.trim().is_empty()),
                frontal,
                lateral,
                frontal_change,
                lateral_change,
                source: study.source,
                labels: study.labels,
                truth: study.truth,
            },
        };
        let state = &mut *self.state();
        append(&mut state.partial, &self.root.join(PARTIAL_FILE), &entry)?;
        state.entries.push(entry);
        Ok(())
    }

    /// Notes a study that was left out, and why, for `rejects.csv`. A resumed run tries it again.
    pub fn reject(&self, index: usize, study: &str, reason: &str) {
        self.state()
            .rejects
            .push((index, study.to_owned(), reason.to_owned()));
    }

    /// Removes what was written, where that is of no use.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be removed.
    pub fn abandon(self) -> Result<()> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        state.partial.set_len(0)?;
        clear(&self.root)?;
        drop(state);
        remove_partial(&self.root)
    }

    /// Completes the dataset: `rejects.csv`, `manifest.jsonl` and, last, `dataset.json`.
    ///
    /// # Errors
    ///
    /// Fails if there is no study, a patient is in two splits, or a file cannot be written; the
    /// folder then stays partial.
    pub fn finish(self) -> Result<DatasetInfo> {
        self.finish_with(|_| Ok(()))
    }

    /// As [`DatasetWriter::finish`]; `last` writes what else the finished folder is to hold. Killed before its end, a run
    /// is there to be resumed.
    ///
    /// # Errors
    ///
    /// As [`DatasetWriter::finish`], and those of `last`.
    pub fn finish_with(self, last: impl FnOnce(&Path) -> Result<()>) -> Result<DatasetInfo> {
        let state = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let State {
            mut entries,
            mut rejects,
            partial,
            ..
        } = state;
        let shown = self.root.display();
        if entries.is_empty() {
            let first = rejects.first().map_or(String::new(), |(_, study, reason)| {
                format!(" ({} left out; first {study}: {reason})", rejects.len())
            });
            bail!("{shown}: no study could be written{first}");
        }
        entries.sort_by(|a, b| (a.index, &a.record.study).cmp(&(b.index, &b.record.study)));
        let rejected = rejects.len();
        let kept = entries.iter().flat_map(|entry| {
            let study = &entry.record.study;
            entry
                .problems
                .iter()
                .map(move |why| (study.as_str(), "kept without", why.as_str()))
        });
        rejects.sort();
        let left_out = rejects
            .iter()
            .map(|(_, study, why)| (study.as_str(), "left out", why.as_str()));
        let table = rejects_table(left_out.chain(kept)).context(REJECTS_FILE)?;
        let mut manifest = Vec::new();
        for entry in &entries {
            serde_json::to_writer(&mut manifest, &entry.record)?;
            manifest.push(b'\n');
        }
        let records: Vec<StudyRecord> = entries.into_iter().map(|entry| entry.record).collect();
        if let Some(patient) = leaking_patient(&records) {
            bail!("{shown}: studies of patient {patient} are in two splits");
        }
        let info = DatasetInfo {
            format_version: FORMAT_VERSION,
            size: self.options.size,
            counts: Counts {
                rejected,
                ..Counts::of(&records)
            },
            licence: self.options.licence,
            how: self.options.how,
            described: self.described,
        };
        write_whole(&self.root.join(REJECTS_FILE), &table)?;
        write_whole(&self.root.join(MANIFEST_FILE), &manifest)?;
        let mut json = serde_json::to_vec_pretty(&info)?;
        json.push(b'\n');
        write_whole(&self.root.join(INFO_FILE), &json)?;
        last(&self.root)?;
        drop(partial);
        remove_partial(&self.root)?;
        Ok(info)
    }

    /// A thread that panicked while holding the lock leaves nothing half-done in it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remove_partial(root: &Path) -> Result<()> {
    let partial = root.join(PARTIAL_FILE);
    std::fs::remove_file(&partial).with_context(|| format!("cannot remove {}", partial.display()))
}

fn rejects_table<'a>(rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["study", "outcome", "reason"])?;
    for (study, outcome, reason) in rows {
        table.write_record([study, outcome, reason])?;
    }
    Ok(table.into_inner().map_err(|error| error.into_error())?)
}

fn encode_png(image: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    let kind = match image {
        DynamicImage::ImageLuma8(_) => ExtendedColorType::L8,
        DynamicImage::ImageLuma16(_) => ExtendedColorType::L16,
        other => bail!("is {:?}, not 8- or 16-bit grey", other.color()),
    };
    encoder.write_image(image.as_bytes(), image.width(), image.height(), kind)?;
    Ok(bytes)
}

#[cfg(test)]
#[path = "writer_tests.rs"]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
