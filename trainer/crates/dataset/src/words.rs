//! The words that a model starts with.

use std::path::Path;

use anyhow::{Context, Result};
use xraygan::report::{Tokenizer, Vocabulary};

use support::files::read_at_most;

/// About 2,000 words of chest radiology, one a line.
const LIST: &str = include_str!("../words/radiology.txt");

/// Largest word list, in bytes.
const LARGEST: u64 = 16 << 20;

/// The words of a file, one a line, or those of [`default_vocabulary`].
///
/// # Errors
/// A file that cannot be read or is no list of words; the message names it.
pub fn vocabulary(file: Option<&Path>) -> Result<Vocabulary> {
    let Some(path) = file else {
        return default_vocabulary();
    };
    let bytes = read_at_most(path, LARGEST)?;
    let text = String::from_utf8(bytes)
        .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
    Vocabulary::from_list(&text, Tokenizer::Standard)
        .with_context(|| format!("word list {}", path.display()))
}

/// The vocabulary of new models and of word statistics.
///
/// # Errors
/// Never for a list that passed the tests.
pub fn default_vocabulary() -> Result<Vocabulary> {
    Vocabulary::from_list(LIST, Tokenizer::Standard).context("built-in word list")
}
