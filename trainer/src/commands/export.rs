//! `trainer export`: a bundle from a run.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use export::ExportOptions;

/// Runs the command.
pub fn run(options: &ExportOptions, _stop: &AtomicBool) -> Result<()> {
    options.run()
}
