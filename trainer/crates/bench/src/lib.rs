//! `trainer bench`: how long the steps of training take, on random images and made-up reports.
//!
//! [`measure`] times the steps, [`memory`] watches the process, [`figures`] is what comes out. `benches/pytorch.py`
//! measures the same network in PyTorch from the JSON printed here.

pub mod figures;
pub mod measure;
pub mod memory;
mod synthetic;

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::{ArgMatches, Args};

use dataset::words::default_vocabulary;
use figures::{Figures, REPORT};
use learn::device::DeviceChoice;
use measure::{Bench, Repeats};
use train::{TrainOptions, presets::Preset, settings::Settings};

/// Time the steps of training per scale, on random images: no files are read or written.
///
/// Settings are those of `trainer train`; --size is the largest scale, --batch the batch of each.
#[derive(Debug, Clone, Args)]
pub struct BenchOptions {
    /// Settings to start from.
    #[arg(long, value_enum, default_value = "standard")]
    pub preset: Preset,
    /// JSON file of settings, some or all, such as a run's options.json.
    #[arg(long, value_name = "FILE")]
    pub options: Option<PathBuf>,
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
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
    pub settings: Settings,
    /// Names of the settings that the command line gives, in place of defaults.
    #[arg(skip)]
    pub explicit: Vec<String>,
}

impl BenchOptions {
    /// Notes which settings the command line gives.
    pub fn note_explicit(&mut self, matches: &ArgMatches) {
        let mut train = self.train();
        train.note_explicit(matches);
        self.explicit = train.explicit;
    }

    /// The settings, resolved as `trainer train` does.
    ///
    /// # Errors
    /// As [`TrainOptions::resolve`].
    pub fn resolve(&self) -> Result<Settings> {
        self.train().resolve()
    }

    fn train(&self) -> TrainOptions {
        TrainOptions {
            from: None,
            out: PathBuf::new(),
            data: Vec::new(),
            resume: false,
            preset: self.preset,
            options: self.options.clone(),
            words: None,
            device: self.device,
            tick: 1,
            keep: 1,
            shown: 1,
            dry_run: false,
            settings: self.settings.clone(),
            explicit: self.explicit.clone(),
        }
    }

    /// Measures and prints.
    ///
    /// # Errors
    /// Settings from which nothing can be built, or a device that is not there or fails.
    pub fn run(&self) -> Result<()> {
        let figures = self.figures()?;
        if self.json || self.describe {
            println!("{}", serde_json::to_string_pretty(&figures)?);
        } else {
            print!("{figures}");
        }
        Ok(())
    }

    /// Measures.
    ///
    /// # Errors
    /// As [`BenchOptions::run`].
    pub fn figures(&self) -> Result<Figures> {
        let settings = self.resolve()?;
        let config = settings.model(default_vocabulary()?.size());
        let sizes = config.sizes();
        ensure!(
            sizes.contains(&self.from),
            "--from {}: the scales are {sizes:?}",
            self.from
        );
        let (device, device_name) = self.device.open()?;
        let mut bench = Bench::new(&settings, &config, &device)?;
        let mut figures = Figures {
            program: format!("trainer {}", env!("CARGO_PKG_VERSION")),
            device: device_name,
            threads: rayon::current_num_threads(),
            settings: settings.clone(),
            model: config.clone(),
            report: REPORT,
            repeats: Repeats {
                steps: self.steps,
                warmup: self.warmup,
            },
            parameters: bench.parameters(),
            scales: Vec::new(),
        };
        for (scale, size) in sizes.into_iter().enumerate() {
            if size >= self.from {
                let measured = if self.describe {
                    bench.plan(scale, size)
                } else {
                    bench.measure(scale, size, figures.repeats)?
                };
                figures.scales.push(measured);
            }
        }
        Ok(figures)
    }
}
