//! All images of an evaluation: real ones, and those that the model draws.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use rayon::prelude::*;
use xraygan::{
    generation::Request,
    views::{View, Views},
    weights::Bundle,
};

use super::{
    generator::{generate, request},
    pictures::{Grey, Pairs},
    sides::{sides, swap_sides},
    subjects::{Subject, Subjects},
};
use crate::watch::Watch;
use support::spread::evenly;

/// Most reports that are drawn with several seeds.
const VARIED: usize = 32;

/// The pictures of an evaluation, all at the model's size.
#[derive(Clone, Debug, PartialEq)]
pub struct Gallery {
    /// The real images.
    pub real: Pairs,
    /// Both generated views of each study.
    pub generated: Vec<Views<Grey>>,
    /// Some reports with several seeds.
    pub varied: Varied,
    /// Reports with "left" for "right", or the other way round.
    pub swapped: Swapped,
}

/// Images of some reports with several seeds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Varied {
    /// Places of the studies.
    pub places: Vec<usize>,
    /// `[study][seed]`.
    pub images: Vec<Vec<Views<Grey>>>,
}

/// Studies whose report has exactly one of the words "left" and "right".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Swapped {
    /// Their places.
    pub places: Vec<usize>,
    /// Whether the report says "left".
    pub left: Vec<bool>,
    /// Both views for the report with the other word and the same seed.
    pub images: Vec<Views<Grey>>,
}

impl Gallery {
    /// Reads the real images and draws the others: each report once, and some with `seeds` seeds from `seed` on.
    ///
    /// # Errors
    /// An image that cannot be read, or as [`generate`].
    pub fn new(
        bundle: &Bundle,
        subjects: &Subjects,
        seed: u64,
        seeds: u64,
        stop: &AtomicBool,
    ) -> Result<Self> {
        let requests: Vec<Request> = subjects
            .chosen
            .iter()
            .map(|subject| {
                let study = subjects.study(subject);
                Request {
                    findings: study.findings.clone(),
                    impression: study.impression.clone(),
                    table: study.told.table.clone(),
                    subject: subject.seed.into(),
                }
            })
            .collect();
        let watch = Watch::new("generating", requests.len(), stop);
        let generated = generate(bundle, &requests, &watch)?;
        watch.finish();
        Ok(Self {
            real: real(subjects, bundle.manifest.model.size)?,
            generated,
            varied: Varied::new(bundle, &requests, seed, seeds, stop)?,
            swapped: Swapped::new(bundle, subjects, stop)?,
        })
    }

    /// The generated views of which there is a real one.
    #[must_use]
    pub fn counterparts(&self) -> Pairs {
        let pairs = self.real.views.iter().zip(&self.generated);
        Pairs {
            side: self.real.side,
            views: pairs
                .map(|(real, generated)| {
                    Views::from_fn(|view| real[view].as_ref().map(|_| generated[view].clone()))
                })
                .collect(),
        }
    }
}

fn real(subjects: &Subjects, side: usize) -> Result<Pairs> {
    let load = |subject: &Subject| {
        Views::try_from_fn(|view: View| {
            let image = subjects.test.image(subject.index, view, side)?;
            anyhow::Ok(image.map(Grey::new))
        })
    };
    Ok(Pairs {
        side,
        views: subjects
            .chosen
            .par_iter()
            .map(load)
            .collect::<Result<_>>()?,
    })
}

impl Varied {
    fn new(
        bundle: &Bundle,
        requests: &[Request],
        seed: u64,
        seeds: u64,
        stop: &AtomicBool,
    ) -> Result<Self> {
        let places: Vec<usize> = evenly(requests.len(), VARIED).collect();
        let varied: Vec<Request> = places
            .iter()
            .flat_map(|&at| {
                (0..seeds).map(move |n| Request {
                    subject: seed.wrapping_add(n).into(),
                    ..requests[at].clone()
                })
            })
            .collect();
        let watch = Watch::new("seeds", varied.len(), stop);
        let images = generate(bundle, &varied, &watch)?;
        watch.finish();
        Ok(Self {
            places,
            images: images.chunks(seeds as usize).map(<[_]>::to_vec).collect(),
        })
    }
}

impl Swapped {
    fn new(bundle: &Bundle, subjects: &Subjects, stop: &AtomicBool) -> Result<Self> {
        let mut swapped = Self::default();
        let mut requests = Vec::new();
        for (at, subject) in subjects.chosen.iter().enumerate() {
            let left = match sides(&subject.text) {
                [true, false] => true,
                [false, true] => false,
                _ => continue,
            };
            let record = &subjects.study(subject).record;
            let [findings, impression] = [&record.findings, &record.impression]
                .map(|text| swap_sides(text.as_deref().unwrap_or_default()));
            if let Some(request) = request(bundle, &findings, &impression, subject.seed) {
                swapped.places.push(at);
                swapped.left.push(left);
                requests.push(request);
            }
        }
        let watch = Watch::new("left and right", requests.len(), stop);
        swapped.images = generate(bundle, &requests, &watch)?;
        watch.finish();
        Ok(swapped)
    }
}
