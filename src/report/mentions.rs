//! Which findings a report names, on which side, and whether it says that they are absent.
//!
//! A page can so warn of what its weights draw poorly, and judge an answer. The rules are those of `NegEx` (Chapman et
//! al., "A simple algorithm for identifying negated findings and diseases in discharge summaries", J. Biomed. Inform.
//! 2001), cut to chest radiographs: a trigger such as `no` or `without` negates what follows it in its clause, and a
//! few, such as `resolved`, what stands before them.

use serde::Serialize;

use crate::findings::{Certainty, Kind, Laterality, Pattern};

use super::{SectionKind, Sentence, Span, TokenizedReport, Word};

/// Words that begin like a finding and are none.
const OTHERS: [&str; 6] = [
    "portion", "portions", "portable", "linear", "massive", "lines",
];

/// A finding that a report names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// Which.
    pub finding: Kind,
    /// Its name for users.
    pub label: &'static str,
    /// The side that its sentence names nearest to it.
    pub side: Option<Laterality>,
    /// Whether the report says that it is there.
    pub certainty: Certainty,
    /// The section.
    pub section: SectionKind,
    /// The word.
    pub span: Span,
}

impl TokenizedReport {
    /// The findings that the known words name, in order; one a sentence and kind.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        let sections = [
            (SectionKind::Findings, &self.findings),
            (SectionKind::Impression, &self.impression),
        ];
        let sentences = sections
            .into_iter()
            .flat_map(|(kind, section)| section.sentences.iter().map(move |it| (kind, it)));
        sentences
            .flat_map(|(kind, sentence)| in_sentence(kind, sentence))
            .collect()
    }
}

fn in_sentence(section: SectionKind, sentence: &Sentence) -> Vec<Mention> {
    let words = &sentence.words;
    let mut found: Vec<(usize, Mention)> = Vec::new();
    for finding in Kind::ALL {
        let places = finding.patterns().iter().flat_map(|it| places(it, words));
        // What is affirmed anywhere in a sentence is there: "no right but a small left effusion".
        let Some((at, negated)) = places
            .map(|at| (at, is_negated(words, at)))
            .min_by_key(|&(at, negated)| (negated, at))
        else {
            continue;
        };
        let mention = Mention {
            finding,
            label: finding.name(),
            side: side(words, at),
            certainty: if negated {
                Certainty::Denied
            } else {
                Certainty::Present
            },
            section,
            span: words[at].span,
        };
        found.push((at, mention));
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, mention)| mention).collect()
}

/// Where the first group of a pattern stands, if all its groups do.
fn places(pattern: Pattern, words: &[Word]) -> Vec<usize> {
    let of = |group: &[&str]| -> Vec<usize> {
        let begins = |word: &Word| {
            !OTHERS.contains(&word.text.as_str())
                && group.iter().any(|it| word.text.starts_with(it))
        };
        (0..words.len()).filter(|&at| begins(&words[at])).collect()
    };
    match pattern.split_first() {
        Some((first, rest)) if rest.iter().all(|group| !of(group).is_empty()) => of(first),
        _ => Vec::new(),
    }
}

/// Ends the reach of a trigger.
const TURNS: [&str; 9] = [
    "but",
    "however",
    "although",
    "though",
    "except",
    "aside",
    "apart",
    "yet",
    "otherwise",
];

/// Negates what follows.
const BEFORE: [&str; 9] = [
    "no", "not", "without", "negative", "free", "absent", "absence", "never", "nor",
];

/// Negates what stands before.
const AFTER: [&str; 5] = ["resolved", "absent", "cleared", "excluded", "removed"];

/// What makes of "no" a statement about change: "no change in the effusion".
const CHANGE: [&str; 4] = ["change", "changes", "interval", "longer"];

