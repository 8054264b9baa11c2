//! `cargo xtask test`: every check and test in order, the cheapest first.

mod browser;
mod native;
mod parity;
mod tools;

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::process;
use crate::workspace::Workspace;
use parity::Fixture;

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Leave out what needs wasm or a browser
    #[arg(long, conflicts_with = "only")]
    quick: bool,
    /// Run these steps alone, with what earlier runs have left
    #[arg(long, value_enum, value_name = "STEP", value_delimiter = ',')]
    only: Vec<Step>,
}

/// A step of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Step {
    /// Look for the programs that the other steps need; install what is missing where possible
    Tools,
    /// Formatting: cargo fmt --check
    Format,
    /// Lints of all native code, warnings as errors: cargo clippy
    Lint,
    /// Documentation, warnings as errors: cargo doc
    Docs,
    /// Unit and integration tests: cargo test
    Unit,
    /// A small seeded model, run natively on the CPU and on Vulkan, for the browser to match
    Parity,
    /// The page with that model: lints of the wasm code, both engines
    Web,
    /// The page in headless Chromium, with and without WebGPU, against the native results
    Browser,
}

impl Step {
    /// The steps that run, in order.
    fn chosen(options: &Options) -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        if options.quick {
            return all.filter(|step| *step < Self::Parity).collect();
        }
        all.filter(|step| options.only.is_empty() || options.only.contains(step))
            .collect()
    }

    fn run(self, workspace: &Workspace, chosen: &[Self]) -> Result<()> {
        let fixture = Fixture::of(workspace);
        match self {
            Self::Tools => tools::check(workspace, chosen),
            Self::Format => native::format(workspace),
            Self::Lint => native::lint(workspace),
            Self::Docs => native::docs(workspace),
            Self::Unit => native::unit(workspace),
            Self::Parity => parity::run(workspace, &fixture),
            Self::Web => browser::build_site(workspace, &fixture),
            Self::Browser => browser::run(workspace, &fixture),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value();
        formatter.write_str(value.as_ref().map_or("", |value| value.get_name()))
    }
}

/// Runs the chosen steps, and prints how long each took.
///
/// # Errors
/// If a step fails; the steps after it do not run.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let chosen = Step::chosen(options);
    let mut times = Vec::new();
    let mut result = Ok(());
    for step in &chosen {
        println!("{}", heading(*step));
        let start = Instant::now();
        result = step.run(workspace, &chosen);
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

fn heading(step: Step) -> String {
    if process::is_ci() {
        format!("\n== {step} ==")
    } else {
        format!("\n\x1b[1m== {step} ==\x1b[0m")
    }
}

fn print_times(times: &[(Step, Duration)], passed: bool) {
    println!("\n{:<10} {:>8}", "step", "seconds");
    for (at, (step, time)) in times.iter().enumerate() {
        let failed = !passed && at + 1 == times.len();
        let mark = if failed { "  FAILED" } else { "" };
        println!("{:<10} {:>8.1}{mark}", step.to_string(), time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:<10} {:>8.1}", "total", total.as_secs_f64());
    if passed {
        println!("All steps passed: {}", times.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_steps_run_by_default_in_order() {
        let chosen = Step::chosen(&Options {
            quick: false,
            only: Vec::new(),
        });
        assert_eq!(chosen, Step::value_variants());
        assert!(chosen.is_sorted());
    }

    #[test]
    fn quick_leaves_out_the_web() {
        let chosen = Step::chosen(&Options {
            quick: true,
            only: Vec::new(),
        });
        let expected = [
            Step::Tools,
            Step::Format,
            Step::Lint,
            Step::Docs,
            Step::Unit,
        ];
        assert_eq!(chosen, expected);
    }

    #[test]
    fn chosen_steps_keep_their_order() {
        let only = vec![Step::Browser, Step::Web];
        assert_eq!(
            Step::chosen(&Options { quick: false, only }),
            [Step::Web, Step::Browser]
        );
    }
}
