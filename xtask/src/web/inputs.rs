//! A fingerprint of all that an engine is made from.
//!
//! Cargo cannot tell the two engines apart: a wasm `cdylib` has one file name whatever its features, so that each build
//! outdates the other.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Beginnings of the names of variables from which cargo and rustc take what they compile with.
const FLAGS: [&str; 6] = [
    "CARGO_BUILD_RUSTC",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_PROFILE_",
    "CARGO_TARGET_WASM32_",
    "RUSTC",
    "RUSTFLAGS",
];

/// SHA-256 in hexadecimal of the toolchain's version, the command with its flags in the environment, the options of
/// what follows it, and the content of the sources.
///
/// # Errors
/// If a source cannot be read.
pub fn fingerprint(
    root: &Path,
    toolchain: &str,
    command: &Command,
    options: &impl fmt::Debug,
) -> Result<String> {
    let mut files = vec![root.join("Cargo.lock"), root.join("Cargo.toml")];
    sources(&root.join("src"), &mut files)?;
    files.extend(
        [root.join(".cargo/config.toml")]
            .into_iter()
            .filter(|it| it.is_file()),
    );
    files.sort();
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add(toolchain.as_bytes());
    for argument in command.get_args() {
        add(argument.as_encoded_bytes());
    }
    for (name, value) in environment(command) {
        add(name.as_encoded_bytes());
        add(value.as_encoded_bytes());
    }
    add(format!("{options:?}").as_bytes());
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        add(file
            .strip_prefix(root)
            .unwrap_or(&file)
            .as_os_str()
            .as_encoded_bytes());
        add(&bytes);
    }
    Ok(hex::encode(hash.finalize()))
}

/// The [`FLAGS`] that a command runs with: this program's own, changed as the command says.
fn environment(command: &Command) -> BTreeMap<OsString, OsString> {
    let mut variables: BTreeMap<_, _> = std::env::vars_os().collect();
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => variables.insert(name.to_owned(), value.to_owned()),
            None => variables.remove(name),
        };
    }
    variables.retain(|name, _| {
        let name = name.to_string_lossy();
        FLAGS.iter().any(|beginning| name.starts_with(beginning))
    });
    variables
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
        let of = |command: &Command| fingerprint(root, "1.95", command, &["no names"]).unwrap();
        let first = of(&command);
        fs::write(root.join("README.md"), "no input").unwrap();
        assert_eq!(of(&command), first);
        assert_ne!(
            fingerprint(root, "1.96", &command, &["no names"]).unwrap(),
            first
        );
        assert_ne!(
            fingerprint(root, "1.95", &command, &["names"]).unwrap(),
            first
        );
        fs::write(root.join("src/model/mod.rs"), "changed").unwrap();
        let changed = of(&command);
        assert_ne!(changed, first);
        command.arg("--verbose");
        assert_ne!(of(&command), changed);
    }

    #[test]
    fn flags_in_the_environment_count() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("src")).unwrap();
        for file in ["Cargo.toml", "Cargo.lock"] {
            fs::write(root.join(file), file).unwrap();
        }
        let with = |name: &str, value: &str| {
            let mut command = Command::new("cargo");
            command.arg("rustc").env("RUSTFLAGS", "").env(name, value);
            fingerprint(root, "1.95", &command, &()).unwrap()
        };
        let plain = with("RUSTFLAGS", "");
        assert_ne!(with("RUSTFLAGS", "-C target-feature=+simd128"), plain);
        assert_ne!(with("CARGO_PROFILE_WEB_OPT_LEVEL", "3"), plain);
        assert_eq!(with("CARGO_TERM_COLOR", "never"), plain);
    }
}
