//! Reads and writes weights bundles as folders; makes untrained ones, and ones from PyTorch checkpoints.

pub mod init;
pub mod released;

use std::path::Path;

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use xraygan::weights::{Bundle, Decoder, Encoded, MANIFEST, Manifest, WeightsError, sha256};

use support::files::{NewFolder, read_at_most};

/// `model.json` has a few kilobytes; more is something else.
const LARGEST_MANIFEST: u64 = 1 << 20;

/// What a bundle's folder may hold of its own beside the manifest.
pub const OWNED: [&str; 3] = ["vocabulary.json", "CARD.md", "*.safetensors"];

/// Reads a bundle onto a device.
///
/// # Errors
/// Everything that [`xraygan::weights::WeightsError`] names, with the folder.
pub fn load(folder: &Path, device: &Device) -> Result<Bundle> {
    let within = || format!("weights folder {}", folder.display());
    if !folder.is_dir() {
        bail!(
            "{} is not a folder; name one with --weights DIR",
            folder.display()
        );
    }
    let mut decoder =
        Decoder::new(&manifest_bytes(folder).with_context(within)?).with_context(within)?;
    for part in decoder.manifest().parts.clone() {
        let path = folder.join(&part.file);
        if path.is_file() {
            // One byte more than listed is enough to see that it is too long.
            let bytes = std::fs::metadata(&path)
                .map(|data| data.len())
                .with_context(within)?;
            let content = read_at_most(&path, bytes.max(part.bytes)).with_context(within)?;
            decoder.add(&part.file, &content).with_context(within)?;
        }
    }
    let bundle = decoder.finish(device).with_context(within)?;
    match bundle.awaited.first() {
        None => Ok(bundle),
        Some(file) => Err(WeightsError::PartMissing(file.clone())).with_context(within),
    }
}

/// SHA-256 of a bundle's `model.json`, which names it: all parts' hashes stand in it.
///
/// # Errors
/// It cannot be read.
pub fn hash(folder: &Path) -> Result<String> {
    Ok(sha256(&manifest_bytes(folder)?))
}

/// What a bundle's `model.json` says; its parts are not read.
///
/// # Errors
/// It cannot be read, or describes no bundle.
pub fn manifest(folder: &Path) -> Result<Manifest> {
    let bytes = manifest_bytes(folder)?;
    Manifest::from_json(&bytes).with_context(|| format!("weights folder {}", folder.display()))
}

fn manifest_bytes(folder: &Path) -> Result<Vec<u8>> {
    read_at_most(&folder.join(MANIFEST), LARGEST_MANIFEST)
}

/// Writes a bundle, replacing a bundle that is there.
///
/// # Errors
/// The folder holds other files, or cannot be written.
pub fn save(folder: &Path, encoded: &Encoded) -> Result<()> {
    let target = NewFolder::create(folder, MANIFEST, &OWNED)?;
    for (file, bytes) in &encoded.parts {
        target.write(file, bytes)?;
    }
    target.write(MANIFEST, encoded.manifest.to_json()?.as_bytes())?;
    target.finish()
}
