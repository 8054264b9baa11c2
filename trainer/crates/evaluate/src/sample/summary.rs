//! How reports were read and what came of them.

use std::collections::BTreeMap;

use serde::Serialize;
use xraygan::{
    report::{NoticeKind, TokenizedReport},
    views::Views,
    weights::Bundle,
};

use crate::draw::pictures::Grey;
use reading::sources::Source;
use support::sheet::NOTICE;

/// Most unknown words listed.
const LISTED: usize = 40;

/// Grey levels between the 5th and the 95th percentile below which an image shows nothing.
const FLAT: u8 = 24;

/// The content of `sample.json`.
#[derive(Debug, Clone, Serialize)]
pub struct SampleSummary {
    /// That images are synthetic.
    pub notice: &'static str,
    /// Name of the weights.
    pub weights: String,
    /// What computed.
    pub device: String,
    /// Reports taken.
    pub reports: usize,
    /// Those that could not be read, with the reason.
    pub refused: BTreeMap<String, String>,
    /// Words read, known and unknown.
    pub words: usize,
    /// Unknown ones.
    pub unknown_words: usize,
    /// Share of unknown words.
    pub unknown_rate: f64,
    /// The most frequent unknown words.
    pub unknown: Vec<(String, usize)>,
    /// Reports with a part that was cut.
    pub cut: usize,
    /// Reports that ask for a finding which these weights draw too weakly.
    pub weak: usize,
    /// Pairs generated.
    pub pairs: usize,
    /// Images that show nothing: almost one grey.
    pub flat: usize,
    /// Seconds of everything.
    pub seconds: f64,
}

impl SampleSummary {
    /// Without any report yet.
    pub fn new(bundle: &Bundle, device: String) -> Self {
        Self {
            notice: NOTICE,
            weights: bundle.manifest.provenance.name.clone(),
            device,
            reports: 0,
            refused: BTreeMap::new(),
            words: 0,
            unknown_words: 0,
            unknown_rate: 0.0,
            unknown: Vec::new(),
            cut: 0,
            weak: 0,
            pairs: 0,
            flat: 0,
            seconds: 0.0,
        }
    }

    /// Reads a report and counts; `None` where it cannot be read.
    pub fn note(&mut self, source: &Source, bundle: &Bundle) -> Option<TokenizedReport> {
        self.reports += 1;
        let read = source
            .report()
            .and_then(|report| report.tokenize(&bundle.vocabulary));
        let tokens = match read {
            Ok(tokens) => tokens,
            Err(error) => {
                self.refused.insert(source.name.clone(), error.to_string());
                return None;
            }
        };
        let sections = [&tokens.findings, &tokens.impression];
        let known: usize = sections
            .iter()
            .flat_map(|it| &it.sentences)
            .map(|it| it.words.len())
            .sum();
        self.words += known + tokens.unknown.len();
        self.unknown_words += tokens.unknown.len();
        self.unknown_rate = self.unknown_words as f64 / self.words.max(1) as f64;
        for unknown in &tokens.unknown {
            match self
                .unknown
                .iter_mut()
                .find(|(word, _)| *word == unknown.word)
            {
                Some((_, count)) => *count += 1,
                None => self.unknown.push((unknown.word.clone(), 1)),
            }
        }
        let cuts = [NoticeKind::SentencesCut, NoticeKind::WordsCut];
        self.cut += usize::from(tokens.notices.iter().any(|it| cuts.contains(&it.kind)));
        let asked = tokens.mentions();
        self.weak += usize::from(bundle.manifest.weak_among(&asked).next().is_some());
        Some(tokens)
    }

    /// Looks at more images.
    pub fn judge(&mut self, pairs: &[Views<Grey>]) {
        self.pairs += pairs.len();
        let images = pairs.iter().flat_map(Views::iter);
        self.flat += images.filter(|(_, it)| is_flat(it)).count();
    }

    /// Sorts the unknown words, the most frequent first.
    pub fn sort(&mut self) {
        self.unknown
            .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.unknown.truncate(LISTED);
    }
}

fn is_flat(grey: &[u8]) -> bool {
    let mut sorted = grey.to_vec();
    sorted.sort_unstable();
    let at = |share: f64| sorted.get((sorted.len() as f64 * share) as usize).copied();
    let (low, high) = (at(0.05).unwrap_or(0), at(0.95).unwrap_or(0));
    high - low < FLAT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_grey_is_flat_and_a_ramp_is_not() {
        let ramp: Vec<u8> = (0..=255).collect();
        assert!(is_flat(&[7; 100]));
        assert!(!is_flat(&ramp));
    }
}
