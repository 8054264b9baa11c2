//! The tables of MIMIC-CXR-JPG and MIMIC-CXR, by the column names of their documentation.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::csv_table::CsvTable;
use crate::sections::{StudySections, tidy};
use crate::view::Projection;
use dataset::Split;

/// An image that is there.
pub struct MimicImage {
    /// Its `dicom_id`.
    pub id: String,
    /// The file.
    pub path: PathBuf,
    /// The view; `None` where the tables do not tell a frontal or lateral one.
    pub projection: Option<Projection>,
}

/// A study.
pub struct MimicStudy {
    /// Its `study_id`, digits.
    pub id: String,
    /// Its `subject_id`, digits.
    pub subject: String,
    /// The official split, if asked for.
    pub split: Option<Split>,
    /// Its images in the order of the table.
    pub images: Vec<MimicImage>,
    /// How many images the table names that are not there.
    pub missing: usize,
}

/// All that the tables tell.
pub struct Tables {
    /// The studies in the order of the image table.
    pub studies: Vec<MimicStudy>,
    /// Reports by study, from the table of sections.
    pub sections: HashMap<String, StudySections>,
    /// Positive `CheXpert` labels by study.
    pub labels: HashMap<String, Vec<String>>,
}

impl Tables {
    /// Reads the tables under a root; `reports` may be the table of sections.
    ///
    /// # Errors
    ///
    /// Fails if there is no table of images, one is broken or lacks a column, or the official
    /// split is asked for and not there.
    pub fn read(root: &Path, reports: Option<&Path>, official_split: bool) -> Result<Self> {
        let metadata = find(root, "mimic-cxr-", "-metadata.csv")?;
        let records = find(root, "cxr-record-list", ".csv")?;
        let splits = if official_split {
            let path = find(root, "mimic-cxr-", "-split.csv")?.with_context(|| {
                format!(
                    "{} has no mimic-cxr-2.0.0-split.csv.gz for the official split",
                    root.display()
                )
            })?;
            read_splits(&path)?
        } else {
            HashMap::new()
        };
        let mut studies = match (&metadata, &records) {
            (Some(metadata), _) => read_metadata(metadata, root)?,
            (None, Some(records)) => read_records(records, root)?,
            (None, None) => bail!(
                "{} has neither mimic-cxr-2.0.0-metadata.csv.gz (MIMIC-CXR-JPG) nor \
                 cxr-record-list.csv.gz (MIMIC-CXR)",
                root.display()
            ),
        };
        for study in &mut studies {
            study.split = splits.get(&study.id).copied();
            if official_split && study.split.is_none() {
                bail!(
                    "{}: study {} is in no official split",
                    root.display(),
                    study.id
                );
            }
        }
        let sections = match reports.filter(|path| path.is_file()) {
            Some(path) => read_sections(path)?,
            None => match find(reports.unwrap_or(root), "mimic_cxr_sectioned", ".csv")? {
                Some(path) => read_sections(&path)?,
                None => HashMap::new(),
            },
        };
        let labels = match find(root, "mimic-cxr-", "-chexpert.csv")? {
            Some(path) => read_labels(&path)?,
            None => HashMap::new(),
        };
        Ok(Self {
            studies,
            sections,
            labels,
        })
    }
}

/// `p10/p10000032` under a folder.
pub fn patient_folder(base: &Path, subject: &str) -> PathBuf {
    let group = subject.get(..2).unwrap_or(subject);
    base.join(format!("p{group}")).join(format!("p{subject}"))
}

/// The table whose name begins and ends so, plain or gzipped, whatever the version between.
fn find(folder: &Path, start: &str, end: &str) -> Result<Option<PathBuf>> {
    let failed = || format!("cannot read {}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(start) && name.trim_end_matches(".gz").ends_with(end) {
            found.push(path);
        }
    }
    // The newest version, should there be several.
    Ok(found.into_iter().max())
}

/// Groups images by study, keeping the order of the table.
#[derive(Default)]
struct Gather {
    studies: Vec<MimicStudy>,
    numbers: HashMap<String, usize>,
}

impl Gather {
    fn study(&mut self, subject: &str, id: &str) -> &mut MimicStudy {
        let number = *self.numbers.entry(id.to_owned()).or_insert_with(|| {
            self.studies.push(MimicStudy {
                id: id.to_owned(),
                subject: subject.to_owned(),
                split: None,
                images: Vec::new(),
                missing: 0,
            });
            self.studies.len() - 1
        });
        &mut self.studies[number]
    }
}

