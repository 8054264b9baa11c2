//! Every number of a training run, in one struct that is command line, options file and default at once.

use std::{fmt, str::FromStr};

use anyhow::{Result, bail, ensure};
use clap::{Args, ValueEnum};
use learn::compute::Compute;
use serde::{Deserialize, Serialize};
use xraygan::model::ModelConfig;

/// What happens to the scales below the one in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LowerScales {
    /// Encoder and smaller scales stay as they are.
    Frozen,
    /// Everything goes on learning; smaller scales keep their pixel loss.
    Tuned,
}

/// Distance between a generated and a real image, averaged over pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum PixelLoss {
    /// Mean squared error, as published.
    Mse,
    /// Mean absolute error.
    L1,
}

/// Game between generator and critic.
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

/// The settings; a list has a value per scale, and its last value holds for the scales after it.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
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
    /// Width of the noise joined to the code, which tells patients with one report apart; 0 = the paper.
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

    /// Studies in a batch, per scale.
    #[arg(long, value_delimiter = ',', default_value = "32,32,16,8")]
    pub batch: Vec<usize>,
    /// Epochs of the view consistency network before each scale.
    #[arg(long, value_delimiter = ',', default_value = "10")]
    pub consistency_epochs: Vec<f64>,
    /// Epochs of pixel loss alone before the game, per scale.
    #[arg(long, value_delimiter = ',', default_value = "10,2,2,2")]
    pub warmup_epochs: Vec<f64>,
    /// Epochs of the game, per scale.
    #[arg(long, value_delimiter = ',', default_value = "60,60,60,60")]
    pub gan_epochs: Vec<f64>,
    /// What happens to the scales below the one in training.
    #[arg(long, value_enum, default_value = "tuned")]
    pub lower_scales: LowerScales,

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
    /// Epochs of the game at which its rates drop: scales parted by `/`, epochs by `,`.
    #[arg(long, default_value = "45/45/45/45")]
    pub decay_epochs: Milestones,
    /// Epochs after which the rate of the view consistency network drops, again and again.
    #[arg(long, default_value_t = 10.0)]
    pub consistency_decay_epochs: f64,
    /// Factor of every drop.
    #[arg(long, default_value_t = 0.2)]
    pub decay: f64,
    /// Adam's decay of the mean gradient in the game.
    #[arg(long, default_value_t = 0.5)]
    pub beta1: f32,
    /// Adam's decay of the mean squared gradient in the game.
    #[arg(long, default_value_t = 0.99)]
    pub beta2: f32,
    /// Adam's epsilon.
    #[arg(long, default_value_t = 1e-8)]
    pub epsilon: f32,

    /// Distance between a generated and the real image.
    #[arg(long, value_enum, default_value = "l1")]
    pub pixel_loss: PixelLoss,
    /// Weight of that distance.
    #[arg(long, default_value_t = 10.0)]
    pub pixel_weight: f64,
    /// The game.
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

/// The value of a per-scale list.
pub fn of_scale<T: Copy>(list: &[T], scale: usize) -> T {
    list[scale.min(list.len() - 1)]
}

impl Settings {
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

    /// Checks that a run can be made of it.
    ///
    /// # Errors
    /// Names the first setting that is out of range, as on the command line.
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
        let lists = [
            ("consistency-epochs", &self.consistency_epochs),
            ("warmup-epochs", &self.warmup_epochs),
            ("gan-epochs", &self.gan_epochs),
            ("generator-rate", &self.generator_rate),
            ("critic-rate", &self.critic_rate),
        ];
        let numbers = [
            f64::from(self.epsilon),
            self.consistency_decay_epochs,
            self.average_halflife,
        ];
        let decays = self.decay_epochs.0.iter().flatten();
        ensure!(
            numbers
                .iter()
                .chain(decays)
                .all(|it| it.is_finite() && *it >= 0.0),
            "--epsilon, --decay-epochs, --consistency-decay-epochs and --average-halflife take numbers from 0 on"
        );
        for (name, list) in lists {
            let largest = if name.ends_with("rate") { 1.0 } else { 1e6 };
            if list.is_empty() || !list.iter().all(|value| (0.0..=largest).contains(value)) {
                bail!("--{name}: a list of numbers from 0 to {largest}");
            }
        }
        let batches = !self.batch.is_empty() && self.batch.iter().all(|n| (2..=4096).contains(n));
        ensure!(batches, "--batch: a list of numbers from 2 to 4096");
        ensure!(!self.decay_epochs.0.is_empty(), "--decay-epochs is empty");
        let shares = [
            ("mismatch", self.mismatch),
            ("augment", self.augment),
            ("decay", self.decay),
            ("consistency-rate", self.consistency_rate),
        ];
        for (name, value) in [("beta1", self.beta1), ("beta2", self.beta2)] {
            // At 1 Adam divides by 0.
            ensure!(
                (0.0..1.0).contains(&value),
                "--{name} is at least 0 and below 1"
            );
        }
        ensure!(self.epsilon > 0.0, "--epsilon is above 0");
        for (name, value) in shares {
            ensure!(
                (0.0..=1.0).contains(&value),
                "--{name} lies between 0 and 1"
            );
        }
        let weights = [
            ("pixel-weight", self.pixel_weight),
            ("adversarial-weight", self.adversarial_weight),
            ("consistency-weight", self.consistency_weight),
            ("diversity-weight", self.diversity_weight),
            ("matching-weight", self.matching_weight),
            ("penalty-weight", self.penalty_weight),
        ];
        for (name, value) in weights {
            ensure!(
                (0.0..=1e6).contains(&value),
                "--{name} lies between 0 and 1000000"
            );
        }
        ensure!(self.penalty_every > 0, "--penalty-every is at least 1");
        ensure!(
            self.consistency_decay_epochs > 0.0,
            "--consistency-decay-epochs is above 0"
        );
        ensure!(
            self.average_halflife >= 0.0,
            "--average-halflife is at least 0"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_cannot_train_are_refused() {
        let refused = |change: fn(&mut Settings)| {
            let mut settings = Settings::default();
            change(&mut settings);
            settings.validate().is_err()
        };
        assert!(refused(|it| it.beta1 = 1.0));
        assert!(refused(|it| it.beta2 = 1.0));
        assert!(refused(|it| it.beta2 = f32::NAN));
        assert!(refused(|it| it.epsilon = f32::NAN));
        assert!(refused(|it| it.epsilon = 0.0));
        assert!(refused(|it| it.generator_rate = vec![f64::NAN]));
        assert!(refused(|it| it.gan_epochs = vec![f64::INFINITY]));
        assert!(refused(
            |it| it.decay_epochs = Milestones(vec![vec![f64::NAN]])
        ));
        assert!(refused(|it| it.consistency_decay_epochs = f64::NAN));
        assert!(refused(|it| it.average_halflife = f64::INFINITY));
        assert!(!refused(|_| {}));
    }
}
