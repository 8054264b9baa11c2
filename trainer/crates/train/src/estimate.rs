//! Time left, although a 256 px image costs many times a 32 px one.

use std::{collections::BTreeMap, time::Duration};

use crate::schedule::{Phase, Schedule};

/// Cost of an image in a phase relative to adversarial training, where it was not measured.
const GUESS: [(Phase, f64); 5] = [
    (Phase::Reading, 0.02),
    (Phase::Places, 0.02),
    (Phase::Consistency, 0.15),
    (Phase::Warmup, 0.4),
    (Phase::Gan, 1.0),
];

/// Share of the old speed in a new measurement.
const KEPT: f64 = 0.9;

/// Learns the speed of each phase and tells how long the rest takes.
#[derive(Debug, Default)]
pub struct Estimate {
    /// Seconds per image and pixel.
    costs: BTreeMap<&'static str, f64>,
}

impl Estimate {
    /// Takes note of a step.
    pub fn measure(&mut self, phase: Phase, size: usize, images: usize, took: Duration) {
        let cost = took.as_secs_f64() / (images * size * size).max(1) as f64;
        let mean = self.costs.entry(phase.name()).or_insert(cost);
        *mean = *mean * KEPT + cost * (1.0 - KEPT);
    }

    /// Time from `images` images seen to the end; `None` before anything was measured.
    #[must_use]
    pub fn left(&self, schedule: &Schedule, images: u64) -> Option<Duration> {
        // The cost of adversarial training from whatever was measured.
        let adversarial = GUESS
            .iter()
            .rev()
            .find_map(|(phase, share)| Some(self.costs.get(phase.name())? / share))?;
        let seconds: f64 = schedule
            .stages()
            .iter()
            .map(|stage| {
                let end = stage.first + stage.steps * stage.batch as u64;
                let rest = end.saturating_sub(images.max(stage.first)) as f64;
                let guess = GUESS
                    .iter()
                    .find(|(phase, _)| *phase == stage.phase)
                    .map_or(1.0, |it| it.1);
                let cost = self
                    .costs
                    .get(stage.phase.name())
                    .copied()
                    .unwrap_or(adversarial * guess);
                rest * cost * (stage.size * stage.size) as f64
            })
            .sum();
        Duration::try_from_secs_f64(seconds).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{presets::Preset, schedule::Counts};

    #[test]
    fn larger_scales_weigh_more() {
        let schedule = Schedule::new(&Preset::Tiny.settings(), Counts::of_films(8, 8));
        let mut estimate = Estimate::default();
        assert_eq!(estimate.left(&schedule, 0), None);
        for phase in [Phase::Consistency, Phase::Warmup, Phase::Gan] {
            estimate.measure(phase, 32, 1, Duration::from_millis(100));
        }
        // 8 studies: 1 + 1 + 2 epochs at 32 px, the same at 64 px for four times the pixels.
        let left = estimate.left(&schedule, 0).unwrap().as_secs_f64();
        assert!((left - 0.1 * 8.0 * 4.0 * 5.0).abs() < 1e-6, "{left}");
        let half = estimate.left(&schedule, 32).unwrap().as_secs_f64();
        assert!((half - 0.1 * 8.0 * 4.0 * 4.0).abs() < 1e-6, "{half}");
        assert_eq!(
            estimate.left(&schedule, schedule.images()),
            Some(Duration::ZERO)
        );
    }
}
