//! Named sets of settings.

use clap::{Args, Command, FromArgMatches, ValueEnum};

use crate::settings::{
    Adversarial, CodeInit, CriticNorm, LowerScales, Milestones, Penalty, PixelLoss, Settings,
};

/// Choice of `--preset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// Hyper-parameters as released with the paper (arXiv 2006.10552), its critic made conditional.
    Paper,
    /// Ours: narrower, with noise, hinge loss, R1, mismatched reports and augmentation.
    Standard,
    /// Ours in a width that two processor cores train in hours.
    Compact,
    /// As small as it gets, for tests and trials: seconds on a small dataset.
    Tiny,
}

impl Default for Settings {
    /// The command line's defaults, which are [`Preset::Standard`].
    fn default() -> Self {
        let command = Self::augment_args(Command::new("settings").no_binary_name(true));
        let parsed = command
            .try_get_matches_from(std::iter::empty::<&str>())
            .and_then(|matches| Self::from_arg_matches(&matches));
        match parsed {
            Ok(settings) => settings,
            Err(error) => unreachable!("the defaults parse, as a test shows: {error}"),
        }
    }
}

impl Preset {
    /// The settings of the name.
    #[must_use]
    pub fn settings(self) -> Settings {
        match self {
            Self::Paper => paper(),
            Self::Standard => Settings::default(),
            Self::Compact => compact(),
            Self::Tiny => tiny(),
        }
    }
}

/// The released configuration: model.md section 6 of the design notes lists where each number stands.
fn paper() -> Settings {
    Settings {
        size: 256,
        embedding: 128,
        hidden: 128,
        code: 512,
        code_init: CodeInit::Random,
        noise: 0,
        refiner: 128,
        consistency: 64,
        critic: 64,
        batch: vec![96, 48, 24, 12],
        consistency_epochs: vec![20.0],
        warmup_epochs: vec![20.0, 0.0],
        gan_epochs: vec![90.0, 90.0, 120.0, 120.0],
        lower_scales: LowerScales::Frozen,
        generator_rate: vec![3e-4, 3e-4, 2e-4, 1e-4],
        critic_rate: vec![3e-4, 3e-4, 2e-4, 1e-4],
        consistency_rate: 0.01,
        decay_epochs: Milestones(vec![
            vec![45.0],
            vec![45.0, 70.0],
            vec![45.0, 70.0, 90.0],
            vec![45.0, 70.0, 90.0],
        ]),
        consistency_decay_epochs: 10.0,
        decay: 0.2,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        pixel_loss: PixelLoss::Mse,
        pixel_weight: 100.0,
        adversarial: Adversarial::Wasserstein,
        adversarial_weight: 1.0,
        consistency_weight: 0.1,
        diversity_weight: 0.0,
        matching_weight: 0.0,
        penalty: Penalty::Gradient,
        penalty_weight: 10.0,
        penalty_every: 1,
        critic_norm: CriticNorm::Instance,
        augment: 0.0,
        ..Settings::default()
    }
}

fn compact() -> Settings {
    Settings {
        size: 128,
        embedding: 48,
        hidden: 48,
        code: 112,
        noise: 16,
        refiner: 32,
        consistency: 16,
        critic: 16,
        batch: vec![32, 16, 8, 4],
        penalty_every: 8,
        ..Settings::default()
    }
}

fn tiny() -> Settings {
    Settings {
        size: 64,
        embedding: 8,
        hidden: 8,
        code: 24,
        noise: 8,
        refiner: 4,
        consistency: 2,
        critic: 4,
        batch: vec![4],
        consistency_epochs: vec![1.0],
        warmup_epochs: vec![1.0],
        gan_epochs: vec![2.0],
        decay_epochs: Milestones(vec![vec![1.0]]),
        average_halflife: 20.0,
        ..Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_run() {
        for preset in Preset::value_variants() {
            let checked = preset.settings().validate();
            assert!(checked.is_ok(), "{preset:?}: {checked:?}");
        }
    }

    #[test]
    fn milestones_survive_text() {
        let paper = Preset::Paper.settings().decay_epochs;
        assert_eq!(paper.to_string(), "45/45,70/45,70,90/45,70,90");
        assert_eq!(paper.to_string().parse(), Ok(paper));
        assert!("45/x".parse::<Milestones>().is_err());
    }
}
