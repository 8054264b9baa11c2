//! Which studies are evaluated, and which the judges learn from.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Result, bail};
use xraygan::{
    report::{Mention, Report, Vocabulary},
    weights::Bundle,
};

use dataset::{Dataset, Split, StudyRecord};
use learn::data::{Studies, Study};
use support::spread::evenly;

/// The studies of an evaluation.
#[derive(Debug)]
pub struct Subjects {
    /// All folders.
    pub datasets: Arc<Vec<Dataset>>,
    /// The training studies with an image, from which the judges learn.
    pub train: Arc<Studies>,
    /// The studies with an image of the evaluated split.
    pub test: Arc<Studies>,
    /// Those of them that are generated.
    pub chosen: Vec<Subject>,
    /// Test studies that the model cannot read.
    pub unread: usize,
}

/// A study that is generated. Its place among [`Subjects::chosen`] is its number in all that follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its place in [`Subjects::test`].
    pub index: usize,
    /// As in the manifest.
    pub study: String,
    /// Equal for studies of one patient, and for those only.
    pub patient: usize,
    /// FINDINGS and IMPRESSION as one text.
    pub text: String,
    /// The findings that the report names, as far as the model knows its words.
    pub mentions: Vec<Mention>,
    /// Seed of its noise.
    pub seed: u64,
}

impl Subjects {
    /// Opens the datasets and chooses at most `limit` studies of `split`; the n-th is drawn with `seed` plus n.
    ///
    /// # Errors
    /// A folder that is no dataset, images smaller than the model's, too few studies; the message says what to do.
    pub fn open(
        folders: &[PathBuf],
        split: Split,
        limit: Option<usize>,
        seed: u64,
        bundle: &Bundle,
    ) -> Result<Self> {
        if split == Split::Train {
            bail!("--split train: the judges learn from those studies; take test or validate");
        }
        let datasets = Studies::open(folders)?;
        let size = bundle.manifest.model.size;
        for dataset in datasets.iter() {
            let found = dataset.info().size as usize;
            if found < size {
                bail!(
                    "{}: its images have {found} px, but the model makes {size} px; import the data at --size {size} or more",
                    dataset.root().display()
                );
            }
        }
        let names: Vec<String> = folders.iter().map(|it| it.display().to_string()).collect();
        let names = names.join(", ");
        let train = Studies::of(&datasets, Split::Train, &bundle.vocabulary)?;
        let test = Studies::of(&datasets, split, &bundle.vocabulary)?;
        if train.all().is_empty() {
            bail!(
                "{names}: no study with an image in the train split, from which the judges learn"
            );
        }
        let readable: Vec<usize> = (0..test.all().len())
            .filter(|&at| {
                let study = &test.all()[at];
                !study.findings.is_empty() || !study.impression.is_empty()
            })
            .collect();
        let unread = test.all().len() - readable.len();
        if readable.len() < 2 {
            bail!(
                "{names}: {} studies of the {split} split have an image and a report that the model can read, but it takes 2; name other data or another --split",
                readable.len(),
            );
        }
        // Evenly, so that a limit keeps something of every dataset.
        let chosen = evenly(readable.len(), limit.unwrap_or(usize::MAX))
            .enumerate()
            .map(|(n, at)| {
                let index = readable[at];
                let seed = seed.wrapping_add(n as u64);
                Subject::new(index, &test.all()[index], seed, &bundle.vocabulary)
            })
            .collect();
        Ok(Self {
            datasets,
            train: Arc::new(train),
            test: Arc::new(test),
            chosen,
            unread,
        })
    }

    /// The study of a subject.
    #[must_use]
    pub fn study(&self, subject: &Subject) -> &Study {
        &self.test.all()[subject.index]
    }
}

impl Subject {
    fn new(index: usize, study: &Study, seed: u64, vocabulary: &Vocabulary) -> Self {
        let record = &study.record;
        Self {
            index,
            study: record.study.clone(),
            patient: study.patient,
            text: text_of(record),
            mentions: mentions(record, vocabulary),
            seed,
        }
    }
}

/// FINDINGS and IMPRESSION as one text.
fn text_of(record: &StudyRecord) -> String {
    let sections = [&record.findings, &record.impression];
    let sections: Vec<&str> = sections.iter().filter_map(|it| it.as_deref()).collect();
    sections.join("\n")
}

/// The findings that a report names; none where it cannot be read.
fn mentions(record: &StudyRecord, vocabulary: &Vocabulary) -> Vec<Mention> {
    let [findings, impression] =
        [&record.findings, &record.impression].map(|text| text.as_deref().unwrap_or_default());
    Report::from_sections(findings, impression)
        .and_then(|report| report.tokenize(vocabulary))
        .map(|read| read.mentions())
        .unwrap_or_default()
}

/// Each place with the next one of another patient, in turn; a place without one is left out.
#[must_use]
pub fn strangers<P: PartialEq>(patients: &[P]) -> Vec<(usize, usize)> {
    let n = patients.len();
    let next = |at: usize| {
        let mut after = (1..n).map(|step| (at + step) % n);
        after.find(|&other| patients[other] != patients[at])
    };
    (0..n).filter_map(|at| Some((at, next(at)?))).collect()
}

/// As [`strangers`], among the subjects at some places; counts within `places`.
#[must_use]
pub fn strangers_at(subjects: &[Subject], places: &[usize]) -> Vec<(usize, usize)> {
    let patients: Vec<usize> = places.iter().map(|&at| subjects[at].patient).collect();
    strangers(&patients)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_other_patients() {
        assert_eq!(strangers(&["a", "a", "b"]), [(0, 2), (1, 2), (2, 0)]);
        assert!(strangers(&["a", "a"]).is_empty());
    }
}
