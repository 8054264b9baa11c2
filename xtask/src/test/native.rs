//! What cargo checks by itself.

use anyhow::Result;

use super::apart;
use crate::fuzz::{self, FuzzOptions};
use crate::process;
use crate::workspace::Workspace;

/// Checks the formatting.
pub fn format(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo().args(["fmt", "--all", "--check"]))?;
    let targets = [
        "fmt",
        "--check",
        "--manifest-path",
        "trainer/fuzz/Cargo.toml",
    ];
    process::run(workspace.cargo().args(targets))
}

/// Checks all native code with clippy.
pub fn lint(workspace: &Workspace) -> Result<()> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    process::run(workspace.cargo().args(arguments))
}

/// Builds the documentation.
pub fn docs(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo
        .env("RUSTDOCFLAGS", "-D warnings")
        .args(["doc", "--workspace", "--no-deps"]);
    process::run(&mut cargo)
}

/// Runs the tests of all crates, those that need files from elsewhere where these are at hand.
pub fn unit(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo().args(["test", "--workspace"]))?;
    apart::run(workspace)
}

/// Fuzzes every reader for a few seconds, where the targets can be built.
pub fn fuzz(workspace: &Workspace) -> Result<()> {
    if !fuzz::is_possible() {
        println!("note: left out; it needs Linux on x86-64 and a C++ compiler");
        return Ok(());
    }
    fuzz::run(workspace, &FuzzOptions::short())
}
