//! Takes in a bundle part by part; knows numbers and words, no network.

use super::{
    Manifest, VOCABULARY, WeightsError,
    anatomies::join,
    storage::{Arrays, from_safetensors},
};
use crate::{model::ModelConfig, report::Vocabulary};

/// Takes in a bundle part by part, in any order.
#[derive(Debug)]
pub struct Decoder {
    manifest: Manifest,
    vocabulary: Option<Vocabulary>,
    arrays: Arrays,
    pending: Vec<String>,
}

/// All that a bundle's files hold.
#[derive(Debug)]
pub struct Content {
    /// What `model.json` says.
    pub manifest: Manifest,
    /// The words that the model knows.
    pub vocabulary: Vocabulary,
    /// The parameters of all parts; templates whose part was not given are 0.
    pub arrays: Arrays,
    /// Files of templates that were not given.
    pub lacking: Vec<String>,
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
            for (name, array) in from_safetensors(file, bytes)? {
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

    /// What the parts hold together. Those of anatomies may come later.
    ///
    /// # Errors
    /// Another part is missing, or templates have another shape.
    pub fn content(mut self) -> Result<Content, WeightsError> {
        let parts = &self.manifest.parts;
        let apart = |file: &String| {
            parts
                .iter()
                .any(|it| it.file == *file && it.anatomy.is_some())
        };
        let (lacking, missing): (Vec<_>, Vec<_>) = self.pending.into_iter().partition(apart);
        if let Some(file) = missing.into_iter().next() {
            return Err(WeightsError::PartMissing(file));
        }
        let awaited = parts.iter().filter(|it| lacking.contains(&it.file));
        let awaited: Vec<usize> = awaited.filter_map(|it| it.anatomy).collect();
        let config = &self.manifest.model;
        join("the parts together", &mut self.arrays, config, &awaited)?;
        let vocabulary = self
            .vocabulary
            .ok_or_else(|| WeightsError::PartMissing(VOCABULARY.to_owned()))?;
        Ok(Content {
            manifest: self.manifest,
            vocabulary,
            arrays: self.arrays,
            lacking,
        })
    }
}

/// Refuses a vocabulary of more words than the embedding has rows.
pub(super) fn check_vocabulary(
    config: &ModelConfig,
    vocabulary: &Vocabulary,
) -> Result<(), WeightsError> {
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
