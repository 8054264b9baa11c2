//! `trainer sample`: pairs for many reports on one page.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use evaluate::sample::{self, SampleOptions};

/// Runs the command.
pub fn run(options: &SampleOptions, stop: &AtomicBool) -> Result<()> {
    match sample::run(options, stop)? {
        None => println!("stopped; nothing was written"),
        Some(it) => println!(
            "{}: {} pairs from {} reports, {} refused; {} of {} words unknown ({:.2} %)",
            options.out.display(),
            it.pairs,
            it.reports,
            it.refused.len(),
            it.unknown_words,
            it.words,
            100.0 * it.unknown_rate
        ),
    }
    Ok(())
}
