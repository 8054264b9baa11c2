//! Joins the two readings of a report: the findings that the network recognises, as mentions, beside those of the rules.

use serde::Serialize;

use super::{Mention, ReadRow, SectionKind, Sentence, Span, TokenizedReport};
use crate::findings::{
    FindingsTable, TableRow,
    said::{SAID, SaidFinding, said},
};

/// A word belongs to what made a finding if it adds at least this share of what the strongest word adds.
const SHARE: f32 = 0.4;

/// Who read a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The network, where there is one that reads.
    Network,
    /// The rules.
    Rules,
}

/// A finding that was understood, and what the other reader made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnderstoodRow {
    /// The finding, with the words that said it.
    #[serde(flatten)]
    pub read: ReadRow,
    /// Who read it so.
    pub by: Reader,
    /// Where there is another reader that reads otherwise: what it reads of this kind and side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
}

/// What another reader reads of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Otherwise {
    /// Its row; `None` where it does not see the finding named.
    pub row: Option<TableRow>,
}

/// What was understood of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Understanding {
    /// The findings in the order of the report.
    pub rows: Vec<UnderstoodRow>,
}

impl Understanding {
    /// Of one reader alone.
    #[must_use]
    pub fn alone(rows: Vec<ReadRow>) -> Self {
        let row = |read| UnderstoodRow {
            read,
            by: Reader::Rules,
            otherwise: None,
        };
        Self {
            rows: rows.into_iter().map(row).collect(),
        }
    }

    /// Of both readers. What the rules read is drawn, since they are right more often (docs/reading.md has the figures);
    /// where the network reads otherwise the row says so, and what only the network reads is listed, but not drawn.
    #[must_use]
    pub fn of_both(network: Vec<ReadRow>, rules: Vec<ReadRow>) -> Self {
        let same = |a: &TableRow, b: &TableRow| a.kind == b.kind && a.side == b.side;
        let mut left = network;
        let mut rows: Vec<UnderstoodRow> = rules
            .into_iter()
            .map(|read| {
                let at = left.iter().position(|it| same(&it.row, &read.row));
                let other = at.map(|at| left.remove(at).row);
                let agrees = (other.as_ref()).is_some_and(|it| it.certainty == read.row.certainty);
                UnderstoodRow {
                    read,
                    by: Reader::Rules,
                    otherwise: (!agrees).then_some(Otherwise { row: other }),
                }
            })
            .collect();
        rows.extend(left.into_iter().map(|read| UnderstoodRow {
            read,
            by: Reader::Network,
            otherwise: Some(Otherwise { row: None }),
        }));
        rows.sort_by_key(|it| it.read.words.first().map_or(0, |span| span.start));
        Self { rows }
    }

    /// The table that is drawn: what the rules read.
    #[must_use]
    pub fn table(&self) -> FindingsTable {
        let drawn = self.rows.iter().filter(|it| it.by == Reader::Rules);
        FindingsTable {
            rows: drawn.map(|it| it.read.row.clone()).collect(),
        }
    }
}

/// What a network said of a report's sentences: log odds of each number, and what each word adds to them.
#[derive(Debug, Clone)]
pub struct SentenceNumbers {
    /// `[sentence][word][number]` of all sentences of both sections, padded on the left.
    pub words: Vec<f32>,
    /// `[number]`.
    pub bias: Vec<f32>,
}

impl TokenizedReport {
    /// The sentences that have known words, those of FINDINGS first.
    pub fn sentences(&self) -> impl Iterator<Item = (SectionKind, &Sentence)> {
        let findings = self.findings.sentences.iter();
        let impression = self.impression.sentences.iter();
        (findings.map(|it| (SectionKind::Findings, it)))
            .chain(impression.map(|it| (SectionKind::Impression, it)))
            .filter(|(_, it)| !it.words.is_empty())
    }

