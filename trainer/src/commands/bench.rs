//! `trainer bench`: speed and memory.

use std::{fmt::Display, sync::atomic::AtomicBool};

use anyhow::Result;
use bench::BenchOptions;
use serde::Serialize;

/// Runs the command.
pub fn run(options: &BenchOptions, stop: &AtomicBool) -> Result<()> {
    let json = options.json || options.describe;
    match &options.pair {
        Some(bundle) => print(bench::run_pair(options, bundle, stop)?, json),
        None => print(bench::run(options, stop)?, json),
    }
}

fn print<F: Serialize + Display>(figures: Option<F>, json: bool) -> Result<()> {
    match figures {
        None => eprintln!("stopped; nothing was measured to the end"),
        Some(figures) if json => println!("{}", serde_json::to_string_pretty(&figures)?),
        Some(figures) => print!("{figures}"),
    }
    Ok(())
}
