//! Whether the independent network takes both views for one patient's.

use anyhow::Result;

use super::group::{FigureGroup, RESAMPLES, mean, mean_interval};
use crate::judge::judgement::{Matched, Pairings};
use metrics::{Direction, Figure, auroc, auroc_interval};

/// Fewest pairs.
const LEAST: usize = 5;

/// Measures the group `consistency`.
///
/// # Errors
/// A judge that gives something other than numbers.
pub fn measure(matched: Option<&Matched>, seed: u64) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "consistency",
        "Consistency of the two views",
        &[
            "An independent view consistency network, trained here on real training pairs against shuffled ones, judges the generated pairs: share with a probability above one half of being of one patient, and mean probability; interval by bootstrap over pairs.",
            "Ceiling: real pairs. Floor: real pairs shuffled (frontal with the lateral of the next study of another patient).",
            "AUROC: probability of matched against shuffled pairs, of generated images; ceiling, of real images; floor, guessing. Generated images shuffle reports and seeds together.",
        ],
    );
    let Some(Matched { real, generated }) = matched else {
        group.note("left out: fewer than 8 training pairs, or no test pairs");
        return Ok(group);
    };
    if real.same.len() < LEAST || real.shuffled.len() < LEAST {
        group.note(format!(
            "left out: {} pairs are fewer than {LEAST}",
            real.same.len()
        ));
        return Ok(group);
    }
    let share =
        |p: &[f64]| -> Vec<f64> { p.iter().map(|&p| f64::from(u8::from(p > 0.5))).collect() };
    for (name, values, ceiling, floor) in [
        (
            "judged one patient",
            share(&generated.same),
            share(&real.same),
            share(&real.shuffled),
        ),
        (
            "mean probability of one patient",
            generated.same.clone(),
            real.same.clone(),
            real.shuffled.clone(),
        ),
    ] {
        let figure = Figure::new(name, mean(&values), values.len(), Direction::Higher)
            .with_ceiling(mean(&ceiling))
            .with_floor(mean(&floor));
        group.add_within(figure, mean_interval(&values, seed));
    }
    let labelled = |Pairings { same, shuffled }: &Pairings| {
        let positive = [vec![true; same.len()], vec![false; shuffled.len()]].concat();
        ([&same[..], shuffled].concat(), positive)
    };
    let (scores, positive) = labelled(generated);
    let found = auroc_interval(&scores, &positive, RESAMPLES, seed)?;
    let (scores, positive) = labelled(real);
    if let (Some(found), Some(best)) = (found, auroc(&scores, &positive)?) {
        let figure = Figure::new(
            "AUROC, matched against shuffled",
            found.value,
            scores.len(),
            Direction::Higher,
        );
        let figure = figure.with_ceiling(best).with_floor(0.5);
        group.add_within(figure, [found.low, found.high]);
    }
    Ok(group)
}
