//! The programs that the tests need besides cargo.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::dependencies;
use super::step::Step;
use crate::workspace::Workspace;
use crate::{packages, process};

/// The oldest Node.js that the checks and tests of the page run on: it loads the page's modules as they are.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Finds, or installs where that is possible, what the chosen steps need.
///
/// # Errors
/// If something is missing and cannot be installed; the error says how to.
pub fn check(workspace: &Workspace, chosen: &[Step]) -> Result<()> {
    if chosen.contains(&Step::Format) || chosen.contains(&Step::Lint) {
        cargo_components(workspace)?;
    }
    if chosen.contains(&Step::Dependencies) {
        if dependencies::found(workspace).is_err() {
            dependencies::install(workspace);
        }
        println!("cargo-deny: {}", dependencies::found(workspace)?.display());
    }
    // The trainer's own tests take a GPU too, if there is one.
    if chosen.contains(&Step::Unit) || chosen.contains(&Step::Parity) {
        vulkan();
    }
    if chosen.contains(&Step::Script) || chosen.contains(&Step::Browser) {
        if process::on_path("npm").is_none() {
            packages::install(&["nodejs", "npm"])?;
        }
        println!("node: {}", node(workspace)?);
    }
    if chosen.contains(&Step::Browser) {
        if chromium().is_none() {
            packages::install(&["chromium"])?;
        }
        println!("browser: {}", found_chromium()?.display());
        readers();
    }
    Ok(())
}

/// The Chromium or Chrome to test with: `CHROME` names it, or it is on the PATH.
///
/// # Errors
/// If there is none.
pub fn found_chromium() -> Result<PathBuf> {
    chromium().context("no Chromium was found; install it, or name it in the variable CHROME")
}

fn chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    let mac = PathBuf::from("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    let named = env::var_os("CHROME").map(PathBuf::from);
    named
        .or_else(|| names.into_iter().find_map(process::on_path))
        .or(Some(mac))
        .filter(|file| process::is_executable(file))
}

/// Whether wgpu can be expected to find an adapter: Metal and Direct3D are always there; Vulkan
/// when its loader has a driver's manifest to read.
pub fn has_gpu() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    if env::var_os("VK_ICD_FILENAMES").is_some() || env::var_os("VK_DRIVER_FILES").is_some() {
        return true;
    }
    let folders = [
        "/usr/share/vulkan/icd.d",
        "/usr/local/share/vulkan/icd.d",
        "/etc/vulkan/icd.d",
    ];
    let mut entries = folders
        .iter()
        .filter_map(|folder| Path::new(folder).read_dir().ok())
        .flatten();
    entries.any(|entry| {
        entry.is_ok_and(|entry| entry.path().extension().is_some_and(|it| it == "json"))
    })
}

/// Makes a Vulkan driver available: Mesa's lavapipe computes on the CPU. Tests run without, too.
fn vulkan() {
    if !has_gpu()
        && let Err(error) = packages::install(&["mesa-vulkan-drivers", "libvulkan1"])
    {
        println!("note: {error:#}");
    }
    let answer = if has_gpu() {
        "a driver is there"
    } else {
        "none; native GPU runs are left out"
    };
    println!("vulkan: {answer}");
}

/// Makes independent readers of DICOM and PNG files available. The tests say where they run without.
fn readers() {
    for (program, package) in [("dcmdump", "dcmtk"), ("exiftool", "libimage-exiftool-perl")] {
        if process::on_path(program).is_none()
            && let Err(error) = packages::install(&[package])
        {
            println!("note: {error:#}");
        }
    }
}

/// Makes sure of `cargo fmt` and `cargo clippy`.
fn cargo_components(workspace: &Workspace) -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let is_there = || process::succeeds(workspace.cargo().args([subcommand, "--version"]));
        if is_there() {
            continue;
        }
        if process::on_path("rustup").is_some() {
            let mut rustup = workspace.command("rustup");
            rustup.args(["component", "add", component]);
            process::run_within(Duration::from_secs(180), &mut rustup)?;
        }
        if !is_there() {
            bail!(
                "`cargo {subcommand}` is missing; install it with `rustup component add {component}`"
            );
        }
    }
    Ok(())
}

/// The version of Node.js, if it is new enough.
fn node(workspace: &Workspace) -> Result<String> {
    let mut command = workspace.command("node");
    let version = process::output(command.arg("--version")).context("Node.js is missing")?;
    let version = version.trim();
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|it| it.parse().ok());
    let found = numbers.next().zip(numbers.next());
    if found.is_none_or(|found| found < OLDEST_NODE) {
        let (major, minor) = OLDEST_NODE;
        bail!("Node.js {version} is too old; install version {major}.{minor} or newer");
    }
    Ok(version.to_owned())
}
