//! What a judge is asked about a finding.

use serde::{Deserialize, Serialize};

/// Which question of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Question {
    /// Is it there?
    Present,
    /// Is it there on the patient's left?
    Left,
    /// Is it there on the patient's right?
    Right,
    /// Of studies that have it: is it severe rather than mild? Moderate ones count as neither.
    Severe,
}

/// A question with the answer yes or no for every study, or for some.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The label in the manifest.
    pub label: String,
    /// What is asked about it.
    pub question: Question,
}

impl Task {
    /// Such as `effusion`, `effusion left`, `effusion: severe against mild`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.question {
            Question::Present => self.label.clone(),
            Question::Left => format!("{} left", self.label),
            Question::Right => format!("{} right", self.label),
            Question::Severe => format!("{}: severe against mild", self.label),
        }
    }
}
