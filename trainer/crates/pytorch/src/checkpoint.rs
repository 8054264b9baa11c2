//! One `.pth` file: a state dictionary of PyTorch, legacy or zip format.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use pytorch_reader::{DType, PytorchReader, Tensor};
use xraygan::weights::storage::Array;

/// Counts of batches seen, which inference does not need.
const UNUSED: &str = "num_batches_tracked";

/// What programs put before the names: `DataParallel`, `torch.compile`, wrappers of whole training states.
const PREFIXES: [&str; 5] = [
    "module.",
    "_orig_mod.",
    "state_dict.",
    "model.",
    "model_state_dict.",
];

/// No tensor may be larger: 256 MiB, twice all published weights. A file may claim sides that it does not store.
const LARGEST_TENSOR: usize = 256 << 20;

/// The name as the authors' program writes it, with `module.` before it.
fn as_saved_by_the_authors(name: &str) -> String {
    let mut rest = name;
    while let Some(shorter) = PREFIXES.iter().find_map(|prefix| rest.strip_prefix(prefix)) {
        rest = shorter;
    }
    format!("module.{rest}")
}

/// The tensors of a checkpoint that were not taken yet.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    tensors: HashMap<String, Tensor>,
}

impl Checkpoint {
    /// Reads the table of tensors; their bytes are read when taken.
    ///
    /// # Errors
    /// It is none, or not whole.
    pub fn read(path: &Path) -> Result<Self> {
        let reader = PytorchReader::new(path).with_context(|| {
            format!(
                "{} is not a whole PyTorch checkpoint; copy it again",
                path.display()
            )
        })?;
        let mut tensors: HashMap<String, Tensor> = (reader.into_tensors().into_iter())
            .map(|(name, tensor)| (as_saved_by_the_authors(&name), tensor))
            .collect();
        tensors.retain(|name, _| !name.ends_with(UNUSED));
        Ok(Self {
            path: path.to_owned(),
            tensors,
        })
    }

    /// Where it was read from.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The names of the tensors, each with `module.` before it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// Whether a tensor is there.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The sides of a tensor of `D` dimensions.
    ///
    /// # Errors
    /// It is missing, or has another number of dimensions.
    pub fn shape<const D: usize>(&self, name: &str) -> Result<[usize; D]> {
        let shape = self.tensor(name)?.shape();
        shape.try_into().with_context(|| {
            format!(
                "{}: `{name}` has shape {shape:?}, not {D} dimensions",
                self.path.display()
            )
        })
    }

    /// Removes a tensor and reads it, transposed on request.
    ///
    /// # Errors
    /// It is missing, not of 32-bit floats, or holds a value that is not finite.
    pub fn take(&mut self, name: &str, transposed: bool) -> Result<Array> {
        let within = || format!("{}: `{name}`", self.path.display());
        let tensor = self.tensor(name)?;
        if tensor.dtype() != DType::F32 {
            bail!(
                "{} has element type {:?}, not 32-bit floats",
                within(),
                tensor.dtype()
            );
        }
        let values = (tensor.shape().iter())
            .try_fold(1_usize, |all, &side| all.checked_mul(side))
            .filter(|values| *values <= LARGEST_TENSOR / 4);
        if values.is_none() {
            bail!(
                "{} has shape {:?}, more than {} MiB",
                within(),
                tensor.shape(),
                LARGEST_TENSOR >> 20
            );
        }
        let bytes = tensor.read().with_context(within)?;
        let values = bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let mut array = Array {
            shape: tensor.shape().to_vec(),
            values: values.collect(),
        };
        if let Some(at) = array.values.iter().position(|value| !value.is_finite()) {
            bail!(
                "{} has a value that is not a number ({}, place {at}): training had failed; take an earlier checkpoint",
                within(),
                array.values[at]
            );
        }
        if let (true, &[rows, columns]) = (transposed, array.shape.as_slice()) {
            let at = |i: usize| array.values[i % rows * columns + i / rows];
            array = Array {
                shape: vec![columns, rows],
                values: (0..rows * columns).map(at).collect(),
            };
        }
        self.tensors.remove(name);
        Ok(array)
    }

    /// Refuses a checkpoint with tensors that the network does not have.
    ///
    /// # Errors
    /// Names the first tensor that is left.
    pub fn expect_used(&self) -> Result<()> {
        match self.names().min() {
            None => Ok(()),
            Some(name) => bail!("{}: XRayGAN has no `{name}`", self.path.display()),
        }
    }

    fn tensor(&self, name: &str) -> Result<&Tensor> {
        let missing = || format!("{} has no tensor `{name}`", self.path.display());
        self.tensors.get(name).with_context(missing)
    }
}

/// The `.pth` file of the highest `Layer_N` whose name starts with `prefix` and contains `infix`.
///
/// # Errors
/// There is none, or the folder cannot be listed.
pub fn find_latest(folder: &Path, prefix: &str, infix: &str) -> Result<PathBuf> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let fits =
        |name: &String| name.starts_with(prefix) && name.contains(infix) && name.ends_with(".pth");
    let layer = |name: &String| -> Option<u32> {
        let (_, rest) = name.split_once("Layer_")?;
        rest.split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    };
    let latest = names
        .filter(fits)
        .max_by_key(|name| (layer(name), name.clone()));
    match latest {
        Some(name) => Ok(folder.join(name)),
        None => bail!("{} has no {prefix}*{infix}*.pth", folder.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_they_were_saved() {
        for prefix in [
            "",
            "module.",
            "_orig_mod.",
            "module._orig_mod.",
            "state_dict.",
            "model_state_dict.module.",
        ] {
            assert_eq!(
                as_saved_by_the_authors(&format!("{prefix}fc.0.weight")),
                "module.fc.0.weight"
            );
        }
    }
}
