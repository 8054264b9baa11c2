//! Where the repository and cargo's target folder are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;

/// The repository that this program belongs to.
#[derive(Debug)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`, absolute.
    pub root: PathBuf,
    /// Cargo's target folder, absolute; `CARGO_TARGET_DIR` and cargo's configuration are respected.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo for the two folders.
    ///
    /// # Errors
    /// If cargo cannot be run or does not know the workspace.
    pub fn find() -> Result<Self> {
        // Cargo sets the variable at run time; the compiled-in value serves a program started by hand.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let mut command = Command::new(cargo());
        command
            .args([
                "metadata",
                "--no-deps",
                "--format-version",
                "1",
                "--manifest-path",
            ])
            .arg(package.join("Cargo.toml"));
        let metadata: Value = serde_json::from_str(&process::output(&mut command)?)
            .context("reading the answer of `cargo metadata`")?;
        let folder = |key: &str| {
            let path = metadata[key].as_str();
            path.map(PathBuf::from)
                .with_context(|| format!("`cargo metadata` gave no {key}"))
        };
        Ok(Self {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
        })
    }

    /// A program that runs in the repository's root with this target folder, in a clean environment.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root);
        process::clean_environment(&mut command);
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The cargo that runs this program, ready for more arguments.
    pub fn cargo(&self) -> Command {
        self.command(cargo())
    }
}

/// The cargo that started this program; the one on the PATH if it was started by hand.
fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}
