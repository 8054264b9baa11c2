//! Between a bundle's files and the network.

use std::collections::BTreeMap;

use burn::tensor::{Device, TensorData};

use super::{
    Decoder, Manifest, Part, Precision, Provenance, VOCABULARY, WeightsError,
    anatomies::{Place, check, split},
    decoder::check_vocabulary,
    tensors::{self, Arrays},
};
use crate::{
    condition::Patient,
    model::{ModelConfig, XRayGan, cascade::Cascade},
    report::Vocabulary,
    views::View,
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
    /// Files of templates that are not there yet, see [`Bundle::lacking`].
    pub awaited: Vec<String>,
}

impl Bundle {
    /// The parts that a patient's images need and that are not there yet.
    pub fn lacking<'s>(&'s self, patient: &'s Patient) -> impl Iterator<Item = &'s Part> {
        let needed = |part: &&Part| {
            let share = part.anatomy.and_then(|it| patient.anatomy.get(it));
            share.is_some_and(|&it| it != 0.0) && self.awaited.contains(&part.file)
        };
        self.manifest.parts.iter().filter(needed)
    }

    /// Takes in a part of templates that was not there; one that is there stays as it is.
    ///
    /// # Errors
    /// Not listed as such a part, truncated, altered, or with other tensors than its anatomy's.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), WeightsError> {
        let config = &self.manifest.model;
        let listed = self.manifest.parts.iter().find(|part| part.file == file);
        let part = listed.filter(|part| part.anatomy.is_some());
        let part = part.ok_or_else(|| WeightsError::PartUnknown(file.to_owned()))?;
        part.verify(bytes)?;
        if !self.awaited.iter().any(|name| name == file) {
            return Ok(());
        }
        let alien = |reason| WeightsError::PartAlien {
            file: file.to_owned(),
            reason,
        };
        let (Some(templates), sizes) = (config.cascade.templates(), config.sizes()) else {
            return Err(alien("the model has no templates".to_owned()));
        };
        let mut taken = Vec::new();
        for (name, array) in tensors::from_safetensors(file, bytes)? {
            let place = Place::of(&name, config).filter(|it| Some(it.anatomy) == part.anatomy);
            let place = place.ok_or_else(|| alien(format!("the anatomy has no `{name}`")))?;
            check(file, &name, &array, place.shape(templates, &sizes))?;
            taken.push((place, array));
        }
        let expected = 2 * (sizes.len() - 1);
        if taken.len() != expected {
            return Err(alien(format!(
                "it has {} tensors, not {expected}",
                taken.len()
            )));
        }
        for (place, array) in taken {
            let data = TensorData::new(array.values, array.shape);
            let cascade = match place.view {
                View::Frontal => &mut self.model.frontal,
                View::Lateral => &mut self.model.lateral,
            };
            if let Cascade::Templates(cascade) = cascade {
                cascade.put(place.scale, place.anatomy, data);
            }
        }
        self.awaited.retain(|name| name != file);
        Ok(())
    }
}

/// A bundle as files, ready to be written.
#[derive(Debug, Clone)]
pub struct Encoded {
    /// The manifest; goes to [`MANIFEST`](super::MANIFEST), last.
    pub manifest: Manifest,
    /// File name and content of each part.
    pub parts: Vec<(String, Vec<u8>)>,
}

/// Encodes a network, one part per top-level module, and one per anatomy for its templates.
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
    let mut all = tensors::collect(model);
    let parameters = all.values().map(|it| it.values.len() as u64).sum::<u64>();
    let apart = split(&mut all, config);
    for (name, array) in all {
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
    let mut list: Vec<Part> = (parts.iter())
        .map(|(file, bytes)| Part::of(file, bytes))
        .collect();
    for (anatomy, arrays) in apart {
        let file = format!("anatomy-{}.safetensors", anatomy + 1);
        let bytes = tensors::to_safetensors(&arrays, precision)?;
        list.push(Part {
            anatomy: Some(anatomy),
            ..Part::of(&file, &bytes)
        });
        parts.push((file, bytes));
    }
    let manifest = Manifest::new(provenance, precision, parameters, config.clone(), list);
    Ok(Encoded { manifest, parts })
}

impl Decoder {
    /// Builds the network on a device; templates of anatomies whose part was not given may be added to the bundle.
    ///
    /// # Errors
    /// Another part is missing, or the tensors are not those of the configured network.
    pub fn finish(self, device: &Device) -> Result<Bundle, WeightsError> {
        let content = self.content()?;
        let model = XRayGan::new(&content.manifest.model, device)
            .map_err(|error| WeightsError::Manifest(error.to_string()))?;
        let model = tensors::apply(model, content.arrays, "the parts together")?;
        Ok(Bundle {
            manifest: content.manifest,
            vocabulary: content.vocabulary,
            model,
            awaited: content.lacking,
        })
    }
}
