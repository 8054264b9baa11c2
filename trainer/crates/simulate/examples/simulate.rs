//! `trainer simulate` alone, for who works on the simulator: builds without the network.

use std::sync::atomic::AtomicBool;

use clap::Parser;
use simulate::SimulateOptions;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    options: SimulateOptions,
}

fn main() -> anyhow::Result<()> {
    let report = simulate::run(&Arguments::parse().options, &AtomicBool::new(false))?;
    match report.explained {
        Some(table) => print!("{table}"),
        None => println!(
            "{} studies, {:.2} per second",
            report.studies, report.per_second
        ),
    }
    Ok(())
}
