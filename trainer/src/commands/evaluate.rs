//! `trainer evaluate`: figures of a bundle.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use evaluate::EvaluateOptions;

/// Runs the command.
pub fn run(options: &EvaluateOptions, stop: &AtomicBool) -> Result<()> {
    match evaluate::run(options, stop)? {
        None => println!("stopped; nothing was written"),
        Some(it) => println!(
            "{}: {} studies evaluated in {:.0} s; read evaluation.md",
            options.out.display(),
            it.studies,
            it.seconds
        ),
    }
    Ok(())
}
