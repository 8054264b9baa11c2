//! `trainer import-weights`: the authors' PyTorch checkpoints to a bundle.
//!
//! A folder holds state dictionaries as their trainer saves them (`Encoder_*.pth`, `Decoder_*_F_*.pth`,
//! `Decoder_*_L_*.pth`, optionally `Sia_checkpoint.pth`), the dictionary `hia_dict.json` and, optionally, `config.json`.
//! Widths come from the tensors; `config.json` is only checked against them.

mod names;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use clap::Args;
use xraygan::{
    model::{CascadeConfig, ModelConfig, Padding, XRayGan},
    weights::{
        self, Encoded, Precision, Provenance,
        tensors::{self, Arrays},
    },
};

use pytorch::{Checkpoint, Dictionary, find_latest};

/// Arguments of `trainer import-weights`.
#[derive(Debug, Args)]
pub struct ImportWeightsOptions {
    /// Folder with the checkpoints, the dictionary and the configuration.
    pub folder: PathBuf,
    /// Folder of the bundle to write.
    #[arg(long)]
    pub out: PathBuf,
    /// Name shown to users [default: the folder's name].
    #[arg(long)]
    pub name: Option<String>,
    /// Licence of the weights, if you know it.
    #[arg(long, default_value = "not stated")]
    pub licence: String,
    /// What they were trained on.
    #[arg(long, default_value = "not stated")]
    pub training_data: String,
    /// Store 16 bits per value instead of 32.
    #[arg(long)]
    pub f16: bool,
}

impl ImportWeightsOptions {
    /// Reads the folder and writes the bundle.
    ///
    /// # Errors
    /// A missing or damaged checkpoint, tensors that are not XRayGAN's, a dictionary that does not fit.
    pub fn run(&self) -> Result<()> {
        let encoded = self.encode()?;
        crate::save(&self.out, &encoded)?;
        let words = encoded.manifest.model.vocabulary;
        println!(
            "{}: {} parameters, {words} embedding rows, sizes {:?}",
            self.out.display(),
            encoded.manifest.parameters,
            encoded.manifest.model.sizes()
        );
        Ok(())
    }

    fn encode(&self) -> Result<Encoded> {
        let folder = &self.folder;
        if !folder.is_dir() {
            bail!("{} is not a folder", folder.display());
        }
        let dictionary = Dictionary::read(&folder.join("hia_dict.json"))?;
        let mut source = Source {
            encoder: Checkpoint::read(&find_latest(folder, "Encoder_", "")?)?,
            frontal: Checkpoint::read(&find_latest(folder, "Decoder_", "_F_")?)?,
            lateral: Checkpoint::read(&find_latest(folder, "Decoder_", "_L_")?)?,
            consistency: optional(&folder.join("Sia_checkpoint.pth"))?,
        };
        let config = source.config(dictionary.padding())?;
        if dictionary.rows() != config.vocabulary {
            bail!(
                "{}: hia_dict.json counts {} words, but the encoder has {} embedding rows; they do not belong together",
                folder.display(),
                dictionary.rows(),
                config.vocabulary
            );
        }
        check_config_file(&folder.join("config.json"), &config)?;
        let model = XRayGan::new(&config, &Device::flex())?;
        let arrays = source.arrays(&model)?;
        let model = tensors::apply(model, arrays, "the checkpoints together")?;
        let vocabulary = dictionary.vocabulary()?;
        let default = folder.canonicalize().ok();
        let default = default
            .as_deref()
            .and_then(Path::file_name)
            .unwrap_or_default();
        let provenance = Provenance {
            name: self
                .name
                .clone()
                .unwrap_or_else(|| default.to_string_lossy().into_owned()),
            trained: true,
            licence: self.licence.clone(),
            training_data: self.training_data.clone(),
        };
        let precision = if self.f16 {
            Precision::F16
        } else {
            Precision::F32
        };
        Ok(weights::encode(
            &model,
            &config,
            &vocabulary,
            provenance,
            precision,
        )?)
    }
}

