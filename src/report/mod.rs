//! A radiology report, read into the sentences of known words that the encoder takes.
//!
//! Reading goes in three steps, each with its own file:
//!
//! 1. [`Report::read`] finds the FINDINGS and IMPRESSION sections in plain text (`headings`) or in an
//!    Open-i XML file ([`openi`]), and says what it left out.
//! 2. Each section is split into sentences (`sentences`) and each sentence into words (`words`).
//! 3. [`Report::tokenize`] looks the words up in a [`Vocabulary`]; words that are not there are reported.
//!
//! [`Report::table`] reads the findings by rules (`rules`), without a vocabulary: which are there, may be there or are
//! denied, and where.
//!
//! Every piece keeps its [`Span`], so that a page can underline it in the text as it was given.
//! The authors' published code splits text in its own way ([`Tokenizer::Released`], `released`); weights
//! imported from it need exactly that way.
//!
//! ```
//! use xraygan::report::{Report, Tokenizer, Vocabulary};
//!
//! let report = Report::from_text("FINDINGS: The heart is normal. IMPRESSION: No effusion.")?;
//! let vocabulary = Vocabulary::from_words(["effusion", "heart", "is", "no", "normal"], Tokenizer::Standard)?;
//! let read = report.tokenize(&vocabulary)?;
//! assert_eq!(read.findings.sentences[0].words.len(), 3);
//! assert_eq!(read.unknown[0].word, "the");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use serde::Serialize;

mod document;
mod error;
mod headings;
mod html;
mod input;
mod learnt;
mod marks;
mod notice;
pub mod openi;
mod released;
mod rules;
mod sections;
mod sentences;
mod statements;
mod tokenize;
mod vocabulary;
mod words;

pub use document::Report;
pub use error::ReportError;
pub use learnt::{Otherwise, Reader, SentenceNumbers, Understanding, UnderstoodRow};
pub use notice::{Notice, NoticeKind};
pub use rules::{Mention, ReadRow, join};
pub use tokenize::{Sentence, TokenizedReport, TokenizedSection, UnknownWord, Word};
pub use vocabulary::{Tokenizer, Vocabulary, VocabularyError};
pub use words::NUMBER;

/// The most sentences read of one section; the rest is cut, with a notice.
pub const MAX_SENTENCES: usize = 64;

/// The most words read of one sentence, known and unknown together; the rest is cut, with a notice.
pub const MAX_WORDS: usize = 64;

/// The longest report accepted, in bytes (256 KiB; a long report has 5 KiB).
pub const MAX_BYTES: usize = 256 << 10;

/// A piece of [`Report::text`]: UTF-8 byte offsets from `start` up to, not including, `end`.
///
/// Both ends lie on character boundaries. JavaScript strings count UTF-16 units instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The piece of `text` between the two ends.
    ///
    /// # Panics
    ///
    /// If the span was made for another text and does not fit this one.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// This span, counted from the start of a text that has `offset` bytes in front.
    pub(crate) fn shifted(self, offset: usize) -> Self {
        Self {
            start: self.start + offset,
            end: self.end + offset,
        }
    }

    /// The span without white space at either end.
    pub(crate) fn trimmed(self, text: &str) -> Self {
        let inner = self.of(text);
        let start = self.start + (inner.len() - inner.trim_start().len());
        let end = start + inner.trim().len();
        Self { start, end }
    }
}

/// One of the two sections that the encoder reads, each by a branch of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// What is seen in the image.
    Findings,
    /// The radiologist's conclusion.
    Impression,
}

impl std::fmt::Display for SectionKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Findings => "FINDINGS",
            Self::Impression => "IMPRESSION",
        })
    }
}
