//! The rules that read findings out of a report's sentences.
//!
//! A sentence is read in four steps, each in its own file: its words and stops (`lexer`, with `abbreviations` and
//! `spelling`), the names of findings among them (`lexicon`, whose patterns `phrase` looks for), whether the sentence
//! affirms, hedges or denies each (`certainty`, within the `clauses`), and where and how much it is (`particulars`).
//! `table` joins what the sentences say.

use serde::Serialize;

use crate::findings::{
    Access, Certainty, FindingsTable, Kind, Laterality, Lobe, Severity, TableRow,
};

use super::{Report, SectionKind, Span, TokenizedReport};
use clauses::Clauses;
use phrase::Place;
use token::Token;

mod abbreviations;
mod certainty;
mod clauses;
mod lexer;
mod lexicon;
mod particulars;
mod phrase;
mod places;
mod spelling;
mod table;
#[cfg(test)]
mod tests;
mod token;

pub use table::{ReadRow, rows as join};

/// A longer sentence is read in parts, so that one without an end takes no longer than others.
const MAX_TOKENS: usize = 512;

/// A finding that a sentence of a report names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// Which.
    pub finding: Kind,
    /// Its name for users.
    pub label: &'static str,
    /// The side that the sentence gives it, for kinds that have sides.
    pub side: Option<Laterality>,
    /// Whether the report says that it is there.
    pub certainty: Certainty,
    /// The lobes that the sentence puts it in.
    pub lobes: Vec<Lobe>,
    /// How severe it is.
    pub severity: Option<Severity>,
    /// Number of leads or wires.
    pub count: Option<u8>,
    /// The way of a catheter.
    pub access: Option<Access>,
    /// The section.
    pub section: SectionKind,
    /// The words that name it.
    pub span: Span,
}

impl Mention {
    /// What a row of a table says of its finding, as a mention at a place of the report.
    #[must_use]
    pub fn of(row: &TableRow, section: SectionKind, span: Span) -> Self {
        Self {
            finding: row.kind,
            label: row.kind.name(),
            side: row.side.map(Laterality::from),
            certainty: row.certainty,
            lobes: row.lobe.into_iter().collect(),
            severity: row.severity,
            count: row.count,
            access: row.access,
            section,
            span,
        }
    }
}

impl Report {
    /// The findings that the report's sentences name, in order; one a sentence, kind and side.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let pieces = |kind| self.section(kind);
        mentions(self.text(), pieces)
    }

    /// The table of findings that the report tells, each row with the words that said it.
    #[must_use]
    pub fn rows(&self) -> Vec<ReadRow> {
        table::rows(&self.mentions())
    }

    /// The table of findings that the report tells: one row for each kind and side, also for what it denies.
    #[must_use]
    pub fn table(&self) -> FindingsTable {
        table::table(self.rows())
    }
}

impl TokenizedReport {
    /// As [`Report::mentions`]: the words need not be in the vocabulary.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let pieces = |kind| match kind {
            SectionKind::Findings => self.pieces[0].as_slice(),
            SectionKind::Impression => self.pieces[1].as_slice(),
        };
        mentions(&self.text, pieces)
    }

    /// As [`Report::rows`].
    #[must_use]
    pub fn rows(&self) -> Vec<ReadRow> {
        table::rows(&self.mentions())
    }

    /// As [`Report::table`].
    #[must_use]
    pub fn table(&self) -> FindingsTable {
        table::table(self.rows())
    }
}

/// Whether a word is part of the name of a finding.
pub(super) fn names(word: &str) -> bool {
    lexicon::knows(word)
}

/// Whether a word that is in no vocabulary is an abbreviation or a slip that the rules read all the same.
pub(super) fn reads(raw: &str) -> bool {
    let plain = super::words::normalise(raw);
    names(&plain)
        || abbreviations::written_out(raw, &plain).is_some()
        || spelling::corrected(&plain).is_some()
}

fn mentions<'a>(text: &str, pieces: impl Fn(SectionKind) -> &'a [Span]) -> Vec<Mention> {
    let mut found = Vec::new();
    for section in [SectionKind::Findings, SectionKind::Impression] {
        for &piece in pieces(section) {
            for tokens in lexer::sentences(text, piece) {
                let parts = tokens.chunks(MAX_TOKENS);
                found.extend(parts.flat_map(|it| in_sentence(section, it)));
            }
        }
    }
    found
}

/// The findings that a sentence names, in order.
fn in_sentence(section: SectionKind, tokens: &[Token]) -> Vec<Mention> {
    let places = named(tokens);
    let mut is_named = vec![false; tokens.len()];
    for &(_, place) in &places {
        is_named[place.first..=place.last].fill(true);
    }
    let clauses = Clauses::new(tokens);
    let mut found: Vec<Mention> = Vec::new();
    for (kind, place) in places {
        let Some(certainty) = certainty::certainty(&clauses, place, &is_named) else {
            continue;
        };
        let told = particulars::particulars(&clauses, kind, place, &is_named);
        let mention = Mention {
            finding: kind,
            label: kind.name(),
            side: told.side,
            certainty,
            lobes: told.lobes,
            severity: told.severity,
            count: told.count,
            access: told.access,
            section,
            span: Span {
                start: tokens[place.first].span.start,
                end: tokens[place.last].span.end,
            },
        };
        add(&mut found, mention);
    }
    found
}

/// Adds a mention, unless the sentence says the same already. What a sentence affirms anywhere is there: "no right but
/// a small left effusion".
fn add(found: &mut Vec<Mention>, mention: Mention) {
    let same = found
        .iter_mut()
        .find(|it| it.finding == mention.finding && it.side == mention.side);
    match same {
        Some(before) if mention.certainty < before.certainty => *before = mention,
        Some(before) => {
            if before.certainty == mention.certainty {
                before.severity = before.severity.or(mention.severity);
                before.count = before.count.or(mention.count);
                before.access = before.access.or(mention.access);
            }
        }
        None => found.push(mention),
    }
}

/// The names in a sentence, in order; of names of one kind that overlap, the longest.
fn named(tokens: &[Token]) -> Vec<(Kind, Place)> {
    let mut all = Vec::new();
    for entry in lexicon::ENTRIES.iter() {
        let mut places: Vec<Place> = (entry.names.iter())
            .flat_map(|it| it.places(tokens))
            .collect();
        if places.is_empty() {
            continue;
        }
        let others: Vec<Place> = (entry.others.iter())
            .flat_map(|it| it.places(tokens))
            .collect();
        places.retain(|it| {
            !others
                .iter()
                .any(|other| other.first <= it.first && it.last <= other.last)
        });
        places.sort_by_key(|it| (it.first, std::cmp::Reverse(it.last)));
        let mut end = None;
        for place in places {
            if end.is_none_or(|end| place.first > end) {
                all.push((entry.kind, place));
            }
            end = end.max(Some(place.last));
        }
    }
    all.sort_by_key(|(_, place)| *place);
    all
}