fn is_negated(words: &[Word], at: usize) -> bool {
    let text = |at: usize| words[at].text.as_str();
    let begin = (0..at).rev().find(|&it| TURNS.contains(&text(it)));
    let begin = begin.map_or(0, |turn| turn + 1);
    let end = (at + 1..words.len()).find(|&it| TURNS.contains(&text(it)));
    let end = end.unwrap_or(words.len());
    let follows =
        |from: usize| (from + 1..(from + 3).min(end)).any(|it| CHANGE.contains(&text(it)));
    let before = (begin..at).any(|it| BEFORE.contains(&text(it)) && !follows(it));
    let is_after = |it: usize| {
        AFTER.contains(&text(it))
            // "effusion is not seen", "pneumothorax is no longer present"
            || (matches!(text(it), "not" | "no") && matches!(text(it - 1), "is" | "are" | "was"))
    };
    before || (at + 1..end).any(is_after)
}

fn side(words: &[Word], at: usize) -> Option<Laterality> {
    let of = |word: &Word| match word.text.as_str() {
        "left" | "leftsided" | "lingula" | "lingular" => Some(Laterality::Left),
        "right" | "rightsided" => Some(Laterality::Right),
        "bilateral" | "bilaterally" | "both" | "bibasilar" | "bibasal" => Some(Laterality::Both),
        _ => None,
    };
    let sides = words
        .iter()
        .enumerate()
        .filter_map(|(place, word)| Some((place, of(word)?)));
    if sides.clone().any(|(_, side)| side == Laterality::Both) {
        return Some(Laterality::Both);
    }
    // Of two at the same distance the one before it: "left effusion, right lung clear".
    let nearest = sides.min_by_key(|&(place, _)| (place.abs_diff(at), place > at));
    nearest.map(|(_, side)| side)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::report::{Report, Tokenizer, Vocabulary};

    /// `finding side negated` of each mention.
    fn read(findings: &str) -> Vec<String> {
        let words: Vec<String> = findings
            .to_lowercase()
            .split(|c: char| !c.is_alphabetic())
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect();
        let words: std::collections::BTreeSet<&str> = words.iter().map(String::as_str).collect();
        let vocabulary = Vocabulary::from_words(words, Tokenizer::Standard).unwrap();
        let report = Report::from_sections(findings, "").unwrap();
        let mentions = report.tokenize(&vocabulary).unwrap().mentions();
        let side = |it: &Mention| {
            it.side.map_or("", |side| match side {
                Laterality::Left => " left",
                Laterality::Right => " right",
                Laterality::Both => " both",
            })
        };
        mentions
            .iter()
            .map(|it| {
                format!(
                    "{}{}{}",
                    if it.certainty == Certainty::Denied {
                        "no "
                    } else {
                        ""
                    },
                    it.label,
                    side(it)
                )
            })
            .collect()
    }

    #[test]
    fn findings_with_sides() {
        assert_eq!(
            read("Small left pleural effusion. Consolidation in the right lower lobe."),
            ["pleural effusion left", "consolidation right"]
        );
        assert_eq!(
            read(
                "The heart is moderately enlarged. Bilateral pleural effusions, left greater than right."
            ),
            ["enlarged heart", "pleural effusion both"]
        );
        assert_eq!(
            read("Blunting of the right costophrenic angle."),
            ["pleural effusion right"]
        );
        assert_eq!(
            read("Airspace opacity in the lingula."),
            ["consolidation left"]
        );
    }

    #[test]
    fn negation_reaches_to_the_turn() {
        assert_eq!(
            read("There is no pneumothorax or pleural effusion."),
            ["no pneumothorax", "no pleural effusion"]
        );
        assert_eq!(
            read("No right but a small left effusion. The heart is not enlarged."),
            ["pleural effusion left", "no enlarged heart"]
        );
        assert_eq!(
            read("Lungs are clear without consolidation."),
            ["no consolidation"]
        );
        assert_eq!(
            read("A pneumothorax is not seen. The edema has resolved."),
            ["no pneumothorax", "no pulmonary edema"]
        );
        assert_eq!(
            read("No significant change in the left effusion."),
            ["pleural effusion left"]
        );
    }

    #[test]
    fn likeness_is_not_a_mention() {
        assert!(
            read("The visualized portions of the abdomen are normal. Heart size is normal.")
                .is_empty()
        );
        assert!(read("Linear scar. Portable film.").is_empty());
    }
}
