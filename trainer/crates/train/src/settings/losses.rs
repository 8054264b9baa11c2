//! What encoder, cascades and critics minimise.

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::range::{MANY, within};

/// Distance between a generated and a real image, averaged over pixels of -1..1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum PixelLoss {
    /// Mean squared error, as published: 0..4.
    Mse,
    /// Mean absolute error: 0..2.
    L1,
}

/// Loss of adversarial training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Adversarial {
    /// Difference of mean scores (Arjovsky et al., arXiv 1701.07875), as published.
    Wasserstein,
    /// Hinge (Lim and Ye, arXiv 1705.02894).
    Hinge,
    /// Non-saturating logistic (Goodfellow et al., arXiv 1406.2661).
    Logistic,
}

/// What encoder, cascades and critics minimise.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct LossSettings {
    /// Distance between a generated and the real image.
    #[arg(long, value_enum, default_value = "l1")]
    pub pixel_loss: PixelLoss,
    /// Weight of that distance.
    #[arg(long, default_value_t = 10.0)]
    pub pixel_weight: f64,
    /// Loss of adversarial training.
    #[arg(long, value_enum, default_value = "hinge")]
    pub adversarial: Adversarial,
    /// Weight of the critic's score in the generator's loss.
    #[arg(long, default_value_t = 1.0)]
    pub adversarial_weight: f64,
    /// Weight of "both views are of one patient" in the generator's loss.
    #[arg(long, default_value_t = 0.1)]
    pub consistency_weight: f64,
    /// Weight of the difference that noise makes (Mao et al., arXiv 1903.05628); 0 without noise.
    #[arg(long, default_value_t = 1.0)]
    pub diversity_weight: f64,
    /// Share of real images with a wrong report among what the critic must reject, 0 to 1.
    #[arg(long, default_value_t = 0.5)]
    pub mismatch: f64,
    /// Weight of the critic's judgement of real images with right and wrong reports in the encoder's loss: both learn
    /// to tell reports apart.
    #[arg(long, default_value_t = 1.0)]
    pub matching_weight: f64,
}

impl LossSettings {
    /// Checks shares and weights.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        within("mismatch", self.mismatch, 0.0..=1.0)?;
        for (name, weight) in [
            ("pixel-weight", self.pixel_weight),
            ("adversarial-weight", self.adversarial_weight),
            ("consistency-weight", self.consistency_weight),
            ("diversity-weight", self.diversity_weight),
            ("matching-weight", self.matching_weight),
        ] {
            within(name, weight, 0.0..=MANY)?;
        }
        Ok(())
    }
}
