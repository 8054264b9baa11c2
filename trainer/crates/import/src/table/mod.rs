//! `trainer import table`: any folder of radiographs with a table of them.
//!
//! One row is one image. Images of one patient and one study (or, without a column for that, one
//! day) make a study. Patients and studies get new names unless the user says that the ids may
//! be kept, and messages then name lines of the table instead of files.

mod files;
mod group;
mod rows;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};

use super::files::no_such;
use super::job::{self, ImportPlan, summary};
use super::view::Projection;
use super::{CommonOptions, ImportReport};

/// Import any folder of PNG, JPEG or DICOM radiographs with a table (CSV, one row per image).
#[derive(Args, Clone, Debug)]
pub struct TableOptions {
    /// The table, CSV or gzipped CSV
    #[arg(long, value_name = "CSV")]
    pub manifest: PathBuf,
    /// Folder that the names of the images start from [default: the table's]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Name of the collection, for the manifest [default: the name of the table's folder]
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// The columns
    #[command(flatten)]
    pub columns: Box<Columns>,
    /// The view of all images whose row and DICOM header do not tell
    #[arg(long, value_enum)]
    pub view: Option<AssumedView>,
    /// Pair the views of a patient that have no day, as if they were of one day
    #[arg(long)]
    pub pair_undated: bool,
    /// Keep the table's ids of patients and studies, for public data; otherwise new ones replace
    /// them. Ids in DICOM headers are never kept
    #[arg(long)]
    pub keep_ids: bool,
    /// What all imports have
    #[command(flatten)]
    pub common: CommonOptions,
}

/// The names of a table's columns, where they are not the usual ones.
#[derive(Args, Clone, Debug, Default)]
pub struct Columns {
    /// Column of the image's file [usual: file, filename, path, image, Image Index, ..; whichever names files]
    #[arg(long, value_name = "NAME")]
    pub image_column: Option<String>,
    /// Column of the view [usual: Frontal/Lateral, view, projection, View Position]
    #[arg(long, value_name = "NAME")]
    pub view_column: Option<String>,
    /// Column of the patient [usual: patient, patient id, subject, subject id, uid; else folders such as patient00001]
    #[arg(long, value_name = "NAME")]
    pub patient_column: Option<String>,
    /// Column of the study [usual: study, study id, accession]
    #[arg(long, value_name = "NAME")]
    pub study_column: Option<String>,
    /// Column of the day, for pairing without a study column [usual: offset, day, date, study date]
    #[arg(long, value_name = "NAME")]
    pub day_column: Option<String>,
    /// Column of the FINDINGS [usual: findings]
    #[arg(long, value_name = "NAME")]
    pub findings_column: Option<String>,
    /// Column of the IMPRESSION [usual: impression]
    #[arg(long, value_name = "NAME")]
    pub impression_column: Option<String>,
    /// Column of whole radiology reports with headings; never taken unless named, since such
    /// columns often hold case histories
    #[arg(long, value_name = "NAME")]
    pub report_column: Option<String>,
    /// Column of the labels [usual: finding, finding labels, labels, label]
    #[arg(long, value_name = "NAME")]
    pub labels_column: Option<String>,
    /// Column of the split (train, validate, test) [usual: none; 70/10/20 by patient]
    #[arg(long, value_name = "NAME")]
    pub split_column: Option<String>,
    /// Column of the licence [usual: licence, license]
    #[arg(long, value_name = "NAME")]
    pub licence_column: Option<String>,
}

/// A view that the user vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AssumedView {
    /// PA or AP
    Frontal,
    /// From the side
    Lateral,
}

/// The SHA-256 of a file.
fn hash(path: &Path) -> Result<String> {
    let failed = || format!("cannot read {}", path.display());
    let mut file = File::open(path).with_context(failed)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).with_context(failed)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    Ok(hex::encode(hasher.finalize()))
}

impl TableOptions {
    /// Imports the table's images.
    ///
    /// # Errors
    ///
    /// Fails if the table cannot be read, lacks a column, has a patient in two splits or no usable
    /// row, or the dataset cannot be written.
    pub fn run(&self, stop: &AtomicBool) -> Result<ImportReport> {
        job::run(self.plan()?, &self.common, stop)
    }

    fn plan(&self) -> Result<ImportPlan> {
        if !self.manifest.is_file() {
            return Err(no_such(&self.manifest));
        }
        let root = match &self.root {
            Some(root) if !root.is_dir() => return Err(no_such(root)),
            Some(root) => root.clone(),
            None => self.manifest.parent().unwrap_or(Path::new("")).to_owned(),
        };
        let table = rows::read(self, &root)?;
        let mut licences: BTreeMap<String, usize> = BTreeMap::new();
        for entry in &table.entries {
            let licence = entry
                .licence
                .clone()
                .unwrap_or_else(|| "not stated".to_owned());
            *licences.entry(licence).or_default() += 1;
        }
        let grouped = group::studies(table.entries, self)?;
        if grouped.is_empty() && table.rejects.is_empty() {
            bail!("{}: the table has no rows", self.manifest.display());
        }
        let pairing = if self.pair_undated {
            ", undated views of a patient paired"
        } else {
            ""
        };
        Ok(ImportPlan {
            source: self.source_name(&root),
            jobs: grouped,
            rejects: table.rejects,
            licence: summary(licences),
            how: format!("trainer import table{pairing}"),
            // New ids count the table's rows: a changed table must not be taken for the old one.
            inputs: format!(
                "{root:?} {} {:?} {:?} {}",
                hash(&self.manifest)?,
                self.columns,
                self.view,
                self.keep_ids
            ),
            notes: table.notes,
        })
    }

    fn source_name(&self, root: &Path) -> String {
        let of_folder = || {
            let folder = std::fs::canonicalize(root).ok()?;
            Some(folder.file_name()?.to_string_lossy().into_owned())
        };
        self.source
            .clone()
            .or_else(of_folder)
            .unwrap_or_else(|| "table".to_owned())
    }

    fn assumed(&self) -> Option<Projection> {
        self.view.map(|view| match view {
            AssumedView::Frontal => Projection::Frontal,
            AssumedView::Lateral => Projection::Lateral,
        })
    }
}
