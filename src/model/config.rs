//! Widths, scales and padding: everything that shapes the network.

use serde::{Deserialize, Serialize};

use crate::condition::PatientCode;

/// Side of the base generator's image, in pixels.
pub const BASE_SIZE: usize = 32;

/// Largest side the cascade may reach, in pixels.
pub const LARGEST_SIZE: usize = 512;

/// The configuration that travels with the weights.
///
/// [`ModelConfig::published`] has the widths of XRayGAN (arXiv 2006.10552); every one of them may differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Rows of the word embedding `V`: the words plus the padding row 0.
    pub vocabulary: usize,
    /// Width `E` of the word embedding.
    pub embedding: usize,
    /// Width `H` of each LSTM direction.
    pub hidden: usize,
    /// Width `C` of the report code.
    pub code: usize,
    /// Width `Z` of the noise joined to the code; 0 as published (one image per report).
    pub noise: usize,
    /// Width `N` inside a refiner.
    pub refiner: usize,
    /// Side of the largest image in pixels: 32 doubled up to four times.
    pub size: usize,
    /// First width of the view consistency network's ResNet-18 (64 as published); 0 for none.
    pub consistency: usize,
    /// How shorter reports are padded.
    pub padding: Padding,
    /// How the encoder reads the table of findings, sentence by sentence; `None` where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingConfig>,
    /// What draws; the published cascade where nothing is said.
    #[serde(default, skip_serializing_if = "CascadeConfig::is_released")]
    pub cascade: CascadeConfig,
}

/// How findings are read from sentences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingConfig {
    /// For each of [`Kind::ALL`](crate::findings::Kind::ALL) the probability from which it counts as named, 0 to 1; 0.5
    /// where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<f32>,
}

/// What draws the images.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CascadeConfig {
    /// The published cascade, driven by the report's code and noise.
    #[default]
    Released,
    /// Learnt templates carried by flows, driven by the table of findings and the patient's code.
    Templates(TemplatesConfig),
}

impl CascadeConfig {
    /// Whether it is the published one.
    #[must_use]
    pub fn is_released(&self) -> bool {
        *self == Self::Released
    }

    /// The templates' widths, if it is of that kind.
    #[must_use]
    pub fn templates(&self) -> Option<&TemplatesConfig> {
        match self {
            Self::Released => None,
            Self::Templates(config) => Some(config),
        }
    }
}

/// Widths of a cascade of templates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplatesConfig {
    /// Width of the code that drives the cascades.
    pub code: usize,
    /// Width inside the layers that make the code, and the places of findings.
    pub hidden: usize,
    /// Layers of templates of each anatomy; each moves by a flow of its own.
    pub layers: usize,
    /// Channels of a layer at 64, 128 .. pixels; the last holds for larger sizes.
    pub channels: Vec<usize>,
    /// Widths of the trunk at 4, 8, 16 and 32 pixels.
    pub trunk: [usize; 4],
    /// Widths of the trunk at 64, 128 .. pixels; the last holds for larger sizes.
    pub widths: Vec<usize>,
    /// The dimensions of the patient code, and the anatomies.
    pub patient: PatientCode,
}

impl TemplatesConfig {
    /// The widths of the weights that ship, for what a dataset tells of its patients.
    #[must_use]
    pub fn standard(patient: PatientCode) -> Self {
        Self {
            code: 192,
            hidden: 256,
            layers: 6,
            channels: vec![4, 2, 1],
            trunk: [96, 64, 48, 32],
            widths: vec![32, 20, 10],
            patient,
        }
    }

    /// Width of the trunk at 64 pixels doubled `at` times.
    pub(super) fn width(&self, at: usize) -> usize {
        self.widths[at.min(self.widths.len() - 1)]
    }

    /// Channels of a layer at 64 pixels doubled `at` times.
    pub(crate) fn channels(&self, at: usize) -> usize {
        self.channels[at.min(self.channels.len() - 1)]
    }

