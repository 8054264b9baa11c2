//! What happens to the images when a report's "left" becomes "right", or the other way round.

use anyhow::Result;
use xraygan::{pixels, views::View};

use super::{Scene, text_of};
use crate::{
    classifier::{Grades, Shown},
    generator::{Order, generate},
    group::{Group, mean, mean_interval},
    judges::Judges,
    pictures::{Grey, Made},
    tasks::{Question, Task},
    watch::Watch,
    words::{sides, swap_sides},
};
use dataset::StudyRecord;
use metrics::{Direction, Figure, mae};

/// Fewest studies.
const LEAST: usize = 5;

/// Studies whose report has exactly one of the words "left" and "right".
#[derive(Debug)]
pub struct Swaps {
    /// Their places.
    pub places: Vec<usize>,
    /// Whether the report says "left".
    pub left: Vec<bool>,
    /// Both views for the report with the other word and the same seed.
    pub images: Vec<[Grey; 2]>,
    /// The classifier on both views before and after.
    pub grades: Option<[Grades; 2]>,
}

/// The swapped reports that the model can read: place, whether it says "left", and what to generate.
#[must_use]
pub fn orders(
    bundle: &xraygan::weights::Bundle,
    records: &[&StudyRecord],
    seeds: &[u64],
) -> Vec<(usize, bool, Order)> {
    let swapped = |at: usize| {
        let record = records[at];
        let left = match sides(&text_of(record)) {
            [true, false] => true,
            [false, true] => false,
            _ => return None,
        };
        let [findings, impression] = [&record.findings, &record.impression]
            .map(|text| swap_sides(text.as_deref().unwrap_or_default()));
        Some((
            at,
            left,
            Order::read(bundle, &findings, &impression, seeds[at])?,
        ))
    };
    (0..records.len()).filter_map(swapped).collect()
}

impl Swaps {
    /// Generates and judges the swapped reports.
    ///
    /// # Errors
    /// As [`generate`].
    pub fn new(
        bundle: &xraygan::weights::Bundle,
        orders: Vec<(usize, bool, Order)>,
        drawn: &[[Grey; 2]],
        judges: &Judges,
        watch: &Watch<'_>,
    ) -> Result<Self> {
        let device = bundle.model.encoder.join.weight.device();
        let mut swaps = Self {
            places: orders.iter().map(|it| it.0).collect(),
            left: orders.iter().map(|it| it.1).collect(),
            images: Vec::new(),
            grades: None,
        };
        let orders: Vec<Order> = orders.into_iter().map(|it| it.2).collect();
        swaps.images = generate(bundle, &orders, &device, watch)?;
        if let Some(classifier) = &judges.classifier
            && !swaps.places.is_empty()
        {
            let side = bundle.manifest.model.size;
            let all: Vec<usize> = (0..swaps.places.len()).collect();
            let look = |pairs: Vec<&[Grey; 2]>| {
                let pairs = pairs.into_iter().map(|pair| pair.clone().map(Some));
                let made = Made {
                    side,
                    pairs: pairs.collect(),
                };
                let size = judges.header.recipe.size;
                classifier.look(&made, &all, Shown::Both, size, watch)
            };
            let before = look(swaps.places.iter().map(|&at| &drawn[at]).collect())?;
            let after = look(swaps.images.iter().collect())?;
            swaps.grades = Some([before, after]);
        }
        Ok(swaps)
    }
}

/// Measures the group `swap`.
///
/// # Errors
/// Never for images of the model's size.
pub fn measure(scene: &Scene<'_>, swaps: &Swaps) -> Result<Group> {
    let mut group = Group::new(
        "swap",
        "Left and right exchanged in the report",
        &[
            "Reports with exactly one of the words \"left\" and \"right\" are generated again with the other word and the same seed. The word may also be part of a name, such as \"right atrium\".",
            "Change: mean absolute difference of the images as a share of the range from black to white.",
            "Follows: share of studies, with the finding on that side alone, in which the classifier's logit for left minus that for right moves towards the new side; no change counts half. Floor: guessing.",
        ],
    );
    let n = swaps.places.len();
    if n < LEAST {
        group.note(format!("left out: {n} such reports are fewer than {LEAST}"));
        return Ok(group);
    }
    for view in View::ALL {
        let mut changes = Vec::with_capacity(n);
        for (&at, image) in swaps.places.iter().zip(&swaps.images) {
            let [a, b] =
                [&scene.drawn[at], image].map(|pair| pixels::from_grey(&pair[view as usize]));
            changes.push(mae(&a, &b, scene.made.side)?);
        }
        let figure = Figure::new(
            format!("change, {view}"),
            mean(&changes),
            n,
            Direction::Neither,
        );
        group.add_within(figure, mean_interval(&changes, scene.seed));
    }
    let Some(grades) = &swaps.grades else {
        group.note("follows: left out, there is no classifier");
        return Ok(group);
    };
    let tasks = &scene.judges.header.tasks;
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
        let follows = follows(scene, swaps, grades, [number, right]);
        if follows.len() < LEAST {
            group.note(format!(
                "follows, {}: left out, {} studies are fewer than {LEAST}",
                task.label,
                follows.len()
            ));
            continue;
        }
        add(&mut group, &task.label, &follows, scene.seed);
        all.extend(follows);
    }
    if all.is_empty() {
        group.note("follows: left out, no finding has enough studies on both sides");
    } else {
        add(&mut group, "all findings", &all, scene.seed);
    }
    Ok(group)
}

fn add(group: &mut Group, what: &str, follows: &[f64], seed: u64) {
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
    scene: &Scene<'_>,
    swaps: &Swaps,
    [before, after]: &[Grades; 2],
    tasks: [usize; 2],
) -> Vec<f64> {
    let answer = |task: usize, at| {
        let task = &scene.judges.header.tasks[task];
        scene.answers.answer(task, scene.records[at]) == Some(true)
    };
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
