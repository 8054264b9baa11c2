//! Whether the independent network takes both views for one patient's.

use anyhow::Result;
use xraygan::views::View;

use super::Scene;
use crate::{
    group::{Group, RESAMPLES, mean, mean_interval},
    pictures::{Rows, having},
    siamese::same_patient,
    spaces::Network,
};
use metrics::{Direction, Figure, auroc, auroc_interval};

/// Fewest pairs.
const LEAST: usize = 5;

/// Measures the group `consistency`.
///
/// # Errors
/// An image that cannot be read, a judge that gives something other than numbers.
pub fn measure(scene: &Scene<'_>) -> Result<Group> {
    let mut group = Group::new(
        "consistency",
        "Consistency of the two views",
        &[
            "An independent view consistency network, trained here on real training pairs against shuffled ones, judges the generated pairs: share with a probability above one half of being of one patient, and mean probability; interval by bootstrap over pairs.",
            "Ceiling: real pairs. Floor: real pairs shuffled (frontal with the lateral of the next study of another patient).",
            "AUROC: probability of matched against shuffled pairs, of generated images; ceiling, of real images; floor, guessing. Generated images shuffle reports and seeds together.",
        ],
    );
    let spaces = View::ALL.map(|view| scene.seen.space(Network::Consistency, view));
    let (Some(network), [Some(frontal), Some(lateral)]) = (&scene.judges.consistency, spaces)
    else {
        group.note("left out: fewer than 8 training pairs, or no test pairs");
        return Ok(group);
    };
    let places = having(scene.real, &View::ALL)?;
    let strangers = scene.strangers(&places);
    if places.len() < LEAST || strangers.len() < LEAST {
        group.note(format!(
            "left out: {} pairs are fewer than {LEAST}",
            places.len()
        ));
        return Ok(group);
    }
    let matched: Vec<(usize, usize)> = (0..places.len()).map(|at| (at, at)).collect();
    let judge = |frontal: &Rows, lateral: &Rows| {
        let (frontal, lateral) = (frontal.at(&places), lateral.at(&places));
        [&matched, &strangers].map(|pairs| same_patient(network, &frontal, &lateral, pairs))
    };
    let [real, shuffled] = judge(&frontal.real, &lateral.real);
    let [made, made_shuffled] = judge(&frontal.made, &lateral.made);
    let share =
        |p: &[f64]| -> Vec<f64> { p.iter().map(|&p| f64::from(u8::from(p > 0.5))).collect() };
    for (name, values, ceiling, floor) in [
        (
            "judged one patient",
            share(&made),
            share(&real),
            share(&shuffled),
        ),
        (
            "mean probability of one patient",
            made.clone(),
            real.clone(),
            shuffled.clone(),
        ),
    ] {
        let figure = Figure::new(name, mean(&values), values.len(), Direction::Higher)
            .with_ceiling(mean(&ceiling))
            .with_floor(mean(&floor));
        group.add_within(figure, mean_interval(&values, scene.seed));
    }
    let labelled = |matched: &[f64], shuffled: &[f64]| {
        let positive = [vec![true; matched.len()], vec![false; shuffled.len()]].concat();
        ([matched, shuffled].concat(), positive)
    };
    let (scores, positive) = labelled(&made, &made_shuffled);
    let found = auroc_interval(&scores, &positive, RESAMPLES, scene.seed)?;
    let (scores, positive) = labelled(&real, &shuffled);
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
