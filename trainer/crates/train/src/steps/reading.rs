//! A step of the encoder's word level and the reading head.

use burn::{
    module::Module,
    tensor::{Tensor, TensorData},
};
use xraygan::{
    findings::TableRow,
    findings::said::{SAID, said, targets},
    model::{XRayGan, tokens::Tokens},
    report::{Mention, SectionKind, Span, join},
};

use super::context::Context;
use crate::{networks::Networks, schedule::Position};
use learn::{
    meter::Meter,
    random::{Purpose, stream},
    sentences::{SaidReports, SaidSentence},
};

/// Sentences that are read together where nothing is learnt.
const TOGETHER: usize = 512;

/// How well held-out reports are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadingScore {
    /// Share of reports whose whole table is right: kinds, sides, lobes, severities, certainties.
    pub tables: f64,
    /// Share of the findings that are right, counted once a kind and report.
    pub kinds: f64,
}

impl Context<'_> {
    /// One step on the sentences of some reports.
    pub fn reading_step(
        self,
        networks: &mut Networks,
        reports: &SaidReports,
        chosen: &[usize],
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let settings = self.settings;
        let mut rng = stream(settings.run.seed, at.stage.index, at.step, Purpose::Words);
        let sentences = reports.batch(chosen, settings.reading.reading_noise, &mut rng);
        let Some(odds) = self.odds(&networks.generator, &sentences) else {
            return;
        };
        let (mut values, mut told) = (Vec::new(), Vec::new());
        for sentence in &sentences {
            let (value, known) = targets(&sentence.rows);
            values.extend(value);
            told.extend(known);
        }
        let shape = [sentences.len(), SAID];
        let [values, told] = [values, told]
            .map(|it| Tensor::<2>::from_data(TensorData::new(it, shape), self.device));
        // Cross-entropy of log odds, in a form that does not overflow.
        let entropy =
            odds.clone().clamp_min(0.0) - odds.clone() * values + ((-odds.abs()).exp() + 1.0).log();
        let loss = (entropy * told).sum() / sentences.len() as f64;
        meter.add("reading", &loss);
        self.descend(networks, &loss, None, at);
    }

    /// Log odds of all that sentences may say, `[n, SAID]`; `None` without a head.
    fn odds(self, generator: &XRayGan, sentences: &[SaidSentence]) -> Option<Tensor<2>> {
        let head = generator.reading.as_ref()?;
        let ids: Vec<Vec<u32>> = sentences.iter().map(|it| it.ids.clone()).collect();
        let tokens = Tokens::new(&[ids], [1, 1], true, self.device);
        let [_, n, words] = tokens.ids.dims();
        let mask = tokens.words.reshape([n, words, 1]);
        let code = (generator.encoder.findings).sentences(tokens.ids.reshape([n, words]), &mask);
        Some(head.forward(code.vectors))
    }

    /// Reads held-out reports.
    #[must_use]
    pub fn reading_score(self, generator: &XRayGan, reports: &SaidReports) -> ReadingScore {
        let generator = generator.valid();
        let all: Vec<&SaidSentence> = reports.all().iter().flatten().collect();
        let mut read: Vec<Vec<TableRow>> = Vec::new();
        for part in all.chunks(TOGETHER) {
            let part: Vec<SaidSentence> = part.iter().map(|&it| it.clone()).collect();
            let Some(odds) = self.odds(&generator, &part) else {
                return ReadingScore::default();
            };
            let odds: Vec<f32> = odds.into_data().iter().collect();
            for odds in odds.chunks_exact(SAID) {
                let probabilities: Vec<f32> =
                    odds.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect();
                read.push(rows(&probabilities));
            }
        }
        let (mut tables, mut kinds, mut all_kinds) = (0, 0, 0);
        let mut next = read.into_iter();
        for report in reports.all() {
            let read = table(next.by_ref().take(report.len()));
            let truth = table(report.iter().map(|it| it.rows.clone()));
            tables += usize::from(read == truth);
            all_kinds += truth.len().max(read.len());
            kinds += truth.iter().filter(|row| read.contains(row)).count();
        }
        ReadingScore {
            tables: tables as f64 / reports.len().max(1) as f64,
            kinds: kinds as f64 / all_kinds.max(1) as f64,
        }
    }
}

/// The rows that a sentence's probabilities say, a row a side.
fn rows(probabilities: &[f32]) -> Vec<TableRow> {
    use xraygan::findings::{Laterality, Side};
    let mut rows = Vec::new();
    for found in said(probabilities, &[]) {
        let sides: &[Option<Side>] = match found.side {
            None => &[None],
            Some(Laterality::Right) => &[Some(Side::Right)],
            Some(Laterality::Left) => &[Some(Side::Left)],
            Some(Laterality::Both) => &[Some(Side::Right), Some(Side::Left)],
        };
        for &side in sides {
            let fits =
                |lobe: &&xraygan::findings::Lobe| side.is_none_or(|side| lobe.side() == side);
            rows.push(TableRow {
                kind: found.kind,
                certainty: found.certainty,
                side,
                lobe: found.lobes.iter().find(fits).copied(),
                severity: found.severity,
                count: found.count,
                access: found.access,
            });
        }
    }
    rows
}

/// The table of a report's sentences, sorted.
fn table(sentences: impl Iterator<Item = Vec<TableRow>>) -> Vec<TableRow> {
    let mut mentions = Vec::new();
    for (at, rows) in sentences.enumerate() {
        let span = Span { start: at, end: at };
        mentions.extend(
            rows.iter()
                .map(|row| Mention::of(row, SectionKind::Findings, span)),
        );
    }
    let mut rows: Vec<TableRow> = join(&mentions).into_iter().map(|it| it.row).collect();
    rows.sort_by_key(|row| (row.kind, row.side.map(xraygan::findings::Side::place)));
    rows
}
