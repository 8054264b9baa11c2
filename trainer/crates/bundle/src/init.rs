//! `trainer init-weights`: bundles of random weights, for tests and trials.

use std::path::PathBuf;

use anyhow::Result;
use burn::tensor::Device;
use clap::{Args, ValueEnum};
use xraygan::{
    condition::PatientCode,
    model::{CascadeConfig, ModelConfig, TemplatesConfig, XRayGan},
    weights::{self, Precision, Provenance, tensors},
};

use dataset::words::vocabulary;

/// Factor on PyTorch's initial convolutions, found by looking at the images.
const CONTRAST: f32 = 2.4;

/// Widths of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Widths {
    /// Narrow, for tests and demonstrations.
    Small,
    /// As published (arXiv 2006.10552), about 29 M parameters.
    Published,
    /// A cascade of templates in the widths that ship, under a narrow encoder, for patients of whom nothing is known.
    Templates,
}

/// Arguments of `trainer init-weights`.
#[derive(Debug, Args)]
pub struct InitOptions {
    /// Folder to write.
    #[arg(long)]
    pub out: PathBuf,
    /// Widths of the network.
    #[arg(long, value_enum, default_value = "small")]
    pub preset: Widths,
    /// Side of the largest image in pixels: 32, 64, 128, 256 or 512.
    #[arg(long, default_value_t = 256)]
    pub size: usize,
    /// Seed of the random weights.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Word list, one word a line [default: about 2,000 words of radiology reports].
    #[arg(long)]
    pub words: Option<PathBuf>,
    /// Store 32 bits per value instead of 16.
    #[arg(long)]
    pub f32: bool,
}

impl InitOptions {
    /// Writes the bundle.
    ///
    /// # Errors
    /// A word list that cannot be used, or a folder that cannot be written.
    pub fn run(&self) -> Result<()> {
        let vocabulary = vocabulary(self.words.as_deref())?;
        let mut config = match self.preset {
            Widths::Small => ModelConfig::small(vocabulary.size()),
            Widths::Published => ModelConfig::published(vocabulary.size()),
            Widths::Templates => ModelConfig {
                cascade: CascadeConfig::Templates(
                    TemplatesConfig::standard(PatientCode::unnamed()),
                ),
                ..ModelConfig::small(vocabulary.size())
            },
        };
        config.size = self.size;
        let device = Device::flex();
        device.seed(self.seed);
        let model = with_contrast(XRayGan::new(&config, &device)?)?;
        let provenance = Provenance {
            name: format!("untrained, seed {}", self.seed),
            trained: false,
            licence: "MIT OR Apache-2.0".to_owned(),
            training_data: "none: seeded random weights".to_owned(),
        };
        let precision = if self.f32 {
            Precision::F32
        } else {
            Precision::F16
        };
        let encoded = weights::encode(&model, &config, &vocabulary, provenance, precision)?;
        crate::save(&self.out, &encoded)?;
        println!(
            "{}: {} parameters, untrained, {} words",
            self.out.display(),
            encoded.manifest.parameters,
            vocabulary.size() - 1
        );
        Ok(())
    }
}

/// Widens the convolutions of both cascades, whose images would else be flat and show nothing.
fn with_contrast(model: XRayGan) -> Result<XRayGan> {
    let mut arrays = tensors::collect(&model);
    for (name, array) in &mut arrays {
        if array.shape.len() == 4 && !name.starts_with("consistency") {
            array.values.iter_mut().for_each(|value| *value *= CONTRAST);
        }
    }
    Ok(tensors::apply(model, arrays, "the seeded weights")?)
}
