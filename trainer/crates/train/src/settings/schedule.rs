//! How long each phase takes, in what batches.

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::range::{self, MANY};

/// What happens to the scales below the one in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LowerScales {
    /// Encoder and smaller scales stay as they are.
    Frozen,
    /// Everything goes on learning; smaller scales keep their pixel loss.
    Tuned,
}

/// How long each phase takes, in what batches. A list has a value per scale, and its last value holds for the scales
/// after it.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct ScheduleSettings {
    /// Studies in a batch, per scale.
    #[arg(long, value_delimiter = ',', default_value = "32,32,16,8")]
    pub batch: Vec<usize>,
    /// Epochs of the view consistency network before each scale.
    #[arg(long, value_delimiter = ',', default_value = "10")]
    pub consistency_epochs: Vec<f64>,
    /// Epochs of pixel loss alone before adversarial training, per scale.
    #[arg(long, value_delimiter = ',', default_value = "10,2,2,2")]
    pub warmup_epochs: Vec<f64>,
    /// Epochs of adversarial training, per scale.
    #[arg(long, value_delimiter = ',', default_value = "60,60,60,60")]
    pub gan_epochs: Vec<f64>,
    /// What happens to the scales below the one in training.
    #[arg(long, value_enum, default_value = "tuned")]
    pub lower_scales: LowerScales,
}

impl ScheduleSettings {
    /// Checks that a schedule can be made.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        let fits = |n| (2..=4096).contains(n);
        ensure!(
            !self.batch.is_empty() && self.batch.iter().all(fits),
            "--batch: a list of numbers from 2 to 4096"
        );
        range::list("consistency-epochs", &self.consistency_epochs, MANY)?;
        range::list("warmup-epochs", &self.warmup_epochs, MANY)?;
        range::list("gan-epochs", &self.gan_epochs, MANY)
    }
}
