//! Answers of a judge against what is true: the AUROC of each question, and their mean.

use anyhow::Result;

use super::group::{FigureGroup, Measured, RESAMPLES, mean};
use metrics::{Direction, Figure, Task, auroc, auroc_interval};

/// What is asked, with the scores of each case, those of the best to hope for, and whether it is so.
pub(super) struct Column<'a> {
    pub(super) task: &'a Task,
    pub(super) scores: Vec<f64>,
    pub(super) best: Vec<f64>,
    pub(super) positive: Vec<bool>,
}

/// The figure of a column, with its interval by bootstrap over the cases; a note in the group where fewer than `least`
/// `cases` (such as studies) have the finding, or lack it.
///
/// # Errors
/// Scores that are not numbers.
pub(super) fn measure(
    group: &mut FigureGroup,
    column: &Column<'_>,
    least: usize,
    cases: &str,
    seed: u64,
) -> Result<Option<Measured>> {
    let positive = &column.positive;
    let with = positive.iter().filter(|&&yes| yes).count();
    let without = positive.len() - with;
    let name = column.task.name();
    if with < least || without < least {
        group.note(format!(
            "{name}: left out, {with} {cases} with and {without} without are fewer than {least}"
        ));
        return Ok(None);
    }
    let found = auroc_interval(&column.scores, positive, RESAMPLES, seed)?;
    let best = auroc(&column.best, positive)?;
    Ok(found.zip(best).map(|(found, best)| Measured {
        figure: Figure::new(
            format!("AUROC, {name}"),
            found.value,
            positive.len(),
            Direction::Higher,
        )
        .with_ceiling(best)
        .with_floor(0.5)
        .with_note(format!("{with} with, {without} without")),
        interval: Some([found.low, found.high]),
    }))
}

/// The mean over columns, called `what`, of `n` cases.
pub(super) fn average(figures: &[Measured], what: &str, n: usize) -> Figure {
    let values: Vec<f64> = figures.iter().map(|it| it.figure.value).collect();
    let best: Vec<f64> = figures.iter().filter_map(|it| it.figure.ceiling).collect();
    Figure::new(
        format!("AUROC, mean over {what}"),
        mean(&values),
        n,
        Direction::Higher,
    )
    .with_ceiling(mean(&best))
    .with_floor(0.5)
    .with_note(format!("{} {what}", values.len()))
}
