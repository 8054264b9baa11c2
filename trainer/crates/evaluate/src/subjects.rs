//! Which studies are evaluated, and which the judges learn from.

use std::sync::Arc;

use anyhow::{Result, bail};
use xraygan::weights::Bundle;

use super::{options::EvaluateOptions, tasks::Answers};
use dataset::{Dataset, Split};
use learn::data::Studies;

/// The studies of an evaluation.
#[derive(Debug)]
pub struct Subjects {
    /// All folders.
    pub datasets: Arc<Vec<Dataset>>,
    /// The training studies with an image, from which the judges learn.
    pub train: Arc<Studies>,
    /// The studies with an image of the evaluated split.
    pub test: Arc<Studies>,
    /// Indices in `test` of those that are generated.
    pub chosen: Vec<usize>,
    /// Test studies that the model cannot read.
    pub unread: usize,
    /// What is known about a study.
    pub answers: Answers,
}

impl Subjects {
    /// Opens the datasets and chooses.
    ///
    /// # Errors
    /// A folder that is no dataset, images smaller than the model's, too few studies; the message says what to do.
    pub fn of(options: &EvaluateOptions, bundle: &Bundle) -> Result<Subjects> {
        if options.split == Split::Train {
            bail!("--split train: the judges learn from those studies; take test or validate");
        }
        let datasets = Studies::open(&options.data)?;
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
        let names: Vec<String> = options
            .data
            .iter()
            .map(|it| it.display().to_string())
            .collect();
        let names = names.join(", ");
        let train = Studies::of(&datasets, Split::Train, &bundle.vocabulary)?;
        let test = Studies::of(&datasets, options.split, &bundle.vocabulary)?;
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
                "{names}: {} studies of the {} split have an image and a report that the model can read, but it takes 2; name other data or another --split",
                readable.len(),
                options.split
            );
        }
        let most = options.limit.map_or(usize::MAX, |limit| limit as usize);
        let count = readable.len().min(most);
        // Evenly, so that a limit keeps something of every dataset.
        let chosen = (0..count)
            .map(|n| readable[n * readable.len() / count])
            .collect();
        let answers = Answers::of(datasets.iter().flat_map(Dataset::records));
        Ok(Subjects {
            datasets,
            train: Arc::new(train),
            test: Arc::new(test),
            chosen,
            unread,
            answers,
        })
    }
}
