//! Cuts plain text at its headings.

use super::{
    Notice, NoticeKind, Report, ReportError, SectionKind, Span,
    headings::{self, Heading, Role},
    sentences::is_line_break,
    statements,
    words::is_invisible,
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
        // The section that text between its parts belongs to.
        let mut open: Option<Heading> = None;
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
                Role::Title => {
                    open = None;
                    loose.push(body);
                }
                Role::Ignored | Role::Circumstance if body.start == body.end => {}
                Role::Ignored | Role::Circumstance => {
                    let (own, rest) = self.divided(heading, body, open.is_some(), has_findings);
                    match (rest, open) {
                        (Some(rest), Some(section)) => self.take(section.role, rest),
                        (Some(rest), None) => loose.push(rest),
                        (None, _) => {}
                    }
                    if own.start == own.end {
                        continue;
                    }
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
                role => {
                    open = Some(heading);
                    self.read(role, heading, body);
                }
            }
        }
        self.take_loose(&loose, has_findings);
        for pieces in [&mut self.report.findings, &mut self.report.impression] {
            pieces.sort_unstable();
        }
        if self.report.findings.is_empty() && self.report.impression.is_empty() {
            let names: Vec<&str> = ignored.iter().map(String::as_str).collect();
            return Err(no_text(&names));
        }
        self.report.tell_missing();
        Ok(self.report)
    }

    /// What of the text below a heading that is not read belongs to it, and what is the report again.
    fn divided(
        &self,
        heading: Heading,
        body: Span,
        within: bool,
        has_findings: bool,
    ) -> (Span, Option<Span>) {
        let first = heading.role == Role::Circumstance;
        if within || !has_findings {
            let name = heading.name.of(self.text).to_lowercase();
            // What is said of the film or of earlier ones is short: the report may go on in the same line.
            let same_line = within || first || name.starts_with("comparison");
            let begin = statements::begin(self.text, body, same_line, first);
            // Without a FINDINGS heading, a paragraph of its own belongs to no section yet.
            let paragraph = if within {
                None
            } else {
                first_paragraph(self.text, body).1.map(|it| it.start)
            };
            let begin = [begin, paragraph].into_iter().flatten().min();
            if let Some(begin) = begin {
                let own = Span {
                    start: body.start,
                    end: begin,
                };
                let rest = Span {
                    start: begin,
                    end: body.end,
                };
                return (own.trimmed(self.text), Some(rest));
            }
        }
        (body, None)
    }

    /// Takes the text below a heading that is read.
    fn read(&mut self, role: Role, heading: Heading, body: Span) {
        if body.start == body.end {
            return;
        }
        let visible = (heading.name.of(self.text).chars()).filter(|&it| !is_invisible(it));
        let name = visible.collect::<String>().to_uppercase();
        let kinds = sections_of(role);
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
            if !self.report.section(kind).is_empty() && role != Role::Addendum {
                let message = format!(
                    "{kind} occurs more than once; its parts are read one after the other."
                );
                self.tell(NoticeKind::SectionRepeated, message, heading.name);
            }
        }
        self.take(role, body);
    }

    /// Adds a piece to the sections of a heading.
    fn take(&mut self, role: Role, piece: Span) {
        for kind in sections_of(role) {
            match kind {
                SectionKind::Findings => self.report.findings.push(piece),
                SectionKind::Impression => self.report.impression.push(piece),
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

/// The sections that the text below a heading belongs to.
fn sections_of(role: Role) -> &'static [SectionKind] {
    match role {
        Role::Findings | Role::Addendum => &[SectionKind::Findings],
        Role::Impression => &[SectionKind::Impression],
        _ => &[SectionKind::Findings, SectionKind::Impression],
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
