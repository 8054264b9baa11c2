//! Real films with the findings that a report names.

use std::{collections::BTreeSet, path::Path};

use anyhow::Result;
use image::GrayImage;
use xraygan::{
    findings::{Certainty, Kind},
    report::Mention,
    views::{View, Views},
};

use crate::labels::kind_of;
use dataset::Dataset;

/// A dataset with real films.
#[derive(Debug)]
pub struct Films {
    dataset: Dataset,
    /// Place in the dataset and known findings of each frontal film.
    films: Vec<(usize, BTreeSet<Kind>)>,
}

impl Films {
    /// Opens a dataset folder.
    ///
    /// # Errors
    /// As [`Dataset::open`].
    pub fn open(folder: &Path) -> Result<Self> {
        let dataset = Dataset::open(folder)?;
        let films = dataset.records().iter().enumerate();
        let films = films
            .filter(|(_, it)| it.frontal.is_some())
            .map(|(at, it)| {
                (
                    at,
                    it.labels
                        .iter()
                        .filter_map(|label| kind_of(label))
                        .collect(),
                )
            })
            .collect();
        Ok(Self { dataset, films })
    }

    /// Side of its images, in pixels.
    #[must_use]
    pub fn side(&self) -> usize {
        self.dataset.info().size as usize
    }

    /// All studies with both views, by name.
    ///
    /// # Errors
    /// An image that cannot be read.
    pub fn pairs(&self) -> Result<Vec<(String, Views<GrayImage>)>> {
        let mut pairs = Vec::new();
        for record in self.dataset.records() {
            let of = |view| self.dataset.load(record, view);
            if let (Some(frontal), Some(lateral)) = (of(View::Frontal)?, of(View::Lateral)?) {
                pairs.push((record.study.clone(), Views { frontal, lateral }));
            }
        }
        Ok(pairs)
    }

    /// The frontal film whose findings are those affirmed, or have most of them in common; `None` if none has any.
    ///
    /// # Errors
    /// An image that cannot be read.
    pub fn like(&self, mentions: &[Mention]) -> Result<Option<GrayImage>> {
        let asked: BTreeSet<Kind> = mentions
            .iter()
            .filter(|it| it.certainty != Certainty::Denied)
            .map(|it| it.finding)
            .collect();
        let common = |found: &BTreeSet<Kind>| found.intersection(&asked).count();
        let differ = |found: &BTreeSet<Kind>| found.symmetric_difference(&asked).count();
        let best = self
            .films
            .iter()
            .filter(|(_, found)| asked.is_empty() && found.is_empty() || common(found) > 0)
            .min_by_key(|(_, found)| (differ(found), usize::MAX - common(found)));
        match best {
            Some((at, _)) => self
                .dataset
                .load(&self.dataset.records()[*at], View::Frontal),
            None => Ok(None),
        }
    }
}
