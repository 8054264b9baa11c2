//! `trainer evaluate`: figures of a bundle.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use evaluate::{EvaluateOptions, Outcome};

/// Runs the command.
pub fn run(options: &EvaluateOptions, stop: &AtomicBool) -> Result<()> {
    match evaluate::run(options, stop)? {
        Outcome::Stopped => println!("stopped; nothing was written"),
        Outcome::Done(it) => println!(
            "{}: {} studies evaluated in {:.0} s; read evaluation.md",
            options.out.display(),
            it.studies,
            it.seconds
        ),
    }
    Ok(())
}
