//! `trainer compare-films`: simulated films against real ones.

use anyhow::Result;
use simulate::compare::{CompareOptions, compare};

/// Runs the command.
pub fn run(options: &CompareOptions) -> Result<()> {
    print!("{}", compare(options)?);
    Ok(())
}
