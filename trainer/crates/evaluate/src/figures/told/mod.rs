//! Figures against the simulator's ground truth, for weights that are given findings and patient: no judge is asked.
//!
//! A study with a truth is drawn with its own patient, with and without its findings, with the sides exchanged, and as
//! another patient. The change that findings make is compared with the true one.

mod sums;

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use xraygan::{
    condition::Patient,
    findings::{FindingsTable, Kind},
    generation::{self, Request, SubjectChoice},
    views::Views,
    weights::Bundle,
};

use super::group::{FigureGroup, mean};
use crate::{draw::subjects::Subjects, watch::Watch};
use learn::{data::Study, told::ToldStudy};
use metrics::{Direction, Figure};
use sums::{Changed, Sums};

/// Studies that are drawn together.
const BATCH: usize = 8;

/// Ways in which each study is drawn.
const WAYS: usize = 5;

/// Measures the groups `truth`, `recovery` and `places`; none for weights or data without patients.
///
/// # Errors
/// An image that cannot be read, or [`crate::watch::Stopped`].
pub fn measure(
    bundle: &Bundle,
    subjects: &Subjects,
    seed: u64,
    stop: &AtomicBool,
) -> Result<Vec<FigureGroup>> {
    let config = &bundle.manifest.model;
    let known = |study: &Study| study.told.patient.is_some() && study.is_pair();
    let places: Vec<usize> = (subjects.chosen.iter())
        .map(|it| it.index)
        .filter(|&at| known(&subjects.test.all()[at]))
        .collect();
    let same = config.cascade.templates().map(|it| &it.patient);
    if places.is_empty() || same != Some(subjects.test.patient()) {
        return Ok(Vec::new());
    }
    let mut sums = Sums::new(config.size);
    let watch = Watch::new("truth", places.len(), stop);
    for places in places.chunks(BATCH) {
        let studies: Vec<&Study> = places.iter().map(|&at| &subjects.test.all()[at]).collect();
        let drawn = Redrawn::new(bundle, &studies, seed.wrapping_add(places[0] as u64));
        for (n, (&at, study)) in places.iter().zip(&studies).enumerate() {
            let film = |view| subjects.test.floats(at, view, config.size);
            let films = Views::try_from_fn(film)?;
            sums.add_likeness(&drawn.images[0][n], &films)?;
            sums.add_places(&study.told, &drawn.told[n]);
            let Some(kind) = only_kind(&study.told) else {
                continue;
            };
            let of = |with: usize, without: usize| Changed {
                view: Views::from_fn(|view| {
                    let pair = drawn.images[with][n][view].iter();
                    pair.zip(&drawn.images[without][n][view])
                        .map(|(a, b)| a - b)
                        .collect()
                }),
            };
            let change = |view| subjects.test.difference(at, view, config.size);
            let true_change = Changed {
                view: Views::try_from_fn(change)?,
            };
            let made = of(0, 1);
            sums.add_recovery(kind, &made, &true_change);
            sums.add_side(
                kind,
                &study.told,
                [&made, &of(2, 1), &of(3, 4)],
                &true_change,
            );
        }
        watch.advance(places.len())?;
    }
    watch.finish();
    Ok(sums.groups())
}

/// The kind of the findings that are drawn, where it is one.
fn only_kind(told: &ToldStudy) -> Option<Kind> {
    let own = |kind| told.own.rows.iter().any(|row| row.kind == kind);
    let mut kinds = (told.table.rows.iter())
        .map(|row| row.kind)
        .filter(|&kind| !own(kind));
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}

/// Some studies drawn again: as told, without findings, sides exchanged, as another patient, as that one without findings.
struct Redrawn {
    images: [Vec<Views<Vec<f32>>>; WAYS],
    told: Vec<generation::Told>,
}

impl Redrawn {
    fn new(bundle: &Bundle, studies: &[&Study], seed: u64) -> Self {
        let mirrored = |table: &FindingsTable| FindingsTable {
            rows: table
                .rows
                .iter()
                .cloned()
                .map(|row| row.mirrored())
                .collect(),
        };
        let request =
            |study: &Study, table: FindingsTable, patient: Option<Patient>, n: usize| Request {
                findings: study.findings.clone(),
                impression: study.impression.clone(),
                table,
                subject: SubjectChoice {
                    seed: seed.wrapping_add(n as u64),
                    patient,
                    places: None,
                },
            };
        let mut told = Vec::new();
        let images = std::array::from_fn(|way| {
            let requests: Vec<Request> = (studies.iter().enumerate())
                .map(|(n, study)| {
                    let (table, own) = (&study.told.table, &study.told.own);
                    let patient = study.told.patient.clone();
                    match way {
                        0 => request(study, table.clone(), patient, n),
                        1 => request(study, own.clone(), patient, n),
                        2 => request(study, mirrored(table), patient, n),
                        3 => request(study, table.clone(), None, n),
                        _ => request(study, own.clone(), None, n),
                    }
                })
                .collect();
            let config = &bundle.manifest.model;
            let last = config.sizes().len() - 1;
            let mut all: Vec<Views<Vec<f32>>> = Vec::new();
            for pairs in generation::pairs(bundle.model.drawing(), config, &requests, last) {
                all.extend(pairs.values());
                if way == 0 {
                    told.extend(pairs.told);
                }
            }
            all
        });
        Self { images, told }
    }
}

/// The mean of what was measured as a figure; nothing without values.
fn average(name: String, values: &[f64], direction: Direction) -> Option<Figure> {
    (!values.is_empty()).then(|| Figure::new(name, mean(values), values.len(), direction))
}
