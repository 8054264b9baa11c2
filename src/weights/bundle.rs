//! Between a bundle's files and the network.

use std::collections::BTreeMap;

use burn::tensor::Device;

use super::{
    Decoder, Manifest, Part, Precision, Provenance, VOCABULARY, WeightsError,
    decoder::check_vocabulary,
    tensors::{self, Arrays},
};
use crate::{
    model::{ModelConfig, XRayGan},
    report::Vocabulary,
};

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
    /// The manifest; goes to [`MANIFEST`](super::MANIFEST), last.
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

impl Decoder {
    /// Builds the network on a device.
    ///
    /// # Errors
    /// A part is missing, or the tensors are not those of the configured network.
    pub fn finish(self, device: &Device) -> Result<Bundle, WeightsError> {
        let content = self.content()?;
        let model = XRayGan::new(&content.manifest.model, device)
            .map_err(|error| WeightsError::Manifest(error.to_string()))?;
        let model = tensors::apply(model, content.arrays, "the parts together")?;
        Ok(Bundle {
            manifest: content.manifest,
            vocabulary: content.vocabulary,
            model,
        })
    }
}
