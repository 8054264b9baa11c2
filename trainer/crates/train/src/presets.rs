//! Named sets of settings.

use clap::ValueEnum;

use crate::settings::{
    Adversarial, CascadeKind, CodeInit, CriticNorm, CriticSettings, LossSettings, LowerScales,
    Milestones, NetworkSettings, OptimiserSettings, Penalty, PixelLoss, RunSettings,
    ScheduleSettings, Settings, TemplateSettings,
};

/// Choice of `--preset`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// Hyper-parameters as published (arXiv 2006.10552), its critic made conditional.
    Paper,
    /// Ours: narrower, with noise, hinge loss, R1, mismatched reports and augmentation.
    #[default]
    Standard,
    /// Ours, sized to train on two CPU cores in hours.
    Compact,
    /// Learnt templates, driven by findings and patient: the weights that ship.
    Templates,
    /// As small as it gets, for tests and trials: seconds on a small dataset.
    Tiny,
}

impl Preset {
    /// The settings of the name.
    #[must_use]
    pub fn settings(self) -> Settings {
        match self {
            Self::Paper => paper(),
            Self::Standard => Settings::default(),
            Self::Compact => compact(),
            Self::Templates => templates(),
            Self::Tiny => tiny(),
        }
    }
}

/// The published configuration (arXiv 2006.10552 and its authors' code).
fn paper() -> Settings {
    let ours = Settings::default();
    Settings {
        network: NetworkSettings {
            size: 256,
            embedding: 128,
            hidden: 128,
            code: 512,
            code_init: CodeInit::Random,
            noise: 0,
            refiner: 128,
            consistency: 64,
            critic: 64,
        },
        schedule: ScheduleSettings {
            batch: vec![96, 48, 24, 12],
            consistency_epochs: vec![20.0],
            warmup_epochs: vec![20.0, 0.0],
            gan_epochs: vec![90.0, 90.0, 120.0, 120.0],
            lower_scales: LowerScales::Frozen,
        },
        optimiser: OptimiserSettings {
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
        },
        losses: LossSettings {
            pixel_loss: PixelLoss::Mse,
            pixel_weight: 100.0,
            adversarial: Adversarial::Wasserstein,
            adversarial_weight: 1.0,
            consistency_weight: 0.1,
            diversity_weight: 0.0,
            matching_weight: 0.0,
            ..ours.losses
        },
        critics: CriticSettings {
            penalty: Penalty::Gradient,
            penalty_weight: 10.0,
            penalty_every: 1,
            critic_norm: CriticNorm::Instance,
            augment: 0.0,
        },
        reading: ours.reading,
        templates: ours.templates,
        run: ours.run,
    }
}

fn compact() -> Settings {
    let standard = Settings::default();
    Settings {
        network: NetworkSettings {
            size: 128,
            embedding: 48,
            hidden: 48,
            code: 112,
            noise: 16,
            refiner: 32,
            consistency: 16,
            critic: 16,
            ..standard.network
        },
        schedule: ScheduleSettings {
            batch: vec![32, 16, 8, 4],
            ..standard.schedule
        },
        critics: CriticSettings {
            penalty_every: 8,
            ..standard.critics
        },
        ..standard
    }
}

/// Trained a size at a time, each from the one before (`--from`).
fn templates() -> Settings {
    let compact = compact();
    Settings {
        network: NetworkSettings {
            size: 64,
            ..compact.network
        },
        schedule: ScheduleSettings {
            batch: vec![16, 16, 16, 8],
            consistency_epochs: vec![0.0],
            warmup_epochs: vec![0.0, 20.0, 10.0, 5.0],
            gan_epochs: vec![0.0],
            ..compact.schedule
        },
        optimiser: OptimiserSettings {
            generator_rate: vec![2e-3, 2e-3, 1.2e-3, 8e-4],
            beta1: 0.9,
            ..compact.optimiser
        },
        losses: LossSettings {
            pixel_weight: 1.0,
            diversity_weight: 0.0,
            ..compact.losses
        },
        templates: TemplateSettings {
            cascade: CascadeKind::Templates,
            rise: 100,
            fall: 0.7,
            ..compact.templates
        },
        run: RunSettings {
            average_halflife: 2500.0,
            ..compact.run
        },
        ..compact
    }
}

fn tiny() -> Settings {
    let standard = Settings::default();
    Settings {
        network: NetworkSettings {
            size: 64,
            embedding: 8,
            hidden: 8,
            code: 24,
            noise: 8,
            refiner: 4,
            consistency: 2,
            critic: 4,
            ..standard.network
        },
        schedule: ScheduleSettings {
            batch: vec![4],
            consistency_epochs: vec![1.0],
            warmup_epochs: vec![1.0],
            gan_epochs: vec![2.0],
            ..standard.schedule
        },
        optimiser: OptimiserSettings {
            decay_epochs: Milestones(vec![vec![1.0]]),
            ..standard.optimiser
        },
        run: RunSettings {
            average_halflife: 20.0,
            ..standard.run
        },
        ..standard
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
        let paper = Preset::Paper.settings().optimiser.decay_epochs;
        assert_eq!(paper.to_string(), "45/45,70/45,70,90/45,70,90");
        assert_eq!(paper.to_string().parse(), Ok(paper));
        assert!("45/x".parse::<Milestones>().is_err());
    }
}
