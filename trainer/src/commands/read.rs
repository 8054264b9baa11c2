//! `trainer read`: the tables of findings of many reports.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use reading::ReadOptions;

/// Runs the command, then says how many reports were read.
///
/// # Errors
/// As [`reading::run`].
pub fn run(options: &ReadOptions, stop: &AtomicBool) -> Result<()> {
    let counts = reading::run(options, stop)?;
    eprintln!("{} reports read, {} refused", counts.read, counts.refused);
    Ok(())
}
