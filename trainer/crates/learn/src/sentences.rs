//! Reports with labelled sentences, from which the reading head learns.

use anyhow::{Context, Result};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use xraygan::{
    findings::TableRow,
    report::{Report, SectionKind, Span, TokenizedReport, Vocabulary},
};

use dataset::{Dataset, Split, StudyRecord};

/// Words that no noise may touch: they turn what a sentence says.
const KEPT: &[&str] = &[
    "no",
    "not",
    "without",
    "nor",
    "neither",
    "none",
    "negative",
    "free",
    "clear",
    "resolved",
    "resolution",
    "removal",
    "removed",
    "absent",
    "left",
    "right",
    "bilateral",
    "both",
    "bibasilar",
    "bilaterally",
    "possible",
    "may",
    "probable",
    "likely",
    "cannot",
    "exclude",
    "excluded",
    "questionable",
    "suspected",
    "versus",
    "or",
    "but",
    "if",
    "upper",
    "lower",
    "middle",
    "rul",
    "rml",
    "rll",
    "lul",
    "lll",
    "lingula",
];

/// A sentence: word ids and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidSentence {
    /// Word ids.
    pub ids: Vec<u32>,
    /// Rows of the table.
    pub rows: Vec<TableRow>,
}

/// The reports of one split, sentence by sentence.
#[derive(Debug, Default)]
pub struct SaidReports {
    reports: Vec<Vec<SaidSentence>>,
    kept: Vec<bool>,
}

/// A statement of `truth.said`: bytes of its section, and what they say.
#[derive(Debug, Deserialize)]
struct Statement {
    start: usize,
    end: usize,
    rows: Vec<TableRow>,
}

#[derive(Debug, Deserialize)]
struct Truth {
    said: [Vec<Statement>; 2],
}

impl SaidReports {
    /// The reports of a split that tell what their sentences say; no other studies.
    ///
    /// # Errors
    /// A truth of another form, or a report that cannot be read; the message names the study.
    pub fn of(datasets: &[Dataset], split: Split, vocabulary: &Vocabulary) -> Result<Self> {
        let mut reports = Vec::new();
        for dataset in datasets {
            for record in dataset.split(split) {
                let name = || format!("{}: study {}", dataset.root().display(), record.study);
                if let Some(report) = sentences(record, vocabulary).with_context(name)? {
                    reports.push(report);
                }
            }
        }
        let mut kept = vec![false; vocabulary.size()];
        for id in KEPT.iter().filter_map(|word| vocabulary.id(word)) {
            kept[id as usize] = true;
        }
        Ok(Self { reports, kept })
    }

    /// The first `most` of them.
    #[must_use]
    pub fn first(mut self, most: usize) -> Self {
        self.reports.truncate(most);
        self
    }

    /// Number of reports.
    #[must_use]
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// The sentences of each report.
    #[must_use]
    pub fn all(&self) -> &[Vec<SaidSentence>] {
        &self.reports
    }

    /// The sentences of some reports, a share `noise` of their words left out, and half as many exchanged for any word
    /// of the vocabulary: what the network does not know must not mislead it.
    #[must_use]
    pub fn batch(&self, reports: &[usize], noise: f64, rng: &mut ChaCha8Rng) -> Vec<SaidSentence> {
        let all = reports.iter().flat_map(|&at| &self.reports[at]);
        all.map(|it| SaidSentence {
            ids: self.noisy(&it.ids, noise, rng),
            rows: it.rows.clone(),
        })
        .collect()
    }

    fn noisy(&self, ids: &[u32], noise: f64, rng: &mut ChaCha8Rng) -> Vec<u32> {
        let words = self.kept.len() as u32;
        let mut made = Vec::with_capacity(ids.len());
        for &id in ids {
            let drawn: f64 = rng.random();
            if self.kept[id as usize] || drawn >= 1.5 * noise {
                made.push(id);
            } else if drawn < 0.5 * noise {
                let other = rng.random_range(1..words);
                made.push(if self.kept[other as usize] { id } else { other });
            }
        }
        if made.is_empty() { ids.to_vec() } else { made }
    }
}

/// The sentences of a record with what they say; `None` where it does not tell, or has no known word.
fn sentences(record: &StudyRecord, vocabulary: &Vocabulary) -> Result<Option<Vec<SaidSentence>>> {
    let Some(truth) = record.truth.as_ref().filter(|it| it.get("said").is_some()) else {
        return Ok(None);
    };
    let truth = Truth::deserialize(truth).context("truth.said")?;
    let [findings, impression] =
        [&record.findings, &record.impression].map(|it| it.as_deref().unwrap_or_default());
    let report = Report::from_sections(findings, impression)?;
    let Ok(tokens) = report.tokenize(vocabulary) else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for (kind, statements) in [SectionKind::Findings, SectionKind::Impression]
        .into_iter()
        .zip(&truth.said)
    {
        let first = report.section(kind).first().map_or(0, |span| span.start);
        found.extend(of_section(&tokens, kind, first, statements));
    }
    Ok(Some(found))
}

/// A statement that the reader splits in two is left out, if it names a finding: nobody knows which half does.
fn of_section<'a>(
    tokens: &'a TokenizedReport,
    kind: SectionKind,
    first: usize,
    statements: &'a [Statement],
) -> impl Iterator<Item = SaidSentence> + 'a {
    let all = tokens
        .sentences()
        .filter(move |(section, _)| *section == kind);
    let spans: Vec<(Span, Vec<u32>)> = all
        .map(|(_, it)| (it.span, it.words.iter().map(|word| word.id).collect()))
        .collect();
    let inside = move |span: Span, it: &Statement| {
        let middle = (span.start + span.end) / 2 - first;
        (it.start..it.end).contains(&middle)
    };
    statements.iter().filter_map(move |statement| {
        let mut own = spans
            .iter()
            .filter(|(span, _)| span.start >= first && inside(*span, statement));
        let (_, ids) = own.next()?;
        let alone = own.next().is_none();
        (alone || statement.rows.is_empty()).then(|| SaidSentence {
            ids: ids.clone(),
            rows: statement.rows.clone(),
        })
    })
}
