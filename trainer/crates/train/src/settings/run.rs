//! What belongs to a run as a whole.

use anyhow::{Result, ensure};
use clap::Args;
use learn::compute::Compute;
use serde::{Deserialize, Serialize};

/// What belongs to a run as a whole.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct RunSettings {
    /// Images after which a weight counts half in the moving average of the generator.
    #[arg(long, default_value_t = 5000.0)]
    pub average_halflife: f64,
    /// Seed of weights, order, noise and augmentation.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Number format of forward and backward passes.
    #[arg(long, value_enum, default_value = "f32")]
    pub compute: Compute,
}

impl RunSettings {
    /// Checks the moving average.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        ensure!(
            self.average_halflife.is_finite() && self.average_halflife >= 0.0,
            "--average-halflife is a number from 0 on"
        );
        Ok(())
    }
}
