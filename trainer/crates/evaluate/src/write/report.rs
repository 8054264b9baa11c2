//! `evaluation.json`: everything an evaluation found.

use std::path::Path;

use anyhow::Result;
use serde::Serialize;
use xraygan::{
    model::ModelConfig,
    weights::{Manifest, Provenance},
};

use crate::{figures::group::FigureGroup, judge::judges::JudgesHeader};
use dataset::{Counts, Dataset, Split};

/// The content of `evaluation.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Version of this file's layout.
    pub format_version: u32,
    /// Version of the program.
    pub program: String,
    /// That images are synthetic.
    pub notice: &'static str,
    /// The bundle.
    pub weights: Weights,
    /// The datasets.
    pub data: Vec<Data>,
    /// SHA-256 over the datasets' descriptions and manifests.
    pub data_fingerprint: String,
    /// The options that shape the figures.
    pub options: Options,
    /// What computed.
    pub device: String,
    /// Studies that were generated.
    pub studies: usize,
    /// Studies of the split without a report that the model can read.
    pub unread: usize,
    /// The judges.
    pub judges: JudgesHeader,
    /// Whether the judges are those of this data and these options.
    pub judges_fit: bool,
    /// Seconds of the whole evaluation.
    pub seconds: f64,
    /// The figures.
    pub groups: Vec<FigureGroup>,
}

/// What was evaluated.
#[derive(Clone, Debug, Serialize)]
pub struct Weights {
    /// Name, licence, training data, and whether it was trained.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// SHA-256 of the bundle's `model.json`, which names it.
    pub sha256: String,
    /// Number of trained values.
    pub parameters: u64,
    /// Shape of the network.
    pub model: ModelConfig,
}

impl Weights {
    /// Describes a bundle with the SHA-256 of its `model.json`.
    #[must_use]
    pub fn of(manifest: &Manifest, sha256: String) -> Self {
        Self {
            provenance: manifest.provenance.clone(),
            sha256,
            parameters: manifest.parameters,
            model: manifest.model.clone(),
        }
    }
}

/// One dataset.
#[derive(Clone, Debug, Serialize)]
pub struct Data {
    /// Last part of the folder's name.
    pub name: String,
    /// As its source states it.
    pub licence: String,
    /// How it was made.
    pub how: String,
    /// Side of its images in pixels.
    pub size: u32,
    /// Its studies.
    pub counts: Counts,
}

impl Data {
    /// Describes a dataset.
    #[must_use]
    pub fn of(dataset: &Dataset) -> Self {
        let info = dataset.info();
        Self {
            name: last_name(dataset.root()),
            licence: info.licence.clone(),
            how: info.how.clone(),
            size: info.size,
            counts: info.counts.clone(),
        }
    }
}

fn last_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The options that shape the figures.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Options {
    /// Whose studies were generated.
    pub split: Split,
    /// Most studies; all if absent.
    pub limit: Option<u64>,
    /// Seeds per report where variety is measured.
    pub seeds: u64,
    /// Seed of all random numbers; study n is drawn with this plus n.
    pub seed: u64,
}

impl Evaluation {
    /// `evaluation.json`.
    ///
    /// # Errors
    /// Never; JSON has no infinity and writes `null` for it.
    pub fn json(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
