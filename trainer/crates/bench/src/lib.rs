//! `trainer bench`: how long the steps of training take, on random images and made-up reports, or a pair of a bundle.
//!
//! [`measure`] times the steps, [`pair`] the drawing, [`memory`] watches the process, [`figures`] is what comes out.
//! `benches/pytorch.py` measures the same network in PyTorch from the JSON printed here.

pub mod figures;
pub mod measure;
pub mod memory;
pub mod pair;
mod synthetic;

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use anyhow::{Result, ensure};
use clap::Args;

use dataset::words::default_vocabulary;
use figures::{Figures, REPORT, Repeats};
use learn::device::DeviceChoice;
use measure::Bench;
use pair::PairFigures;
use train::settings_options::SettingsOptions;
use xraygan::condition::PatientCode;

/// Time the steps of training per scale, on random images, or with --pair the drawing of a pair; nothing is written.
///
/// Settings are those of `trainer train`; --size is the largest scale, --batch the batch of each.
#[derive(Debug, Clone, Args)]
pub struct BenchOptions {
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
    /// Time the drawing of one pair by this bundle, not training.
    #[arg(long, value_name = "BUNDLE", conflicts_with_all = ["from", "describe"])]
    pub pair: Option<PathBuf>,
    /// Smallest scale to measure, in pixels.
    #[arg(long, value_name = "SIZE", default_value_t = 32)]
    pub from: usize,
    /// Timed repeats of each step.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub steps: u64,
    /// Repeats before them that do not count.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(..=10_000))]
    pub warmup: u64,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Print settings, widths and parameter counts as JSON, and measure nothing.
    #[arg(long)]
    pub describe: bool,
    /// The numbers of the training.
    #[command(flatten)]
    pub settings: SettingsOptions,
}

impl BenchOptions {
    fn repeats(&self) -> Repeats {
        Repeats {
            steps: self.steps,
            warmup: self.warmup,
        }
    }
}

/// Measures the drawing of a pair by a bundle; `None` if `stop` was set before the end.
///
/// # Errors
/// As [`pair::measure`].
pub fn run_pair(
    options: &BenchOptions,
    bundle: &Path,
    stop: &AtomicBool,
) -> Result<Option<PairFigures>> {
    pair::measure(bundle, options.device, options.repeats(), stop)
}

/// Measures the steps of training; `None` if `stop` was set before the end.
///
/// # Errors
/// Settings from which nothing can be built, or a device that is not there or fails.
pub fn run(options: &BenchOptions, stop: &AtomicBool) -> Result<Option<Figures>> {
    let settings = options.settings.resolve()?;
    let config = settings.model(default_vocabulary()?.size(), PatientCode::unnamed());
    let sizes = config.sizes();
    ensure!(
        sizes.contains(&options.from),
        "--from {}: the scales are {sizes:?}",
        options.from
    );
    let (device, device_name) = options.device.open()?;
    let mut bench = Bench::new(&settings, &config, &device, stop)?;
    let mut figures = Figures {
        program: format!("trainer {}", env!("CARGO_PKG_VERSION")),
        device: device_name,
        threads: rayon::current_num_threads(),
        settings: settings.clone(),
        model: config.clone(),
        report: REPORT,
        repeats: options.repeats(),
        parameters: bench.parameters(),
        scales: Vec::new(),
    };
    for (scale, size) in sizes.into_iter().enumerate() {
        if size < options.from {
            continue;
        }
        let measured = if options.describe {
            bench.plan(scale, size)
        } else {
            bench.measure(scale, size, figures.repeats)?
        };
        if bench.stopped() {
            return Ok(None);
        }
        figures.scales.push(measured);
    }
    Ok(Some(figures))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    #[command(no_binary_name = true)]
    struct CommandLine {
        #[command(flatten)]
        bench: BenchOptions,
    }

    #[test]
    fn measuring_ends_where_it_is_asked_to() {
        let line = "--preset tiny --size 32 --steps 10000 --warmup 0";
        let options = CommandLine::parse_from(line.split(' ')).bench;
        assert!(run(&options, &AtomicBool::new(true)).unwrap().is_none());
    }
}
