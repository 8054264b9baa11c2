//! `model.json`: what a bundle holds and where it came from.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{WeightsError, anatomies::anatomies};
use crate::{
    findings::{Certainty, Kind},
    model::ModelConfig,
    report::Mention,
};

/// Name of the manifest within the folder.
pub const MANIFEST: &str = "model.json";

/// Name of the vocabulary part.
pub const VOCABULARY: &str = "vocabulary.json";

/// Newest format version that this code reads: 2 has templates of an anatomy in parts of their own.
pub const FORMAT_VERSION: u32 = 2;

/// Value of [`Manifest::format`].
const FORMAT: &str = "xraygan-weights";

/// No part may be larger: 1 GiB.
const LARGEST_PART: u64 = 1 << 30;

/// How the tensors are stored; they are computed with in 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// IEEE 754 single.
    F32,
    /// IEEE 754 half: half the download.
    F16,
    /// Matrices and kernels as 8-bit integers with a 32-bit factor per output channel, vectors as `F16`: a quarter.
    Int8,
}

/// What the writer of a bundle says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name shown to users.
    pub name: String,
    /// False for seeded random weights, whose images mean nothing.
    pub trained: bool,
    /// Licence of the weights, an SPDX expression where there is one.
    pub licence: String,
    /// What they were trained on, in a sentence.
    pub training_data: String,
}

/// One file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// File name within the folder, no path.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// The anatomy whose templates it holds, by its place in the list; such a part may come when that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anatomy: Option<usize>,
}

impl Part {
    /// Describes `bytes` under the name `file`.
    #[must_use]
    pub fn of(file: &str, bytes: &[u8]) -> Self {
        Self {
            file: file.to_owned(),
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
            anatomy: None,
        }
    }

    /// Checks size and SHA-256.
    ///
    /// # Errors
    /// Truncated or altered.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), WeightsError> {
        if bytes.len() as u64 != self.bytes {
            return Err(WeightsError::PartTruncated {
                file: self.file.clone(),
                expected: self.bytes,
                found: bytes.len() as u64,
            });
        }
        if sha256(bytes) != self.sha256 {
            return Err(WeightsError::PartAltered(self.file.clone()));
        }
        Ok(())
    }
}

/// A finding that weights draw too weakly: a judge finds it in generated images with a smaller area under the ROC curve
/// than it should.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeakFinding {
    /// Its label in the datasets, such as `pneumothorax`.
    pub finding: String,
    /// The area measured, 0 to 1.
    pub measured: f64,
    /// The threshold: 0.85, or 90 % of that on real images where this is less.
    pub needed: f64,
}

impl WeakFinding {
    /// What users read, such as `pulmonary edema`.
    #[must_use]
    pub fn label(&self) -> String {
        Kind::from_label(&self.finding).map_or_else(
            || self.finding.replace('_', " "),
            |known| known.name().to_owned(),
        )
    }
}

/// The content of `model.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `xraygan-weights`.
    pub format: String,
    /// See [`FORMAT_VERSION`].
    pub format_version: u32,
    /// Where the weights come from.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// How the tensors are stored.
    pub precision: Precision,
    /// Number of trained values, batch statistics included.
    pub parameters: u64,
    /// Shape of the network.
    pub model: ModelConfig,
    /// All other files.
    pub parts: Vec<Part>,
    /// Findings that these weights draw too weakly, as their evaluation says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<WeakFinding>,
    /// How good they are, as their evaluation says; any JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<serde_json::Value>,
}

impl Manifest {
    /// A manifest of the oldest version that can say this.
    #[must_use]
    pub fn new(
        provenance: Provenance,
        precision: Precision,
        parameters: u64,
        model: ModelConfig,
        parts: Vec<Part>,
    ) -> Self {
        let apart = parts.iter().any(|part| part.anatomy.is_some());
        Self {
            format: FORMAT.to_owned(),
            format_version: if apart { FORMAT_VERSION } else { 1 },
            provenance,
            precision,
            parameters,
            model,
            parts,
            weak: Vec::new(),
            metrics: None,
        }
    }

    /// The findings that a report says are there and that these weights draw too weakly.
    pub fn weak_among(&self, mentions: &[Mention]) -> impl Iterator<Item = &WeakFinding> {
        self.weak.iter().filter(move |weak| {
            let finding = Kind::from_label(&weak.finding);
            mentions
                .iter()
                .any(|it| it.certainty != Certainty::Denied && Some(it.finding) == finding)
        })
    }

    /// Reads `model.json`.
    ///
    /// # Errors
    /// Not JSON, another format, a newer version, an impossible configuration or part list.
    pub fn from_json(json: &[u8]) -> Result<Self, WeightsError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            format_version: u32,
        }
        let invalid = |error: serde_json::Error| WeightsError::Manifest(error.to_string());
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        let head: Head = serde_json::from_slice(json).map_err(invalid)?;
        if head.format != FORMAT {
            return Err(WeightsError::Manifest(format!(
                "its format is `{}`",
                head.format
            )));
        }
        if head.format_version > FORMAT_VERSION {
            return Err(WeightsError::NewerVersion {
                found: head.format_version,
                supported: FORMAT_VERSION,
            });
        }
        let manifest: Self = serde_json::from_slice(json).map_err(invalid)?;
        manifest.validate()?;
        Ok(manifest)
    }

    /// As written to `model.json`.
    ///
    /// # Errors
    /// Never for a valid manifest.
    pub fn to_json(&self) -> Result<String, WeightsError> {
        serde_json::to_string_pretty(self)
            .map(|json| json + "\n")
            .map_err(|error| WeightsError::Manifest(error.to_string()))
    }

    fn validate(&self) -> Result<(), WeightsError> {
        let invalid = |reason: String| Err(WeightsError::Manifest(reason));
        if let Err(error) = self.model.validate() {
            return invalid(error.to_string());
        }
        let mut thresholds = self.model.reading.iter().flat_map(|it| &it.thresholds);
        if let Some(broken) = thresholds.find(|it| !(0.0..=1.0).contains(*it)) {
            return invalid(format!("the threshold {broken} is no probability"));
        }
        let templates = self.model.cascade.templates();
        let mut dimensions = templates.iter().flat_map(|it| &it.patient.dimensions);
        if let Some(broken) = dimensions.find(|it| !it.way.is_sound()) {
            return invalid(format!(
                "the patient's dimension `{}` has numbers without a meaning",
                broken.name
            ));
        }
        for (i, part) in self.parts.iter().enumerate() {
            let name = &part.file;
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if name.is_empty()
                || name.starts_with('.')
                || name == MANIFEST
                || !name.chars().all(plain)
            {
                return invalid(format!("part {i} has the unusable file name `{name}`"));
            }
            if self.parts[..i].iter().any(|other| other.file == *name) {
                return invalid(format!("`{name}` is listed twice"));
            }
            if part.anatomy.is_some_and(|it| it >= anatomies(&self.model)) {
                return invalid(format!("`{name}` is of an anatomy that is not listed"));
            }
            if part.bytes > LARGEST_PART {
                return invalid(format!(
                    "`{name}` claims {} bytes, more than 1 GiB",
                    part.bytes
                ));
            }
        }
        if !self.parts.iter().any(|part| part.file == VOCABULARY) {
            return invalid(format!("`{VOCABULARY}` is not among the parts"));
        }
        Ok(())
    }
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
