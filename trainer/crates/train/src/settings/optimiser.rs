//! Learning rates and Adam's numbers.

use std::{fmt, str::FromStr};

use anyhow::{Result, ensure};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::range;

/// Epochs at which a rate drops, per scale: `45/45,70/45,70,90`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Milestones(pub Vec<Vec<f64>>);

impl FromStr for Milestones {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let epochs = |part: &str| -> Result<Vec<f64>, String> {
            let numbers = part.split(',').filter(|piece| !piece.trim().is_empty());
            numbers
                .map(|piece| {
                    piece
                        .trim()
                        .parse()
                        .map_err(|_| format!("`{piece}` is not a number of epochs"))
                })
                .collect()
        };
        text.split('/')
            .map(epochs)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl fmt::Display for Milestones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = |epochs: &Vec<f64>| {
            let epochs: Vec<String> = epochs.iter().map(f64::to_string).collect();
            epochs.join(",")
        };
        f.write_str(&self.0.iter().map(scale).collect::<Vec<_>>().join("/"))
    }
}

impl TryFrom<String> for Milestones {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Milestones> for String {
    fn from(milestones: Milestones) -> Self {
        milestones.to_string()
    }
}

/// Learning rates and Adam's numbers.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
pub struct OptimiserSettings {
    /// Learning rate of encoder and cascades, per scale.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "0.0005,0.0005,0.0003,0.0002"
    )]
    pub generator_rate: Vec<f64>,
    /// Learning rate of the critics, per scale.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "0.0005,0.0005,0.0003,0.0002"
    )]
    pub critic_rate: Vec<f64>,
    /// Learning rate of the view consistency network.
    #[arg(long, default_value_t = 0.001)]
    pub consistency_rate: f64,
    /// Epochs of adversarial training at which its rates drop: scales parted by `/`, epochs by `,`.
    #[arg(long, default_value = "45/45/45/45")]
    pub decay_epochs: Milestones,
    /// Epochs after which the rate of the view consistency network drops, again and again.
    #[arg(long, default_value_t = 10.0)]
    pub consistency_decay_epochs: f64,
    /// Factor of every drop.
    #[arg(long, default_value_t = 0.2)]
    pub decay: f64,
    /// Adam's decay of the mean gradient, but for the view consistency network.
    #[arg(long, default_value_t = 0.5)]
    pub beta1: f32,
    /// Adam's decay of the mean squared gradient, but for the view consistency network.
    #[arg(long, default_value_t = 0.99)]
    pub beta2: f32,
    /// Adam's epsilon.
    #[arg(long, default_value_t = 1e-8)]
    pub epsilon: f32,
}

impl OptimiserSettings {
    /// Checks that weights can be moved by it.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<()> {
        range::list("generator-rate", &self.generator_rate, 1.0)?;
        range::list("critic-rate", &self.critic_rate, 1.0)?;
        range::within("consistency-rate", self.consistency_rate, 0.0..=1.0)?;
        range::within("decay", self.decay, 0.0..=1.0)?;
        let scales = &self.decay_epochs.0;
        ensure!(!scales.is_empty(), "--decay-epochs is empty");
        ensure!(
            scales
                .iter()
                .flatten()
                .all(|it| it.is_finite() && *it >= 0.0),
            "--decay-epochs are numbers from 0 on"
        );
        let every = self.consistency_decay_epochs;
        ensure!(
            every.is_finite() && every > 0.0,
            "--consistency-decay-epochs is a number above 0"
        );
        for (name, value) in [("beta1", self.beta1), ("beta2", self.beta2)] {
            // At 1 Adam divides by 0.
            ensure!(
                (0.0..1.0).contains(&value),
                "--{name} is at least 0 and below 1"
            );
        }
        ensure!(
            self.epsilon.is_finite() && self.epsilon > 0.0,
            "--epsilon is a number above 0"
        );
        Ok(())
    }
}
