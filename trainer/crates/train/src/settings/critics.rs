//! What keeps the critics from overfitting and their gradients in bounds.

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::range::{MANY, within};

/// What keeps the critic's gradient in bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Penalty {
    /// Nothing.
    None,
    /// `weight * (|grad| - 1)^2` at a mix of real and generated (Gulrajani et al., arXiv 1704.00028), as published.
    Gradient,
    /// `weight / 2 * |grad|^2` at real images (Mescheder et al., arXiv 1801.04406).
    R1,
}

/// Normalisation inside the critic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CriticNorm {
    /// None.
    None,
    /// Instance norm without affine after every down-sampling, as published.
    Instance,
    /// Weights divided by their largest singular value (Miyato et al., arXiv 1802.05957).
    Spectral,
}

/// What keeps the critics from overfitting and their gradients in bounds.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct CriticSettings {
    /// What keeps the critic's gradient in bounds.
    #[arg(long, value_enum, default_value = "r1")]
    pub penalty: Penalty,
    /// Weight of that penalty.
    #[arg(long, default_value_t = 1.0)]
    pub penalty_weight: f64,
    /// Every how many steps the penalty is taken; its weight grows likewise (Karras et al., arXiv 1912.04958).
    #[arg(long, default_value_t = 4)]
    pub penalty_every: u64,
    /// Normalisation inside the critics.
    #[arg(long, value_enum, default_value = "none")]
    pub critic_norm: CriticNorm,
    /// Probability of each differentiable augmentation of what the critics see (Zhao et al., arXiv 2006.10738):
    /// brightness, contrast, shift, cutout; never a flip.
    #[arg(long, default_value_t = 0.5)]
    pub augment: f64,
}

impl CriticSettings {
    /// Checks penalty and augmentation.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        within("penalty-weight", self.penalty_weight, 0.0..=MANY)?;
        ensure!(self.penalty_every > 0, "--penalty-every is at least 1");
        within("augment", self.augment, 0.0..=1.0)
    }
}
