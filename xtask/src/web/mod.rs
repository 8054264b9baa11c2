//! Builds the page: both engines, the page's own files and a weights bundle, in one folder.

pub mod dist;
mod engine;
pub mod headers;
mod inputs;
mod inventory;
mod listing;
mod site;
pub mod wasm;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use engine::Engine;
pub use listing::files;

/// Builds the site into `out`, with the bundle in `weights`, and prints the sizes.
///
/// # Errors
/// If something is missing, does not compile, or cannot be written. `out` is then as it was.
pub fn build(workspace: &Workspace, weights: &Path, out: &Path) -> Result<()> {
    // What can be told now should not wait for the compiler.
    site::check_weights(weights)?;
    site::check_out(out)?;
    let toolchain = Toolchain::find(workspace)?;
    let mut engines = Vec::new();
    for engine in Engine::ALL {
        engines.push((engine.name(), engine.build(workspace, toolchain)?));
    }
    let parts = site::Parts {
        page: &workspace.root.join("www"),
        engines: &engines,
        weights,
    };
    site::assemble(&parts, out)?;
    site::print_sizes(out)?;
    println!("The site is in {}", out.display());
    Ok(())
}

/// The modules as the compiler wrote them, with the names of their functions, by the engines' names; those there are.
pub fn compiled(workspace: &Workspace) -> Vec<(&'static str, PathBuf)> {
    let all = Engine::ALL.map(|engine| (engine.name(), engine.compiled(workspace)));
    all.into_iter().filter(|(_, path)| path.is_file()).collect()
}

/// Checks the code that is only compiled for the page with clippy, warnings as errors.
///
/// # Errors
/// If there is no toolchain for it, or clippy finds something.
pub fn lint(workspace: &Workspace) -> Result<()> {
    engine::lint(workspace, Toolchain::find(workspace)?)
}
