//! `dataset.json`: what a dataset holds and where it comes from.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use xraygan::code::Dimension;

use super::record::{Split, StudyRecord};

/// The content of `dataset.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatasetInfo {
    /// Version of the folder's layout, see [`super::FORMAT_VERSION`].
    pub format_version: u32,
    /// Side of every image, in pixels.
    pub size: u32,
    /// How many of what.
    pub counts: Counts,
    /// Licence of the images and reports, as their source states it.
    pub licence: String,
    /// How the dataset was made: the command and the options that shaped it.
    pub how: String,
    /// What a simulator tells of its studies as a whole.
    #[serde(flatten)]
    pub described: Described,
}

/// What `dataset.json` tells of simulated studies; empty for imported ones and in older folders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Described {
    /// What the numbers of `truth.code` are, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<Dimension>,
    /// The bodies, by the names in `truth.anatomy`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anatomies: Vec<Anatomy>,
    /// How the studies were split, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// Which shard of how many this folder is, from 1; a whole dataset has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<[u32; 2]>,
}

/// A body that films were made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anatomy {
    /// Its name.
    pub name: String,
    /// Licence, as its source states it.
    pub licence: String,
    /// What it has of its own beside the told findings, in all its films: free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<String>,
}

/// Numbers of studies in a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All studies.
    pub studies: usize,
    /// Different patients.
    pub patients: usize,
    /// Studies by split.
    pub splits: SplitCounts,
    /// Studies by the views they have.
    pub views: ViewCounts,
    /// Studies by the report sections they have.
    pub sections: SectionCounts,
    /// Studies left out altogether, listed in `rejects.csv`.
    pub rejected: usize,
}

/// Studies by split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitCounts {
    /// Studies to learn from.
    pub train: usize,
    /// Studies to choose with.
    pub validate: usize,
    /// Studies to judge with.
    pub test: usize,
}

/// Studies by the views they have; the four add up to all studies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewCounts {
    /// Both views.
    pub both: usize,
    /// The frontal view alone.
    pub frontal_only: usize,
    /// The lateral view alone.
    pub lateral_only: usize,
    /// A report without images.
    pub neither: usize,
}

/// Studies by the report sections they have; the four add up to all studies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionCounts {
    /// FINDINGS and IMPRESSION.
    pub both: usize,
    /// FINDINGS alone.
    pub findings_only: usize,
    /// IMPRESSION alone.
    pub impression_only: usize,
    /// Images without a report.
    pub neither: usize,
}

impl Counts {
    /// Counts the studies of a manifest. `rejected` is set to zero: a manifest does not know it.
    pub fn of(records: &[StudyRecord]) -> Self {
        let mut counts = Self {
            studies: records.len(),
            ..Self::default()
        };
        let mut patients = HashSet::new();
        for record in records {
            patients.insert(record.patient.as_str());
            *match record.split {
                Split::Train => &mut counts.splits.train,
                Split::Validate => &mut counts.splits.validate,
                Split::Test => &mut counts.splits.test,
            } += 1;
            let views = &mut counts.views;
            *match (record.frontal.is_some(), record.lateral.is_some()) {
                (true, true) => &mut views.both,
                (true, false) => &mut views.frontal_only,
                (false, true) => &mut views.lateral_only,
                (false, false) => &mut views.neither,
            } += 1;
            let sections = &mut counts.sections;
            *match (record.findings.is_some(), record.impression.is_some()) {
                (true, true) => &mut sections.both,
                (true, false) => &mut sections.findings_only,
                (false, true) => &mut sections.impression_only,
                (false, false) => &mut sections.neither,
            } += 1;
        }
        counts.patients = patients.len();
        counts
    }
}

/// The first patient whose studies are in two splits, if there is one.
pub(super) fn leaking_patient(records: &[StudyRecord]) -> Option<&str> {
    let mut splits: HashMap<&str, Split> = HashMap::new();
    records.iter().find_map(|record| {
        let first = splits.entry(&record.patient).or_insert(record.split);
        (*first != record.split).then_some(record.patient.as_str())
    })
}
