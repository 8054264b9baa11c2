//! Every number of a training run, in one struct that is command line, options file and default at once.
//!
//! The settings come in groups, but their names do not: command line and JSON are flat.

mod critics;
mod losses;
mod network;
mod optimiser;
mod range;
mod reading;
mod run;
mod schedule;
mod templates;

pub use critics::{CriticNorm, CriticSettings, Penalty};
pub use losses::{Adversarial, LossSettings, PixelLoss};
pub use network::{CodeInit, NetworkSettings};
pub use optimiser::{Milestones, OptimiserSettings};
pub use reading::ReadingSettings;
pub use run::RunSettings;
pub use schedule::{LowerScales, ScheduleSettings};
pub use templates::{CascadeKind, TemplateInit, TemplateSettings};

use anyhow::{Result, bail};
use clap::{Args, Command, FromArgMatches};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use xraygan::{condition::PatientCode, model::ModelConfig};

/// The settings; a list has a value per scale, and its last value holds for the scales after it.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct Settings {
    /// Size and widths of the networks, and their first weights.
    #[command(flatten, next_help_heading = "Networks")]
    #[serde(flatten)]
    pub network: NetworkSettings,
    /// How long each phase takes, in what batches.
    #[command(flatten, next_help_heading = "Schedule, lists per scale")]
    #[serde(flatten)]
    pub schedule: ScheduleSettings,
    /// Learning rates and Adam's numbers.
    #[command(flatten, next_help_heading = "Optimisers, lists per scale")]
    #[serde(flatten)]
    pub optimiser: OptimiserSettings,
    /// What encoder, cascades and critics minimise.
    #[command(flatten, next_help_heading = "Losses")]
    #[serde(flatten)]
    pub losses: LossSettings,
    /// What keeps the critics from overfitting and their gradients in bounds.
    #[command(flatten, next_help_heading = "Critics")]
    #[serde(flatten)]
    pub critics: CriticSettings,
    /// How the encoder learns to read findings from sentences.
    #[command(flatten, next_help_heading = "Reading")]
    #[serde(flatten)]
    pub reading: ReadingSettings,
    /// Which cascade is trained, and what belongs to the one of templates alone.
    #[command(flatten, next_help_heading = "Cascade of templates")]
    #[serde(flatten)]
    pub templates: TemplateSettings,
    /// What belongs to a run as a whole.
    #[command(flatten, next_help_heading = "Run")]
    #[serde(flatten)]
    pub run: RunSettings,
}

/// The value of a per-scale list.
pub fn of_scale<T: Copy>(list: &[T], scale: usize) -> T {
    list[scale.min(list.len() - 1)]
}

impl Settings {
    /// The network's widths for a vocabulary of `rows` entries, padding included, and patients told by `patient`.
    #[must_use]
    pub fn model(&self, rows: usize, patient: PatientCode) -> ModelConfig {
        ModelConfig {
            cascade: self.templates.cascade(patient),
            ..self.network.model(rows)
        }
    }

    /// Checks that a run can be made of it.
    ///
    /// # Errors
    /// Names the first setting that is out of range, as on the command line.
    pub fn validate(&self) -> Result<()> {
        self.network.validate()?;
        self.schedule.validate()?;
        self.optimiser.validate()?;
        self.losses.validate()?;
        self.critics.validate()?;
        self.reading.validate()?;
        self.templates.validate()?;
        self.run.validate()
    }

    /// The settings by name, as in JSON.
    ///
    /// # Errors
    /// Never for settings that were checked.
    pub fn to_map(&self) -> Result<Map<String, Value>> {
        match serde_json::to_value(self)? {
            Value::Object(map) => Ok(map),
            _ => bail!("settings are not an object"),
        }
    }
}

impl Default for Settings {
    /// The command line's defaults.
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

impl TryFrom<Map<String, Value>> for Settings {
    type Error = anyhow::Error;

