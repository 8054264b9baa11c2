//! Which cascade is trained, and what belongs to the one of templates alone.

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use xraygan::{
    condition::PatientCode,
    model::{CascadeConfig, TemplatesConfig},
};

use super::{
    Settings,
    range::{MANY, within},
};

/// What draws the images.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CascadeKind {
    /// The published cascade, driven by the report's code.
    #[default]
    Released,
    /// Learnt templates carried by flows, driven by the table of findings and the patient.
    Templates,
}

/// First weights of templates.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum TemplateInit {
    /// Of each anatomy the film of its plainest patient in the training split.
    #[default]
    Film,
    /// Drawn at random.
    Random,
}

/// Which cascade is trained, and what belongs to the one of templates alone.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateSettings {
    /// What draws the images.
    #[arg(long, value_enum, default_value = "released")]
    pub cascade: CascadeKind,
    /// Layers of templates of each anatomy, each with a flow of its own.
    #[arg(long, default_value_t = 6)]
    pub layers: usize,
    /// Channels of a layer at 64, 128 .. pixels.
    #[arg(long, value_delimiter = ',', default_value = "4,2,1")]
    pub layer_channels: Vec<usize>,
    /// Widths of the trunk at 64, 128 .. pixels.
    #[arg(long, value_delimiter = ',', default_value = "32,20,10")]
    pub widths: Vec<usize>,
    /// First weights of the templates.
    #[arg(long, value_enum, default_value = "film")]
    pub template_init: TemplateInit,
    /// Share of the studies that are shown without their findings, 0 to 1.
    #[arg(long, default_value_t = 0.25)]
    pub twins: f64,
    /// Extra weight of pixels that findings change; 1 doubles that of an average change.
    #[arg(long, default_value_t = 5.0)]
    pub change_weight: f64,
    /// Weight of the difference in each band of a Laplacian pyramid, beside that of the pixels.
    #[arg(long, default_value_t = 1.0)]
    pub pyramid_weight: f64,
    /// Weight of the difference in the amount of fine detail: the mean magnitude of the two finest bands in squares of
    /// eight pixels, wherever in a square the edges lie.
    #[arg(long, default_value_t = 0.0)]
    pub detail_weight: f64,
    /// Weight of the error of the places of findings.
    #[arg(long, default_value_t = 1.0)]
    pub places_weight: f64,
    /// Epochs in which the places head learns alone, before any image: they cost seconds.
    #[arg(long, default_value_t = 0.0)]
    pub places_epochs: f64,
    /// Learning rate of a patient code of its own for each study of which no patient is known, such as those of imported
    /// collections; at 0 their patients are noise, another at each step.
    #[arg(long, default_value_t = 0.0)]
    pub study_code_rate: f64,
    /// Steps over which the rate rises at the beginning of a phase of pixel loss.
    #[arg(long, default_value_t = 0)]
    pub rise: u64,
    /// Power with which the rate falls to a fiftieth over a phase of pixel loss; 0 for none.
    #[arg(long, default_value_t = 0.0)]
    pub fall: f64,
}

impl Default for TemplateSettings {
    /// The command line's defaults.
    fn default() -> Self {
        Settings::default().templates
    }
}

impl TemplateSettings {
    /// The cascade's configuration for patients that are told by `patient`.
    #[must_use]
    pub fn cascade(&self, patient: PatientCode) -> CascadeConfig {
        match self.cascade {
            CascadeKind::Released => CascadeConfig::Released,
            CascadeKind::Templates => CascadeConfig::Templates(TemplatesConfig {
                layers: self.layers,
                channels: self.layer_channels.clone(),
                widths: self.widths.clone(),
                ..TemplatesConfig::standard(patient)
            }),
        }
    }

    /// Checks shares and weights.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        ensure!(
            (1..=64).contains(&self.layers),
            "--layers lies between 1 and 64"
        );
        for (name, list) in [
            ("layer-channels", &self.layer_channels),
            ("widths", &self.widths),
        ] {
            let fits = !list.is_empty() && list.iter().all(|it| (1..=256).contains(it));
            ensure!(fits, "--{name}: a list of numbers from 1 to 256");
        }
        within("twins", self.twins, 0.0..=1.0)?;
        within("fall", self.fall, 0.0..=10.0)?;
        within("study-code-rate", self.study_code_rate, 0.0..=1.0)?;
        within("places-epochs", self.places_epochs, 0.0..=MANY)?;
        for (name, weight) in [
            ("change-weight", self.change_weight),
            ("pyramid-weight", self.pyramid_weight),
            ("detail-weight", self.detail_weight),
            ("places-weight", self.places_weight),
        ] {
            within(name, weight, 0.0..=MANY)?;
        }
        Ok(())
    }
}
