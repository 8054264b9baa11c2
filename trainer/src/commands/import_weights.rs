//! `trainer import-weights`: a bundle from the authors' PyTorch checkpoints.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use bundle::released::ImportWeightsOptions;

/// Runs the command.
pub fn run(options: &ImportWeightsOptions, _stop: &AtomicBool) -> Result<()> {
    options.run()
}
