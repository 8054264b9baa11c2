//! `trainer compare-films` alone: builds without the network.

use clap::Parser;
use simulate::compare::{CompareOptions, compare};

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    options: CompareOptions,
}

fn main() -> anyhow::Result<()> {
    print!("{}", compare(&Arguments::parse().options)?);
    Ok(())
}
