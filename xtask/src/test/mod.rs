//! `cargo xtask test`: every check and test in order, the cheapest first.

mod apart;
mod browser;
mod dependencies;
mod native;
mod parity;
mod step;
mod tools;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::Workspace;
use parity::Fixture;
use step::Step;
pub use step::TestOptions;

/// Runs the chosen steps, and prints how long each took.
///
/// # Errors
/// If a step fails; the steps after it do not run.
pub fn run(workspace: &Workspace, options: &TestOptions) -> Result<()> {
    let chosen = Step::chosen(options);
    let mut times = Vec::new();
    let mut result = Ok(());
    for step in &chosen {
        println!("{}", heading(*step));
        let start = Instant::now();
        result = run_step(*step, workspace, &chosen);
        times.push((*step, start.elapsed()));
        if result.is_err() {
            break;
        }
    }
    print_times(&times, result.is_ok());
    let failed = times
        .last()
        .map(|(step, _)| step.to_string())
        .unwrap_or_default();
    result.with_context(|| format!("the step `{failed}` failed"))
}

fn run_step(step: Step, workspace: &Workspace, chosen: &[Step]) -> Result<()> {
    let fixture = Fixture::of(workspace);
    match step {
        Step::Tools => tools::check(workspace, chosen),
        Step::Format => native::format(workspace),
        Step::Dependencies => dependencies::check(workspace),
        Step::Lint => native::lint(workspace),
        Step::Script => browser::lint(workspace),
        Step::Docs => native::docs(workspace),
        Step::Unit => native::unit(workspace),
        Step::Fuzz => native::fuzz(workspace),
        Step::Parity => parity::run(workspace, &fixture),
        Step::Web => browser::build_site(workspace, &fixture),
        Step::Browser => browser::run(workspace, &fixture),
    }
}

fn heading(step: Step) -> String {
    if process::is_ci() {
        format!("\n== {step} ==")
    } else {
        format!("\n\x1b[1m== {step} ==\x1b[0m")
    }
}

fn print_times(times: &[(Step, Duration)], passed: bool) {
    println!("\n{:<12} {:>8}", "step", "seconds");
    for (at, (step, time)) in times.iter().enumerate() {
        let failed = !passed && at + 1 == times.len();
        let mark = if failed { "  FAILED" } else { "" };
        println!("{:<12} {:>8.1}{mark}", step.to_string(), time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:<12} {:>8.1}", "total", total.as_secs_f64());
    if passed {
        println!("All steps passed: {}", times.len());
    }
}