fn read_metadata(path: &Path, root: &Path) -> Result<Vec<MimicStudy>> {
    let mut table = CsvTable::open(path)?;
    let dicom = table.needed(None, &["dicom_id"])?;
    let subject = table.needed(None, &["subject_id"])?;
    let study = table.needed(None, &["study_id"])?;
    let view = table.needed(None, &["ViewPosition"])?;
    let meaning = table.column(None, &["ViewCodeSequence_CodeMeaning"])?;
    let mut gather = Gather::default();
    for row in table.rows() {
        let row = row?;
        let (Some(dicom), Some(subject), Some(study)) = (
            row.get(Some(dicom)),
            row.get(Some(subject)),
            row.get(Some(study)),
        ) else {
            bail!("{}: line {} lacks an id", path.display(), row.line);
        };
        let projection = match row.get(Some(view)) {
            Some(text) => Projection::parse(text),
            None => row.get(meaning).and_then(Projection::parse),
        };
        let entry = gather.study(subject, study);
        let folder = patient_folder(&root.join("files"), subject).join(format!("s{study}"));
        let file = ["jpg", "dcm"]
            .iter()
            .map(|ending| folder.join(format!("{dicom}.{ending}")))
            .find(|file| file.is_file());
        match file {
            Some(path) => entry.images.push(MimicImage {
                id: dicom.to_owned(),
                path,
                projection,
            }),
            None => entry.missing += 1,
        }
    }
    Ok(gather.studies)
}

fn read_records(path: &Path, root: &Path) -> Result<Vec<MimicStudy>> {
    let mut table = CsvTable::open(path)?;
    let dicom = table.needed(None, &["dicom_id"])?;
    let subject = table.needed(None, &["subject_id"])?;
    let study = table.needed(None, &["study_id"])?;
    let file = table.needed(None, &["path"])?;
    let mut gather = Gather::default();
    for row in table.rows() {
        let row = row?;
        let (Some(dicom), Some(subject), Some(study), Some(file)) = (
            row.get(Some(dicom)),
            row.get(Some(subject)),
            row.get(Some(study)),
            row.get(Some(file)),
        ) else {
            bail!(
                "{}: line {} lacks an id or the path",
                path.display(),
                row.line
            );
        };
        let entry = gather.study(subject, study);
        let path = root.join(file);
        if path.is_file() {
            entry.images.push(MimicImage {
                id: dicom.to_owned(),
                path,
                projection: None,
            });
        } else {
            entry.missing += 1;
        }
    }
    Ok(gather.studies)
}

fn read_splits(path: &Path) -> Result<HashMap<String, Split>> {
    let mut table = CsvTable::open(path)?;
    let study = table.needed(None, &["study_id"])?;
    let split = table.needed(None, &["split"])?;
    let mut splits = HashMap::new();
    for row in table.rows() {
        let row = row?;
        let (Some(study), Some(split)) = (row.get(Some(study)), row.get(Some(split))) else {
            continue;
        };
        let split = Split::ALL
            .into_iter()
            .find(|known| known.name() == split)
            .with_context(|| {
                format!(
                    "{}: line {}: unknown split {split:?}",
                    path.display(),
                    row.line
                )
            })?;
        splits.insert(study.to_owned(), split);
    }
    Ok(splits)
}

fn read_sections(path: &Path) -> Result<HashMap<String, StudySections>> {
    let mut table = CsvTable::open(path)?;
    let study = table.needed(None, &["study", "study_id"])?;
    let findings = table.needed(None, &["findings"])?;
    let impression = table.needed(None, &["impression"])?;
    // What MIMIC's own program finds in reports without headings.
    let last = table.column(None, &["last_paragraph"])?;
    let mut sections = HashMap::new();
    for row in table.rows() {
        let row = row?;
        let text = |column| row.get(Some(column)).and_then(tidy);
        let mut read = StudySections {
            findings: text(findings),
            impression: text(impression),
        };
        if read == StudySections::default() {
            read.findings = last.and_then(text);
        }
        if let Some(study) = row.get(Some(study))
            && read != StudySections::default()
        {
            sections.insert(study.trim_start_matches('s').to_owned(), read);
        }
    }
    Ok(sections)
}

/// The positive (1.0) labels; negative and uncertain ones are left out.
fn read_labels(path: &Path) -> Result<HashMap<String, Vec<String>>> {
    let mut table = CsvTable::open(path)?;
    let study = table.needed(None, &["study_id"])?;
    let subject = table.needed(None, &["subject_id"])?;
    let names = table.headers().to_vec();
    let mut labels = HashMap::new();
    for row in table.rows() {
        let row = row?;
        let positive = (0..names.len())
            .filter(|&column| column != study && column != subject)
            .filter(|&column| row.get(Some(column)).and_then(|cell| cell.parse().ok()) == Some(1.0))
            .map(|column| names[column].clone())
            .collect();
        if let Some(study) = row.get(Some(study)) {
            labels.insert(study.to_owned(), positive);
        }
    }
    Ok(labels)
}
