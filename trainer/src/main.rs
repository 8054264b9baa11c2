//! `trainer`: see `trainer --help`.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use trainer::{
    bench::BenchOptions,
    evaluate::{self, EvaluateOptions},
    export::ExportOptions,
    generate::GenerateOptions,
    import::{MimicOptions, OpeniOptions, TableOptions},
    init::InitOptions,
    inspect::{self, InspectOptions},
    released::ImportWeightsOptions,
    sample::{self, SampleOptions},
    simulate::{self, SimulateOptions},
    train::{self, Outcome, TrainOptions},
};

/// The native side of XRayGAN in the browser. All images are synthetic and not for diagnosis.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
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
    Train(Box<TrainOptions>),
    Export(ExportOptions),
    Evaluate(EvaluateOptions),
    Sample(SampleOptions),
    Bench(Box<BenchOptions>),
    Inspect(InspectOptions),
    /// Write a bundle of seeded random weights, marked as untrained.
    InitWeights(InitOptions),
    /// Turn the authors' PyTorch checkpoints into a bundle.
    ImportWeights(ImportWeightsOptions),
}

#[derive(Subcommand)]
enum Collection {
    Openi(OpeniOptions),
    Mimic(MimicOptions),
    Table(TableOptions),
}

/// Exit code for input that cannot be used, as for wrong arguments.
const BAD_INPUT: u8 = 2;

/// Exit code of a program that Ctrl-C ended, by convention 128 + SIGINT.
const INTERRUPTED: u8 = 130;

/// Set at Ctrl-C; long work ends at the next safe place.
static STOP: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let mut arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    match (&mut arguments.command, matches.subcommand()) {
        (Command::Train(options), Some((_, matches))) => options.note_explicit(matches),
        (Command::Bench(options), Some((_, matches))) => options.note_explicit(matches),
        _ => {}
    }
    match run(arguments.command) {
        Ok(()) if STOP.load(Ordering::Relaxed) => ExitCode::from(INTERRUPTED),
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(BAD_INPUT)
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Generate(options) => options.run(),
        Command::Export(options) => options.run(),
        Command::Bench(options) => options.run(),
        Command::InitWeights(options) => options.run(),
        Command::ImportWeights(options) => options.run(),
        Command::Import(collection) => {
            stop_at_ctrl_c()?;
            let report = match collection {
                Collection::Openi(options) => options.run(&STOP),
                Collection::Mimic(options) => options.run(&STOP),
                Collection::Table(options) => options.run(&STOP),
            }?;
            println!("{report}");
            Ok(())
        }
        Command::Train(options) => {
            stop_at_ctrl_c()?;
            match train::run(&options, &STOP)? {
                Outcome::Planned => {}
                Outcome::Stopped(path) => {
                    println!(
                        "stopped at {}; the same command with --resume goes on",
                        path.display()
                    );
                }
                Outcome::Done(path) => println!(
                    "{}: trained; `trainer export` makes a bundle of it",
                    path.display()
                ),
            }
            Ok(())
        }
        Command::Evaluate(options) => {
            stop_at_ctrl_c()?;
            match evaluate::run(&options, &STOP)? {
                evaluate::Outcome::Stopped => println!("stopped; nothing was written"),
                evaluate::Outcome::Done(it) => println!(
                    "{}: {} studies evaluated in {:.0} s; read evaluation.md",
                    options.out.display(),
                    it.studies,
                    it.seconds
                ),
            }
            Ok(())
        }
        Command::Sample(options) => {
            stop_at_ctrl_c()?;
            match sample::run(&options, &STOP)? {
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
        Command::Simulate(options) => {
            stop_at_ctrl_c()?;
            let report = simulate::run(&options, &STOP)?;
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
        Command::Inspect(options) => {
            stop_at_ctrl_c()?;
            let inspection = inspect::run(&options, &STOP)?;
            println!("{inspection}");
            match inspection.problems.len() {
                0 => Ok(()),
                n => anyhow::bail!("{}: {n} problems, listed above", options.dir.display()),
            }
        }
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
