//! The judges as a folder: trained once for some data and options, then taken from there.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
};

use anyhow::{Context, Result, bail};
use burn::{module::Module, tensor::Device};
use serde::{Deserialize, Serialize};
use xraygan::{
    model::consistency::ConsistencyNetwork,
    weights::{Precision, tensors},
};

use super::{
    classifier::Classifier,
    siamese,
    tasks::{Answers, without_findings},
    training::Training,
};
use crate::{
    draw::pictures::{Pictures, Stored},
    watch::Watch,
};
use dataset::{Split, StudyRecord};
use learn::{data::Studies, images::Images, random::seeded};
use metrics::Task;
use support::files::{NewFolder, read_at_most};

/// The file that makes a folder of judges whole.
const HEADER: &str = "judges.json";

/// Version of the layout.
const FORMAT_VERSION: u32 = 1;

/// Largest file of a judge, in bytes.
const LARGEST_NETWORK: u64 = 1 << 30;

/// Fewest pairs of views to learn consistency from.
const LEAST_PAIRS: usize = 8;

/// Everything the judges depend on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// SHA-256 over the datasets' manifests.
    pub data: String,
    /// Whose studies decide which tasks there are.
    pub split: Split,
    /// Side of the images they see.
    pub size: usize,
    /// Passes over the training studies.
    pub epochs: usize,
    /// First width of their ResNet-18.
    pub width: usize,
    /// Seed of weights, order and augmentation.
    pub seed: u64,
    /// Share of the studies beside which the classifier saw the same patient without the findings.
    #[serde(default)]
    pub twins: f64,
}

/// How the training of one judge ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// Studies it learnt from.
    pub studies: usize,
    /// Mean loss of the last epoch.
    pub loss: f64,
}

/// The content of `judges.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgesHeader {
    /// Version of the layout.
    pub format_version: u32,
    /// Version of the program that trained them.
    pub program: String,
    /// What they depend on.
    pub recipe: Recipe,
    /// What the classifier's logits mean, in order.
    pub tasks: Vec<Task>,
    /// The classifier; absent without tasks.
    pub classifier: Option<Trained>,
    /// The consistency network; absent with fewer than 8 pairs.
    pub consistency: Option<Trained>,
}

/// The trained judges, without autodiff.
#[derive(Debug)]
pub struct Judges {
    /// What they are.
    pub header: JudgesHeader,
    /// Judges findings.
    pub classifier: Option<Classifier>,
    /// Judges whether two views are of one patient.
    pub consistency: Option<ConsistencyNetwork>,
    /// Whether they were trained by an earlier evaluation.
    pub reused: bool,
}

/// What judges are trained from.
#[derive(Debug)]
pub struct Lesson<'a> {
    /// What they are to depend on.
    pub recipe: Recipe,
    /// The training studies.
    pub train: &'a Arc<Studies>,
    /// The studies that will be judged, to know which tasks they suffice for.
    pub test: &'a Studies,
    /// What is known about a study.
    pub answers: &'a Answers,
    /// What computes, without autodiff.
    pub device: &'a Device,
}

