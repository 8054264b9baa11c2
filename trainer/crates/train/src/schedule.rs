//! What is trained when: a pure function of the images seen.

use learn::batch::BatchSampler;
use serde::{Deserialize, Serialize};
use xraygan::model::config::BASE_SIZE;

use crate::settings::{Settings, of_scale};

/// Least share of the rate before the power is taken, where it falls.
const LEAST_RATE: f64 = 0.02;

/// Steps over which the rate of reading rises.
const READING_RISE: u64 = 100;

/// Studies in a batch where the places head learns alone.
const PLACES_BATCH: usize = 128;

/// What a stage trains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The encoder's word level and the reading head, on text alone.
    Reading,
    /// The places head, on what the studies tell, without images.
    Places,
    /// The view consistency network, on pairs of real views.
    Consistency,
    /// Encoder and cascades on the pixel loss alone.
    Warmup,
    /// Encoder and cascades against the critics.
    Gan,
}

impl Phase {
    /// The name in `stats.jsonl`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Places => "places",
            Self::Consistency => "consistency",
            Self::Warmup => "warmup",
            Self::Gan => "gan",
        }
    }
}

/// A stretch of training with one phase and one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Place in the schedule.
    pub index: usize,
    /// Index of the scale, 0 for 32 px.
    pub scale: usize,
    /// Side of its images in pixels.
    pub size: usize,
    /// What is trained.
    pub phase: Phase,
    /// Studies in a batch.
    pub batch: usize,
    /// Studies that the phase draws from.
    pub studies: usize,
    /// Images seen before it.
    pub first: u64,
    /// Steps in it.
    pub steps: u64,
}

impl Stage {
    /// The batches of the stage from the studies `pool`.
    #[must_use]
    pub fn sampler(&self, pool: Vec<usize>, seed: u64) -> BatchSampler {
        BatchSampler {
            pool,
            stage: self.index,
            batch: self.batch,
            steps: self.steps,
            seed,
        }
    }
}

/// How much there is to learn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Studies with images.
    pub studies: usize,
    /// Of these, those with both views.
    pub pairs: usize,
    /// Reports that tell what their sentences say.
    pub reports: usize,
    /// Studies that tell where their findings are, those without images among them.
    pub placed: usize,
}

impl Counts {
    /// Studies with images, `pairs` of them with both views, and nothing else.
    #[must_use]
    pub fn of_films(studies: usize, pairs: usize) -> Self {
        Self {
            studies,
            pairs,
            reports: 0,
            placed: studies,
        }
    }
}

/// A place in the schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// Steps done in it.
    pub step: u64,
}

/// All stages in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    stages: Vec<Stage>,
}

impl Schedule {
    /// The schedule for so many studies and reports.
    #[must_use]
    pub fn new(settings: &Settings, counts: Counts) -> Self {
        let Counts { studies, pairs, .. } = counts;
        let mut stages = Vec::new();
        let mut first = 0;
        let (reading, places) = (&settings.reading, settings.templates.places_epochs);
        let without_images = [
            (
                Phase::Reading,
                reading.reading_epochs,
                reading.reading_batch,
                counts.reports,
            ),
            (Phase::Places, places, PLACES_BATCH, counts.placed),
        ];
        for (phase, epochs, batch, count) in without_images {
            let all = epochs * count as f64;
            if all <= 0.0 {
                continue;
            }
            let batch = batch.min(count);
            let steps = (all / batch as f64).ceil() as u64;
            stages.push(Stage {
                index: stages.len(),
                scale: 0,
                size: BASE_SIZE,
                phase,
                batch,
                studies: count,
                first,
                steps,
            });
            first += steps * batch as u64;
        }
        let mut size = BASE_SIZE;
        for scale in 0.. {
            if size > settings.network.size {
                break;
            }
            let phases = [
                (
                    Phase::Consistency,
                    &settings.schedule.consistency_epochs,
                    pairs,
                ),
                (Phase::Warmup, &settings.schedule.warmup_epochs, studies),
                (Phase::Gan, &settings.schedule.gan_epochs, studies),
            ];
            for (phase, epochs, count) in phases {
                let batch = of_scale(&settings.schedule.batch, scale).min(count);
                let images = of_scale(epochs, scale) * count as f64;
                // A pair has a wrong partner only beside another pair.
                if images <= 0.0 || (phase == Phase::Consistency && batch < 2) {
                    continue;
                }
                let steps = (images / batch as f64).ceil() as u64;
                stages.push(Stage {
                    index: stages.len(),
                    scale,
                    size,
                    phase,
                    batch,
                    studies: count,
                    first,
                    steps,
                });
                first += steps * batch as u64;
            }
            size *= 2;
        }
        Self { stages }
    }

    /// All stages.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Images seen at the end.
    #[must_use]
    pub fn images(&self) -> u64 {
        self.stages
            .last()
            .map_or(0, |stage| stage.first + stage.steps * stage.batch as u64)
    }

    /// The place after `images` images; `None` at the end.
    #[must_use]
    pub fn at(&self, images: u64) -> Option<Position<'_>> {
        let stage = self.stages.iter().rfind(|stage| stage.first <= images)?;
        let step = (images - stage.first) / stage.batch as u64;
        (step < stage.steps).then_some(Position { stage, step })
    }
}

