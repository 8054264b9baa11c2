//! Options of `trainer simulate`.

use std::path::PathBuf;

use clap::Args;

/// Simulate studies: two views of one and the same body, with a report and the truth.
#[derive(Args, Clone, Debug)]
pub struct SimulateOptions {
    /// Folder to write the dataset into.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Number of studies.
    #[arg(long, default_value_t = 6000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub studies: u32,
    /// Seed; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Folder of chest CTs (.nii, .nii.gz) to take the bodies from, instead of the
    /// built-in anatomy.
    #[arg(long, value_name = "FOLDER")]
    pub ct: Option<PathBuf>,
    /// Side of the images in pixels, 64 to 1024.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(64..=1024))]
    pub size: u32,
    /// Share of studies without findings, 0 to 1.
    #[arg(long, default_value_t = 0.33, value_parser = share)]
    pub normal_share: f32,
    /// Replace a dataset that is in the folder already.
    #[arg(long)]
    pub overwrite: bool,
}

fn share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("not a number from 0 to 1".to_owned()),
    }
}