impl Lesson<'_> {
    /// The judges in `folder` if they fit the recipe, else new ones, which are put there.
    ///
    /// # Errors
    /// Too little to learn from, an image that cannot be read, a folder that holds other files, or
    /// [`crate::watch::Stopped`].
    pub fn judges(&self, folder: &Path, stop: &AtomicBool) -> Result<Judges> {
        if let Ok(header) = read_header(folder)
            && header.recipe == self.recipe
        {
            return load(folder, self.device);
        }
        // An unusable folder shows before the training, not after.
        let target = NewFolder::create(folder, HEADER, &["*.safetensors"])?;
        let judges = self.train(stop)?;
        let put = |name: &str, arrays: &tensors::Arrays| -> Result<()> {
            let bytes = tensors::to_safetensors(arrays, Precision::F32)?;
            target.write(&format!("{name}.safetensors"), &bytes)
        };
        if let Some(classifier) = &judges.classifier {
            put("classifier", &tensors::collect(classifier))?;
        }
        if let Some(consistency) = &judges.consistency {
            put("consistency", &tensors::collect(consistency))?;
        }
        target.write(HEADER, &serde_json::to_vec_pretty(&judges.header)?)?;
        target.finish()?;
        Ok(judges)
    }

    fn train(&self, stop: &AtomicBool) -> Result<Judges> {
        let (train, recipe) = (self.train, &self.recipe);
        let records: Vec<_> = train.all().iter().map(|it| &it.record).collect();
        let test: Vec<_> = self.test.all().iter().map(|it| &it.record).collect();
        let tasks = self.answers.tasks(&records, &test);
        let pictures = Stored(Images::new(Arc::clone(train), recipe.size));
        let training = |what, judge, pool: Vec<usize>| Training {
            watch: Watch::new(what, pool.len() * recipe.epochs, stop),
            pool,
            epochs: recipe.epochs,
            seed: recipe.seed,
            judge,
        };
        let classifier = if tasks.is_empty() {
            None
        } else {
            let of = |record: &StudyRecord| -> Vec<Option<bool>> {
                let answer = |task| self.answers.answer(task, record);
                tasks.iter().map(answer).collect()
            };
            let answers: Vec<_> = records.iter().map(|it| of(it)).collect();
            let twin = |at: usize| {
                let known = train.tells_change(at, recipe.size);
                known.then(|| without_findings(records[at]))?
            };
            let twins: Vec<_> = (0..records.len())
                .map(|at| twin(at).as_ref().map(of))
                .collect();
            let training = training("judge of findings", 0, (0..pictures.count()).collect());
            let fresh = first(recipe.seed, self.device, || {
                Classifier::new(recipe.width, tasks.len(), self.device)
            });
            let (size, device) = (recipe.size, self.device);
            let network = fresh.train();
            let learnt = network.learn(&training, &pictures, &answers, &twins, size, device)?;
            Some((learnt, training.pool.len()))
        };
        let pairs = train.pairs();
        let consistency = if pairs.len() < LEAST_PAIRS {
            None
        } else {
            let patients: Vec<usize> = train.all().iter().map(|it| it.patient).collect();
            let training = training("judge of consistency", 1, pairs);
            let fresh = first(recipe.seed.wrapping_add(1), self.device, || {
                ConsistencyNetwork::new(recipe.width, self.device)
            });
            let (size, device) = (recipe.size, self.device);
            let learnt =
                siamese::learn(fresh.train(), &training, &pictures, &patients, size, device)?;
            Some((learnt, training.pool.len()))
        };
        if classifier.is_none() && consistency.is_none() {
            bail!(
                "the training studies are too few to train a judge ({} studies, {} pairs); take more data",
                records.len(),
                train.pairs().len()
            );
        }
        let (classifier, of_classifier) = apart(classifier);
        let (consistency, of_consistency) = apart(consistency);
        Ok(Judges {
            header: JudgesHeader {
                format_version: FORMAT_VERSION,
                program: env!("CARGO_PKG_VERSION").to_owned(),
                recipe: recipe.clone(),
                tasks,
                classifier: of_classifier,
                consistency: of_consistency,
            },
            classifier,
            consistency,
            reused: false,
        })
    }
}

fn apart<M>(learnt: Option<((M, f64), usize)>) -> (Option<M>, Option<Trained>) {
    match learnt {
        Some(((module, loss), studies)) => (Some(module), Some(Trained { studies, loss })),
        None => (None, None),
    }
}

/// A network with first weights drawn from a seed.
fn first<M: Module>(seed: u64, device: &Device, make: impl FnOnce() -> M) -> M {
    seeded(device, seed, || {
        let module = make();
        let _ = tensors::collect(&module);
        module
    })
}

/// Reads judges that an earlier evaluation trained, whatever they were trained on.
///
/// # Errors
/// A folder without judges, or a damaged one; the message names the file.
pub fn load(folder: &Path, device: &Device) -> Result<Judges> {
    let header = read_header(folder)?;
    let width = header.recipe.width;
    let classifier = match header.classifier {
        Some(_) => {
            let fresh = Classifier::new(width, header.tasks.len(), device);
            Some(restore(folder, "classifier", fresh)?)
        }
        None => None,
    };
    let consistency = match header.consistency {
        Some(_) => {
            let fresh = ConsistencyNetwork::new(width, device);
            Some(restore(folder, "consistency", fresh)?)
        }
        None => None,
    };
    Ok(Judges {
        header,
        classifier,
        consistency,
        reused: true,
    })
}

/// Fills a network from the folder's file of that name.
fn restore<M: Module>(folder: &Path, name: &str, fresh: M) -> Result<M> {
    let path = folder.join(format!("{name}.safetensors"));
    let bytes = read_at_most(&path, LARGEST_NETWORK)?;
    Ok(tensors::restore(
        fresh,
        &path.display().to_string(),
        &bytes,
    )?)
}

fn read_header(folder: &Path) -> Result<JudgesHeader> {
    let path = folder.join(HEADER);
    if !path.is_file() {
        bail!(
            "{}: no judges here ({HEADER} is missing); leave --judges out to train some",
            folder.display()
        );
    }
    let bytes = read_at_most(&path, 1 << 24)?;
    let header: JudgesHeader = serde_json::from_slice(&bytes).with_context(|| {
        format!(
            "{} is damaged; remove its folder to train new judges",
            path.display()
        )
    })?;
    if header.format_version > FORMAT_VERSION {
        bail!("{} was written by a newer trainer; upgrade", path.display());
    }
    let Recipe { size, width, .. } = header.recipe;
    if !(32..=512).contains(&size) || !(1..=64).contains(&width) {
        bail!(
            "{}: size {size} or width {width} is out of range; remove its folder to train new judges",
            path.display()
        );
    }
    Ok(header)
}

/// The folder of judges beside an evaluation: its name with `-judges` behind.
#[must_use]
pub fn beside(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push("-judges");
    out.with_file_name(name)
}
