//! `trainer sample`: pairs for many reports on one page, and how the reports were read.

mod blind;
mod page;
mod summary;

use std::{collections::BTreeMap, path::PathBuf, sync::atomic::AtomicBool, time::Instant};

use anyhow::Result;
use clap::{Args, value_parser};

use crate::{
    draw::{films::Films, generator::generate, pictures::Grey},
    watch::{Stopped, Watch},
};
use learn::device::DeviceChoice;
use reading::sources;
pub use summary::SampleSummary;
use support::{files::NewFolder, spread::evenly};
use xraygan::views::Views;

/// Pairs in memory at a time, so that it does not grow with their number.
const AT_ONCE: usize = 256;

/// What the written folder is known by.
const RESULT: &str = "sample.json";

/// Make pairs for many reports: a page of them, and how many words and reports were not understood.
#[derive(Debug, Clone, Args)]
pub struct SampleOptions {
    /// Dataset folder, or a folder of reports as .txt and .xml files.
    #[arg(long, value_name = "DIR")]
    pub reports: PathBuf,
    /// Folder to write: sample.png and sample.json.
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// Folder of the weights bundle.
    #[arg(long, default_value = "weights")]
    pub weights: PathBuf,
    /// Most reports to take, evenly over all [default: all].
    #[arg(long, value_parser = value_parser!(u64).range(1..))]
    pub limit: Option<u64>,
    /// Most reports on the page, evenly over those taken.
    #[arg(long, default_value_t = 24, value_parser = value_parser!(u64).range(1..=200))]
    pub shown: u64,
    /// Patients for each report.
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u64).range(1..=8))]
    pub seeds: u64,
    /// First seed.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Dataset folder with real films; one of the same findings is shown beside each report's pairs.
    #[arg(long, value_name = "DIR")]
    pub beside: Option<PathBuf>,
    /// Lay up to 24 pairs among as many real ones of --beside, shuffled, in blind.png; blind-key.csv tells which is which.
    /// Each report then has a patient of its own.
    #[arg(long, requires = "beside")]
    pub blind: bool,
    /// Write only the reports' names on the page, not their text.
    #[arg(long)]
    pub names: bool,
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
}

/// Generates and writes page and figures; `None` when stopped, with nothing written.
///
/// # Errors
/// Reports, bundle, device or folder that cannot be used.
pub fn run(options: &SampleOptions, stop: &AtomicBool) -> Result<Option<SampleSummary>> {
    let clock = Instant::now();
    let (device, device_name) = options.device.open()?;
    let bundle = bundle::load(&options.weights, &device)?;
    let all = sources::read(&options.reports)?;
    let most = options.limit.map_or(usize::MAX, |it| it as usize);
    let taken: Vec<_> = evenly(all.len(), most).map(|at| &all[at]).collect();
    let target = NewFolder::create(
        &options.out,
        RESULT,
        &["sample.png", "blind.png", "*.csv", "*.md"],
    )?;

    let mut summary = SampleSummary::new(&bundle, device_name);
    let mut requests = Vec::new();
    let mut read = Vec::new();
    for report in taken {
        let Some(tokens) = summary.note(report, &bundle) else {
            continue;
        };
        // One patient on every row lets reports be compared, but gives a blind page away.
        let rows_before = if options.blind { read.len() as u64 } else { 0 };
        let first = options.seed.wrapping_add(rows_before * options.seeds);
        read.push((report, tokens.mentions()));
        for n in 0..options.seeds {
            let seed = first.wrapping_add(n);
            requests.push(pollster::block_on(bundle.request(&tokens, seed))?);
        }
    }
    let seeds = options.seeds as usize;
    let watch = Watch::new("pairs", requests.len(), stop);
    // Only what the page shows is kept.
    let mut shown: BTreeMap<usize, Vec<Views<Grey>>> = evenly(read.len(), options.shown as usize)
        .map(|at| (at, Vec::new()))
        .collect();
    for (part, requests) in requests.chunks(AT_ONCE).enumerate() {
        let pairs = match generate(&bundle, requests, &watch) {
            Err(error) if error.is::<Stopped>() => return Ok(None),
            other => other?,
        };
        summary.judge(&pairs);
        for (at, pair) in (part * AT_ONCE..).zip(pairs) {
            if let Some(row) = shown.get_mut(&(at / seeds)) {
                row.push(pair);
            }
        }
    }
    watch.finish();
    summary.sort();

    let films = match &options.beside {
        Some(folder) => Some(Films::open(folder)?),
        None => None,
    };
    let mut rows = Vec::new();
    for (&at, pairs) in &shown {
        let (report, mentions) = &read[at];
        rows.push(page::PageRow {
            caption: if options.names {
                report.name.clone()
            } else {
                report.text()
            },
            pairs,
            film: match &films {
                Some(films) => films.like(mentions)?,
                None => None,
            },
        });
    }
    if let (true, Some(films)) = (options.blind, &films) {
        let first = |(at, pairs): (&usize, &Vec<Views<Grey>>)| {
            let pair = pairs.first()?.clone();
            Some((read[*at].0.name.clone(), pair))
        };
        let generated: Vec<_> = shown.iter().filter_map(first).collect();
        let blind = blind::shuffle(&generated, &films.pairs()?, options.seed)?;
        target.write("blind.png", &blind.page)?;
        target.write("blind-key.csv", blind.key.as_bytes())?;
    }
    target.write("sample.png", &page::draw(rows, films.is_some())?)?;
    summary.seconds = clock.elapsed().as_secs_f64();
    target.write(
        RESULT,
        (serde_json::to_string_pretty(&summary)? + "\n").as_bytes(),
    )?;
    target.finish()?;
    Ok(Some(summary))
}
