//! Whether the classifier finds in generated images what their reports say.

use anyhow::Result;

use super::group::{FigureGroup, RESAMPLES, mean};
use crate::judge::{
    classifier::Grades,
    judgement::{Graded, Judgement},
    tasks::LEAST_TEST,
};
use metrics::{Direction, Figure, Question, auroc, auroc_interval};

/// Measures the groups `findings`, `sides` and `severity`.
///
/// # Errors
/// A judge that gives something other than numbers.
pub fn measure(judgement: &Judgement, seed: u64) -> Result<[FigureGroup; 3]> {
    let how = "AUROC of the classifier's probability on generated images against the label of their report's study; interval by bootstrap over studies. Ceiling: the same judge on the real test images. Floor: guessing.";
    let presence = FigureGroup::new("findings", "Findings in the generated images", &[how]);
    let sides = FigureGroup::new(
        "sides",
        "Sides of findings",
        &[
            how,
            "Label: the finding is on that side of the patient, over all studies whose truth tells.",
        ],
    );
    let severity = FigureGroup::new(
        "severity",
        "Severity of findings",
        &[
            how,
            "Label: severe against mild, over the studies that have the finding so.",
        ],
    );
    let mut groups = [presence, sides, severity];
    let Some(graded) = &judgement.graded else {
        for group in &mut groups {
            group.note("left out: no label has enough studies (10 with and 10 without in train, 5 and 5 in the evaluated split)");
        }
        return Ok(groups);
    };
    for (group, questions) in groups.iter_mut().zip([
        &[Question::Present][..],
        &[Question::Left, Question::Right],
        &[Question::Severe],
    ]) {
        fill(group, questions, judgement, graded, seed)?;
    }
    Ok(groups)
}

fn fill(
    group: &mut FigureGroup,
    questions: &[Question],
    judgement: &Judgement,
    graded: &Graded,
    seed: u64,
) -> Result<()> {
    let mut figures = Vec::new();
    for (number, task) in judgement.tasks.iter().enumerate() {
        if !questions.contains(&task.question) {
            continue;
        }
        let (places, positive) = judgement.answered(number);
        let with = positive.iter().filter(|&&yes| yes).count();
        let without = positive.len() - with;
        let name = task.name();
        if with < LEAST_TEST || without < LEAST_TEST {
            group.note(format!(
                "{name}: left out, {with} studies with and {without} without are fewer than {LEAST_TEST}"
            ));
            continue;
        }
        let scores = |grades: &Grades| -> Vec<f64> {
            places
                .iter()
                .map(|&at| grades.probabilities[at][number])
                .collect()
        };
        let found = auroc_interval(&scores(&graded.generated), &positive, RESAMPLES, seed)?;
        let best = auroc(&scores(&graded.real), &positive)?;
        if let (Some(found), Some(best)) = (found, best) {
            let figure = Figure::new(
                format!("AUROC, {name}"),
                found.value,
                positive.len(),
                Direction::Higher,
            );
            let figure = figure
                .with_ceiling(best)
                .with_floor(0.5)
                .about(task.clone())
                .with_note(format!("{with} with, {without} without"));
            figures.push((figure, [found.low, found.high]));
        }
    }
    if figures.is_empty() {
        group.note("no task of this kind has enough studies");
        return Ok(());
    }
    let values: Vec<f64> = figures.iter().map(|(it, _)| it.value).collect();
    let best: Vec<f64> = figures.iter().filter_map(|(it, _)| it.ceiling).collect();
    let n = graded.generated.probabilities.len();
    group.add(
        Figure::new(
            "AUROC, mean over tasks",
            mean(&values),
            n,
            Direction::Higher,
        )
        .with_ceiling(mean(&best))
        .with_floor(0.5)
        .with_note(format!("{} tasks", values.len())),
    );
    for (figure, interval) in figures {
        group.add_within(figure, interval);
    }
    Ok(())
}
