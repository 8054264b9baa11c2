//! From images to studies.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, bail};

use super::TableOptions;
use super::rows::TableEntry;
use crate::job::{ImageSource, Job, ReportSource};
use crate::sections::StudySections;
use dataset::{Split, View, safe_id};

/// The original ids of a patient and of a study or day.
type PatientDay = (String, String);
/// A study so far: its number among the jobs, and whether it has a frontal and a lateral view.
type Open = (usize, [bool; 2]);

/// Groups images into studies, in the order of their first rows.
///
/// A study has one image of each view. Where a patient has several of one view on one day, the
/// first lateral goes with the first frontal, and so on; those left over make studies of their
/// own.
///
/// # Errors
///
/// Fails if the table puts a patient into two splits.
pub fn studies(entries: Vec<TableEntry>, options: &TableOptions) -> Result<Vec<Job>> {
    let mut names = Names::new(options.keep_ids);
    let mut splits = Splits::default();
    let mut jobs: Vec<Job> = Vec::new();
    let mut open: HashMap<PatientDay, Vec<Open>> = HashMap::new();
    for (number, mut entry) in entries.into_iter().enumerate() {
        // An image without patient stands alone.
        let patient = entry
            .patient
            .take()
            .unwrap_or_else(|| format!("\0{number}"));
        let day = entry.study.take().or(entry.day.take());
        let day = match day {
            Some(day) => day,
            None if options.pair_undated => String::new(),
            None => format!("\0{number}"),
        };
        let split = splits.of(&patient, entry.split, options)?;
        let slot = entry
            .projection
            .map(|projection| usize::from(projection.view() == View::Lateral));
        let of_day = open.entry((patient.clone(), day.clone())).or_default();
        let fitting = match slot {
            Some(slot) => of_day.iter_mut().find(|(_, taken)| !taken[slot]),
            // An image of unknown view is only noted.
            None => of_day.first_mut(),
        };
        let job = match fitting {
            Some((job, taken)) => {
                if let Some(slot) = slot {
                    taken[slot] = true;
                }
                *job
            }
            None => {
                let (patient, study) = names.study(&patient, &day, &entry);
                let job = Job {
                    study,
                    patient,
                    split: Some(split),
                    ..Job::default()
                };
                jobs.push(job);
                of_day.push((jobs.len() - 1, [slot == Some(0), slot == Some(1)]));
                jobs.len() - 1
            }
        };
        add(&mut jobs[job], entry);
    }
    Ok(jobs)
}

/// Adds an image and what its row tells to a study.
fn add(job: &mut Job, entry: TableEntry) {
    if let ReportSource::Sections(sections) = &mut job.report {
        let StudySections {
            findings,
            impression,
        } = entry.sections;
        let differs = |ours: &Option<String>, theirs: &Option<String>| {
            ours.is_some() && theirs.is_some() && ours != theirs
        };
        if differs(&sections.findings, &findings) || differs(&sections.impression, &impression) {
            job.problems.push(format!(
                "{}: its report is another than that of the study's first image, and is left out",
                entry.label
            ));
        }
        sections.findings = sections.findings.take().or(findings);
        sections.impression = sections.impression.take().or(impression);
    }
    for label in entry.labels {
        if !job.labels.contains(&label) {
            job.labels.push(label);
        }
    }
    job.problems.extend(entry.problems);
    job.images.push(ImageSource {
        path: entry.path,
        label: entry.label,
        known: entry.projection,
        otherwise: None,
    });
}

/// Names of patients and studies in the dataset.
struct Names {
    keep: bool,
    /// For each original patient its name and how many studies it has so far.
    patients: HashMap<String, (String, usize)>,
    studies: HashSet<String>,
}

impl Names {
    fn new(keep: bool) -> Self {
        Self {
            keep,
            patients: HashMap::new(),
            studies: HashSet::new(),
        }
    }

    /// The names of a patient and of its next study. New names are numbers in the order of the
    /// table, from which the originals cannot be worked out. Ids out of DICOM headers are
    /// replaced even where the table's are kept.
    fn study(&mut self, patient: &str, day: &str, entry: &TableEntry) -> (String, String) {
        let stem = || {
            entry
                .path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let [keep_patient, keep_study] = entry.from_header.map(|of_header| self.keep && !of_header);
        let next = self.patients.len() + 1;
        let (name, count) = self.patients.entry(patient.to_owned()).or_insert_with(|| {
            let name = match (keep_patient, patient.starts_with('\0')) {
                (false, _) => format!("p{next:06}"),
                (true, false) => safe_id(patient),
                (true, true) => safe_id(&stem()),
            };
            (name, 0)
        });
        *count += 1;
        let study = if !keep_study {
            format!("{name}-s{count:02}")
        } else if day.is_empty() || day.starts_with('\0') {
            safe_id(&stem())
        } else {
            safe_id(&format!("{name}-{day}"))
        };
        (name.clone(), self.unique(&study))
    }

    fn unique(&mut self, study: &str) -> String {
        let mut name = study.to_owned();
        let mut number = 2;
        while !self.studies.insert(name.clone()) {
            name = safe_id(&format!("{study}-{number}"));
            number += 1;
        }
        name
    }
}

/// The split of each original patient.
#[derive(Default)]
struct Splits(HashMap<String, Split>);

impl Splits {
    fn of(
        &mut self,
        patient: &str,
        of_row: Option<Split>,
        options: &TableOptions,
    ) -> Result<Split> {
        let split = of_row.unwrap_or_else(|| Split::of_patient(patient));
        let first = *self.0.entry(patient.to_owned()).or_insert(split);
        if first != split {
            bail!(
                "{}: the images of a patient are in two splits, {first} and {split}",
                options.manifest.display()
            );
        }
        Ok(split)
    }
}
