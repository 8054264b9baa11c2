//! `trainer simulate`: a dataset folder of imagined patients.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use simulate::SimulateOptions;

/// Runs the command.
pub fn run(options: &SimulateOptions, stop: &AtomicBool) -> Result<()> {
    let report = simulate::run(options, stop)?;
    if let Some(table) = report.explained {
        print!("{table}");
        return Ok(());
    }
    let (out, studies) = (options.out.display(), report.studies);
    match report.dataset {
        Some(_) => println!(
            "{out}: {studies} studies, {:.2} per second",
            report.per_second
        ),
        None => println!("{out}: stopped at {studies} studies; the same command goes on"),
    }
    Ok(())
}
