//! The words a model knows, numbered, and the rules that found them.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{released, words};

/// The format of the vocabulary file that this version writes, and the newest it reads.
const FORMAT_VERSION: u32 = 1;

/// The rules that split a report into sentences and words. They travel with the vocabulary, since
/// weights trained with the one give nonsense with the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tokenizer {
    /// Ours: sentences by punctuation, lists and lines; words in lower case without accents, split at
    /// hyphens and slashes; numbers as [`NUMBER`](super::NUMBER).
    Standard,
    /// Those of the authors' published code: a sentence ends at every full stop, a word at white space.
    Released,
}

impl Tokenizer {
    /// The form in which a piece of a report is looked up. The text of a [`Word`](super::Word) is
    /// this form of what its span covers.
    pub fn normalise(self, piece: &str) -> String {
        match self {
            Self::Standard => words::normalise(piece),
            Self::Released => released::normalise(piece),
        }
    }
}

/// Why a vocabulary is refused.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum VocabularyError {
    /// Not JSON, or not with the fields of a vocabulary.
    #[error("the vocabulary is not readable: {0}; fetch the weights again")]
    Json(String),
    /// Written by a newer version.
    #[error(
        "the vocabulary has format version {found}, newer than the {FORMAT_VERSION} this program reads: update the program"
    )]
    NewerFormat {
        /// Its version.
        found: u64,
    },
    /// No words.
    #[error("the vocabulary has no words")]
    Empty,
    /// A word that the tokenizer never yields, and so could never be found.
    #[error(
        "vocabulary word {id} (\"{word}\") is not in the form in which words are looked up (\"{expected}\")"
    )]
    NotNormalised {
        /// Its number, from 1.
        id: usize,
        /// The word.
        word: String,
        /// The form looked up.
        expected: String,
    },
    /// The same word twice.
    #[error("the vocabulary has the word \"{0}\" twice")]
    Duplicate(String),
    /// Out of order, in a vocabulary that is sorted.
    #[error("vocabulary word {id} (\"{word}\") is out of order: the list must be sorted")]
    Unsorted {
        /// Its number, from 1.
        id: usize,
        /// The word.
        word: String,
    },
    /// Numbers other than 1 to the count of words.
    #[error("the words are not numbered from 1 to {words}: number {id} is missing")]
    Numbering {
        /// How many words there are.
        words: usize,
        /// The first number without a word.
        id: usize,
    },
}

/// The file's layout. The word's number is its place in the list, from 1.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format_version: u32,
    tokenizer: Tokenizer,
    words: Vec<String>,
}

/// The words a model knows, numbered from 1; 0 is the padding.
///
/// With [`Tokenizer::Standard`] the words are sorted (by bytes), so that the same reports always give the same
/// numbers. A [`Tokenizer::Released`] vocabulary keeps the numbers of the authors' dictionary.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(into = "File")]
pub struct Vocabulary {
    tokenizer: Tokenizer,
    words: Vec<String>,
    ids: HashMap<String, u32>,
}

impl From<Vocabulary> for File {
    fn from(vocabulary: Vocabulary) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            tokenizer: vocabulary.tokenizer,
            words: vocabulary.words,
        }
    }
}

