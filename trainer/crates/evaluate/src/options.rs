//! Options of `trainer evaluate`.

use std::path::PathBuf;

use clap::{Args, value_parser};

use dataset::Split;
use learn::device::DeviceChoice;

/// Judge a weights bundle on the test studies of dataset folders: likeness, variety, findings, view consistency, copies.
///
/// The judges are networks trained here on the training studies; the generator has never seen them.
#[derive(Debug, Clone, Args)]
pub struct EvaluateOptions {
    /// Folder of the weights bundle.
    #[arg(long, value_name = "DIR")]
    pub weights: PathBuf,
    /// Dataset folder; several are judged together.
    #[arg(long, value_name = "DIR", required = true)]
    pub data: Vec<PathBuf>,
    /// Folder to write: evaluation.json, evaluation.md and pictures. The judges go to OUT-judges beside it.
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// Whose studies are generated; judges learn from `train`.
    #[arg(long, value_enum, default_value = "test")]
    pub split: Split,
    /// Most studies to generate [default: all].
    #[arg(long, value_parser = value_parser!(u64).range(2..))]
    pub limit: Option<u64>,
    /// Patients imagined for each report where variety is measured.
    #[arg(long, default_value_t = 4, value_parser = value_parser!(u64).range(1..=16))]
    pub seeds: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
    /// Reports of the Open-i collection, its archive or a folder of its XML files: a pair is drawn for each of even number
    /// and judged by the terms that people gave the study.
    #[arg(long, value_name = "TGZ|DIR")]
    pub reports: Option<PathBuf>,
    /// Dataset folder of pairs from another source, such as real films, to measure the distance from.
    #[arg(long, value_name = "DIR")]
    pub films: Option<PathBuf>,
    /// Folder of judges that an earlier evaluation trained, taken as they are.
    #[arg(long, value_name = "DIR")]
    pub judges: Option<PathBuf>,
    /// Dataset folder whose training studies the judges learn from beside those of `--data`; several.
    #[arg(long, value_name = "DIR", conflicts_with = "judges")]
    pub judge_data: Vec<PathBuf>,
    /// Side of the images that the judges see [default: the model's, at most 128].
    #[arg(long, value_parser = value_parser!(u64).range(32..=512))]
    pub judge_size: Option<u64>,
    /// Passes of each judge over the training studies.
    #[arg(long, default_value_t = 20, value_parser = value_parser!(u64).range(1..=1000))]
    pub judge_epochs: u64,
    /// First width of the judges' ResNet-18.
    #[arg(long, default_value_t = 16, value_parser = value_parser!(u64).range(1..=64))]
    pub judge_width: u64,
}
