//! `trainer export`: a run's averaged generator as the bundle that page and `generate` read, or a bundle's cascades as an
//! ONNX file.

mod card;
mod difference;
mod evaluation;
mod true_pairs;
mod weak;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use burn::{module::Module, tensor::Device};
use clap::{Args, ValueEnum};
use serde_json::json;
use xraygan::{
    model::XRayGan,
    weights::{self, Bundle, Decoder, Encoded, MANIFEST, Precision, Provenance},
};

use support::files::{NewFolder, read_at_most};
use train::{
    checkpoint,
    networks::Networks,
    run_folder::{RunOptions, read_options, read_vocabulary},
};

/// File name of the model card within the bundle.
const CARD: &str = "CARD.md";

/// Largest text on known failures, in bytes.
const LARGEST_FAILURES: u64 = 1 << 20;

/// Choice of `--precision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrecisionChoice {
    /// 32 bits per value.
    F32,
    /// 16 bits per value.
    F16,
    /// 8 bits per value of matrices and kernels, with a factor per output channel.
    Int8,
}

impl From<PrecisionChoice> for Precision {
    fn from(choice: PrecisionChoice) -> Self {
        match choice {
            PrecisionChoice::F32 => Self::F32,
            PrecisionChoice::F16 => Self::F16,
            PrecisionChoice::Int8 => Self::Int8,
        }
    }
}

/// Choice of `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// From a run: the folder that page and program read.
    Bundle,
    /// From a bundle: model.onnx, the cascades for other programs, and example.safetensors, inputs with their images.
    Onnx,
}

/// Make the bundle of a run: averaged weights, vocabulary, model.json and a model card; or the ONNX file of a bundle.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// Folder of the run; for `--format onnx` of the bundle.
    #[arg(value_name = "RUN")]
    pub run: PathBuf,
    /// Folder to write; one of its kind that is there is replaced.
    #[arg(long)]
    pub out: PathBuf,
    /// What to write; the options below are for a bundle.
    #[arg(long, value_enum, default_value = "bundle")]
    pub format: Format,
    /// Checkpoint to take, by its images seen [default: the newest].
    #[arg(long, value_name = "IMAGES")]
    pub checkpoint: Option<u64>,
    /// How values are stored.
    #[arg(long, value_enum, default_value = "f16")]
    pub precision: PrecisionChoice,
    /// Name shown to users [default: the run's folder].
    #[arg(long)]
    pub name: Option<String>,
    /// Licence of the weights, an SPDX expression where there is one.
    #[arg(long, default_value = "not stated")]
    pub licence: String,
    /// What they were trained on, in a sentence [default: what the datasets say of themselves].
    #[arg(long)]
    pub training_data: Option<String>,
    /// `evaluation.json` of `trainer evaluate`, whose figures go into model.json and the card.
    #[arg(long, value_name = "FILE")]
    pub evaluation: Option<PathBuf>,
    /// Markdown on what fails by eye, for the card's section of known failures.
    #[arg(long, value_name = "FILE")]
    pub failures: Option<PathBuf>,
}

impl ExportOptions {
    /// Writes what `--format` says.
    ///
    /// # Errors
    /// No run or bundle, no checkpoint, a damaged file, a folder that cannot be written.
    pub fn run(&self) -> Result<()> {
        match self.format {
            Format::Bundle => self.write_bundle(),
            Format::Onnx => self.write_onnx(),
        }
    }

    fn write_onnx(&self) -> Result<()> {
        if !self.run.join(MANIFEST).is_file() {
            bail!(
                "{} is no bundle: it has no {MANIFEST}; `trainer export {0} --out BUNDLE` makes one of a run",
                self.run.display()
            );
        }
        let bundle = bundle::load(&self.run, &Device::flex())?;
        let written = onnx::write(&self.out, &bundle)?;
        println!(
            "{}: {} operators in {:.1} MB, 32 bits a value",
            self.out.join(onnx::MODEL).display(),
            written.nodes,
            written.bytes as f64 / 1e6,
        );
        for (what, values) in [("takes", written.inputs), ("gives", written.outputs)] {
            for (name, shape) in values {
                println!("  {what} {name} {shape:?}");
            }
        }
        Ok(())
    }

