//! The weights bundle: a folder with `model.json`, `vocabulary.json` and safetensors parts.
//!
//! Nothing here touches a file system or a network: callers hand over bytes and get bytes, so that the page, the
//! trainer and the tests share one reader. Tensors may be spread over any number of parts; each must occur once.

mod error;
mod manifest;
mod storage;
pub mod tensors;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use burn::tensor::Device;

pub use error::WeightsError;
pub use manifest::{
    FORMAT_VERSION, MANIFEST, Manifest, Part, Precision, Provenance, VOCABULARY, WeakFinding,
    sha256,
};

use crate::{
    model::{ModelConfig, XRayGan},
    report::Vocabulary,
};
use tensors::Arrays;

/// A complete set of weights in memory.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// What `model.json` says.
    pub manifest: Manifest,
    /// The words that the model knows.
    pub vocabulary: Vocabulary,
    /// The network.
    pub model: XRayGan,
}

/// A bundle as files, ready to be written.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The manifest; goes to [`MANIFEST`], last.
    pub manifest: Manifest,
    /// File name and content of each part.
    pub parts: Vec<(String, Vec<u8>)>,
}

/// Encodes a network, one part per top-level module.
///
/// # Errors
/// A vocabulary larger than the embedding.
pub fn encode(
    model: &XRayGan,
    config: &ModelConfig,
    vocabulary: &Vocabulary,
    provenance: Provenance,
    precision: Precision,
) -> Result<Encoded, WeightsError> {
    check_vocabulary(config, vocabulary)?;
    let mut groups: BTreeMap<String, Arrays> = BTreeMap::new();
    let mut parameters = 0;
    for (name, array) in tensors::collect(model) {
        parameters += array.values.len() as u64;
        let group = name.split('.').next().unwrap_or_default().to_owned();
        groups.entry(group).or_default().insert(name, array);
    }
    let mut parts = vec![(VOCABULARY.to_owned(), vocabulary.to_json().into_bytes())];
    for (group, arrays) in groups {
        parts.push((
            format!("{group}.safetensors"),
            tensors::to_safetensors(&arrays, precision)?,
        ));
    }
    let list = parts
        .iter()
        .map(|(file, bytes)| Part::of(file, bytes))
        .collect();
    let manifest = Manifest::new(provenance, precision, parameters, config.clone(), list);
    Ok(Encoded { manifest, parts })
}

/// Takes in a bundle part by part, in any order.
#[derive(Debug)]
pub struct Decoder {
    manifest: Manifest,
    vocabulary: Option<Vocabulary>,
    arrays: Arrays,
    pending: Vec<String>,
}

impl Decoder {
    /// Starts from the bytes of `model.json`.
    ///
    /// # Errors
    /// As [`Manifest::from_json`].
    pub fn new(model_json: &[u8]) -> Result<Self, WeightsError> {
        let manifest = Manifest::from_json(model_json)?;
        let pending = manifest
            .parts
            .iter()
            .map(|part| part.file.clone())
            .collect();
        Ok(Self {
            manifest,
            vocabulary: None,
            arrays: Arrays::new(),
            pending,
        })
    }

    /// What `model.json` says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The vocabulary once its part was added.
    #[must_use]
    pub fn vocabulary(&self) -> Option<&Vocabulary> {
        self.vocabulary.as_ref()
    }

    /// Verifies and parses one part. A part given twice replaces its first copy.
    ///
    /// # Errors
    /// Not listed, truncated, altered, or of another kind than its name says.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), WeightsError> {
        let part = self.manifest.parts.iter().find(|part| part.file == file);
        part.ok_or_else(|| WeightsError::PartUnknown(file.to_owned()))?
            .verify(bytes)?;
        if file == VOCABULARY {
            let vocabulary =
                Vocabulary::from_json(bytes).map_err(|error| WeightsError::PartAlien {
                    file: file.to_owned(),
                    reason: error.to_string(),
                })?;
            check_vocabulary(&self.manifest.model, &vocabulary)?;
            self.vocabulary = Some(vocabulary);
        } else {
            let again = !self.pending.iter().any(|name| name == file);
            for (name, array) in tensors::from_safetensors(file, bytes)? {
                if self.arrays.insert(name.clone(), array).is_some() && !again {
                    let reason = format!("`{name}` is in another part too");
                    return Err(WeightsError::PartAlien {
                        file: file.to_owned(),
                        reason,
                    });
                }
            }
        }
        self.pending.retain(|name| name != file);
        Ok(())
    }

    /// Builds the network on a device.
    ///
    /// # Errors
    /// A part is missing, or the tensors are not those of the configured network.
    pub fn finish(self, device: &Device) -> Result<Bundle, WeightsError> {
        if let Some(file) = self.pending.into_iter().next() {
            return Err(WeightsError::PartMissing(file));
        }
        let vocabulary = self
            .vocabulary
            .ok_or_else(|| WeightsError::PartMissing(VOCABULARY.to_owned()))?;
        let model = XRayGan::new(&self.manifest.model, device)
            .map_err(|error| WeightsError::Manifest(error.to_string()))?;
        let model = tensors::apply(model, self.arrays, "the parts together")?;
        Ok(Bundle {
            manifest: self.manifest,
            vocabulary,
            model,
        })
    }
}

fn check_vocabulary(config: &ModelConfig, vocabulary: &Vocabulary) -> Result<(), WeightsError> {
    if vocabulary.size() <= config.vocabulary {
        return Ok(());
    }
    Err(WeightsError::PartAlien {
        file: VOCABULARY.to_owned(),
        reason: format!(
            "it has {} entries, but the model's embedding has {} rows",
            vocabulary.size(),
            config.vocabulary
        ),
    })
}
