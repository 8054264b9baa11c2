//! Whether a heading's words, where they stand, are a heading.

use super::{Role, Span};
use crate::report::{marks, sentences::is_line_break, words::listed};

/// Ignored headings clear enough to be one without a colon, in capitals with text on the same line.
const CLEAR: &str = "indication, indications, comparison, comparisons, history, clinical history, \
    clinical information, technique, exam, examination, recommendation, recommendations, \
    addendum, addenda";

/// Words that carry a sentence on, so that what stands before them was no heading.
const CONTINUES: &str = "of is are was were on in with and or to for from by at as may might could can would \
    should have has had suggest suggests suggesting suggestive consistent compatible \
    represent represents reflect reflects include includes remain remains appear appears \
    which that discussed described above below noted seen made not communicated reported \
    called concerning worrisome also again due";

/// Words in lower case that begin a report's first sentence, behind a heading without colon or capitals.
const BEGINS: &str = "the there no normal clear lungs lung heart cardiac cardiomediastinal mediastinum \
    mediastinal trachea bones stable mild";

/// Words in front of which make even "findings:" a part of the sentence.
const LEADS_IN: &str = "following these those other additional incidental significant above pertinent with the \
    this and";

/// The longest remark in brackets, in bytes, between a heading and its colon.
const MAX_REMARK: usize = 60;

#[derive(PartialEq, Clone, Copy)]
enum Case {
    Capitals,
    Title,
    Lower,
}

fn case_of(word: &str) -> Case {
    let mut letters = word.chars().filter(|character| character.is_alphabetic());
    if !letters.next().is_some_and(char::is_uppercase) {
        Case::Lower
    } else if letters.clone().next().is_some() && letters.all(char::is_uppercase) {
        Case::Capitals
    } else {
        Case::Title
    }
}

/// What surrounds the words of a possible heading.
pub(super) struct Place<'a> {
    text: &'a str,
    name: Span,
    /// Where the heading begins, with decoration such as `**`.
    pub(super) start: usize,
    line_start: bool,
    /// A sentence ends before, or nothing is there.
    fresh: bool,
    /// The word before on the same line, in lower case.
    before: String,
    case: Case,
}

impl<'a> Place<'a> {
    pub(super) fn of(text: &'a str, name: Span) -> Self {
        let decoration = |character: char| {
            matches!(
                character,
                ' ' | '\t' | '*' | '#' | '_' | '>' | '\u{a0}' | '<' | '['
            )
        };
        let lead = text[..name.start].trim_end_matches(decoration);
        let line_start = lead.chars().next_back().is_none_or(is_line_break);
        let start = if line_start { lead.len() } else { name.start };
        let above = text[..lead.len()].trim_end();
        let blank_between = lead[above.len()..]
            .chars()
            .filter(|&character| is_line_break(character))
            .count()
            > 1;
        let fresh = above.is_empty()
            || (line_start && blank_between)
            || above.ends_with(['.', '?', '!', ':', ';']);
        let before = if line_start {
            ""
        } else {
            lead.rsplit(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or("")
        };
        let case = case_of(name.of(text));
        Self {
            text,
            name,
            start,
            line_start,
            fresh,
            before: before.to_lowercase(),
            case,
        }
    }

    /// Where the text below begins, if this is a heading.
    pub(super) fn accept(&self, role: Role, phrase: &str) -> Option<usize> {
        if let Some(end) = self.colon() {
            let leads_in = listed(LEADS_IN, &self.before);
            let begins = self.line_start || self.fresh;
            // "Frontal View:" and "LATERAL VIEW:" are no heading VIEW.
            let placed = match self.case {
                _ if begins => true,
                Case::Lower => false,
                _ if role.is_read() => true,
                Case::Title => false,
                Case::Capitals => !self.follows_capitals(),
            };
            return (placed && !leads_in).then_some(end);
        }
        let rest = &self.text[self.name.end..];
        let behind = rest.trim_start_matches([' ', '\t', '.', '*', '_', '#', '-', '=', ']', '>']);
        let decoration = &rest[..rest.len() - behind.len()];
        if behind.chars().next().is_none_or(is_line_break) {
            let own_line = match self.case {
                Case::Lower => self.fresh && !decoration.contains('.'),
                Case::Title => role.is_read() || self.fresh,
                Case::Capitals => true,
            };
            return (self.line_start && own_line).then_some(self.name.end + decoration.len());
        }
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t', '*', '_']).len();
        if spaces == 0 {
            return None;
        }
        let next = rest[spaces..]
            .split(char::is_whitespace)
            .next()
            .unwrap_or("");
        let heading = if role.is_read() {
            self.core_inline(next)
        } else {
            self.ignored_inline(phrase, next)
        };
        heading.then_some(self.name.end + spaces)
    }

    /// Where the text begins behind a colon (with a remark in brackets before it), or a dash at a line's start.
    fn colon(&self) -> Option<usize> {
        let mut rest = self.text[self.name.end..].trim_start_matches([' ', '\t', '*', '_', ']']);
        if let Some(numbered) = rest.strip_prefix('#') {
            rest = numbered.trim_start_matches(|it: char| it.is_ascii_digit());
        }
        if let Some(remark) = rest.strip_prefix('(') {
            let near = &remark[..remark.floor_char_boundary(MAX_REMARK)];
            let close =
                near.find(|character: char| character == ')' || is_line_break(character))?;
            rest = remark[close..]
                .strip_prefix(')')?
                .trim_start_matches([' ', '\t']);
        }
        let spaced = self.line_start && rest.len() < self.text.len() - self.name.end;
        let dash = || {
            rest.strip_prefix(['-', '–', '—'])
                .filter(|behind| spaced && behind.starts_with(' '))
        };
        let behind = rest.strip_prefix(':').or_else(dash)?;
        Some(self.text.len() - behind.trim_start_matches(['*', '_']).len())
    }

    /// FINDINGS or IMPRESSION without a colon, with text behind on the same line.
    fn core_inline(&self, next: &str) -> bool {
        let lower = next.trim_end_matches([',', '.', ':']).to_lowercase();
        let continues = listed(CONTINUES, &lower);
        let numbered = next.starts_with(|character: char| {
            character.is_ascii_digit() || matches!(character, '-' | '•' | '(')
        });
        let begins = listed(BEGINS, &lower);
        let capital = case_of(next) != Case::Lower;
        let title = case_of(next) == Case::Title;
        match self.case {
            Case::Capitals if title || numbered => {
                self.line_start || self.fresh || !self.follows_capitals()
            }
            Case::Capitals => (self.line_start || self.fresh) && !continues,
            Case::Title if self.line_start || self.fresh => {
                !continues && (capital || numbered || begins)
            }
            Case::Lower if self.fresh => begins || numbered,
            Case::Title | Case::Lower => false,
        }
    }

    /// Whether the word before is in capitals too, as in a title.
    fn follows_capitals(&self) -> bool {
        let lead = self.text[..self.name.start].trim_end();
        let word = lead.rsplit(char::is_whitespace).next().unwrap_or("");
        case_of(word) == Case::Capitals && !marks::is_mark(word)
    }

    fn ignored_inline(&self, phrase: &str, next: &str) -> bool {
        let lower = next.trim_end_matches([',', '.', ':']).to_lowercase();
        let continues = listed(CONTINUES, &lower) && case_of(next) != Case::Title;
        CLEAR.split(", ").any(|it| it == phrase)
            && self.case == Case::Capitals
            && (self.line_start || self.fresh)
            && !continues
    }
}
