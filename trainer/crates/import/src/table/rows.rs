//! Reading the rows of a table of images.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;

use super::{TableOptions, files};
use crate::csv_table::{CsvRow, CsvTable};
use crate::dicom;
use crate::sections::{StudySections, tidy};
use crate::view::Projection;
use dataset::Split;

/// Words in label columns that are no labels.
const NO_LABEL: [&str; 4] = ["todo", "unknown", "n/a", "na"];
/// Columns that may hold reports, or something else.
const REPORT_LIKE: [&str; 4] = ["report", "text", "notes", "clinical_notes"];

/// An image as its row describes it.
pub struct TableEntry {
    /// The file.
    pub path: PathBuf,
    /// As the table names it.
    pub name: String,
    /// How messages call it: its name, or the line of the table if names may be identifiers.
    pub label: String,
    /// The view, as the row or the DICOM header tells.
    pub projection: Option<Projection>,
    /// The original patient id.
    pub patient: Option<String>,
    /// The original study id.
    pub study: Option<String>,
    /// Whether the patient id is of the DICOM header, and so never to be kept; the study id too.
    pub from_header: [bool; 2],
    /// The day.
    pub day: Option<String>,
    /// The report.
    pub sections: StudySections,
    /// The labels.
    pub labels: Vec<String>,
    /// The split.
    pub split: Option<Split>,
    /// The licence.
    pub licence: Option<String>,
    /// What could not be read of the row.
    pub problems: Vec<String>,
}

/// A table that has been read.
pub struct Table {
    /// Its images, in order.
    pub entries: Vec<TableEntry>,
    /// Rows that cannot be used: line and reason.
    pub rejects: Vec<(String, String)>,
    /// Lines for the user.
    pub notes: Vec<String>,
}

/// The columns by number.
struct Found {
    image: usize,
    view: Option<usize>,
    patient: Option<usize>,
    study: Option<usize>,
    day: Option<usize>,
    findings: Option<usize>,
    impression: Option<usize>,
    report: Option<usize>,
    labels: Option<usize>,
    split: Option<usize>,
    licence: Option<usize>,
}

impl Found {
    fn of(table: &CsvTable, options: &TableOptions, root: &Path) -> Result<Self> {
        let names = &options.columns;
        let column = |named: &Option<String>, usual: &[&str]| table.column(named.as_deref(), usual);
        Ok(Self {
            image: files::column(
                &options.manifest,
                table,
                names.image_column.as_deref(),
                root,
            )?,
            view: column(
                &names.view_column,
                &["Frontal/Lateral", "view", "projection", "View Position"],
            )?,
            patient: column(
                &names.patient_column,
                &["patient", "patient_id", "subject", "subject_id", "uid"],
            )?,
            study: column(
                &names.study_column,
                &["study", "study_id", "accession", "accession_number"],
            )?,
            day: column(&names.day_column, &["offset", "day", "date", "study_date"])?,
            findings: column(&names.findings_column, &["findings"])?,
            impression: column(&names.impression_column, &["impression"])?,
            report: column(&names.report_column, &[])?,
            labels: column(
                &names.labels_column,
                &["finding", "finding_labels", "labels", "label"],
            )?,
            split: column(&names.split_column, &[])?,
            licence: column(&names.licence_column, &["licence", "license"])?,
        })
    }
}

