//! Batches: which studies, in what order, and their loading ahead of the device.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    thread,
};

use anyhow::{Result, anyhow};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::seq::SliceRandom;
use rayon::prelude::*;
use xraygan::{
    model::tokens::Tokens,
    pixels,
    views::{View, Views},
};

use crate::{
    data::{Ids, difference},
    images::Images,
    random::{Purpose, stream},
    told::ToldStudy,
};

/// Batches that are loaded ahead.
const AHEAD: usize = 3;

/// The images of one view in a batch.
#[derive(Debug, Clone)]
pub struct ViewBatch {
    /// Rows of the batch that have the view, ascending.
    pub rows: Vec<usize>,
    /// `[rows, 1, size, size]` in -1..1, row-major.
    pub values: Vec<f32>,
    /// What the findings changed, likewise; empty where no study tells it or nobody asked.
    pub changes: Vec<f32>,
    /// Side in pixels.
    pub size: usize,
}

impl ViewBatch {
    /// What the findings changed, as a tensor; `None` where nobody asked.
    #[must_use]
    pub fn change_tensor(&self, device: &Device) -> Option<Tensor<4>> {
        let shape = [self.rows.len(), 1, self.size, self.size];
        let data = || TensorData::new(self.changes.clone(), shape);
        (!self.changes.is_empty()).then(|| Tensor::from_data(data(), device))
    }

    /// The images as a tensor.
    #[must_use]
    pub fn tensor(&self, device: &Device) -> Tensor<4> {
        let shape = [self.rows.len(), 1, self.size, self.size];
        Tensor::from_data(TensorData::new(self.values.clone(), shape), device)
    }
}

/// Some studies.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What each study tells a cascade of templates.
    pub told: Vec<Arc<ToldStudy>>,
    /// Word ids of each study's FINDINGS.
    pub findings: Vec<Ids>,
    /// Word ids of each study's IMPRESSION.
    pub impression: Vec<Ids>,
    /// Equal for equal reports.
    pub texts: Vec<usize>,
    /// Equal for studies of one patient.
    pub patients: Vec<usize>,
    /// Frontal and lateral images; `None` where no study has the view.
    pub views: Views<Option<ViewBatch>>,
}

impl Batch {
    /// Loads studies by index.
    ///
    /// # Errors
    /// An image that cannot be read.
    pub fn load(images: &Images, studies: &[usize]) -> Result<Self> {
        let all = images.studies().all();
        let view = |view: View| -> Result<Option<ViewBatch>> {
            let rows: Vec<usize> = (0..studies.len())
                .filter(|&row| all[studies[row]].has(view))
                .collect();
            if rows.is_empty() {
                return Ok(None);
            }
            let loaded: Vec<Vec<f32>> = rows
                .par_iter()
                .map(|&row| {
                    let pixels = images.get(studies[row], view)?;
                    pixels
                        .map(|pixels| pixels::from_grey(&pixels))
                        .ok_or_else(|| anyhow!("study without its {view} view"))
                })
                .collect::<Result<_>>()?;
            let changes: Vec<Vec<f32>> = if images.tells_changes() {
                rows.par_iter()
                    .map(|&row| {
                        let change = images.change(studies[row], view)?;
                        let pixels = images.size() * images.size();
                        Ok(change.map_or_else(|| vec![0.0; pixels], |it| difference(&it)))
                    })
                    .collect::<Result<_>>()?
            } else {
                Vec::new()
            };
            Ok(Some(ViewBatch {
                rows,
                values: loaded.concat(),
                changes: changes.concat(),
                size: images.size(),
            }))
        };
        Ok(Self {
            told: studies
                .iter()
                .map(|&at| Arc::clone(&all[at].told))
                .collect(),
            findings: studies.iter().map(|&at| all[at].findings.clone()).collect(),
            impression: studies
                .iter()
                .map(|&at| all[at].impression.clone())
                .collect(),
            texts: studies.iter().map(|&at| all[at].text).collect(),
            patients: studies.iter().map(|&at| all[at].patient).collect(),
            views: Views::try_from_fn(view)?,
        })
    }

    /// Number of studies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// FINDINGS and IMPRESSION, padding masked.
    #[must_use]
    pub fn tokens(&self, device: &Device) -> [Tokens; 2] {
        [&self.findings, &self.impression].map(|ids| Tokens::new(ids, [1, 1], true, device))
    }

