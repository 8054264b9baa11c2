//! Why a report cannot be read: one variant for each thing the user can put right.

use thiserror::Error;

use super::{MAX_BYTES, openi::OpeniError};

/// Why a report cannot be read. The message says what is wrong and what to do next.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Nothing but white space.
    #[error("the report is empty: enter its FINDINGS and IMPRESSION")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error(
        "the report has {bytes} bytes, more than the {MAX_BYTES} that are read: \
         enter the FINDINGS and IMPRESSION of one report only"
    )]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The file begins like a known format that is not text.
    #[error(
        "this is {format}, not text: copy the report's text out of it, or save it as plain text (UTF-8)"
    )]
    OtherFormat {
        /// The format, with its article ("a PDF file").
        format: &'static str,
    },
    /// Control characters, as in a file that is not text.
    #[error("line {line} holds bytes that are not text: save the report as plain text (UTF-8)")]
    Binary {
        /// Line of the first such byte, from 1.
        line: usize,
    },
    /// Not UTF-8 (nor UTF-16 with a byte order mark).
    #[error("line {line} is not UTF-8 text: save the report as plain text with the encoding UTF-8")]
    NotUtf8 {
        /// Line of the first wrong byte, from 1.
        line: usize,
    },
    /// Headings, but no text below FINDINGS or IMPRESSION.
    #[error(
        "the report has headings but no text below them: enter the text of FINDINGS or IMPRESSION"
    )]
    OnlyHeadings,
    /// Only sections that are not read.
    #[error("the report has only {sections}, which are not read: enter its FINDINGS or IMPRESSION")]
    NoSection {
        /// The headings found, joined with commas.
        sections: String,
    },
    /// No word of the report is in the vocabulary.
    #[error(
        "none of the report's words is known to this model (the first is \"{example}\"): \
         enter a chest X-ray report in English"
    )]
    NoKnownWord {
        /// The first unknown word.
        example: String,
    },
    /// So few words are in the vocabulary that the report must be in another language.
    #[error(
        "only {known} of the report's {words} words are known to this model, \
         which reads English alone: enter the report in English"
    )]
    OtherLanguage {
        /// How many words are known.
        known: usize,
        /// How many words there are.
        words: usize,
    },
    /// Text, but not a single word: only marks and punctuation.
    #[error(
        "the report has no words, only marks or punctuation: enter its FINDINGS and IMPRESSION"
    )]
    NoWords,
    /// An XML file that cannot be read.
    #[error(transparent)]
    Xml(#[from] OpeniError),
}

impl ReportError {
    /// A name for programs: snake case, one for each kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::OtherFormat { .. } => "other_format",
            Self::Binary { .. } => "binary",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::OnlyHeadings => "only_headings",
            Self::NoSection { .. } => "no_section",
            Self::NoKnownWord { .. } => "no_known_word",
            Self::OtherLanguage { .. } => "other_language",
            Self::NoWords => "no_words",
            Self::Xml(_) => "xml",
        }
    }
}
