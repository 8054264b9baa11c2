//! `trainer init-weights`: a bundle of seeded random weights.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use bundle::init::InitOptions;

/// Runs the command.
pub fn run(options: &InitOptions, _stop: &AtomicBool) -> Result<()> {
    options.run()
}
