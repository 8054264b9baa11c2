//! The words that a model starts with.

use anyhow::{Context, Result};
use xraygan::report::{Tokenizer, Vocabulary};

/// About 2,000 words of chest radiology, one a line.
const LIST: &str = include_str!("../words/radiology.txt");

/// The vocabulary of new models and of word statistics.
///
/// # Errors
/// Never for a list that passed the tests.
pub fn default_vocabulary() -> Result<Vocabulary> {
    Vocabulary::from_list(LIST, Tokenizer::Standard).context("built-in word list")
}
