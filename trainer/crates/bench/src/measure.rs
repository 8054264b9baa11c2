//! Times the steps of training.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use anyhow::{Context as _, Result};
use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::{Device, Tensor},
};
use rand::RngExt;
use xraygan::model::ModelConfig;

use super::{
    figures::{Parameters, Repeats, Scale, Timing},
    memory::{Peak, device_megabytes},
    synthetic,
};
use learn::{
    Meter,
    batch::Batch,
    random::{Purpose, stream},
};
use train::{
    networks::Networks,
    schedule::{Phase, Position, Stage},
    settings::{Penalty, Settings, of_scale},
    steps::{Context, Drawing},
};

/// So many that no learning rate drops while measuring.
const STUDIES: usize = 1 << 30;

/// The networks to be measured.
pub struct Bench<'a> {
    context: Context<'a>,
    networks: Networks,
    stop: &'a AtomicBool,
}

/// Seconds and largest memories of one kind of step.
#[derive(Default)]
struct Samples {
    seconds: Vec<f64>,
    memory: f64,
    device_memory: Option<f64>,
}

impl<'a> Bench<'a> {
    /// New networks on a device; measuring ends early once `stop` is set.
    ///
    /// # Errors
    /// Widths from which no network can be built.
    pub fn new(
        settings: &'a Settings,
        config: &'a ModelConfig,
        device: &'a Device,
        stop: &'a AtomicBool,
    ) -> Result<Self> {
        Ok(Self {
            context: Context {
                settings,
                config,
                device,
            },
            networks: Networks::new(settings, config, device)?,
            stop,
        })
    }

    /// Whether measuring was asked to end; what was measured last is then incomplete.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Trainable parameters of each network, all scales learning.
    pub fn parameters(&mut self) -> Parameters {
        let generator = trainable(&self.networks.generator);
        let consistency = trainable(&self.networks.consistency);
        let sizes = self.context.config.sizes();
        let critic = (0..sizes.len())
            .map(|scale| {
                let stage = self.stage(scale, sizes[scale], Phase::Gan);
                self.networks
                    .begin(&stage, self.context.settings, self.context.config);
                trainable(&self.networks.critics.frontal)
            })
            .collect();
        Parameters {
            generator,
            consistency,
            critic,
        }
    }

    fn stage(&self, scale: usize, size: usize, phase: Phase) -> Stage {
        Stage {
            index: scale,
            scale,
            size,
            phase,
            batch: of_scale(&self.context.settings.schedule.batch, scale),
            studies: STUDIES,
            first: 0,
            steps: u64::MAX,
        }
    }

    /// A scale with nothing measured.
    #[must_use]
    pub fn plan(&self, scale: usize, size: usize) -> Scale {
        Scale {
            scale,
            size,
            batch: of_scale(&self.context.settings.schedule.batch, scale),
            steps: BTreeMap::new(),
        }
    }

    /// Times every step at a scale.
    ///
    /// # Errors
    /// The device fails.
    pub fn measure(&mut self, scale: usize, size: usize, repeats: Repeats) -> Result<Scale> {
        let mut plan = self.plan(scale, size);
        let mut rng = stream(self.context.settings.run.seed, scale, 0, Purpose::Order);
        let batch = synthetic::batch(plan.batch, size, self.context.config, &mut rng);
        let mut all = self.consistency(scale, size, &batch, repeats)?;
        all.append(&mut self.adversarial(scale, size, &batch, repeats)?);
        plan.steps = all
            .into_iter()
            .map(|(name, it)| {
                let timing = Timing::new(it.seconds, plan.batch, it.memory, it.device_memory);
                (name.to_owned(), timing)
            })
            .collect();
        Ok(plan)
    }

