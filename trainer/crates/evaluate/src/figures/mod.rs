//! The figures, one file a question.

pub mod consistency;
pub mod distribution;
pub mod diversity;
pub mod findings;
pub mod likeness;
pub mod memorisation;
pub mod negation;
pub mod swap;

use super::{
    judges::Judges,
    pictures::{Grey, Made, Real},
    spaces::Seen,
    tasks::{Answers, Task},
};
use dataset::StudyRecord;

/// All there is to measure.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Seed of draws.
    pub seed: u64,
    /// The evaluated studies, by place.
    pub records: Vec<&'a StudyRecord>,
    /// What is known about a study.
    pub answers: &'a Answers,
    /// The judges.
    pub judges: &'a Judges,
    /// Their real images.
    pub real: &'a Real,
    /// Both generated views of each study.
    pub drawn: &'a [[Grey; 2]],
    /// The generated views of which there is a real one.
    pub made: &'a Made,
    /// What the judges say about both.
    pub seen: &'a Seen,
}

impl Scene<'_> {
    /// Each of some places with the next one among them of another patient; one without is left out.
    #[must_use]
    pub fn strangers(&self, places: &[usize]) -> Vec<(usize, usize)> {
        let patients: Vec<&str> = places
            .iter()
            .map(|&at| self.records[at].patient.as_str())
            .collect();
        super::siamese::strangers(&patients)
    }

    /// Places whose study answers a task, and the answers.
    #[must_use]
    pub fn answered(&self, task: &Task) -> (Vec<usize>, Vec<bool>) {
        (0..self.records.len())
            .filter_map(|at| Some((at, self.answers.answer(task, self.records[at])?)))
            .unzip()
    }
}

/// FINDINGS and IMPRESSION as one text.
#[must_use]
pub fn text_of(record: &StudyRecord) -> String {
    let sections = [&record.findings, &record.impression];
    let sections: Vec<&str> = sections.iter().filter_map(|it| it.as_deref()).collect();
    sections.join("\n")
}
