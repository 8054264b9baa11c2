//! A report's text and where its two sections are.

use serde::Serialize;

use super::{
    Notice, NoticeKind, ReportError, SectionKind, Span, headings, html, input,
    openi::OpeniStudy,
    sections::{self, Sections},
};

/// The text of a report and where in it FINDINGS and IMPRESSION are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub(super) text: String,
    pub(super) findings: Vec<Span>,
    pub(super) impression: Vec<Span>,
    pub(super) notices: Vec<Notice>,
}

impl Report {
    /// Reads a file or a paste: Open-i XML or plain text, in UTF-8 or (with a byte order mark) UTF-16.
    ///
    /// # Errors
    ///
    /// If it is longer than [`MAX_BYTES`](super::MAX_BYTES), not text, empty, without a word in either section, or broken XML.
    pub fn read(bytes: &[u8]) -> Result<Self, ReportError> {
        let text = input::decode(bytes)?;
        if input::is_xml(&text) && !html::is_fragment(&text) {
            Self::from_openi_xml(&text)
        } else {
            Self::from_text(&text)
        }
    }

    /// Reads plain text, or a piece of a web page as it is pasted. All of it is FINDINGS if it has no headings.
    ///
    /// # Errors
    ///
    /// As [`Report::read`], but for the encoding.
    pub fn from_text(text: &str) -> Result<Self, ReportError> {
        let text = input::plain(input::without_mark(text));
        input::check(&text)?;
        Sections::new(&text).report()
    }

    /// Reads the XML of one Open-i study. The report's text is its two sections with headings. If FINDINGS or
    /// IMPRESSION stands within a section once more, that section holds a whole report and is read as one.
    ///
    /// # Errors
    ///
    /// If the XML is broken or has neither section.
    pub fn from_openi_xml(xml: &str) -> Result<Self, ReportError> {
        let xml = input::without_mark(xml);
        input::check(xml)?;
        let study = OpeniStudy::parse(xml)?;
        let ignored: Vec<&str> = [
            ("INDICATION", &study.indication),
            ("COMPARISON", &study.comparison),
        ]
        .into_iter()
        .filter_map(|(name, text)| text.as_ref().map(|_| name))
        .collect();
        let findings = study.findings.as_deref().unwrap_or("");
        let impression = study.impression.as_deref().unwrap_or("");
        if findings.is_empty() && impression.is_empty() {
            return Err(sections::no_text(&ignored));
        }
        let as_given = Self::from_sections(findings, impression)?;
        let given = as_given.findings.len() + as_given.impression.len();
        let found = headings::find(&as_given.text)
            .iter()
            .filter(|heading| heading.role.is_read())
            .count();
        let mut report = if found > given {
            Self::from_text(&as_given.text)?
        } else {
            as_given
        };
        let notices = ignored
            .into_iter()
            .map(|name| sections::section_ignored(name, None));
        report.notices.splice(0..0, notices);
        Ok(report)
    }

    /// Takes the two sections as given, without looking for headings in them; either may be empty.
    ///
    /// # Errors
    ///
    /// If both are empty, or together longer than [`MAX_BYTES`](super::MAX_BYTES) or not text.
    pub fn from_sections(findings: &str, impression: &str) -> Result<Self, ReportError> {
        let (text, findings, impression) = compose(findings, impression);
        input::check(&text)?;
        let mut report = Self {
            text,
            findings,
            impression,
            notices: Vec::new(),
        };
        report.tell_missing();
        Ok(report)
    }

    /// The text that all spans point into: as it was given (but for a byte order mark and the colours of a terminal), or
    /// the text that a pasted piece of a web page shows, or, for XML and [`Report::from_sections`], `FINDINGS: ...` and
    /// `IMPRESSION: ...` on two lines.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pieces of the text that belong to a section, trimmed and in order; none if it is missing.
    pub fn section(&self, kind: SectionKind) -> &[Span] {
        match kind {
            SectionKind::Findings => &self.findings,
            SectionKind::Impression => &self.impression,
        }
    }

    /// What was left out or assumed.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Adds a notice for a section without text.
    pub(super) fn tell_missing(&mut self) {
        for (kind, spans) in [
            (SectionKind::Findings, &self.findings),
            (SectionKind::Impression, &self.impression),
        ] {
            if spans.is_empty() {
                let message = format!(
                    "The report has no {kind}; the images follow from the other section alone."
                );
                self.notices.push(Notice {
                    kind: NoticeKind::SectionMissing,
                    message,
                    span: None,
                });
            }
        }
    }
}

/// The text of two sections with headings, and where each of them is in it.
fn compose(findings: &str, impression: &str) -> (String, Vec<Span>, Vec<Span>) {
    let mut text = String::new();
    let mut add = |kind: SectionKind, section: &str| {
        let section = section.trim();
        if section.is_empty() {
            return Vec::new();
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{kind}: "));
        let start = text.len();
        text.push_str(section);
        vec![Span {
            start,
            end: text.len(),
        }]
    };
    let findings = add(SectionKind::Findings, findings);
    let impression = add(SectionKind::Impression, impression);
    (text, findings, impression)
}
