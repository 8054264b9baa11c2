//! `hia_dict.json`: the authors' word numbers and the lengths they pad to.

use std::{collections::HashMap, path::Path};

use anyhow::{Context, Result};
use xraygan::{model::Padding, report::Vocabulary};

use support::files::read_at_most;

/// Largest dictionary, in bytes.
const LIMIT: u64 = 64 << 20;

/// `[word_to_idx, V, sentences of impression and findings, words of impression and findings]`.
#[derive(Debug, serde::Deserialize)]
pub struct Dictionary(HashMap<String, u32>, usize, usize, usize, usize, usize);

impl Dictionary {
    /// Reads the file.
    ///
    /// # Errors
    /// It is missing, too large, or none of the authors'.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = read_at_most(path, LIMIT)?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        serde_json::from_slice(bytes).with_context(|| {
            format!(
                "{} is not [words, V, 4 lengths] as the authors' code writes it",
                path.display()
            )
        })
    }

    /// Rows of the embedding, `V`.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.1
    }

    /// The lengths that their checkpoints were trained with.
    #[must_use]
    pub fn padding(&self) -> Padding {
        let &Self(_, _, impression_sentences, findings_sentences, impression_words, findings_words) =
            self;
        Padding::Released {
            findings: [findings_sentences, findings_words],
            impression: [impression_sentences, impression_words],
        }
    }

    /// Their words in the order of their numbers.
    ///
    /// # Errors
    /// Numbers that are no vocabulary's.
    pub fn vocabulary(&self) -> Result<Vocabulary> {
        Ok(Vocabulary::from_numbered(
            self.0.iter().map(|(word, &id)| (word.clone(), id)),
        )?)
    }
}
