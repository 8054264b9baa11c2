//! `trainer train`: the whole network, scale by scale.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use train::{Outcome, TrainOptions};

/// Runs the command.
pub fn run(options: &TrainOptions, stop: &AtomicBool) -> Result<()> {
    match train::run(options, stop)? {
        Outcome::Planned => {}
        Outcome::Stopped(path) => println!(
            "stopped at {}; the same command with --resume goes on",
            path.display()
        ),
        Outcome::Done(path) => println!(
            "{}: trained; `trainer export` makes a bundle of it",
            path.display()
        ),
    }
    Ok(())
}
