//! Options of `trainer simulate`.

use std::path::PathBuf;

use clap::Args;

use super::ct::PITCH;

/// Simulate studies: two views of one and the same body, with a report and the truth.
#[derive(Args, Clone, Debug)]
pub struct SimulateOptions {
    /// Folder to write the dataset into.
    #[arg(long, value_name = "DIR", default_value = "simulated")]
    pub out: PathBuf,
    /// Number of studies.
    #[arg(long, default_value_t = 6000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub studies: u32,
    /// Seed; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Studies of each patient: the same body and pose with other findings. More are faster.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub per_patient: u32,
    /// Make the K-th of N parts, to be joined with `trainer merge`.
    #[arg(long, value_name = "K/N", value_parser = shard)]
    pub shard: Option<Shard>,
    /// Write developed films of 8 bits, each with its own exposure, haze, tone and grain, in place
    /// of canonical films of 16 bits.
    #[arg(long)]
    pub developed: bool,
    /// Write no dataset: make N studies twice, with other seeds but the same patients and findings,
    /// and print how much of the films that leaves unexplained.
    #[arg(long, value_name = "N", conflicts_with_all = ["shard", "overwrite"])]
    pub explain: Option<u32>,
    /// Write reports without films, with what each sentence says: for the reader of reports to learn from.
    #[arg(long, conflicts_with_all = ["ct", "shard", "explain", "developed", "split_by_ct"])]
    pub reports_only: bool,
    /// Write no films, but where findings are: many studies of each body, each patient standing in a way of his own with
    /// many findings, for the places head to learn from. Takes a high --per-patient.
    #[arg(long, conflicts_with_all = ["reports_only", "explain", "developed"])]
    pub places_only: bool,
    /// Split by CT, not by patient: no body is in two splits.
    #[arg(long, requires = "ct")]
    pub split_by_ct: bool,
    /// Folder of chest CTs (.nii, .nii.gz) to take the bodies from, instead of the
    /// built-in anatomy.
    #[arg(long, value_name = "FOLDER")]
    pub ct: Option<PathBuf>,
    /// Side of the voxels of a CT's bodies in mm, 1 to 4. Two thirds of a pixel of the films' chests do: 1.5 for 256
    /// pixels, 2.5 for films of 128, several times as fast.
    #[arg(long, value_name = "MM", requires = "ct", default_value_t = PITCH, value_parser = voxel)]
    pub voxel: f32,
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

/// One of the parts of a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl Shard {
    /// The share of `count` things that is in this part: a range of them.
    pub fn range(self, count: u64) -> std::ops::Range<u64> {
        let part = |number: u32| count * u64::from(number) / u64::from(self.of.max(1));
        part(self.number.saturating_sub(1))..part(self.number)
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    let parsed = text.split_once('/').and_then(|(number, of)| {
        let (number, of) = (number.parse().ok()?, of.parse().ok()?);
        (1..=of).contains(&number).then_some(Shard { number, of })
    });
    parsed.ok_or_else(|| "not K/N with K from 1 to N, such as 2/8".to_owned())
}

fn voxel(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(side) if (1.0..=4.0).contains(&side) => Ok(side),
        _ => Err("not a number of mm from 1 to 4".to_owned()),
    }
}

fn share(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("not a number from 0 to 1".to_owned()),
    }
}
