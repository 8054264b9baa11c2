//! Whether the classifier finds in generated images what their reports say.

use anyhow::Result;

use super::{
    answers,
    group::{FigureGroup, Measured},
};
use crate::judge::{
    classifier::Grades,
    judgement::{Graded, Judgement},
    tasks::LEAST_TEST,
};
use metrics::Question;

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
        let scores = |grades: &Grades| -> Vec<f64> {
            places
                .iter()
                .map(|&at| grades.probabilities[at][number])
                .collect()
        };
        let column = answers::Column {
            task,
            scores: scores(&graded.generated),
            best: scores(&graded.real),
            positive,
        };
        let found = answers::measure(group, &column, LEAST_TEST, "studies", seed)?;
        figures.extend(found.map(|it| Measured {
            figure: it.figure.about(task.clone()),
            ..it
        }));
    }
    if figures.is_empty() {
        group.note("no task of this kind has enough studies");
        return Ok(());
    }
    let n = graded.generated.probabilities.len();
    group.add(answers::average(&figures, "tasks", n));
    group.figures.extend(figures);
    Ok(())
}
