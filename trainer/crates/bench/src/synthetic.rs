//! Random images and made-up reports.

use std::sync::Arc;

use rand::{Rng, RngExt};
use xraygan::{model::ModelConfig, views::Views};

use super::figures::REPORT;
use learn::{
    batch::{Batch, ViewBatch},
    data::Ids,
};

/// A batch in which every study has both views and a report of its own.
pub fn batch(studies: usize, size: usize, config: &ModelConfig, rng: &mut impl Rng) -> Batch {
    let mut section = |[sentences, words]: [usize; 2]| -> Vec<Ids> {
        let mut sentence = || {
            (0..words)
                .map(|_| rng.random_range(1..config.vocabulary as u32))
                .collect()
        };
        (0..studies)
            .map(|_| (0..sentences).map(|_| sentence()).collect())
            .collect()
    };
    let (findings, impression) = (section(REPORT.findings), section(REPORT.impression));
    let views = Views::from_fn(|_| {
        Some(ViewBatch {
            rows: (0..studies).collect(),
            values: (0..studies * size * size)
                .map(|_| rng.random_range(-1.0..1.0))
                .collect(),
            changes: Vec::new(),
            size,
        })
    });
    Batch {
        told: (0..studies).map(|_| Arc::default()).collect(),
        findings,
        impression,
        texts: (0..studies).collect(),
        patients: (0..studies).collect(),
        views,
    }
}