    fn consistency(
        &mut self,
        scale: usize,
        size: usize,
        batch: &Batch,
        repeats: Repeats,
    ) -> Result<BTreeMap<&'static str, Samples>> {
        let stage = self.stage(scale, size, Phase::Consistency);
        let Context {
            settings, config, ..
        } = self.context;
        self.networks.begin(&stage, settings, config);
        // Training shows smaller sizes too; the steps measured are those that happen to show the full one.
        let full = |step: &u64| {
            let mut rng = stream(settings.run.seed, stage.index, *step, Purpose::Size);
            rng.random_range(0..=stage.scale) == 0
        };
        let count = (repeats.warmup + repeats.steps) as usize;
        let mut all = BTreeMap::new();
        for (at, step) in (0..).filter(full).take(count).enumerate() {
            if self.stopped() {
                break;
            }
            let position = Position {
                stage: &stage,
                step,
            };
            let (context, networks) = (self.context, &mut self.networks);
            let mut meter = Meter::default();
            let sample = timed(context.device, || {
                context.consistency_step(networks, batch, &position, &mut meter);
                read(&meter);
            })?;
            if at as u64 >= repeats.warmup {
                all.entry("consistency")
                    .or_insert_with(Samples::default)
                    .add(sample);
            }
        }
        Ok(all)
    }

    fn adversarial(
        &mut self,
        scale: usize,
        size: usize,
        batch: &Batch,
        repeats: Repeats,
    ) -> Result<BTreeMap<&'static str, Samples>> {
        let stage = self.stage(scale, size, Phase::Gan);
        let context = self.context;
        let settings = context.settings;
        self.networks.begin(&stage, settings, context.config);
        self.networks.prepare(&stage, settings);
        let every = match settings.critics.penalty {
            Penalty::None => 0,
            _ => settings.critics.penalty_every,
        };
        let mut all = BTreeMap::<_, Samples>::new();
        for repeat in 0..repeats.warmup + repeats.steps {
            if self.stopped() {
                break;
            }
            let networks = &mut self.networks;
            let position = |step| Position {
                stage: &stage,
                step,
            };
            let at = position(repeat * every.max(1));
            let mut drawn = Drawing::default();
            let drawing = timed(context.device, || {
                drawn = context.draw(networks, batch, &at);
                if let Some(view) = drawn.views.first() {
                    let _ = view.images.last().map(|it| it.clone().mean().into_data());
                }
            })?;
            let mut samples = vec![];
            let mut critic = |networks: &mut Networks, name, step| -> Result<f64> {
                let mut meter = Meter::default();
                let sample = timed(context.device, || {
                    for view in &drawn.views {
                        context.critic_update(networks, view, &position(step), &mut meter);
                    }
                    read(&meter);
                })?;
                samples.push((name, sample));
                Ok(sample.0)
            };
            let share = if every > 0 { 1.0 / every as f64 } else { 0.0 };
            let mut critics = 0.0;
            if every != 1 {
                critics += critic(networks, "critic", at.step + 1)? * (1.0 - share);
            }
            if every > 0 {
                critics += critic(networks, "critic_penalty", at.step)? * share;
            }
            let mut meter = Meter::default();
            let update = timed(context.device, || {
                context.generator_update(networks, &drawn, &at, &mut meter);
                read(&meter);
            })?;
            let generator = together(drawing, update);
            let most = samples
                .iter()
                .fold(generator, |sum, it| together(sum, it.1));
            samples.push(("generator", generator));
            samples.push(("game", (critics + generator.0, most.1, most.2)));
            if repeat >= repeats.warmup {
                for (name, sample) in samples {
                    all.entry(name).or_default().add(sample);
                }
            }
        }
        Ok(all)
    }
}

/// Seconds, largest memory of the process, memory of the device.
type Sample = (f64, f64, Option<f64>);

fn timed(device: &Device, work: impl FnOnce()) -> Result<Sample> {
    let sync = || device.sync().context("the device failed");
    sync()?;
    let peak = Peak::begin();
    let clock = Instant::now();
    work();
    sync()?;
    let seconds = clock.elapsed().as_secs_f64();
    Ok((seconds, peak.megabytes(), device_megabytes(device)))
}

/// One after the other.
fn together(a: Sample, b: Sample) -> Sample {
    (a.0 + b.0, a.1.max(b.1), larger(a.2, b.2))
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::max)
}

/// Waits for the losses, so that nothing is left to be computed.
fn read(meter: &Meter) {
    let _ = meter.means();
}

impl Samples {
    fn add(&mut self, (seconds, memory, device): Sample) {
        self.seconds.push(seconds);
        self.memory = self.memory.max(memory);
        self.device_memory = larger(self.device_memory, device);
    }
}

fn trainable<M: Module>(module: &M) -> usize {
    struct Counter(usize);
    impl ModuleVisitor for Counter {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let value = param.val();
            if value.is_require_grad() {
                self.0 += value.shape().num_elements();
            }
        }
    }
    let mut counter = Counter(0);
    module.visit(&mut counter);
    counter.0
}
