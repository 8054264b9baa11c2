//! The area under the ROC curve: how well scores tell cases with a finding from those without.

use anyhow::{Result, ensure};
use serde::Serialize;

use super::{random, statistics};

/// An area under the ROC curve with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Auroc {
    /// The area, 0..1.
    pub value: f64,
    /// Lower end of the interval, 0..1.
    pub low: f64,
    /// Upper end of the interval, 0..1.
    pub high: f64,
}

/// Area under the ROC curve, 0..1: the chance that a case with the finding scores above one without, ties counting
/// half; higher is better, 0.5 is guessing. `None` when all cases have the finding or none has.
///
/// Computed by the ranks of Mann and Whitney. Bamber: *The area above the ordinal dominance graph and the area below
/// the receiver operating characteristic graph*, J. Math. Psychol. 1975.
///
/// # Errors
///
/// There are not as many scores as findings, or a score is not a number.
pub fn auroc(scores: &[f64], positive: &[bool]) -> Result<Option<f64>> {
    let (with, without) = split(scores, positive)?;
    let both = !with.is_empty() && !without.is_empty();
    Ok(both.then(|| area(&with, &without)))
}

/// The area with a 95 % percentile bootstrap interval (Efron, 1979) of `resamples` seeded draws; 1000 are usual.
/// `None` as in [`auroc`].
///
/// Cases with and without the finding are drawn apart, so that each draw has both; every case counts as independent,
/// so give one score a patient. With few cases of a class (below about 10) the interval is too narrow.
///
/// # Errors
///
/// There are not as many scores as findings, a score is not a number, or `resamples` is 0.
pub fn auroc_interval(
    scores: &[f64],
    positive: &[bool],
    resamples: usize,
    seed: u64,
) -> Result<Option<Auroc>> {
    ensure!(resamples > 0, "a bootstrap needs a resample");
    let (with, without) = split(scores, positive)?;
    if with.is_empty() || without.is_empty() {
        return Ok(None);
    }
    let areas: Vec<f64> = (0..resamples)
        .map(|resample| {
            let mut random = random::generator(seed, resample);
            let mut drawn = |from: &[f64]| -> Vec<f64> {
                let places = (0..from.len()).map(|_| random::below(&mut random, from.len()));
                places.map(|place| from[place]).collect()
            };
            area(&drawn(&with), &drawn(&without))
        })
        .collect();
    let areas = statistics::sorted(&areas);
    Ok(Some(Auroc {
        value: area(&with, &without),
        low: statistics::quantile(&areas, 0.025),
        high: statistics::quantile(&areas, 0.975),
    }))
}

/// The scores of cases with the finding, and of those without.
fn split(scores: &[f64], positive: &[bool]) -> Result<(Vec<f64>, Vec<f64>)> {
    ensure!(
        scores.len() == positive.len(),
        "{} scores for {} findings",
        scores.len(),
        positive.len()
    );
    ensure!(
        scores.iter().all(|score| !score.is_nan()),
        "a score is not a number"
    );
    let of = |class| {
        let pairs = scores.iter().zip(positive);
        let chosen = pairs.filter(move |(_, positive)| **positive == class);
        chosen.map(|(score, _)| *score).collect()
    };
    Ok((of(true), of(false)))
}

fn area(with: &[f64], without: &[f64]) -> f64 {
    let without = statistics::sorted(without);
    // Twice the wins, to count ties in whole numbers.
    let wins: usize = with
        .iter()
        .map(|score| {
            let below = without.partition_point(|other| other < score);
            below + without.partition_point(|other| other <= score)
        })
        .sum();
    wins as f64 / (2.0 * with.len() as f64 * without.len() as f64)
}
