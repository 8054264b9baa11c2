//! `trainer inspect`: what a dataset folder holds.

use std::sync::atomic::AtomicBool;

use anyhow::{Result, bail};
use dataset::inspect::{self, InspectOptions};

/// Runs the command.
pub fn run(options: &InspectOptions, stop: &AtomicBool) -> Result<()> {
    let inspection = inspect::run(options, stop)?;
    println!("{inspection}");
    match inspection.problems.len() {
        0 => Ok(()),
        n => bail!("{}: {n} problems, listed above", options.dir.display()),
    }
}
