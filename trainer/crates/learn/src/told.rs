//! The input of the template cascade for one study: findings, patient and places, from the simulator's ground truth or, of
//! a real study, from its report.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use xraygan::{
    condition::{Patient, PatientCode, Places, Spot, encode, presence},
    findings::{FindingsTable, TableRow},
    views::View,
};

use dataset::{Dataset, Split, StudyRecord};

/// What a study tells.
#[derive(Debug, Clone, Default)]
pub struct ToldStudy {
    /// All findings: those of the truth, else those that the report names.
    pub table: FindingsTable,
    /// What the chest has of its own, so that it shows without the findings, too.
    pub own: FindingsTable,
    /// The patient; `None` where nobody knows.
    pub patient: Option<Patient>,
    /// Where nobody knows, the study's place among such studies of its split.
    pub unknown: Option<usize>,
    /// Where the findings are, as far as it is known.
    pub places: Places,
    /// Where those of the chest's own are.
    pub own_places: Places,
}

/// What a simulator writes, as far as it is told.
#[derive(Deserialize)]
struct Truth {
    anatomy: String,
    code: Vec<f32>,
    findings: Vec<Placed>,
}

#[derive(Deserialize)]
struct Placed {
    #[serde(flatten)]
    row: TableRow,
    #[serde(default)]
    own: bool,
    frontal: Option<Spot>,
    lateral: Option<Spot>,
}

impl ToldStudy {
    /// What a record tells: its truth, else the findings that its report names, `read`. `code` is what the patients of
    /// its dataset are told by.
    ///
    /// # Errors
    /// A truth of another form than the dataset says; the message names the study.
    pub fn of(record: &StudyRecord, code: &PatientCode, read: FindingsTable) -> Result<Self> {
        let truth = (record.truth.as_ref()).filter(|it| it.get("code").is_some());
        let Some(truth) = truth else {
            return Ok(Self {
                table: read,
                ..Self::default()
            });
        };
        let name = || format!("truth of study {}", record.study);
        let truth = Truth::deserialize(truth).with_context(name)?;
        ensure!(
            truth.code.len() == code.dimensions.len(),
            "{}: it has {} numbers of the patient, but dataset.json lists {}",
            name(),
            truth.code.len(),
            code.dimensions.len()
        );
        let mut told = Self {
            patient: Some(Patient {
                code: truth.code,
                anatomy: (code.anatomies.iter())
                    .map(|it| f32::from(*it == truth.anatomy))
                    .collect(),
            }),
            ..Self::default()
        };
        for Placed {
            row,
            own,
            frontal,
            lateral,
        } in truth.findings
        {
            for (view, spot) in [(View::Frontal, frontal), (View::Lateral, lateral)] {
                if let Some(spot) = spot {
                    told.places[view].put(&row, &spot);
                    if own {
                        told.own_places[view].put(&row, &spot);
                    }
                }
            }
            if own {
                told.own.rows.push(row.clone());
            }
            told.table.rows.push(row);
        }
        Ok(told)
    }

    /// The patient; where nobody knows, the one of a seed.
    #[must_use]
    pub fn patient(&self, code: &PatientCode, seed: u64) -> Patient {
        let known = self.patient.clone();
        known.unwrap_or_else(|| Patient::drawn(code, seed))
    }

    /// What the network is told of a patient with all findings, or with what the chest has of its own, and what of the
    /// places is shown.
    #[must_use]
    pub fn encode(
        &self,
        code: &PatientCode,
        patient: &Patient,
        with_findings: bool,
    ) -> [Vec<f32>; 2] {
        let table = if with_findings {
            &self.table
        } else {
            &self.own
        };
        [encode(code, table, patient), presence(table)]
    }
}

/// What the studies of a split tell that have no image but say where their findings are (`trainer simulate --places-only`).
///
/// # Errors
/// As [`ToldStudy::of`]; the message names the folder, too.
pub fn told_without_images(
    datasets: &[Dataset],
    split: Split,
    code: &PatientCode,
) -> Result<Vec<Arc<ToldStudy>>> {
    let mut list = Vec::new();
    for dataset in datasets {
        for record in dataset.split(split) {
            if record.frontal.is_some() || record.lateral.is_some() {
                continue;
            }
            let told = ToldStudy::of(record, code, FindingsTable::default())
                .with_context(|| format!("{}", dataset.root().display()))?;
            if told.patient.is_some() {
                list.push(Arc::new(told));
            }
        }
    }
    Ok(list)
}

/// What the patients of some datasets are told by: what their descriptions list, or numbers without a meaning.
///
/// # Errors
/// Two datasets that list different things.
pub fn patient_code(datasets: &[Dataset]) -> Result<PatientCode> {
    let mut found: Option<PatientCode> = None;
    for dataset in datasets {
        let described = &dataset.info().described;
        if described.code.is_empty() {
            continue;
        }
        let code = PatientCode {
            dimensions: described.code.clone(),
            anatomies: (described.anatomies.iter())
                .map(|it| it.name.clone())
                .collect(),
        };
        if let Some(found) = &found {
            ensure!(
                *found == code,
                "{}: its patients are told by other numbers or anatomies than those of the dataset before; simulate \
                 both with one program and the same chests",
                dataset.root().display()
            );
        }
        found = Some(code);
    }
    Ok(found.unwrap_or_else(PatientCode::unnamed))
}
