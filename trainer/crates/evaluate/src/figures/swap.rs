//! What happens to the images when a report's "left" becomes "right", or the other way round.

use anyhow::Result;
use xraygan::{pixels, views::View};

use super::group::{FigureGroup, mean, mean_interval};
use crate::{
    draw::gallery::{Gallery, Swapped},
    judge::{
        classifier::Grades,
        judgement::{Graded, Judgement},
    },
};
use metrics::{Direction, Figure, Question, Task, mae};

/// Fewest studies.
const LEAST: usize = 5;

/// Measures the group `swap`.
///
/// # Errors
/// Never for images of the model's size.
pub fn measure(drawn: &Gallery, judgement: &Judgement, seed: u64) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "swap",
        "Left and right exchanged in the report",
        &[
            "Reports with exactly one of the words \"left\" and \"right\" are generated again with the other word and the same seed. The word may also be part of a name, such as \"right atrium\".",
            "Change: mean absolute difference of the images as a share of the range from black to white.",
            "Follows: share of studies, with the finding on that side alone, in which the classifier's logit for left minus that for right moves towards the new side; no change counts half. Floor: guessing.",
        ],
    );
    let swaps = &drawn.swapped;
    let n = swaps.places.len();
    if n < LEAST {
        group.note(format!("left out: {n} such reports are fewer than {LEAST}"));
        return Ok(group);
    }
    for view in View::ALL {
        let mut changes = Vec::with_capacity(n);
        for (&at, image) in swaps.places.iter().zip(&swaps.images) {
            let [a, b] = [&drawn.generated[at], image].map(|pair| pixels::from_grey(&pair[view]));
            changes.push(mae(&a, &b, drawn.real.side)?);
        }
        let figure = Figure::new(
            format!("change, {view}"),
            mean(&changes),
            n,
            Direction::Neither,
        );
        group.add_within(figure, mean_interval(&changes, seed));
    }
    let Some(graded) = &judgement.graded else {
        group.note("follows: left out, there is no classifier");
        return Ok(group);
    };
    let tasks = &judgement.tasks;
    let mut all = Vec::new();
    for (number, task) in tasks.iter().enumerate() {
        let other = Task {
            label: task.label.clone(),
            question: Question::Right,
        };
        let right = tasks.iter().position(|it| *it == other);
        let (Question::Left, Some(right)) = (task.question, right) else {
            continue;
        };
        let follows = follows(judgement, graded, swaps, [number, right]);
        if follows.len() < LEAST {
            group.note(format!(
                "follows, {}: left out, {} studies are fewer than {LEAST}",
                task.label,
                follows.len()
            ));
            continue;
        }
        add(&mut group, &task.label, &follows, seed);
        all.extend(follows);
    }
    if all.is_empty() {
        group.note("follows: left out, no finding has enough studies on both sides");
    } else {
        add(&mut group, "all findings", &all, seed);
    }
    Ok(group)
}

fn add(group: &mut FigureGroup, what: &str, follows: &[f64], seed: u64) {
    let figure = Figure::new(
        format!("follows, {what}"),
        mean(follows),
        follows.len(),
        Direction::Higher,
    );
    group.add_within(figure.with_floor(0.5), mean_interval(follows, seed));
}

/// For each swapped study with the finding on its report's side alone: 1 where the images follow, 0 where they do the
/// opposite, one half where nothing changes. `tasks` are the numbers of the left and the right task.
fn follows(
    judgement: &Judgement,
    Graded { before, after, .. }: &Graded,
    swaps: &Swapped,
    tasks: [usize; 2],
) -> Vec<f64> {
    let answer = |task: usize, at: usize| judgement.truth[task][at] == Some(true);
    let lean = |grades: &Grades, row: usize| {
        let logit = |p: f64| (p.max(1e-12) / (1.0 - p).max(1e-12)).ln();
        let [left, right] = tasks.map(|task| logit(grades.probabilities[row][task]));
        left - right
    };
    (0..swaps.places.len())
        .filter(|&row| {
            tasks.map(|task| answer(task, swaps.places[row])) == [swaps.left[row], !swaps.left[row]]
        })
        .map(|row| {
            let moved = lean(after, row) - lean(before, row);
            let wanted = if swaps.left[row] { -moved } else { moved };
            if wanted == 0.0 {
                0.5
            } else {
                f64::from(u8::from(wanted > 0.0))
            }
        })
        .collect()
}
