//! One line of an evaluation report.

use serde::{Deserialize, Serialize};

use crate::task::Task;

/// Version of `evaluation.json`, which takes figures from evaluation to export: 2 since figures say what they are about
/// and weights are named by the SHA-256 of their `model.json`.
pub const EVALUATION_VERSION: u32 = 2;

/// How the figures are called that say what a consistency network says of true pairs; `, 128 px` follows.
pub const TRUE_PAIRS: &str = "own score of true pairs";

/// Which way a figure improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
    /// Neither: the figure describes, or is best near a value that its note tells.
    Neither,
}

/// A figure with what a reader needs to judge it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The standard name, with the view and the features where they matter.
    pub name: String,
    /// The value; JSON has no infinity and writes `null` for it.
    pub value: f64,
    /// How many images, studies or pairs it was computed from.
    pub n: usize,
    /// Which way it improves.
    pub direction: Direction,
    /// The same figure of real images in place of generated ones: the best to hope for.
    pub ceiling: Option<f64>,
    /// The same figure of a baseline that has learnt nothing, such as shuffled reports.
    pub floor: Option<f64>,
    /// What else to know, in one sentence; may be empty.
    pub note: String,
    /// What a judge is asked, where the figure is the AUROC of its answers on generated images; other figures have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Task>,
}

impl Figure {
    /// A figure without ceiling, floor and note, about no task.
    pub fn new(name: impl Into<String>, value: f64, n: usize, direction: Direction) -> Self {
        Self {
            name: name.into(),
            value,
            n,
            direction,
            ceiling: None,
            floor: None,
            note: String::new(),
            about: None,
        }
    }

    /// The figure with the value that real images reach.
    #[must_use]
    pub fn with_ceiling(mut self, ceiling: f64) -> Self {
        self.ceiling = Some(ceiling);
        self
    }

    /// The figure with the value of a baseline that has learnt nothing.
    #[must_use]
    pub fn with_floor(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self
    }

    /// The figure as the AUROC of answers to a task.
    #[must_use]
    pub fn about(mut self, task: Task) -> Self {
        self.about = Some(task);
        self
    }

    /// The figure with a note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::task::Question;

    #[test]
    fn a_figure_is_plain_json() {
        let figure = Figure::new("FID", 12.5, 300, Direction::Lower)
            .with_ceiling(3.0)
            .with_note("frontal");
        let mut expected = serde_json::json!({
            "name": "FID", "value": 12.5, "n": 300, "direction": "lower", "ceiling": 3.0, "floor": null, "note": "frontal",
        });
        assert_eq!(serde_json::to_value(&figure).unwrap(), expected);
        let figure = figure.about(Task {
            label: "effusion".to_owned(),
            question: Question::Left,
        });
        expected["about"] = serde_json::json!({"label": "effusion", "question": "left"});
        assert_eq!(serde_json::to_value(&figure).unwrap(), expected);
        assert_eq!(serde_json::from_value::<Figure>(expected).unwrap(), figure);
    }
}
