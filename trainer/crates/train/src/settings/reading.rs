//! How the encoder learns to read findings from sentences.

use anyhow::{Result, ensure};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::{
    Settings,
    range::{MANY, within},
};

/// How the encoder learns to read findings from sentences, before any image.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
#[serde(default)]
pub struct ReadingSettings {
    /// Epochs over reports that tell what their sentences say (`simulate --reports-only`); 0 for no reading.
    #[arg(long, default_value_t = 0.0)]
    pub reading_epochs: f64,
    /// Reports in a batch.
    #[arg(long, default_value_t = 32)]
    pub reading_batch: usize,
    /// Learning rate, which rises over a hundred steps and falls to nothing.
    #[arg(long, default_value_t = 1e-2)]
    pub reading_rate: f64,
    /// Share of the words that are left out, or exchanged for others.
    #[arg(long, default_value_t = 0.08)]
    pub reading_noise: f64,
}

impl Default for ReadingSettings {
    /// The command line's defaults.
    fn default() -> Self {
        Settings::default().reading
    }
}

impl ReadingSettings {
    /// Whether the encoder learns to read.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.reading_epochs > 0.0
    }

    /// Checks ranges.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        within("reading-epochs", self.reading_epochs, 0.0..=MANY)?;
        within("reading-noise", self.reading_noise, 0.0..=0.5)?;
        ensure!(
            (1..=4096).contains(&self.reading_batch),
            "--reading-batch lies between 1 and 4096"
        );
        ensure!(
            self.reading_rate > 0.0 && self.reading_rate <= 1.0,
            "--reading-rate lies between 0 and 1"
        );
        Ok(())
    }
}
