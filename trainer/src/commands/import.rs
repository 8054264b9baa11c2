//! `trainer import`: a dataset folder from a collection of real studies.

use std::sync::atomic::AtomicBool;

use anyhow::Result;
use clap::Subcommand;
use import::{MimicOptions, OpeniOptions, TableOptions};

/// Which collection.
#[derive(Debug, Subcommand)]
pub enum Collection {
    Openi(OpeniOptions),
    Mimic(MimicOptions),
    Table(TableOptions),
}

/// Runs the command.
pub fn run(collection: &Collection, stop: &AtomicBool) -> Result<()> {
    let report = match collection {
        Collection::Openi(options) => options.run(stop),
        Collection::Mimic(options) => options.run(stop),
        Collection::Table(options) => options.run(stop),
    }?;
    println!("{report}");
    Ok(())
}
