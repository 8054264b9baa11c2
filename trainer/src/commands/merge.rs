//! `trainer merge`: one dataset folder from the shards of many machines.

use anyhow::Result;
use dataset::MergeOptions;

/// Runs the command.
pub fn run(options: &MergeOptions) -> Result<()> {
    let info = simulate::merge(options)?;
    println!("{}: {} studies", options.out.display(), info.counts.studies);
    Ok(())
}