    /// Each group takes its own names; serde cannot refuse the others where structs are flattened.
    fn try_from(map: Map<String, Value>) -> Result<Self> {
        let known = Self::default().to_map()?;
        if let Some(name) = map.keys().find(|name| !known.contains_key(*name)) {
            bail!("there is no setting `{name}`");
        }
        let all = Value::Object(map);
        Ok(Self {
            network: Deserialize::deserialize(&all)?,
            schedule: Deserialize::deserialize(&all)?,
            optimiser: Deserialize::deserialize(&all)?,
            losses: Deserialize::deserialize(&all)?,
            critics: Deserialize::deserialize(&all)?,
            reading: Deserialize::deserialize(&all)?,
            templates: Deserialize::deserialize(&all)?,
            run: Deserialize::deserialize(&all)?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::presets::Preset;

    /// The settings in the `options.json` of a run that began when they had no groups.
    const FLAT: &str = r#"{
        "size": 256, "embedding": 128, "hidden": 128, "code": 512, "code_init": "random", "noise": 0,
        "refiner": 128, "consistency": 64, "critic": 64, "batch": [96, 48, 24, 12],
        "consistency_epochs": [20.0], "warmup_epochs": [20.0, 0.0], "gan_epochs": [90.0, 90.0, 120.0, 120.0],
        "lower_scales": "frozen", "generator_rate": [0.0003, 0.0003, 0.0002, 0.0001],
        "critic_rate": [0.0003, 0.0003, 0.0002, 0.0001], "consistency_rate": 0.01,
        "decay_epochs": "45/45,70/45,70,90/45,70,90", "consistency_decay_epochs": 10.0, "decay": 0.2,
        "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "pixel_loss": "mse", "pixel_weight": 100.0,
        "adversarial": "wasserstein", "adversarial_weight": 1.0, "consistency_weight": 0.1,
        "diversity_weight": 0.0, "mismatch": 0.5, "matching_weight": 0.0, "penalty": "gradient",
        "penalty_weight": 10.0, "penalty_every": 1, "critic_norm": "instance", "augment": 0.0,
        "average_halflife": 5000.0, "seed": 18446744073709551615, "compute": "bf16"
    }"#;

    #[test]
    fn flat_json_of_old_runs_is_read_and_written() {
        let settings: Settings = serde_json::from_str(FLAT).unwrap();
        let mut paper = Preset::Paper.settings();
        paper.run.seed = u64::MAX;
        paper.run.compute = learn::compute::Compute::Bf16;
        assert_eq!(settings, paper);
        // They knew one cascade only, and no reading.
        let newer = [
            serde_json::to_string(&TemplateSettings::default()).unwrap(),
            serde_json::to_string(&ReadingSettings::default()).unwrap(),
        ];
        let mut written = serde_json::to_string(&settings).unwrap();
        for group in newer {
            let group = format!("{},", group.trim_matches(['{', '}']));
            assert!(written.contains(&group), "{written}");
            written = written.replace(&group, "");
        }
        let flat: String = FLAT.split_whitespace().collect();
        assert_eq!(written, flat);
        // Runs older still do not name the first weights.
        let older = FLAT.replace(r#""code_init": "random", "#, "");
        assert_eq!(serde_json::from_str::<Settings>(&older).unwrap(), paper);
    }

    #[test]
    fn unknown_and_missing_names_are_told() {
        let read = |text: &str| serde_json::from_str::<Settings>(text).unwrap_err();
        let error = read(&FLAT.replace("\"batch\"", "\"bacth\"")).to_string();
        assert!(error.contains("no setting `bacth`"), "{error}");
        let error = read(&FLAT.replace("\"seed\": 18446744073709551615, ", "")).to_string();
        assert!(error.contains("`seed`"), "{error}");
    }

    #[test]
    fn numbers_that_cannot_train_are_refused() {
        let refused = |change: fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            settings.validate().is_err()
        };
        assert!(refused(|it| it.optimiser.beta1 = 1.0));
        assert!(refused(|it| it.optimiser.beta2 = 1.0));
        assert!(refused(|it| it.optimiser.beta2 = f32::NAN));
        assert!(refused(|it| it.optimiser.epsilon = f32::NAN));
        assert!(refused(|it| it.optimiser.epsilon = 0.0));
        assert!(refused(|it| it.optimiser.generator_rate = vec![f64::NAN]));
        assert!(refused(|it| it.schedule.gan_epochs = vec![f64::INFINITY]));
        assert!(refused(
            |it| it.optimiser.decay_epochs = Milestones(vec![vec![f64::NAN]])
        ));
        assert!(refused(
            |it| it.optimiser.consistency_decay_epochs = f64::NAN
        ));
        assert!(refused(|it| it.run.average_halflife = f64::INFINITY));
        assert!(!refused(|_| {}));
    }
}