    /// For each of `rows` the place among them of one with another report, the next in turn; `None` where all
    /// reports are equal.
    #[must_use]
    pub fn wrong_reports(&self, rows: &[usize]) -> Vec<Option<usize>> {
        next_unlike(rows.len(), |a, b| {
            self.texts[rows[a]] == self.texts[rows[b]]
        })
    }

    /// For each study the place of one of another patient, the next in turn; `None` where all are of one.
    #[must_use]
    pub fn strangers(&self) -> Vec<Option<usize>> {
        next_unlike(self.len(), |a, b| self.patients[a] == self.patients[b])
    }
}

/// For each of `count` places the next in turn that is not alike.
fn next_unlike(count: usize, alike: impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    let other = |at: usize| {
        (1..count)
            .map(|step| (at + step) % count)
            .find(|&place| !alike(place, at))
    };
    (0..count).map(other).collect()
}

/// Indices as a tensor to select with.
#[must_use]
pub fn indices(places: &[usize], device: &Device) -> Tensor<1, Int> {
    let places: Vec<i32> = places.iter().map(|&at| at as i32).collect();
    let count = places.len();
    Tensor::from_data(TensorData::new(places, [count]), device)
}

/// Which studies a stage of training sees, in what batches.
#[derive(Debug, Clone)]
pub struct BatchSampler {
    /// Indices of its studies.
    pub pool: Vec<usize>,
    /// Place in the schedule; each has an order of its own.
    pub stage: usize,
    /// Studies in a batch.
    pub batch: usize,
    /// Steps in all.
    pub steps: u64,
    /// Seed of the order.
    pub seed: u64,
}

impl BatchSampler {
    /// The studies of a step: all in a new order each epoch, batch after batch.
    #[must_use]
    pub fn studies_of(&self, step: u64) -> Vec<usize> {
        let count = self.pool.len() as u64;
        let first = step * self.batch as u64;
        let mut orders: Option<(u64, Vec<usize>)> = None;
        (first..first + self.batch as u64)
            .map(|at| {
                let epoch = at / count;
                let order = match orders.take() {
                    Some((of, order)) if of == epoch => order,
                    _ => {
                        let mut order = self.pool.clone();
                        order.shuffle(&mut stream(self.seed, self.stage, epoch, Purpose::Order));
                        order
                    }
                };
                let study = order[(at % count) as usize];
                orders = Some((epoch, order));
                study
            })
            .collect()
    }
}

/// Loads the batches of a sampler on a thread of its own.
#[derive(Debug)]
pub struct Loader {
    batches: Receiver<Result<Batch>>,
}

impl Loader {
    /// Begins at step `step`.
    #[must_use]
    pub fn start(images: Images, sampler: BatchSampler, step: u64) -> Self {
        let (sender, batches) = sync_channel(AHEAD);
        let images = Arc::new(images);
        thread::spawn(move || {
            for step in step..sampler.steps {
                // Nobody listens once training stops.
                if sender
                    .send(Batch::load(&images, &sampler.studies_of(step)))
                    .is_err()
                {
                    break;
                }
            }
        });
        Self { batches }
    }

    /// The next batch.
    ///
    /// # Errors
    /// As [`Batch::load`], or there are no more.
    pub fn next(&self) -> Result<Batch> {
        self.batches
            .recv()
            .map_err(|_| anyhow!("the loader of images ended early"))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_epoch_has_each_study_once_in_another_order() {
        let pool: Vec<usize> = (100..110).collect();
        let sampler = BatchSampler {
            pool: pool.clone(),
            stage: 1,
            batch: 4,
            steps: 5,
            seed: 3,
        };
        let drawn: Vec<usize> = (0..5).flat_map(|step| sampler.studies_of(step)).collect();
        for epoch in drawn.chunks(10) {
            let mut sorted = epoch.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, pool);
        }
        assert_ne!(drawn[..10], drawn[10..]);
    }

    #[test]
    fn a_wrong_report_is_another_one_and_a_stranger_another_patient() {
        let batch = Batch {
            told: Vec::new(),
            findings: Vec::new(),
            impression: Vec::new(),
            texts: vec![5, 5, 7, 5],
            patients: vec![1, 1, 1, 2],
            views: Views::default(),
        };
        assert_eq!(
            batch.wrong_reports(&[0, 1, 2, 3]),
            [Some(2), Some(2), Some(3), Some(2)]
        );
        assert_eq!(batch.wrong_reports(&[0, 1, 3]), [None, None, None]);
        assert_eq!(batch.strangers(), [Some(3), Some(3), Some(3), Some(0)]);
    }
}
