//! The training loop.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use burn::tensor::Device;
use xraygan::report::Vocabulary;

use support::progress::Progress;

use crate::{
    checkpoint, earlier,
    estimate::Estimate,
    networks::Networks,
    options::TrainOptions,
    plan::Plan,
    progress,
    run_folder::{RunFolder, Statistics},
    schedule::{Phase, Position},
    settings::{CodeInit, TemplateInit},
    steps::Context,
    validation::Validation,
};
use dataset::{Dataset, Split};
use learn::{
    batch::Loader,
    data::Studies,
    images::Images,
    meter::{Meter, broken},
    sentences::SaidReports,
    told::ToldStudy,
};

/// Most reports that the reading is measured by.
const HELD_OUT: usize = 500;

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
    let plan = Plan::make(options)?;
    if options.dry_run {
        plan.print()?;
        return Ok(Outcome::Planned);
    }
    let options = &plan.options;
    let fingerprint = plan.check_fingerprint()?;
    let (device, device_name) = options.device.open()?;
    // Locked before any checkpoint is read, which another process might prune.
    let mut folder = match plan.began {
        Some(_) => RunFolder::resume(&options.out)?,
        None => RunFolder::create(&options.out, plan.describe(fingerprint), &plan.vocabulary)?,
    };
    let start = Start::find(&plan, &device)?;
    folder.rewind(start.images)?;
    let validation = validation(&plan.datasets, &plan.vocabulary, plan.shown as usize)?;
    let progress = Progress::new("images", plan.schedule.images(), start.images);
    progress.say(&format!("{}, on {device_name}", plan.summary()));
    let mut training = Training {
        plan: &plan,
        device: &device,
        validation,
        held_out: held_out(&plan)?,
        folder,
        networks: start.networks,
        meter: start.meter,
        estimate: Estimate::default(),
        progress,
        images: start.images,
        seconds: start.seconds,
        since: (Instant::now(), start.images),
        largest_memory: 0.0,
    };
    let outcome = training.go(stop);
    training.progress.finish();
    outcome
}

/// Where training begins or goes on.
struct Start {
    networks: Networks,
    meter: Meter,
    images: u64,
    seconds: f64,
}

impl Start {
    /// The newest checkpoint of a run that is resumed, else first weights.
    fn find(plan: &Plan, device: &Device) -> Result<Self> {
        let mut networks = Networks::new(&plan.settings, &plan.config, device)?.learning_codes(
            &plan.settings,
            &plan.config,
            &plan.studies,
        );
        let newest = match plan.began {
            Some(_) => checkpoint::list(&plan.options.out)?.pop(),
            None => None,
        };
        let Some(path) = newest else {
            let films = plan.settings.templates.template_init == TemplateInit::Film;
            if films {
                networks.begin_with_films(&plan.config, &plan.studies)?;
            }
            if let Some(earlier) = plan.earlier.first() {
                // The scales that it has replace the first ones.
                networks = earlier::continue_from(&earlier.path, networks, device)?;
            } else if plan.settings.network.code_init == CodeInit::Whitened {
                networks.calibrate(&plan.studies, plan.settings.run.seed)?;
            }
            return Ok(Self {
                networks,
                meter: Meter::default(),
                images: 0,
                seconds: 0.0,
            });
        };
        let state = checkpoint::state(&path)?;
        // The critics have the shape of the scale last trained with them.
        let mut stages = plan.schedule.stages().iter();
        let adversarial = stages.rfind(|it| it.phase == Phase::Gan && it.first < state.images);
        if let Some(stage) = adversarial {
            networks.begin(stage, &plan.settings, &plan.config);
        }
        Ok(Self {
            networks: checkpoint::load(&path, &state, networks, device)?,
            meter: Meter::resumed(state.sums),
            images: state.images,
            seconds: state.seconds,
        })
    }
}

struct Training<'a> {
    plan: &'a Plan,
    device: &'a Device,
    validation: Validation,
    /// Reports to measure the reading by.
    held_out: SaidReports,
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