    fn validate(&self) -> Result<(), ConfigError> {
        let numbers = [
            ("cascade.code", self.code),
            ("cascade.hidden", self.hidden),
            ("cascade.layers", self.layers),
            ("cascade.channels", self.channels.len()),
            ("cascade.widths", self.widths.len()),
            ("cascade.patient.dimensions", self.patient.dimensions.len()),
            ("cascade.patient.anatomies", self.patient.anatomies.len()),
        ];
        let channels = self.channels.iter().map(|&it| ("cascade.channels", it));
        let widths = self.widths.iter().map(|&it| ("cascade.widths", it));
        let trunk = self.trunk.iter().map(|&it| ("cascade.trunk", it));
        let mut all = numbers
            .into_iter()
            .chain(channels)
            .chain(widths)
            .chain(trunk);
        match all.find(|(_, value)| !(1..=4096).contains(value)) {
            None => Ok(()),
            Some((field, value)) => Err(ConfigError {
                field,
                value,
                rule: "it lies between 1 and 4096",
            }),
        }
    }
}

/// How sentences and words of different counts share one tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Padding {
    /// Padding is masked: a report's code does not depend on how much of it there is.
    Masked,
    /// As the authors' code: at least these lengths, and padding takes part like any word.
    Released {
        /// Sentences and words of FINDINGS.
        findings: [usize; 2],
        /// Sentences and words of IMPRESSION.
        impression: [usize; 2],
    },
}

/// A configuration that no network can be built from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("model configuration: `{field}` is {value}, but {rule}")]
pub struct ConfigError {
    /// The field at fault.
    pub field: &'static str,
    /// Its value.
    pub value: usize,
    /// What it must be.
    pub rule: &'static str,
}

impl ModelConfig {
    /// The published widths for a vocabulary of `vocabulary` rows.
    #[must_use]
    pub fn published(vocabulary: usize) -> Self {
        Self {
            vocabulary,
            embedding: 128,
            hidden: 128,
            code: 512,
            noise: 0,
            refiner: 128,
            size: 256,
            consistency: 64,
            padding: Padding::Masked,
            reading: None,
            cascade: CascadeConfig::Released,
        }
    }

    /// A narrow network (about 0.4 M parameters) for tests and demonstrations.
    #[must_use]
    pub fn small(vocabulary: usize) -> Self {
        Self {
            embedding: 16,
            hidden: 16,
            code: 48,
            noise: 16,
            refiner: 16,
            consistency: 8,
            ..Self::published(vocabulary)
        }
    }

    /// Image sides from the smallest to the largest, in pixels.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![BASE_SIZE];
        while let Some(&last) = sizes.last().filter(|&&last| last < self.size) {
            sizes.push(last * 2);
        }
        sizes
    }

    /// Width of what the cascades take in: code and noise.
    #[must_use]
    pub fn generator_input(&self) -> usize {
        self.code + self.noise
    }

    /// Checks that a network can be built.
    ///
    /// # Errors
    /// Names the first field that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let check = |field, value: usize, ok, rule| {
            if ok {
                Ok(())
            } else {
                Err(ConfigError { field, value, rule })
            }
        };
        let within = |value: usize| (1..=4096).contains(&value);
        let wide = "a width lies between 1 and 4096";
        let rows = (2..=1 << 20).contains(&self.vocabulary);
        check(
            "vocabulary",
            self.vocabulary,
            rows,
            "it lies between 2 and 1048576",
        )?;
        check("embedding", self.embedding, within(self.embedding), wide)?;
        check("hidden", self.hidden, within(self.hidden), wide)?;
        check("code", self.code, within(self.code), wide)?;
        check(
            "noise",
            self.noise,
            self.noise <= 4096,
            "it is at most 4096",
        )?;
        check(
            "consistency",
            self.consistency,
            self.consistency <= 256,
            "it is at most 256",
        )?;
        let refiner = within(self.refiner) && self.refiner.is_multiple_of(2);
        check(
            "refiner",
            self.refiner,
            refiner,
            "it is even, between 2 and 4096",
        )?;
        let input = self.generator_input();
        check(
            "code",
            input,
            input.is_multiple_of(32),
            "code + noise must be a multiple of 32 (five halvings)",
        )?;
        let size = (BASE_SIZE..=LARGEST_SIZE).contains(&self.size) && self.size.is_power_of_two();
        check(
            "size",
            self.size,
            size,
            "it is one of 32, 64, 128, 256, 512",
        )?;
        if let CascadeConfig::Templates(config) = &self.cascade {
            config.validate()?;
        }
        if let Padding::Released {
            findings,
            impression,
        } = self.padding
        {
            for value in findings.into_iter().chain(impression) {
                check(
                    "padding",
                    value,
                    (1..=512).contains(&value),
                    "a length lies between 1 and 512",
                )?;
            }
        }
        Ok(())
    }
}