/// The consistency network's checkpoint, without which a bundle has no such network.
fn optional(path: &Path) -> Result<Option<Checkpoint>> {
    if path.is_file() {
        return Checkpoint::read(path).map(Some);
    }
    eprintln!(
        "note: {} is missing: the bundle will not judge view consistency",
        path.display()
    );
    Ok(None)
}

struct Source {
    encoder: Checkpoint,
    frontal: Checkpoint,
    lateral: Checkpoint,
    consistency: Option<Checkpoint>,
}

impl Source {
    /// Widths from the shapes of the tensors.
    fn config(&self, padding: Padding) -> Result<ModelConfig> {
        let [vocabulary, embedding] = self.encoder.shape("module.word_RNN1.embed.weight")?;
        let [_, hidden] = self
            .encoder
            .shape("module.word_RNN1.word_rnn.weight_hh_l0")?;
        let [code, _] = self.encoder.shape("module.fc.0.weight")?;
        let consistency = match &self.consistency {
            Some(checkpoint) => checkpoint.shape::<4>("module.convnet.conv1.weight")?[0],
            None => 0,
        };
        let refiners = (1..).take_while(|i| {
            self.frontal
                .has(&format!("module.decoders.{i}.fc.0.weight"))
        });
        let scales = refiners.count();
        if scales == 0 {
            bail!(
                "{} has no refiner (module.decoders.1)",
                self.frontal.path().display()
            );
        }
        let [half, _] = self.frontal.shape("module.decoders.1.fc.0.weight")?;
        let config = ModelConfig {
            vocabulary,
            embedding,
            hidden,
            code,
            noise: 0,
            refiner: 2 * half,
            size: 32 << scales.min(8),
            consistency,
            padding,
            reading: None,
            cascade: CascadeConfig::Released,
        };
        config.validate()?;
        Ok(config)
    }

    /// All parameters under this program's names; every tensor of the checkpoints must be used.
    fn arrays(&mut self, model: &XRayGan) -> Result<Arrays> {
        let mut arrays = Arrays::new();
        for name in tensors::collect(model).into_keys() {
            let (part, rest) = name.split_once('.').unwrap_or((&name, ""));
            let (checkpoint, released) = match part {
                "encoder" => (Some(&mut self.encoder), names::encoder(rest)),
                "frontal" => (Some(&mut self.frontal), names::decoder(rest)),
                "lateral" => (Some(&mut self.lateral), names::decoder(rest)),
                _ => (self.consistency.as_mut(), names::consistency(rest)),
            };
            let checkpoint = checkpoint.with_context(|| format!("no checkpoint for `{name}`"))?;
            let released = released.with_context(|| format!("`{name}` has no published name"))?;
            let array = checkpoint.take(&released.name, released.transposed)?;
            arrays.insert(name, array);
        }
        let generators = [&self.encoder, &self.frontal, &self.lateral];
        generators
            .into_iter()
            .chain(&self.consistency)
            .try_for_each(Checkpoint::expect_used)?;
        Ok(arrays)
    }
}

/// `config.json` must agree with the tensors where it is there.
fn check_config_file(path: &Path, config: &ModelConfig) -> Result<()> {
    if !path.is_file() {
        return Ok(());
    }
    let bytes = support::files::read_at_most(path, 1 << 20)?;
    let within = || format!("configuration {}", path.display());
    let json: serde_json::Value = serde_json::from_slice(&bytes).with_context(within)?;
    let fields = [
        ("E_EMBED_SIZE", config.embedding),
        ("E_HIDEN_SIZE", config.hidden),
        ("D_CHANNEL_SIZE", config.code),
        ("PDECODER_CHANNELS", config.refiner),
    ];
    for (field, found) in fields {
        let Some(stated) = json.get(field) else {
            continue;
        };
        if stated.as_u64() != Some(found as u64) {
            bail!(
                "{}: {field} is {stated}, but the checkpoints have {found}",
                path.display()
            );
        }
    }
    Ok(())
}
