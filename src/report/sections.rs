//! Cuts plain text at its headings.

use super::{
    Notice, NoticeKind, Report, ReportError, SectionKind, Span,
    headings::{self, Heading, Role},
    sentences::is_line_break,
};

/// The notice for a section that is not read.
pub(super) fn section_ignored(name: &str, span: Option<Span>) -> Notice {
    let message = format!("{name} is not read: the images follow from FINDINGS and IMPRESSION.");
    Notice {
        kind: NoticeKind::SectionIgnored,
        message,
        span,
    }
}

/// The error for a report without text in either section; `ignored`: the sections it has.
pub(super) fn no_text(ignored: &[&str]) -> ReportError {
    match ignored {
        [] => ReportError::OnlyHeadings,
        names => ReportError::NoSection {
            sections: names.join(", "),
        },
    }
}

/// Plain text, cut at its headings.
pub(super) struct Sections<'a> {
    text: &'a str,
    headings: Vec<Heading>,
    report: Report,
}

impl<'a> Sections<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let report = Report {
            text: text.to_owned(),
            findings: Vec::new(),
            impression: Vec::new(),
            notices: Vec::new(),
        };
        Self {
            text,
            headings: headings::find(text),
            report,
        }
    }

    /// Adds a notice, unless it has been given: a text of a thousand headings needs no thousand notices.
    fn tell(&mut self, kind: NoticeKind, message: String, span: Span) {
        if !self
            .report
            .notices
            .iter()
            .any(|notice| notice.message == message)
        {
            self.report.notices.push(Notice {
                kind,
                message,
                span: Some(span),
            });
        }
    }

    /// The sections' places, and what was left out.
    pub(super) fn report(mut self) -> Result<Report, ReportError> {
        let end = self.text.len();
        if self.headings.is_empty() {
            let all = Span { start: 0, end }.trimmed(self.text);
            let message = "The report has no headings; all of it is read as FINDINGS.".to_owned();
            self.tell(NoticeKind::NoHeadings, message, all);
            self.report.findings.push(all);
            return Ok(self.report);
        }
        let has_findings = self
            .headings
            .iter()
            .any(|heading| matches!(heading.role, Role::Findings | Role::Both));
        let mut loose = vec![Span {
            start: 0,
            end: self.headings[0].span.start,
        }];
        let mut ignored = Vec::new();
        for index in 0..self.headings.len() {
            let heading = self.headings[index];
            let stop = self
                .headings
                .get(index + 1)
                .map_or(end, |next| next.span.start);
            let body = Span {
                start: heading.span.end,
                end: stop,
            }
            .trimmed(self.text);
            let whole = Span {
                start: heading.name.start,
                end: body.end.max(heading.name.end),
            };
            match heading.role {
                Role::Title => loose.push(body),
                Role::Ignored if body.start == body.end => {}
                Role::Ignored => {
                    // Without a FINDINGS heading, a paragraph of its own belongs to no section yet.
                    let (own, rest) = if has_findings {
                        (body, None)
                    } else {
                        first_paragraph(self.text, body)
                    };
                    loose.extend(rest);
                    let name = heading.name.of(self.text).to_uppercase();
                    let span = Span {
                        start: whole.start,
                        end: own.end,
                    };
                    let notice = section_ignored(&name, Some(span));
                    self.tell(notice.kind, notice.message, span);
                    if !ignored.contains(&name) {
                        ignored.push(name);
                    }
                }
                role => self.read(role, heading, body),
            }
        }
        self.take_loose(&loose, has_findings);
        if self.report.findings.is_empty() && self.report.impression.is_empty() {
            let names: Vec<&str> = ignored.iter().map(String::as_str).collect();
            return Err(no_text(&names));
        }
        self.report.tell_missing();
        Ok(self.report)
    }

    /// Takes the text below a heading that is read.
    fn read(&mut self, role: Role, heading: Heading, body: Span) {
        if body.start == body.end {
            return;
        }
        let name = heading.name.of(self.text).to_uppercase();
        let kinds: &[SectionKind] = match role {
            Role::Findings => &[SectionKind::Findings],
            Role::Impression => &[SectionKind::Impression],
            _ => &[SectionKind::Findings, SectionKind::Impression],
        };
        if let [only] = kinds {
            if !name.starts_with(&only.to_string()[..7]) {
                self.tell(
                    NoticeKind::HeadingRead,
                    format!("{name} is read as {only}."),
                    heading.name,
                );
            }
        } else {
            let message =
                format!("{name} is one section; it is read both as FINDINGS and as IMPRESSION.");
            self.tell(NoticeKind::SectionsCombined, message, heading.name);
        }
        for &kind in kinds {
            if !self.report.section(kind).is_empty() {
                let message = format!(
                    "{kind} occurs more than once; its parts are read one after the other."
                );
                self.tell(NoticeKind::SectionRepeated, message, heading.name);
            }
            match kind {
                SectionKind::Findings => self.report.findings.push(body),
                SectionKind::Impression => self.report.impression.push(body),
            }
        }
    }

    /// Text under no heading: FINDINGS if there are no others, else not read.
    fn take_loose(&mut self, loose: &[Span], has_findings: bool) {
        for span in loose.iter().map(|span| span.trimmed(self.text)) {
            if !span.of(self.text).contains(char::is_alphanumeric) {
                continue;
            }
            if has_findings {
                let message = "Text outside of FINDINGS and IMPRESSION is not read.".to_owned();
                self.tell(NoticeKind::TextIgnored, message, span);
            } else {
                let message =
                    "There is no FINDINGS heading; the text without a heading is read as FINDINGS."
                        .to_owned();
                self.tell(NoticeKind::FindingsAssumed, message, span);
                self.report.findings.push(span);
            }
        }
    }
}

/// The first paragraph of a piece, and what is left behind it.
fn first_paragraph(text: &str, piece: Span) -> (Span, Option<Span>) {
    let inside = piece.of(text);
    let mut broken = None;
    for (at, character) in inside.char_indices() {
        match broken {
            _ if is_line_break(character) && !inside[at..].starts_with("\r\n") => {
                if let Some(start) = broken {
                    let own = Span {
                        start: piece.start,
                        end: piece.start + start,
                    }
                    .trimmed(text);
                    return (
                        own,
                        Some(
                            Span {
                                start: piece.start + at,
                                end: piece.end,
                            }
                            .trimmed(text),
                        ),
                    );
                }
                broken = Some(at);
            }
            Some(_) if !character.is_whitespace() => broken = None,
            _ => {}
        }
    }
    (piece, None)
}
