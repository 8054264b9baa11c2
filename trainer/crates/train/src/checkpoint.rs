//! Checkpoints: folders from which training goes on exactly where it was.
//!
//! ```text
//! checkpoints/000000012000/   named by images seen
//!   generator.safetensors  average.safetensors  consistency.safetensors
//!   critic_frontal.safetensors  critic_lateral.safetensors
//!   *_optimiser.safetensors  study_codes.safetensors
//!   state.json              written last
//! ```
//!
//! The schedule and all random numbers follow from the images seen and the seed, so neither is stored.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use burn::{module::Module, tensor::Device};
use serde::{Deserialize, Serialize};
use xraygan::{
    views::Views,
    weights::{
        Precision, WeightsError,
        tensors::{self, Array, Arrays},
    },
};

use crate::networks::Networks;
use learn::adam::Adam;
use support::files::{NewFolder, read_at_most};

/// Folder of the checkpoints within a run.
const FOLDER: &str = "checkpoints";

/// The file that makes a checkpoint whole.
const STATE: &str = "state.json";

/// Version of the layout.
const FORMAT_VERSION: u32 = 1;

/// No file of a checkpoint may be larger: 8 GiB.
const LARGEST_FILE: u64 = 8 << 30;

/// What a checkpoint says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Version of the layout.
    pub format_version: u32,
    /// Images seen.
    pub images: u64,
    /// Seconds of training so far, all runs together.
    pub seconds: f64,
    /// Sums and counts of the losses since the last line of statistics.
    pub sums: BTreeMap<String, (f64, u64)>,
    /// Steps of each optimiser.
    pub optimiser_steps: BTreeMap<String, u64>,
}

/// Writes a checkpoint beside its place and puts it there whole.
///
/// # Errors
/// A weight that is not a number, a file that cannot be written, such as for a full disk; nothing is left behind.
pub fn save(
    run: &Path,
    networks: &Networks,
    images: u64,
    seconds: f64,
    sums: BTreeMap<String, (f64, u64)>,
) -> Result<PathBuf> {
    let parent = run.join(FOLDER);
    fs::create_dir_all(&parent).with_context(|| format!("cannot create {}", parent.display()))?;
    let target = parent.join(format!("{images:012}"));
    if target.join(STATE).is_file() {
        // Stopped right after a tick. To replace it would put it at risk for nothing.
        return Ok(target);
    }
    let folder = NewFolder::create(&target, STATE, &["*.safetensors"])?;
    let put = |name: &str, arrays: &Arrays| -> Result<()> {
        let broken = |array: &Array| array.values.iter().any(|value| !value.is_finite());
        if let Some((parameter, _)) = arrays.iter().find(|(_, array)| broken(array)) {
            bail!("`{parameter}` of {name} is no longer a number; lower learning rates may help");
        }
        let bytes = tensors::to_safetensors(arrays, Precision::F32)?;
        folder.write(&format!("{name}.safetensors"), &bytes)
    };
    put("generator", &tensors::collect(&networks.generator))?;
    put("average", &tensors::collect(&networks.average))?;
    // `valid` takes in what the last step made of running statistics, which burn keeps aside until the next.
    put(
        "consistency",
        &tensors::collect(&networks.consistency.valid()),
    )?;
    for (view, critic) in networks.critics.iter() {
        put(
            &format!("critic_{view}"),
            &tensors::collect(&critic.valid()),
        )?;
    }
    if let Some(codes) = &networks.study_codes {
        put(STUDY_CODES, &codes.state())?;
    }
    let mut optimiser_steps = BTreeMap::new();
    for (name, optimiser) in optimisers(networks) {
        put(name, &optimiser.state())?;
        optimiser_steps.insert(name.to_owned(), optimiser.steps());
    }
    let state = State {
        format_version: FORMAT_VERSION,
        images,
        seconds,
        sums,
        optimiser_steps,
    };
    folder.write(STATE, &serde_json::to_vec_pretty(&state)?)?;
    folder.finish()?;
    Ok(target)
}

/// The checkpoints of a run that are whole, oldest first.
///
/// # Errors
/// The folder cannot be listed.
pub fn list(run: &Path) -> Result<Vec<PathBuf>> {
    let parent = run.join(FOLDER);
    if !parent.is_dir() {
        return Ok(Vec::new());
    }
    let entries =
        fs::read_dir(&parent).with_context(|| format!("cannot list {}", parent.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.bytes().all(|byte| byte.is_ascii_digit()) && path.join(STATE).is_file()
        })
        .collect();
    found.sort();
    Ok(found)
}

/// The newest checkpoint of a run that is whole.
///
/// # Errors
/// There is none, or the folder cannot be listed.
pub fn newest(run: &Path) -> Result<PathBuf> {
    let newest = list(run)?.pop();
    newest.with_context(|| format!("{} has no checkpoint yet; train it further", run.display()))
}

/// Removes all but the newest `keep` checkpoints, and what a killed run left half-written; all else stays.
///
/// # Errors
/// A folder or file that cannot be removed.
pub fn prune(run: &Path, keep: usize) -> Result<()> {
    let whole = list(run)?;
    let old = whole.len().saturating_sub(keep);
    for path in &whole[..old] {
        // Half-removed it would be neither a checkpoint nor known as a leftover.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let aside = path.with_file_name(format!(".{name}.partial-old"));
        fs::rename(path, &aside).with_context(|| format!("cannot move {}", path.display()))?;
    }
    let Ok(entries) = fs::read_dir(run.join(FOLDER)) else {
        return Ok(());
    };
    let left = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_unfinished(path));
    for path in left {
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

/// Whether it is what [`NewFolder`] leaves of a checkpoint when it is killed: `.000000012000.partial-4711` and
/// `.000000012000.lock`.
fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parts = name.strip_prefix('.').and_then(|rest| rest.split_once('.'));
    parts.is_some_and(|(images, kind)| {
        let kind = (path.is_dir() && kind.starts_with("partial-")) || kind == "lock";
        kind && images.len() == 12 && images.bytes().all(|it| it.is_ascii_digit())
    })
}

