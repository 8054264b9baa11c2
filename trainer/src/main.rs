//! `trainer`: see `trainer --help`.

mod commands;
#[cfg(test)]
mod documented;

use std::{
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use bench::BenchOptions;
use bundle::{init::InitOptions, released::ImportWeightsOptions};
use clap::{Parser, Subcommand};
use commands::{generate::GenerateOptions, import::Collection};
use dataset::{MergeOptions, inspect::InspectOptions};
use evaluate::{EvaluateOptions, sample::SampleOptions};
use export::ExportOptions;
use reading::ReadOptions;
use simulate::{SimulateOptions, compare::CompareOptions};
use train::TrainOptions;

/// Keeps freed memory for the next image: the system's allocator gives large buffers back at once, and a pair then spends a
/// third of its time on pages that it had before.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The native side of XRayGAN in the browser. All images are synthetic and not for diagnosis.
#[derive(Parser)]
#[command(name = "trainer", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make two views of one imagined patient from a report.
    Generate(GenerateOptions),
    /// Write a dataset folder from a collection of real studies.
    #[command(subcommand)]
    Import(Collection),
    Simulate(SimulateOptions),
    Merge(MergeOptions),
    CompareFilms(CompareOptions),
    Train(Box<TrainOptions>),
    Export(ExportOptions),
    Evaluate(EvaluateOptions),
    Sample(SampleOptions),
    Read(ReadOptions),
    Bench(Box<BenchOptions>),
    Inspect(InspectOptions),
    /// Write a bundle of seeded random weights, marked as untrained.
    InitWeights(InitOptions),
    /// Turn the authors' PyTorch checkpoints into a bundle.
    ImportWeights(ImportWeightsOptions),
}

/// Exit code for input that cannot be used, as for wrong arguments.
const BAD_INPUT: u8 = 2;

/// Exit code of a program that Ctrl-C ended, by convention 128 + SIGINT.
const INTERRUPTED: u8 = 130;

/// Set at Ctrl-C; long work ends at the next safe place.
static STOP: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    kernels::install();
    match run(&Arguments::parse().command) {
        Ok(()) if STOP.load(Ordering::Relaxed) => ExitCode::from(INTERRUPTED),
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

impl Command {
    /// Whether Ctrl-C has to wait for a safe place; the others write nothing before their end.
    fn watches_stop(&self) -> bool {
        matches!(
            self,
            Self::Generate(_)
                | Self::Import(_)
                | Self::Simulate(_)
                | Self::Train(_)
                | Self::Evaluate(_)
                | Self::Sample(_)
                | Self::Read(_)
                | Self::Bench(_)
                | Self::Inspect(_)
        )
    }
}

fn run(command: &Command) -> Result<()> {
    if command.watches_stop() {
        stop_at_ctrl_c()?;
    }
    match command {
        Command::Generate(options) => commands::generate::run(options, &STOP),
        Command::Import(collection) => commands::import::run(collection, &STOP),
        Command::Simulate(options) => commands::simulate::run(options, &STOP),
        Command::Merge(options) => commands::merge::run(options),
        Command::CompareFilms(options) => commands::compare_films::run(options),
        Command::Train(options) => commands::train::run(options, &STOP),
        Command::Export(options) => commands::export::run(options, &STOP),
        Command::Evaluate(options) => commands::evaluate::run(options, &STOP),
        Command::Sample(options) => commands::sample::run(options, &STOP),
        Command::Read(options) => commands::read::run(options, &STOP),
        Command::Bench(options) => commands::bench::run(options, &STOP),
        Command::Inspect(options) => commands::inspect::run(options, &STOP),
        Command::InitWeights(options) => commands::init_weights::run(options, &STOP),
        Command::ImportWeights(options) => commands::import_weights::run(options, &STOP),
    }
}

/// The first Ctrl-C asks for an orderly end, the second ends at once.
fn stop_at_ctrl_c() -> Result<()> {
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        eprintln!("\nstopping; press Ctrl-C again to stop at once");
    })
    .context("cannot listen for Ctrl-C")
}
