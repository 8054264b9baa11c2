//! What the reports of a dataset are made of, by the tokenizer that the model uses.

use std::collections::HashMap;
use std::fmt;

use anyhow::Result;
use rayon::prelude::*;
use xraygan::report::Report;

use crate::StudyRecord;
use crate::words::default_vocabulary;

/// Numbers of reports, sentences and words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordStatistics {
    /// Reports with at least one word.
    pub reports: usize,
    /// Sentences in FINDINGS and in IMPRESSION.
    pub sentences: [usize; 2],
    /// Words in FINDINGS and in IMPRESSION, repetitions included.
    pub words: [usize; 2],
    /// Words, repetitions included, that are not in the default vocabulary.
    pub unknown: usize,
    /// Different words with their counts, the most frequent first.
    pub counts: Vec<(String, usize)>,
}

impl WordStatistics {
    /// Counts the words of all reports.
    ///
    /// # Errors
    ///
    /// Fails if the default vocabulary is broken.
    pub fn of(records: &[StudyRecord]) -> Result<Self> {
        let default = default_vocabulary()?;
        let (mut statistics, counts) = records
            .par_iter()
            .filter_map(|record| {
                let findings = record.findings.as_deref().unwrap_or_default();
                let impression = record.impression.as_deref().unwrap_or_default();
                Report::from_sections(findings, impression)
                    .ok()?
                    .tokenize(&default)
                    .ok()
            })
            .fold(
                || (Self::default(), HashMap::<String, usize>::new()),
                |(mut statistics, mut counts), report| {
                    statistics.reports += 1;
                    for (n, section) in [&report.findings, &report.impression]
                        .into_iter()
                        .enumerate()
                    {
                        statistics.sentences[n] += section.sentences.len();
                        for word in section
                            .sentences
                            .iter()
                            .flat_map(|sentence| &sentence.words)
                        {
                            statistics.words[n] += 1;
                            *counts.entry(word.text.clone()).or_default() += 1;
                        }
                    }
                    for unknown in report.unknown {
                        let n = usize::from(
                            unknown.section == xraygan::report::SectionKind::Impression,
                        );
                        statistics.words[n] += 1;
                        statistics.unknown += 1;
                        *counts.entry(unknown.word).or_default() += 1;
                    }
                    (statistics, counts)
                },
            )
            .reduce(Default::default, |mut one, other| {
                one.0.reports += other.0.reports;
                one.0.unknown += other.0.unknown;
                for n in 0..2 {
                    one.0.sentences[n] += other.0.sentences[n];
                    one.0.words[n] += other.0.words[n];
                }
                for (word, count) in other.1 {
                    *one.1.entry(word).or_default() += count;
                }
                one
            });
        statistics.counts = counts.into_iter().collect();
        statistics
            .counts
            .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(statistics)
    }

    /// Writes the statistics with the most frequent words.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, top: usize) -> fmt::Result {
        let total = self.words[0] + self.words[1];
        let known = 100.0 * (total - self.unknown) as f64 / total.max(1) as f64;
        writeln!(
            f,
            "words     {total} ({} different) in {} reports; {known:.1} % are in the default vocabulary",
            self.counts.len(),
            self.reports
        )?;
        for (name, n) in [("findings", 0), ("impression", 1)] {
            let per = self.words[n] as f64 / self.sentences[n].max(1) as f64;
            writeln!(
                f,
                "  {name}: {} sentences, {} words, {per:.1} words per sentence",
                self.sentences[n], self.words[n]
            )?;
        }
        let frequent: Vec<String> = self
            .counts
            .iter()
            .take(top)
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        writeln!(f, "  most frequent: {}", frequent.join(", "))
    }
}