/// Reads a table; the headers of DICOM files tell what its rows do not.
///
/// # Errors
///
/// Fails if the table is broken or lacks a column, or no view is known of any image.
pub fn read(options: &TableOptions, root: &Path) -> Result<Table> {
    let mut csv = CsvTable::open(&options.manifest)?;
    let found = Found::of(&csv, options, root)?;
    let mut table = Table {
        entries: Vec::new(),
        rejects: Vec::new(),
        notes: notes(&csv, &found),
    };
    for row in csv.rows() {
        let row = row?;
        match entry(&row, &found, options, root) {
            Ok(entry) => table.entries.push(entry),
            Err(reason) => table
                .rejects
                .push((format!("line {}", row.line), format!("{reason:#}"))),
        }
    }
    if found.patient.is_none() {
        table
            .notes
            .extend(patients_of_paths(&mut table.entries, found.study.is_some()));
    }
    table.entries.par_iter_mut().for_each(|entry| {
        let incomplete = entry.projection.is_none()
            || entry.patient.is_none()
            || (found.study.is_none() && found.day.is_none());
        if incomplete && looks_like_dicom(&entry.path) {
            // A broken file is told when its pixels are read.
            if let Ok(header) = dicom::read_header(&entry.path) {
                entry.projection = entry.projection.or(header.projection);
                if entry.patient.is_none() {
                    entry.patient = header.patient;
                    entry.from_header[0] = true;
                }
                if entry.study.is_none() && found.study.is_none() && found.day.is_none() {
                    entry.study = header.study;
                    entry.from_header[1] = true;
                }
            }
        }
        entry.projection = entry.projection.or(options.assumed());
    });
    if !table.entries.is_empty() && table.entries.iter().all(|entry| entry.projection.is_none()) {
        bail!(
            "{}: no view is known of any image; name the column with --view-column, or give --view",
            options.manifest.display()
        );
    }
    Ok(table)
}

/// Takes patients and, unless a column has them, studies from the images' folders, if every path names one.
fn patients_of_paths(entries: &mut [TableEntry], has_studies: bool) -> Option<String> {
    let told: Vec<[Option<String>; 2]> = (entries.iter())
        .map(|entry| files::of_path(&entry.name))
        .collect();
    if told.is_empty() || told.iter().any(|[patient, _]| patient.is_none()) {
        return None;
    }
    for (entry, [patient, study]) in entries.iter_mut().zip(told) {
        entry.patient = patient;
        if !has_studies {
            entry.study = study;
        }
    }
    Some("patients are those of the images' folders: no column has them".to_owned())
}

fn notes(table: &CsvTable, found: &Found) -> Vec<String> {
    let untouched = REPORT_LIKE.iter().filter_map(|name| {
        let column = table.column(None, &[name]).ok()??;
        let used = [found.report, found.findings, found.impression].contains(&Some(column));
        (!used).then(|| table.headers()[column].clone())
    });
    untouched
        .map(|name| {
            format!(
                "column {name} was not imported: --report-column {name} takes it for whole reports, \
                 --findings-column {name} for findings"
            )
        })
        .collect()
}

fn entry(row: &CsvRow, found: &Found, options: &TableOptions, root: &Path) -> Result<TableEntry> {
    let Some(image) = row.get(Some(found.image)) else {
        bail!("names no image");
    };
    let text = |column| row.get(column).map(str::to_owned);
    let split = row.get(found.split).map(split).transpose()?;
    let mut problems = Vec::new();
    let mut sections = StudySections::default();
    if let Some(report) = row.get(found.report) {
        match StudySections::of_report(report.as_bytes()) {
            Ok(read) => sections = read,
            Err(error) => problems.push(format!("report in line {}: {error:#}", row.line)),
        }
    }
    if let Some(findings) = row.get(found.findings) {
        sections.findings = tidy(findings);
    }
    if let Some(impression) = row.get(found.impression) {
        sections.impression = tidy(impression);
    }
    let labels = row.get(found.labels).unwrap_or_default();
    Ok(TableEntry {
        path: files::find(root, image),
        name: image.to_owned(),
        label: if options.keep_ids {
            image.to_owned()
        } else {
            format!("image of line {}", row.line)
        },
        projection: row.get(found.view).and_then(Projection::parse),
        patient: text(found.patient),
        study: text(found.study),
        from_header: [false; 2],
        day: text(found.day),
        sections,
        labels: labels
            .split(['|', ';', ','])
            .filter_map(tidy)
            .filter(|label| !NO_LABEL.contains(&label.to_lowercase().as_str()))
            .collect(),
        split,
        licence: text(found.licence),
        problems,
    })
}

fn split(text: &str) -> Result<Split> {
    match text.to_ascii_lowercase().as_str() {
        "train" | "training" => Ok(Split::Train),
        "val" | "valid" | "validate" | "validation" => Ok(Split::Validate),
        "test" | "testing" => Ok(Split::Test),
        _ => bail!("unknown split {text:?} (train, validate or test)"),
    }
}

fn looks_like_dicom(path: &Path) -> bool {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(132).read_to_end(&mut start))
        .is_ok_and(|_| dicom::is_dicom(&start))
}
