//! A fingerprint of all that an engine is made from.
//!
//! Cargo cannot tell the two engines apart: a wasm `cdylib` has one file name whatever its features, so that each build
//! outdates the other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal of the toolchain's version, the command line and the content of the sources.
///
/// # Errors
/// If a source cannot be read.
pub fn fingerprint(root: &Path, toolchain: &str, command: &Command) -> Result<String> {
    let mut files = vec![root.join("Cargo.lock"), root.join("Cargo.toml")];
    sources(&root.join("src"), &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    hash.update(toolchain);
    for argument in command.get_args() {
        hash.update(argument.as_encoded_bytes());
        hash.update([0]);
    }
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file);
        hash.update(name.as_os_str().as_encoded_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    Ok(hex::encode(hash.finalize()))
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let within = || format!("listing {}", folder.display());
    for entry in fs::read_dir(folder).with_context(within)? {
        let path = entry.with_context(within)?.path();
        if path.is_dir() {
            sources(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_input_counts_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("src/model")).unwrap();
        for file in ["Cargo.toml", "Cargo.lock", "src/lib.rs", "src/model/mod.rs"] {
            fs::write(root.join(file), file).unwrap();
        }
        let mut command = Command::new("cargo");
        command.args(["rustc", "--features", "cpu"]);
        let first = fingerprint(root, "1.95", &command).unwrap();
        fs::write(root.join("README.md"), "no input").unwrap();
        assert_eq!(fingerprint(root, "1.95", &command).unwrap(), first);
        assert_ne!(fingerprint(root, "1.96", &command).unwrap(), first);
        fs::write(root.join("src/model/mod.rs"), "changed").unwrap();
        let changed = fingerprint(root, "1.95", &command).unwrap();
        assert_ne!(changed, first);
        command.arg("--verbose");
        assert_ne!(fingerprint(root, "1.95", &command).unwrap(), changed);
    }
}
