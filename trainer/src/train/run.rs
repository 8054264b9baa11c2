//! The loop.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use burn::tensor::Device;
use xraygan::{
    model::ModelConfig,
    report::{Tokenizer, Vocabulary},
};

use super::{
    batch::Loader,
    checkpoint,
    data::{self, Images, Studies},
    estimate::Estimate,
    meter::{Meter, broken},
    networks::Networks,
    options::TrainOptions,
    progress::Progress,
    run_folder::{Line, RunFolder, RunOptions, read_options, read_vocabulary},
    schedule::{Phase, Position, Schedule},
    settings::Settings,
    steps::Context,
    validation::Validation,
};
use crate::{
    dataset::{Dataset, Split},
    files::read_at_most,
    words::default_vocabulary,
};

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was trained: `--dry-run`.
    Planned,
    /// Stopped on request; the checkpoint has everything.
    Stopped(PathBuf),
    /// All stages are done; the last checkpoint.
    Done(PathBuf),
}

/// Trains until the schedule is over or `stop` is set.
///
/// # Errors
/// Options, data or a run folder that cannot be used, a full disk, a loss that is not a number (the last good
/// checkpoint is named).
pub fn run(options: &TrainOptions, stop: &AtomicBool) -> Result<Outcome> {
    let began = options
        .resume
        .then(|| read_options(&options.out))
        .transpose()?;
    let mut options = options.clone();
    if let Some(began) = &began {
        let keep = |name, given, before| {
            if options.is_given(name) {
                given
            } else {
                before
            }
        };
        let tick = keep("tick", options.tick, began.tick);
        let kept = keep("keep", options.keep, began.keep);
        let shown = keep("shown", options.shown, began.shown);
        (options.tick, options.keep, options.shown) = (tick, kept, shown);
    }
    let options = &options;
    let (settings, folders) = match &began {
        Some(began) => {
            options.check_unchanged(&began.settings)?;
            let folders = if options.data.is_empty() {
                &began.data
            } else {
                &options.data
            };
            (began.settings.clone(), folders.clone())
        }
        None if options.data.is_empty() => bail!("no data: name a dataset folder with --data DIR"),
        None => (options.resolve()?, options.data.clone()),
    };
    let datasets = Studies::open(&folders)?;
    data::check_sizes(&datasets, settings.size)?;
    let vocabulary = match &began {
        Some(_) => read_vocabulary(&options.out)?,
        None => new_vocabulary(options.words.as_deref())?,
    };
    let studies = Arc::new(Studies::of(&datasets, Split::Train, &vocabulary)?);
    let pairs = studies.pairs();
    if studies.all().len() < 2 {
        bail!(
            "{}: fewer than two training studies with an image",
            folders[0].display()
        );
    }
    let schedule = Schedule::new(&settings, studies.all().len(), pairs.len());
    if options.dry_run {
        print_plan(&settings, &schedule, [studies.all().len(), pairs.len()])?;
        return Ok(Outcome::Planned);
    }
    let fingerprint = data::fingerprint(&folders)?;
    if let Some(began) = &began
        && began.fingerprint != fingerprint
    {
        bail!(
            "{}: the data changed since the run began ({}); restore it, or start a new run",
            options.out.display(),
            folders
                .iter()
                .map(|it| it.display().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    let config = settings.model(vocabulary.size());
    let (device, device_name) = options.device.open()?;
    let fresh = Networks::new(&settings, &config, &device)?;
    let resumed = match &began {
        Some(_) => resume_from(&options.out)?,
        None => None,
    };
    let (networks, meter, images, seconds) = match &resumed {
        None => (fresh, Meter::default(), 0, 0.0),
        Some((path, state)) => {
            let mut shaped = fresh;
            // The critics have the shape of the last game's scale.
            if let Some(stage) = schedule
                .stages()
                .iter()
                .rfind(|it| it.phase == Phase::Gan && it.first < state.images)
            {
                shaped.begin(stage, &settings, &config);
            }
            let networks = checkpoint::load(path, state, shaped, &device)?;
            (
                networks,
                Meter::resumed(state.sums.clone()),
                state.images,
                state.seconds,
            )
        }
    };
    let folder = match began {
        Some(_) => RunFolder::resume(&options.out, images)?,
        None => {
            let said = describe(
                options,
                &folders,
                fingerprint,
                &datasets,
                &settings,
                [studies.all().len(), pairs.len()],
            );
            RunFolder::create(&options.out, said, &vocabulary)?
        }
    };
    let validation = validation(&datasets, &vocabulary, options.shown as usize)?;
    let progress = Progress::new(schedule.images(), images);
    progress.say(&format!(
        "{}: {} studies, {} with both views, {} images in all, on {device_name}",
        options.out.display(),
        studies.all().len(),
        pairs.len(),
        schedule.images()
    ));
    let mut training = Training {
        options,
        settings: &settings,
        config: &config,
        device: &device,
        schedule: &schedule,
        studies,
        pairs,
        validation,
        folder,
        networks,
        meter,
        estimate: Estimate::default(),
        progress,
        images,
        seconds,
        since: (Instant::now(), images),
        largest_memory: 0.0,
    };
    let outcome = training.go(stop);
    training.progress.finish();
    outcome
}

struct Training<'a> {
    options: &'a TrainOptions,
    settings: &'a Settings,
    config: &'a ModelConfig,
    device: &'a Device,
    schedule: &'a Schedule,
    studies: Arc<Studies>,
    pairs: Vec<usize>,
    validation: Validation,
    folder: RunFolder,
    networks: Networks,
    meter: Meter,
    estimate: Estimate,
    progress: Progress,
    images: u64,
    /// Of training before `since`.
    seconds: f64,
    /// When the last tick was, and how many images had been seen then.
    since: (Instant, u64),
    largest_memory: f64,
}

impl Training<'_> {
    fn go(&mut self, stop: &AtomicBool) -> Result<Outcome> {
        let schedule = self.schedule;
        let mut last = None;
        while let Some(at) = schedule.at(self.images) {
            let stage = at.stage;
            if at.step == 0 {
                self.networks.begin(stage, self.settings, self.config);
            }
            self.networks.prepare(stage, self.settings);
            let pool = match stage.phase {
                Phase::Consistency => self.pairs.clone(),
                Phase::Warmup | Phase::Gan => (0..self.studies.all().len()).collect(),
            };
            let cache = Images::new(Arc::clone(&self.studies), stage.size);
            let loader = Loader::start(cache, pool, stage, at.step, self.settings.seed);
            for step in at.step..stage.steps {
                let at = Position { stage, step };
                let clock = Instant::now();
                let batch = loader.next()?;
                let context = Context {
                    settings: self.settings,
                    config: self.config,
                    device: self.device,
                };
                match stage.phase {
                    Phase::Consistency => {
                        context.consistency_step(&mut self.networks, &batch, &at, &mut self.meter)
                    }
                    Phase::Warmup | Phase::Gan => {
                        context.generator_step(&mut self.networks, &batch, &at, &mut self.meter)
                    }
                }
                self.images += stage.batch as u64;
                self.estimate
                    .measure(stage.phase, stage.size, stage.batch, clock.elapsed());
                self.show(&at);
                let before = self.images - stage.batch as u64;
                let ticked = self.images / self.options.tick != before / self.options.tick;
                if ticked || step + 1 == stage.steps {
                    self.tick(&at)?;
                    last = Some(self.save()?);
                }
                if stop.load(Ordering::Relaxed) {
                    self.check(&self.meter.means())?;
                    return Ok(Outcome::Stopped(self.save()?));
                }
            }
        }
        match last {
            Some(path) => Ok(Outcome::Done(path)),
            None => match checkpoint::list(self.folder.root())?.pop() {
                Some(path) => Ok(Outcome::Done(path)),
                None => bail!("nothing to train: every number of epochs is 0"),
            },
        }
    }

    fn per_second(&self) -> f64 {
        let (time, images) = self.since;
        (self.images - images) as f64 / time.elapsed().as_secs_f64().max(1e-9)
    }

    fn show(&self, at: &Position<'_>) {
        let left = self.estimate.left(self.schedule, self.images);
        self.progress.step(self.images, at, self.per_second(), left);
    }

    /// Writes a line of statistics and a sheet of validation images.
    fn tick(&mut self, at: &Position<'_>) -> Result<()> {
        let losses = self.meter.means();
        self.check(&losses)?;
        let images_per_second = self.per_second();
        self.seconds += self.since.0.elapsed().as_secs_f64();
        let mut validation = std::collections::BTreeMap::new();
        let mut sheet = None;
        if !self.validation.is_empty() && at.stage.phase != Phase::Consistency {
            let seen = self.validation.look(
                &self.networks.average,
                self.config,
                at.stage.scale,
                self.device,
            )?;
            validation.insert("pixel".to_owned(), seen.pixel);
            validation.insert("ssim".to_owned(), seen.ssim);
            sheet = Some(seen.sheet);
        }
        let memory = memory_stats::memory_stats().map_or(0.0, |it| it.physical_mem as f64 / 1e6);
        self.largest_memory = self.largest_memory.max(memory);
        let next = Position {
            stage: at.stage,
            step: at.step + 1,
        };
        let line = Line {
            images: self.images,
            seconds: self.seconds,
            size: at.stage.size,
            phase: at.stage.phase.name().to_owned(),
            epoch: next.epoch(),
            images_per_second,
            rates: at.rates(self.settings),
            memory_mb: self.largest_memory,
            device_memory_mb: self
                .device
                .memory_pool_usage()
                .map(|it| it.bytes_reserved as f64 / 1e6),
            losses,
            validation,
        };
        let left = self.estimate.left(self.schedule, self.images);
        self.progress.tick(&line, self.schedule.images(), left);
        self.folder.tick(line, sheet.as_deref())?;
        self.meter.clear();
        self.since = (Instant::now(), self.images);
        Ok(())
    }

    /// Refuses losses that are not numbers, before they reach a checkpoint.
    fn check(&self, losses: &std::collections::BTreeMap<String, f64>) -> Result<()> {
        let Some(name) = broken(losses) else {
            return Ok(());
        };
        bail!(
            "the loss `{name}` is no longer a number after {} images; {}; \
             a lower --generator-rate or --critic-rate in a new run may help",
            self.images,
            self.last_good()
        )
    }

    /// Where a user can go on from when something went wrong.
    fn last_good(&self) -> String {
        match checkpoint::list(self.folder.root())
            .ok()
            .and_then(|mut all| all.pop())
        {
            Some(path) => format!("the last good checkpoint is {}", path.display()),
            None => "there is no checkpoint yet".to_owned(),
        }
    }

    fn save(&mut self) -> Result<PathBuf> {
        self.seconds += self.since.0.elapsed().as_secs_f64();
        self.since = (Instant::now(), self.images);
        let saved = checkpoint::save(
            self.folder.root(),
            &self.networks,
            self.images,
            self.seconds,
            self.meter.sums(),
        );
        let path = saved.with_context(|| {
            format!(
                "no checkpoint after {} images; {}",
                self.images,
                self.last_good()
            )
        })?;
        checkpoint::prune(self.folder.root(), self.options.keep as usize)?;
        Ok(path)
    }
}

fn resume_from(run: &Path) -> Result<Option<(PathBuf, checkpoint::State)>> {
    match checkpoint::list(run)?.pop() {
        None => Ok(None),
        Some(path) => {
            let state = checkpoint::state(&path)?;
            Ok(Some((path, state)))
        }
    }
}

fn new_vocabulary(words: Option<&Path>) -> Result<Vocabulary> {
    let Some(path) = words else {
        return default_vocabulary();
    };
    let bytes = read_at_most(path, 16 << 20)?;
    let text = String::from_utf8(bytes)
        .with_context(|| format!("{} is not UTF-8 text", path.display()))?;
    Vocabulary::from_list(&text, Tokenizer::Standard)
        .with_context(|| format!("word list {}", path.display()))
}

/// Validation studies, or training studies where there is none.
fn validation(
    datasets: &Arc<Vec<Dataset>>,
    vocabulary: &Vocabulary,
    count: usize,
) -> Result<Validation> {
    for split in [Split::Validate, Split::Train] {
        let studies = Studies::of(datasets, split, vocabulary)?;
        if !studies.all().is_empty() {
            return Ok(Validation::new(Arc::new(studies), count));
        }
        eprintln!("note: there are no studies to {split} with; training studies are shown instead");
    }
    bail!("there are no studies with images")
}

fn describe(
    options: &TrainOptions,
    folders: &[PathBuf],
    fingerprint: String,
    datasets: &[Dataset],
    settings: &Settings,
    studies: [usize; 2],
) -> RunOptions {
    let absolute = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    RunOptions {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        data: folders.iter().map(absolute).collect(),
        fingerprint,
        licences: datasets
            .iter()
            .map(|it| it.info().licence.clone())
            .collect(),
        how: datasets.iter().map(|it| it.info().how.clone()).collect(),
        studies,
        tick: options.tick,
        keep: options.keep,
        shown: options.shown,
        settings: settings.clone(),
    }
}

fn print_plan(
    settings: &Settings,
    schedule: &Schedule,
    [studies, pairs]: [usize; 2],
) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(settings)?);
    println!("{studies} training studies, {pairs} with both views");
    for stage in schedule.stages() {
        println!(
            "{:>4} px {:<12} {:>8} steps of {:>3} studies, from image {}",
            stage.size,
            stage.phase.name(),
            stage.steps,
            stage.batch,
            stage.first
        );
    }
    println!("{} images in all", schedule.images());
    Ok(())
}
