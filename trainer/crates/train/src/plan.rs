//! Checks options and data of a run and prints what it will do, before anything is computed.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Result, bail};
use xraygan::{model::ModelConfig, report::Vocabulary};

use crate::{
    earlier,
    options::TrainOptions,
    run_folder::{EarlierRun, RunOptions, model, read_options, read_vocabulary},
    schedule::{Counts, Schedule},
    settings::Settings,
};
use dataset::{Dataset, Split, words::vocabulary};
use learn::{
    data::{self, Studies},
    sentences::SaidReports,
    told::{ToldStudy, told_without_images},
};

/// Images between lines of statistics, where neither options nor an earlier part of the run say.
const TICK: u64 = 4000;

/// Checkpoints to keep, likewise.
const KEEP: u64 = 2;

/// Validation studies on each image sheet, likewise.
const SHOWN: u64 = 8;

/// Options, data and schedule of a run.
pub struct Plan {
    /// The options.
    pub options: TrainOptions,
    /// Images between lines of statistics.
    pub tick: u64,
    /// Checkpoints to keep.
    pub keep: u64,
    /// Validation studies on each image sheet.
    pub shown: u64,
    /// What a resumed run began with.
    pub began: Option<RunOptions>,
    /// The runs whose weights it continues, the last first.
    pub earlier: Vec<EarlierRun>,
    /// The settings.
    pub settings: Settings,
    /// The model's widths.
    pub config: ModelConfig,
    /// The words.
    pub vocabulary: Vocabulary,
    /// The data.
    pub datasets: Arc<Vec<Dataset>>,
    /// Its training studies.
    pub studies: Arc<Studies>,
    /// Indices of those with both views.
    pub pairs: Vec<usize>,
    /// The reports that the encoder learns to read from.
    pub reports: SaidReports,
    /// What the places head learns from: the training studies, and those without images; none where it does not learn alone.
    pub placed: Vec<Arc<ToldStudy>>,
    /// The stages.
    pub schedule: Schedule,
    folders: Vec<PathBuf>,
}

impl Plan {
    /// Reads everything that the options name; writes nothing.
    ///
    /// # Errors
    /// Options or data that cannot be used.
    pub fn make(options: &TrainOptions) -> Result<Self> {
        let began = options.resume.then(|| read_options(&options.out));
        let began = began.transpose()?;
        if let Some(began) = &began {
            options.check_unchanged(&began.settings)?;
        }
        let settings = match &began {
            Some(began) => began.settings.clone(),
            None if options.data.is_empty() => {
                bail!("no data: name a dataset folder with --data DIR")
            }
            None => options.settings.resolve()?,
        };
        let folders = match &began {
            Some(began) if options.data.is_empty() => began.data.clone(),
            _ => options.data.clone(),
        };
        let datasets = Studies::open(&folders)?;
        data::check_sizes(&datasets, settings.network.size)?;
        let earlier = match (&began, &options.from) {
            (Some(began), _) => began.earlier.clone(),
            (None, Some(path)) => earlier::find(path, &settings)?,
            (None, None) => Vec::new(),
        };
        let vocabulary = match &began {
            Some(_) => read_vocabulary(&options.out)?,
            None => match &options.from {
                Some(earlier) => read_vocabulary(earlier)?,
                None => vocabulary(options.words.as_deref())?,
            },
        };
        let studies = Arc::new(Studies::of(&datasets, Split::Train, &vocabulary)?);
        let pairs = studies.pairs();
        if studies.all().len() < 2 {
            let folder = folders[0].display();
            bail!("{folder}: fewer than two training studies with an image");
        }
        let reports = if settings.reading.reads() {
            SaidReports::of(&datasets, Split::Train, &vocabulary)?
        } else {
            SaidReports::default()
        };
        if settings.reading.reads() && reports.is_empty() {
            bail!(
                "--reading-epochs: no dataset tells what the sentences of its reports say; add one with --data that \
                 `trainer simulate --reports-only` wrote"
            );
        }
        let mut placed = Vec::new();
        if settings.templates.places_epochs > 0.0 {
            placed.extend(studies.all().iter().map(|it| Arc::clone(&it.told)));
            placed.extend(told_without_images(
                &datasets,
                Split::Train,
                studies.patient(),
            )?);
        }
        let counts = Counts {
            reports: reports.len(),
            placed: placed.len(),
            ..Counts::of_films(studies.all().len(), pairs.len())
        };
        let watched = |given: Option<u64>, kept: fn(&RunOptions) -> u64, default| {
            given.or(began.as_ref().map(kept)).unwrap_or(default)
        };
        Ok(Self {
            tick: watched(options.tick, |it| it.tick, TICK),
            keep: watched(options.keep, |it| it.keep, KEEP),
            shown: watched(options.shown, |it| it.shown, SHOWN),
            schedule: Schedule::new(&settings, counts),
            config: model(
                &settings,
                &earlier,
                vocabulary.size(),
                studies.patient().clone(),
            ),
            options: options.clone(),
            began,
            earlier,
            settings,
            vocabulary,
            datasets,
            studies,
            pairs,
            reports,
            placed,
            folders,
        })
    }

    /// The data's fingerprint, which must be that of a resumed run.
    ///
    /// # Errors
    /// The data changed, or cannot be read.
    pub fn check_fingerprint(&self) -> Result<String> {
        let fingerprint = data::fingerprint(&self.folders)?;
        match &self.began {
            Some(began) if began.fingerprint != fingerprint => {
                let folders: Vec<String> = self
                    .folders
                    .iter()
                    .map(|it| it.display().to_string())
                    .collect();
                bail!(
                    "{}: the data changed since the run began ({}); restore it, or start a new run",
                    self.options.out.display(),
                    folders.join(", ")
                )
            }
            _ => Ok(fingerprint),
        }
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        format!(
            "{}: {} studies, {} with both views, {} images in all",
            self.options.out.display(),
            self.studies.all().len(),
            self.pairs.len(),
            self.schedule.images()
        )
    }

    /// Prints settings and schedule.
    ///
    /// # Errors
    /// Never for settings that were checked.
    pub fn print(&self) -> Result<()> {
        println!("{}", serde_json::to_string_pretty(&self.settings)?);
        for stage in self.schedule.stages() {
            println!(
                "{:>4} px {:<12} {:>8} steps of {:>3} studies, from image {}",
                stage.size,
                stage.phase.name(),
                stage.steps,
                stage.batch,
                stage.first
            );
        }
        println!("{}", self.summary());
        Ok(())
    }

    /// What a new run's folder says of it.
    pub fn describe(&self, fingerprint: String) -> RunOptions {
        let absolute = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
        let said =
            |what: fn(&Dataset) -> &String| self.datasets.iter().map(what).cloned().collect();
        RunOptions {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            data: self.folders.iter().map(absolute).collect(),
            fingerprint,
            licences: said(|it| &it.info().licence),
            how: said(|it| &it.info().how),
            studies: [self.studies.all().len(), self.pairs.len()],
            earlier: self.earlier.clone(),
            tick: self.tick,
            keep: self.keep,
            shown: self.shown,
            patient: self.config.cascade.templates().map(|it| it.patient.clone()),
            settings: self.settings.clone(),
        }
    }
}
