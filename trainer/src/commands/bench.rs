//! `trainer bench`: speed and memory.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use bench::BenchOptions;

/// Runs the command.
pub fn run(options: &BenchOptions, stop: &AtomicBool) -> Result<()> {
    match bench::run(options, stop)? {
        None => eprintln!("stopped; nothing was measured to the end"),
        Some(figures) if options.json || options.describe => {
            println!("{}", serde_json::to_string_pretty(&figures)?);
        }
        Some(figures) => print!("{figures}"),
    }
    Ok(())
}
