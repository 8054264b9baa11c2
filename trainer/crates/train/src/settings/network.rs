//! Size and widths of the networks, and their first weights.

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use xraygan::model::ModelConfig;

/// First weights of the encoder.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CodeInit {
    /// Drawn as PyTorch does, as published; reports then begin with almost equal codes.
    #[default]
    Random,
    /// Made to fit the data, so that the codes of different reports differ from the start.
    Whitened,
}

/// Size and widths of the networks, and their first weights.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct NetworkSettings {
    /// Side of the largest image in pixels: 32, 64, 128, 256 or 512.
    #[arg(long, default_value_t = 256)]
    pub size: usize,
    /// Width of the word embedding.
    #[arg(long, default_value_t = 64)]
    pub embedding: usize,
    /// Width of each LSTM direction.
    #[arg(long, default_value_t = 64)]
    pub hidden: usize,
    /// Width of the report code; code and noise together are a multiple of 32.
    #[arg(long, default_value_t = 224)]
    pub code: usize,
    /// First weights of the encoder.
    #[arg(long, value_enum, default_value = "whitened")]
    #[serde(default)]
    pub code_init: CodeInit,
    /// Width of the noise joined to the code, which tells patients with one report apart; 0 as published.
    #[arg(long, default_value_t = 32)]
    pub noise: usize,
    /// Width inside a refiner.
    #[arg(long, default_value_t = 64)]
    pub refiner: usize,
    /// First width of the view consistency network.
    #[arg(long, default_value_t = 32)]
    pub consistency: usize,
    /// First width of the critics; doubled at each down-sampling, up to 512.
    #[arg(long, default_value_t = 32)]
    pub critic: usize,
}

impl NetworkSettings {
    /// The network's widths for a vocabulary of `rows` entries, padding included.
    #[must_use]
    pub fn model(&self, rows: usize) -> ModelConfig {
        ModelConfig {
            embedding: self.embedding,
            hidden: self.hidden,
            code: self.code,
            noise: self.noise,
            refiner: self.refiner,
            size: self.size,
            consistency: self.consistency,
            ..ModelConfig::published(rows)
        }
    }

    /// Checks that networks can be built.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        self.model(2).validate()?;
        ensure!(
            self.consistency > 0,
            "--consistency is 0; training needs that network"
        );
        ensure!(
            (1..=512).contains(&self.critic),
            "--critic lies between 1 and 512"
        );
        Ok(())
    }
}