impl Vocabulary {
    /// The vocabulary of these words, in any order and each as often as it likes; the result is sorted.
    ///
    /// # Errors
    ///
    /// If there are no words, or one is not in the form that `tokenizer` yields.
    pub fn from_words<I>(words: I, tokenizer: Tokenizer) -> Result<Self, VocabularyError>
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let sorted: BTreeSet<String> = words.into_iter().map(Into::into).collect();
        Self::checked(sorted.into_iter().collect(), tokenizer)
    }

    /// The vocabulary of the words that occur at least `min_count` times.
    ///
    /// # Errors
    ///
    /// As [`Vocabulary::from_words`].
    pub fn from_counts<I>(
        counts: I,
        min_count: u64,
        tokenizer: Tokenizer,
    ) -> Result<Self, VocabularyError>
    where
        I: IntoIterator<Item = (String, u64)>,
    {
        let frequent = counts.into_iter().filter(|&(_, count)| count >= min_count);
        Self::from_words(frequent.map(|(word, _)| word), tokenizer)
    }

    /// The vocabulary of a plain list: one word a line; empty lines and lines beginning with `#` are skipped.
    ///
    /// # Errors
    ///
    /// As [`Vocabulary::from_words`].
    pub fn from_list(list: &str, tokenizer: Tokenizer) -> Result<Self, VocabularyError> {
        let lines = list.lines().map(str::trim);
        Self::from_words(
            lines.filter(|line| !line.is_empty() && !line.starts_with('#')),
            tokenizer,
        )
    }

    /// The authors' dictionary: words numbered from 1 without a gap, in any order, with [`Tokenizer::Released`].
    ///
    /// # Errors
    ///
    /// If there are no words, a number is missing or given twice, or a word is given twice or is not in the
    /// form that the published code yields.
    pub fn from_numbered<I>(pairs: I) -> Result<Self, VocabularyError>
    where
        I: IntoIterator<Item = (String, u32)>,
    {
        let mut pairs: Vec<_> = pairs.into_iter().map(|(word, id)| (id, word)).collect();
        pairs.sort();
        let gap = pairs
            .iter()
            .zip(1..)
            .find(|((id, _), expected)| id != expected);
        if let Some((_, expected)) = gap {
            return Err(VocabularyError::Numbering {
                words: pairs.len(),
                id: expected as usize,
            });
        }
        Self::checked(
            pairs.into_iter().map(|(_, word)| word).collect(),
            Tokenizer::Released,
        )
    }

    /// Reads the JSON that [`Vocabulary::to_json`] writes.
    ///
    /// # Errors
    ///
    /// If it is not such JSON, has a newer format version, or the list is empty, unsorted, or holds a word twice
    /// or in a form that is never looked up.
    pub fn from_json(json: &[u8]) -> Result<Self, VocabularyError> {
        // The version comes first: a newer file may have other fields.
        #[derive(Deserialize)]
        struct Version {
            format_version: u64,
        }
        let unreadable = |error: serde_json::Error| VocabularyError::Json(error.to_string());
        let version: Version = serde_json::from_slice(json).map_err(unreadable)?;
        if version.format_version > u64::from(FORMAT_VERSION) {
            return Err(VocabularyError::NewerFormat {
                found: version.format_version,
            });
        }
        let file: File = serde_json::from_slice(json).map_err(unreadable)?;
        Self::checked(file.words, file.tokenizer)
    }

    /// The vocabulary as JSON, one word a line, the same bytes for the same words.
    pub fn to_json(&self) -> String {
        let tokenizer = match self.tokenizer {
            Tokenizer::Standard => "standard",
            Tokenizer::Released => "released",
        };
        let words: Vec<String> = self
            .words
            .iter()
            .map(|word| format!("    {}", serde_json::json!(word)))
            .collect();
        format!(
            "{{\n  \"format_version\": {FORMAT_VERSION},\n  \"tokenizer\": \"{tokenizer}\",\n  \"words\": [\n{}\n  ]\n}}\n",
            words.join(",\n")
        )
    }

    fn checked(words: Vec<String>, tokenizer: Tokenizer) -> Result<Self, VocabularyError> {
        if words.is_empty() {
            return Err(VocabularyError::Empty);
        }
        let mut ids = HashMap::with_capacity(words.len());
        for (index, word) in words.iter().enumerate() {
            let id = index + 1;
            let expected = tokenizer.normalise(word);
            // The number's stand-in is no text that could be in a report.
            let stand_in = tokenizer == Tokenizer::Standard && word == words::NUMBER;
            if !stand_in && (expected != *word || word.is_empty()) {
                return Err(VocabularyError::NotNormalised {
                    id,
                    word: word.clone(),
                    expected,
                });
            }
            if ids.insert(word.clone(), id as u32).is_some() {
                return Err(VocabularyError::Duplicate(word.clone()));
            }
            if tokenizer == Tokenizer::Standard && index > 0 && words[index - 1] > *word {
                return Err(VocabularyError::Unsorted {
                    id,
                    word: word.clone(),
                });
            }
        }
        Ok(Self {
            tokenizer,
            words,
            ids,
        })
    }

    /// The word's number, from 1; `None` if it is not known. `word` must be
    /// [normalised](Tokenizer::normalise).
    pub fn id(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The known word that differs least from one that is not known, such as a misspelling; `None` if all differ much.
    ///
    /// Of words alike the one with the same first letter is taken, then the first in the alphabet.
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        // One slip of the pen in a short word, two in a long one.
        let most = match length {
            0..=3 => return None,
            4..=6 => 1,
            _ => 2,
        };
        let near = self
            .words
            .iter()
            .filter(|it| it.chars().count().abs_diff(length) <= most);
        let measured = near.map(|it| (strsim::osa_distance(word, it), it));
        let close = measured.filter(|(distance, _)| *distance <= most);
        let best = close
            .min_by_key(|(distance, it)| (*distance, it.chars().next() != word.chars().next()));
        best.map(|(_, it)| it.as_str())
    }

    /// The word with this number; `None` for 0 (padding) and numbers not given.
    pub fn word(&self, id: u32) -> Option<&str> {
        let index = (id as usize).checked_sub(1)?;
        self.words.get(index).map(String::as_str)
    }

    /// The words in the order of their numbers.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Rows of the embedding: the words and the padding.
    pub fn size(&self) -> usize {
        self.words.len() + 1
    }

    /// The rules by which a report must be split to be looked up here.
    pub fn tokenizer(&self) -> Tokenizer {
        self.tokenizer
    }
}
