//! Notices about how a report was read (what was cut, left out or assumed), for the user to see.

use serde::Serialize;

use super::Span;

/// Something that was left out of a report, or assumed about it: to be shown, not an error.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// The same in plain words.
    pub message: String,
    /// The text concerned, where there is one.
    pub span: Option<Span>,
}

/// What a [`Notice`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// No heading at all: everything is read as FINDINGS.
    NoHeadings,
    /// No FINDINGS heading: the text without a heading is read as FINDINGS.
    FindingsAssumed,
    /// A section such as INDICATION is not read.
    SectionIgnored,
    /// Text outside of every section is not read.
    TextIgnored,
    /// A heading such as CONCLUSION is read as IMPRESSION.
    HeadingRead,
    /// One heading for both sections: its text is read as both.
    SectionsCombined,
    /// A section occurs more than once: its parts are joined.
    SectionRepeated,
    /// FINDINGS or IMPRESSION is absent or empty.
    SectionMissing,
    /// De-identification marks are not read.
    MarksDropped,
    /// More sentences than [`MAX_SENTENCES`](super::MAX_SENTENCES).
    SentencesCut,
    /// A sentence with more words than [`MAX_WORDS`](super::MAX_WORDS).
    WordsCut,
}