    /// Writes the bundle and tells what its precision changes in the images.
    fn write_bundle(&self) -> Result<()> {
        let options = read_options(&self.run)?;
        let vocabulary = read_vocabulary(&self.run)?;
        let path = self.find_checkpoint()?;
        let mut state = checkpoint::state(&path)?;
        let (images, seconds) = options.before();
        state.images += images;
        state.seconds += seconds;
        let settings = &options.settings;
        let config = options.model(vocabulary.size());
        let networks = Networks::new(settings, &config, &Device::flex())?;
        let generator = checkpoint::fill(&path, "average", networks.average)?;
        let consistency = checkpoint::fill(&path, "consistency", networks.consistency.valid())?;
        let model = XRayGan {
            consistency: Some(consistency),
            ..generator
        };

        let provenance = self.provenance(&options);
        let encode = |precision| {
            weights::encode(&model, &config, &vocabulary, provenance.clone(), precision)
        };
        let mut encoded = encode(self.precision.into())?;
        let exact = decode(&encode(Precision::F32)?)?;
        let stored = decode(&encoded)?;
        let difference = difference::measure(&exact, &stored)?;
        let figures = self
            .evaluation
            .as_deref()
            .map(evaluation::read)
            .transpose()?;
        let failures = self.failures.as_deref().map(read_failures).transpose()?;
        encoded.manifest.weak = weak::find(figures.as_deref().unwrap_or_default());
        encoded.manifest.metrics = Some(json!({
            "images_seen": state.images,
            "training_seconds": state.seconds.round(),
            "training_studies": options.studies[0],
            "precision_difference": { "mean": difference.mean, "largest": difference.largest },
            "true_pairs": true_pairs::find(figures.as_deref().unwrap_or_default()),
            "figures": figures,
        }));
        let target = NewFolder::create(&self.out, MANIFEST, &bundle::OWNED)?;
        for (file, bytes) in &encoded.parts {
            target.write(file, bytes)?;
        }
        let card = card::write(
            &encoded.manifest,
            &options,
            &state,
            &difference,
            figures.as_deref(),
            failures.as_deref(),
        );
        target.write(CARD, card.as_bytes())?;
        target.write(MANIFEST, encoded.manifest.to_json()?.as_bytes())?;
        target.finish()?;
        let bytes: u64 = encoded.manifest.parts.iter().map(|part| part.bytes).sum();
        println!(
            "{}: {} parameters in {:.1} MB, after {} images; against 32 bits the images differ by {:.2e} on average, \
             {:.2e} at most (black to white is 2)",
            self.out.display(),
            encoded.manifest.parameters,
            bytes as f64 / 1e6,
            state.images,
            difference.mean,
            difference.largest,
        );
        Ok(())
    }

    fn find_checkpoint(&self) -> Result<PathBuf> {
        let newest = checkpoint::newest(&self.run)?;
        let Some(images) = self.checkpoint else {
            return Ok(newest);
        };
        let all = checkpoint::list(&self.run)?;
        let name = format!("{images:012}");
        if let Some(path) = all.iter().find(|path| path.ends_with(&name)) {
            return Ok(path.clone());
        }
        let names: Vec<String> = all
            .iter()
            .filter_map(|path| {
                path.file_name()?
                    .to_str()?
                    .trim_start_matches('0')
                    .to_owned()
                    .into()
            })
            .collect();
        bail!(
            "{} has no such checkpoint; it has {}",
            self.run.display(),
            names.join(", ")
        )
    }

    fn provenance(&self, options: &RunOptions) -> Provenance {
        let folder = self.run.canonicalize().ok();
        let folder = folder
            .as_deref()
            .and_then(Path::file_name)
            .unwrap_or_default();
        Provenance {
            name: self
                .name
                .clone()
                .unwrap_or_else(|| folder.to_string_lossy().into_owned()),
            trained: true,
            licence: self.licence.clone(),
            training_data: self
                .training_data
                .clone()
                .unwrap_or_else(|| options.how.join("; ")),
        }
    }
}

/// The text on known failures.
fn read_failures(path: &Path) -> Result<String> {
    let bytes = read_at_most(path, LARGEST_FAILURES)?;
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text", path.display()))
}

/// The bundle as its readers will have it.
fn decode(encoded: &Encoded) -> Result<Bundle> {
    let mut decoder = Decoder::new(encoded.manifest.to_json()?.as_bytes())?;
    for (file, bytes) in &encoded.parts {
        decoder.add(file, bytes)?;
    }
    Ok(decoder.finish(&Device::flex())?)
}
