//! Whether a finding that a report denies stays away.

use anyhow::Result;

use super::{Scene, text_of};
use crate::{
    group::{Group, RESAMPLES, mean, mean_interval},
    tasks::{LEAST_TEST, Question},
    words::{denies, phrases},
};
use metrics::{Direction, Figure, auroc, auroc_interval};

/// Measures the group `negation`.
///
/// # Errors
/// A judge that gives something other than numbers.
pub fn measure(scene: &Scene<'_>) -> Result<Group> {
    let mut group = Group::new(
        "negation",
        "Findings that the report denies",
        &[
            "Studies without the label whose report names the finding after \"no\", \"not\", \"without\" or \"negative\" in one sentence, against studies with the label.",
            "Mean probability by the classifier on generated images of either kind, and AUROC of one against the other: a model that merely sees the word \"effusion\" scores 0.5. Ceiling: real images.",
        ],
    );
    let Some([real, made]) = &scene.seen.grades else {
        group.note("left out: there is no classifier");
        return Ok(group);
    };
    let texts: Vec<String> = scene.records.iter().map(|it| text_of(it)).collect();
    for (number, task) in scene.judges.header.tasks.iter().enumerate() {
        if task.question != Question::Present {
            continue;
        }
        let name = task.name();
        let phrases = phrases(&task.label);
        let (places, answers) = scene.answered(task);
        let of = |wanted: bool| -> Vec<usize> {
            let pairs = places.iter().zip(&answers);
            pairs
                .filter(|(_, answer)| **answer == wanted)
                .map(|(at, _)| *at)
                .collect()
        };
        let positive = of(true);
        let mut negated = of(false);
        negated.retain(|&at| denies(&texts[at], &phrases));
        if negated.len() < LEAST_TEST || positive.len() < LEAST_TEST {
            group.note(format!(
                "{name}: left out, {} reports deny it and {} have it, fewer than {LEAST_TEST}",
                negated.len(),
                positive.len()
            ));
            continue;
        }
        let scores = |grades: &crate::classifier::Grades, places: &[usize]| -> Vec<f64> {
            places
                .iter()
                .map(|&at| grades.probabilities[at][number])
                .collect()
        };
        for (what, places, direction) in [
            ("denied", &negated, Direction::Lower),
            ("present", &positive, Direction::Higher),
        ] {
            let values = scores(made, places);
            let figure = Figure::new(
                format!("mean probability where {what}, {name}"),
                mean(&values),
                values.len(),
                direction,
            );
            let figure = figure.with_ceiling(mean(&scores(real, places)));
            group.add_within(figure, mean_interval(&values, scene.seed));
        }
        let label = [vec![true; positive.len()], vec![false; negated.len()]].concat();
        let both = |grades| [scores(grades, &positive), scores(grades, &negated)].concat();
        let found = auroc_interval(&both(made), &label, RESAMPLES, scene.seed)?;
        if let (Some(found), Some(best)) = (found, auroc(&both(real), &label)?) {
            let figure = Figure::new(
                format!("AUROC present against denied, {name}"),
                found.value,
                label.len(),
                Direction::Higher,
            );
            group.add_within(
                figure.with_ceiling(best).with_floor(0.5),
                [found.low, found.high],
            );
        }
    }
    Ok(group)
}
