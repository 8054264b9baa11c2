//! `trainer bench`: speed and memory.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use bench::BenchOptions;

/// Runs the command.
pub fn run(options: &BenchOptions, _stop: &AtomicBool) -> Result<()> {
    options.run()
}
