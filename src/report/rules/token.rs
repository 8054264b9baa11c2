//! A word or a punctuation mark, as the rules see it.

use crate::report::Span;

/// A word, or a punctuation mark that separates words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// The word in lower case, or one of `, ; : - | ? > /`.
    pub text: String,
    /// Where it stands; the words of one abbreviation share a place.
    pub span: Span,
}

impl Token {
    /// Whether it is a word.
    pub(super) fn is_word(&self) -> bool {
        !matches!(
            self.text.as_str(),
            "," | ";" | ":" | "-" | "|" | "?" | ">" | "/"
        )
    }
}