    /// The word ids of [`TokenizedReport::sentences`].
    #[must_use]
    pub fn sentence_ids(&self) -> Vec<Vec<u32>> {
        let ids = |(_, it): (_, &Sentence)| it.words.iter().map(|word| word.id).collect();
        self.sentences().map(ids).collect()
    }

    /// The findings that a network read in [`TokenizedReport::sentences`], and the probabilities of each sentence.
    #[must_use]
    pub fn learnt(
        &self,
        numbers: &SentenceNumbers,
        thresholds: &[f32],
    ) -> (Vec<Mention>, Vec<Vec<f32>>) {
        let count = self.sentences().count();
        let columns = numbers.words.len() / (count * SAID).max(1);
        let (mut mentions, mut all) = (Vec::new(), Vec::new());
        for (at, (section, sentence)) in self.sentences().enumerate() {
            let added = &numbers.words[at * columns * SAID..][..columns * SAID];
            let padding = columns - sentence.words.len();
            let added: Vec<&[f32]> = added.chunks_exact(SAID).skip(padding).collect();
            let probability = |number: usize| {
                let sum: f32 = added.iter().map(|it| it[number]).sum();
                1.0 / (1.0 + (-(sum + numbers.bias[number])).exp())
            };
            let probabilities: Vec<f32> = (0..SAID).map(probability).collect();
            for found in said(&probabilities, thresholds) {
                let span = words_of(sentence, &added, found.number);
                mentions.push(mention(found, section, span));
            }
            all.push(probabilities);
        }
        (mentions, all)
    }
}

/// The words that made a number large: the strongest, and those beside it that add about as much.
fn words_of(sentence: &Sentence, added: &[&[f32]], number: usize) -> Span {
    let strength = |at: usize| added[at][number];
    let strongest = (0..added.len())
        .max_by(|&a, &b| strength(a).total_cmp(&strength(b)))
        .unwrap_or_default();
    let enough = |at: &usize| strength(*at) >= SHARE * strength(strongest);
    let first = (0..strongest).rev().take_while(enough).last();
    let last = (strongest + 1..added.len()).take_while(enough).last();
    Span {
        start: sentence.words[first.unwrap_or(strongest)].span.start,
        end: sentence.words[last.unwrap_or(strongest)].span.end,
    }
}

fn mention(found: SaidFinding, section: SectionKind, span: Span) -> Mention {
    Mention {
        finding: found.kind,
        label: found.kind.name(),
        side: found.side,
        certainty: found.certainty,
        lobes: found.lobes,
        severity: found.severity,
        count: found.count,
        access: found.access,
        section,
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Certainty, Kind, Side};

    fn read(row: TableRow, start: usize) -> ReadRow {
        let words = vec![Span {
            start,
            end: start + 1,
        }];
        ReadRow { row, words }
    }

    #[test]
    fn rules_are_drawn_and_the_network_objects() {
        let effusion = TableRow::new(Kind::Effusion).on(Side::Left);
        let possible = TableRow {
            certainty: Certainty::Possible,
            ..effusion.clone()
        };
        let nodule = TableRow::new(Kind::Nodule);
        let heart = TableRow::new(Kind::Cardiomegaly);
        let rules = vec![read(effusion.clone(), 5), read(heart.clone(), 0)];
        let network = vec![read(possible.clone(), 5), read(nodule.clone(), 9)];
        let both = Understanding::of_both(network, rules);
        let rows: Vec<_> = both.rows.iter().map(|it| &it.read.row).collect();
        assert_eq!(rows, [&heart, &effusion, &nodule], "in the report's order");
        assert_eq!(
            both.table().rows,
            [heart, effusion],
            "what only the network reads is not drawn"
        );
        assert_eq!(both.rows[0].otherwise, Some(Otherwise { row: None }));
        let otherwise = both.rows[1].otherwise.clone();
        assert_eq!(
            otherwise,
            Some(Otherwise {
                row: Some(possible)
            })
        );
        assert_eq!(both.rows[2].by, Reader::Network);
    }
}
