//! The page in a real browser.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::parity::Fixture;
use super::tools;
use crate::serve::Server;
use crate::workspace::Workspace;
use crate::{process, size, web};

/// Lints the page's wasm code, and builds the page with the weights that ship: what a user meets, patients and places
/// included.
///
/// # Errors
/// If there is something to lint, the page cannot be built, or its download is over the budget.
pub fn build_site(workspace: &Workspace, fixture: &Fixture) -> Result<()> {
    web::lint(workspace)?;
    web::build(workspace, &workspace.root.join("weights"), &fixture.site)?;
    size::check(&fixture.site)
}

/// Checks format, lints and types of the page's JavaScript and of its tests; `npm run format` in `tests/web` mends the
/// format.
///
/// # Errors
/// If the tools cannot be installed, or they find something.
pub fn lint(workspace: &Workspace) -> Result<()> {
    let tests = workspace.root.join("tests/web");
    install(workspace, &tests)?;
    let mut npm = workspace.command("npm");
    npm.current_dir(&tests).args(["run", "lint", "--silent"]);
    process::run(&mut npm)
}

/// Serves that page and runs the tests in `tests/web` against it.
///
/// # Errors
/// If the tests cannot be installed, or one of them fails.
pub fn run(workspace: &Workspace, fixture: &Fixture) -> Result<()> {
    if !fixture.bundle.is_dir() {
        bail!("the small models are missing; run `cargo xtask test --only parity` first");
    }
    let tests = workspace.root.join("tests/web");
    install(workspace, &tests)?;
    let server = Server::start(&fixture.site, Some(0))
        .context("the page is missing; `cargo xtask test --only parity,web` builds it")?;
    let mut npm = workspace.command("npm");
    npm.current_dir(&tests)
        .args(["test", "--silent"])
        .env("XRAYGAN_SITE_URL", server.url())
        .env("XRAYGAN_CHROMIUM", tools::found_chromium()?)
        .env("XRAYGAN_PARITY", &fixture.folder);
    process::run(&mut npm)
}

/// Installs the packages of `package-lock.json`, unless that has been done.
fn install(workspace: &Workspace, tests: &Path) -> Result<()> {
    let lock = tests.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = tests.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = workspace.command("npm");
    npm.current_dir(tests)
        .args(["ci", "--no-audit", "--no-fund"]);
    process::run(&mut npm)?;
    fs::write(&stamp, lock).with_context(|| format!("writing {}", stamp.display()))
}