impl<'a> Training<'a> {
    fn go(&mut self, stop: &AtomicBool) -> Result<Outcome> {
        let plan = self.plan;
        let mut last = None;
        while let Some(at) = plan.schedule.at(self.images) {
            let stage = at.stage;
            if at.step == 0 {
                self.networks.begin(stage, &plan.settings, &plan.config);
            }
            self.networks.prepare(stage, &plan.settings);
            if matches!(stage.phase, Phase::Reading | Phase::Places) {
                match self.without_images(&at, stop)? {
                    Ok(path) => last = Some(path),
                    Err(path) => return Ok(Outcome::Stopped(path)),
                }
                continue;
            }
            let pool = match stage.phase {
                Phase::Consistency => self.plan.pairs.clone(),
                _ => (0..self.plan.studies.all().len()).collect(),
            };
            let cache = Images::new(Arc::clone(&plan.studies), stage.size)
                .keeping(plan.options.image_cache)
                .telling_changes(!plan.config.cascade.is_released());
            let sampler = stage.sampler(pool, plan.settings.run.seed);
            let loader = Loader::start(cache, sampler, at.step);
            for step in at.step..stage.steps {
                let at = Position { stage, step };
                let clock = Instant::now();
                let batch = loader.next()?;
                let context = self.context();
                match stage.phase {
                    Phase::Consistency => {
                        context.consistency_step(&mut self.networks, &batch, &at, &mut self.meter)
                    }
                    _ => context.generator_step(&mut self.networks, &batch, &at, &mut self.meter),
                }
                self.images += stage.batch as u64;
                self.estimate
                    .measure(stage.phase, stage.size, stage.batch, clock.elapsed());
                self.show(&at);
                let before = self.images - stage.batch as u64;
                let ticked = self.images / self.plan.tick != before / self.plan.tick;
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

    /// Learns to read, or where findings are: the stage of `at` from there on. The checkpoint at its end, or, stopped,
    /// the one to go on from.
    fn without_images(
        &mut self,
        at: &Position<'_>,
        stop: &AtomicBool,
    ) -> Result<std::result::Result<PathBuf, PathBuf>> {
        let (plan, stage) = (self.plan, at.stage);
        let sampler = stage.sampler((0..stage.studies).collect(), plan.settings.run.seed);
        for step in at.step..stage.steps {
            let at = Position { stage, step };
            let clock = Instant::now();
            let chosen = sampler.studies_of(step);
            let (context, networks, meter) = (self.context(), &mut self.networks, &mut self.meter);
            if stage.phase == Phase::Reading {
                context.reading_step(networks, &plan.reports, &chosen, &at, meter);
            } else {
                let told: Vec<&ToldStudy> = chosen.iter().map(|&at| &*plan.placed[at]).collect();
                context.places_step(networks, &told, &at, meter);
            }
            self.images += stage.batch as u64;
            self.estimate
                .measure(stage.phase, stage.size, stage.batch, clock.elapsed());
            self.show(&at);
            let before = self.images - stage.batch as u64;
            let ticked = self.images / plan.tick != before / plan.tick;
            if ticked || step + 1 == stage.steps {
                self.tick(&at)?;
                let path = self.save()?;
                if step + 1 == stage.steps {
                    return Ok(Ok(path));
                }
            }
            if stop.load(Ordering::Relaxed) {
                self.check(&self.meter.means())?;
                return Ok(Err(self.save()?));
            }
        }
        bail!("a phase without images has no steps")
    }

    fn context(&self) -> Context<'a> {
        Context {
            settings: &self.plan.settings,
            config: &self.plan.config,
            device: self.device,
        }
    }

    fn per_second(&self) -> f64 {
        let (time, images) = self.since;
        (self.images - images) as f64 / time.elapsed().as_secs_f64().max(1e-9)
    }

    fn show(&self, at: &Position<'_>) {
        let left = self.estimate.left(&self.plan.schedule, self.images);
        progress::step(&self.progress, self.images, at, self.per_second(), left);
    }

    /// Writes a line of statistics and a sheet of validation images.
    fn tick(&mut self, at: &Position<'_>) -> Result<()> {
        let losses = self.meter.means();
        self.check(&losses)?;
        let images_per_second = self.per_second();
        self.seconds += self.since.0.elapsed().as_secs_f64();
        let mut validation = BTreeMap::new();
        let mut sheet = None;
        if at.stage.phase == Phase::Reading {
            let score = self
                .context()
                .reading_score(&self.networks.average, &self.held_out);
            validation.insert("tables".to_owned(), score.tables);
            validation.insert("kinds".to_owned(), score.kinds);
        } else if !self.validation.is_empty()
            && matches!(at.stage.phase, Phase::Warmup | Phase::Gan)
        {
            let seen =
                self.validation
                    .look(&self.networks.average, &self.plan.config, at.stage.scale)?;
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
        let line = Statistics {
            images: self.images,
            seconds: self.seconds,
            size: at.stage.size,
            phase: at.stage.phase.name().to_owned(),
            epoch: next.epoch(),
            images_per_second,
            rates: at.rates(&self.plan.settings),
            memory_mb: self.largest_memory,
            device_memory_mb: self
                .device
                .memory_pool_usage()
                .map(|it| it.bytes_reserved as f64 / 1e6),
            losses,
            validation,
        };
        progress::tick(&self.progress, &line);
        self.folder.tick(line, sheet.as_deref())?;
        self.meter.clear();
        self.since = (Instant::now(), self.images);
        Ok(())
    }

    /// Refuses losses that are not numbers, before they reach a checkpoint.
    fn check(&self, losses: &BTreeMap<String, f64>) -> Result<()> {
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
        checkpoint::prune(self.folder.root(), self.plan.keep as usize)?;
        Ok(path)
    }
}

/// Reports of the validation split, where the run learns to read.
fn held_out(plan: &Plan) -> Result<SaidReports> {
    if !plan.settings.reading.reads() {
        return Ok(SaidReports::default());
    }
    let all = SaidReports::of(&plan.datasets, Split::Validate, &plan.vocabulary)?;
    Ok(all.first(HELD_OUT))
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