/// Reads the state of a checkpoint.
///
/// # Errors
/// Missing, damaged, or written by a newer trainer.
pub fn state(checkpoint: &Path) -> Result<State> {
    let path = checkpoint.join(STATE);
    let bytes = read_at_most(&path, 1 << 20)?;
    let state: State = serde_json::from_slice(&bytes).with_context(|| {
        format!(
            "{} is damaged; remove its folder to resume from an older one",
            path.display()
        )
    })?;
    if state.format_version > FORMAT_VERSION {
        bail!("{} was written by a newer trainer; upgrade", path.display());
    }
    Ok(state)
}

/// Fills networks of the right shape with a checkpoint.
///
/// # Errors
/// A file that is missing, damaged or of other widths; the message names it.
pub fn load(
    checkpoint: &Path,
    state: &State,
    networks: Networks,
    device: &Device,
) -> Result<Networks> {
    let Networks {
        generator,
        average,
        consistency,
        critics,
        mut generator_optimiser,
        mut critic_optimisers,
        mut consistency_optimiser,
        mut study_codes,
    } = networks;
    if let Some(codes) = &mut study_codes {
        let state = arrays(checkpoint, STUDY_CODES)?;
        let file = || checkpoint.join(format!("{STUDY_CODES}.safetensors"));
        codes
            .restore(state)
            .with_context(|| format!("{}", file().display()))?;
    }
    for (name, optimiser) in [
        (OPTIMISERS[0], &mut generator_optimiser),
        (OPTIMISERS[1], &mut critic_optimisers.frontal),
        (OPTIMISERS[2], &mut critic_optimisers.lateral),
        (OPTIMISERS[3], &mut consistency_optimiser),
    ] {
        let steps = state.optimiser_steps.get(name).copied().unwrap_or_default();
        optimiser.restore(steps, arrays(checkpoint, name)?, device);
    }
    Ok(Networks {
        generator: fill(checkpoint, "generator", generator.valid())?.train(),
        average: fill(checkpoint, "average", average)?,
        consistency: fill(checkpoint, "consistency", consistency.valid())?.train(),
        critics: Views::try_from_fn(|view| {
            let critic = critics[view].valid();
            anyhow::Ok(fill(checkpoint, &format!("critic_{view}"), critic)?.train())
        })?,
        generator_optimiser,
        critic_optimisers,
        consistency_optimiser,
        study_codes,
    })
}

/// Fills one module from a checkpoint's file of that name.
///
/// # Errors
/// As [`load`].
pub fn fill<M: Module>(checkpoint: &Path, name: &str, module: M) -> Result<M> {
    let arrays = arrays(checkpoint, name)?;
    tensors::apply(module, arrays, name).map_err(|error| damaged(checkpoint, name, error))
}

/// The arrays in a checkpoint's file of that name.
pub(crate) fn arrays(checkpoint: &Path, name: &str) -> Result<Arrays> {
    let file = checkpoint.join(format!("{name}.safetensors"));
    let bytes = read_at_most(&file, LARGEST_FILE)?;
    tensors::from_safetensors(name, &bytes).map_err(|error| damaged(checkpoint, name, error))
}

/// What is wrong with a file of a checkpoint, and the way out; the reader's own words are on bundles.
fn damaged(checkpoint: &Path, name: &str, error: WeightsError) -> anyhow::Error {
    let reason = match error {
        WeightsError::PartAlien { reason, .. } => reason,
        WeightsError::TensorMissing(tensor) => format!("`{tensor}` is missing"),
        other => other.to_string(),
    };
    anyhow!(
        "{}: {reason}; remove {} to go on from an older checkpoint",
        checkpoint.join(format!("{name}.safetensors")).display(),
        checkpoint.display()
    )
}

/// Codes of studies with the state of their optimiser, where they are learnt.
const STUDY_CODES: &str = "study_codes";

const OPTIMISERS: [&str; 4] = [
    "generator_optimiser",
    "critic_frontal_optimiser",
    "critic_lateral_optimiser",
    "consistency_optimiser",
];

fn optimisers(networks: &Networks) -> [(&'static str, &Adam); 4] {
    let Views { frontal, lateral } = &networks.critic_optimisers;
    [
        (OPTIMISERS[0], &networks.generator_optimiser),
        (OPTIMISERS[1], frontal),
        (OPTIMISERS[2], lateral),
        (OPTIMISERS[3], &networks.consistency_optimiser),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pruning_leaves_what_it_did_not_write() {
        let run = tempfile::tempdir().unwrap();
        let folder = run.path().join(FOLDER);
        let whole = ["000000000100", "000000000200", "000000000300"];
        for name in whole {
            fs::create_dir_all(folder.join(name)).unwrap();
            fs::write(folder.join(name).join(STATE), "{}").unwrap();
        }
        for name in ["best", "000000000400", ".000000000400.partial-7"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        for name in ["notes.txt", ".000000000400.lock"] {
            fs::write(folder.join(name), "").unwrap();
        }
        prune(run.path(), 2).unwrap();
        let mut left: Vec<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let kept = [
            "000000000200",
            "000000000300",
            "000000000400",
            "best",
            "notes.txt",
        ];
        assert_eq!(left, kept);
    }
}