impl Position<'_> {
    /// Epochs done in the stage.
    #[must_use]
    pub fn epoch(&self) -> f64 {
        (self.step * self.stage.batch as u64) as f64 / self.stage.studies as f64
    }

    /// How the rate rises and falls over a phase of pixel loss.
    fn shape(&self, settings: &Settings) -> f64 {
        let (rise, fall) = match self.stage.phase {
            Phase::Warmup => (settings.templates.rise, settings.templates.fall),
            Phase::Reading | Phase::Places => (READING_RISE, 1.0),
            Phase::Consistency | Phase::Gan => return 1.0,
        };
        let rise = match rise {
            0 => 1.0,
            steps => ((self.step + 1) as f64 / steps as f64).min(1.0),
        };
        let left = 1.0 - self.step as f64 / self.stage.steps.max(1) as f64;
        rise * left.max(LEAST_RATE).powf(fall)
    }

    /// Learning rates of generator (or consistency network) and critics.
    #[must_use]
    pub fn rates(&self, settings: &Settings) -> [f64; 2] {
        let scale = self.stage.scale;
        let drops = match self.stage.phase {
            Phase::Consistency => {
                (self.epoch() / settings.optimiser.consistency_decay_epochs).floor()
            }
            Phase::Warmup | Phase::Reading | Phase::Places => 0.0,
            Phase::Gan => {
                let lists = &settings.optimiser.decay_epochs.0;
                let epochs = &lists[scale.min(lists.len() - 1)];
                epochs.iter().filter(|&&at| self.epoch() >= at).count() as f64
            }
        };
        let factor = settings.optimiser.decay.powf(drops);
        let first = match self.stage.phase {
            Phase::Reading => settings.reading.reading_rate,
            Phase::Consistency => settings.optimiser.consistency_rate,
            _ => of_scale(&settings.optimiser.generator_rate, scale),
        };
        let factor = factor * self.shape(settings);
        [first, of_scale(&settings.optimiser.critic_rate, scale)].map(|rate| rate * factor)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::presets::Preset;

    #[test]
    fn the_papers_schedule_on_its_open_i_split() {
        let settings = Preset::Paper.settings();
        let schedule = Schedule::new(&settings, Counts::of_films(1809, 1809));
        let plan: Vec<_> = (schedule.stages().iter())
            .map(|stage| (stage.size, stage.phase, stage.batch, stage.steps))
            .collect();
        let steps = |epochs: f64, batch: f64| (epochs * 1809.0 / batch).ceil() as u64;
        let expected = [
            (32, Phase::Consistency, 96, steps(20.0, 96.0)),
            (32, Phase::Warmup, 96, steps(20.0, 96.0)),
            (32, Phase::Gan, 96, steps(90.0, 96.0)),
            (64, Phase::Consistency, 48, steps(20.0, 48.0)),
            (64, Phase::Gan, 48, steps(90.0, 48.0)),
            (128, Phase::Consistency, 24, steps(20.0, 24.0)),
            (128, Phase::Gan, 24, steps(120.0, 24.0)),
            (256, Phase::Consistency, 12, steps(20.0, 12.0)),
            (256, Phase::Gan, 12, steps(120.0, 12.0)),
        ];
        assert_eq!(plan, expected);
    }

    #[test]
    fn every_step_is_found_and_the_end_is_the_end() {
        let schedule = Schedule::new(&Preset::Tiny.settings(), Counts::of_films(10, 7));
        let mut images = 0;
        for stage in schedule.stages() {
            for step in 0..stage.steps {
                assert_eq!(schedule.at(images), Some(Position { stage, step }));
                images += stage.batch as u64;
            }
        }
        assert_eq!(images, schedule.images());
        assert_eq!(schedule.at(images), None);
    }

    #[test]
    fn rates_drop_at_the_papers_epochs() {
        let settings = Preset::Paper.settings();
        let schedule = Schedule::new(&settings, Counts::of_films(960, 960));
        let rate = |phase: Phase, scale: usize, epoch: u64| {
            let mut stages = schedule.stages().iter();
            let stage = stages
                .find(|it| it.phase == phase && it.scale == scale)
                .unwrap();
            let step = epoch * 960 / stage.batch as u64;
            Position { stage, step }.rates(&settings)[0]
        };
        let close = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-9;
        assert!(close(rate(Phase::Gan, 0, 44), 3e-4));
        assert!(close(rate(Phase::Gan, 0, 80), 6e-5));
        assert!(close(rate(Phase::Gan, 1, 70), 1.2e-5));
        assert!(close(rate(Phase::Gan, 3, 90), 8e-7));
        assert!(close(rate(Phase::Consistency, 0, 9), 0.01));
        assert!(close(rate(Phase::Consistency, 2, 10), 0.002));
    }

    #[test]
    fn without_pairs_there_is_no_consistency_phase() {
        let schedule = Schedule::new(&Preset::Tiny.settings(), Counts::of_films(10, 1));
        assert!(
            schedule
                .stages()
                .iter()
                .all(|it| it.phase != Phase::Consistency)
        );
    }
}
