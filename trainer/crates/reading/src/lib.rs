//! Reports from files, folders and archives ([`sources`]), and the tables of findings that are read from them
//! ([`table`]).

pub mod sources;
pub mod table;

use std::{
    io::Write,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use anyhow::{Result, bail};
use clap::Args;

use dataset::words::default_vocabulary;
use support::files::write_whole;
use table::TableWriter;
use xraygan::{
    report::{ReadRow, Report, ReportError, Vocabulary, join},
    weights::Bundle,
};

/// Read the findings that reports tell, and print them as CSV.
///
/// One line a finding that a report names, denied ones included, and one line without a finding for a report that names
/// none.
#[derive(Debug, Clone, Args)]
pub struct ReadOptions {
    /// A report (.txt or Open-i .xml), a folder of reports, a dataset folder, or the Open-i archive (.tgz); `-` reads one
    /// report from standard input
    #[arg(value_name = "FILE|FOLDER|TGZ")]
    pub reports: PathBuf,
    /// File to write [default: standard output]
    #[arg(long, value_name = "CSV")]
    pub out: Option<PathBuf>,
    /// Weights whose network reads, too; without them the rules read alone
    #[arg(long, value_name = "DIR")]
    pub weights: Option<PathBuf>,
    /// Who reads, where weights are given: the network alone, the rules alone, or both together
    #[arg(long, value_enum, default_value = "both", requires = "weights")]
    pub reader: ReaderChoice,
    /// Print for each report how probable the network finds each kind, in place of the tables
    #[arg(long, requires = "weights")]
    pub scores: bool,
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReaderChoice {
    /// Network and rules together: all that either reads.
    Both,
    /// The network.
    Network,
    /// The rules.
    Rules,
}

/// How many reports were read, and how many could not be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadCounts {
    /// Reports that were read.
    pub read: usize,
    /// Reports that were not.
    pub refused: usize,
}

/// Reads all reports and writes their tables. What is wrong with a report goes to standard error.
///
/// # Errors
/// Nothing to read, no report that can be read, or a file that cannot be written.
pub fn run(options: &ReadOptions, stop: &AtomicBool) -> Result<ReadCounts> {
    let all = sources::read(&options.reports)?;
    let bundle = match &options.weights {
        Some(folder) => Some(reading_bundle(folder)?),
        None => None,
    };
    let mut writer = if options.scores {
        TableWriter::scores(Vec::new())?
    } else {
        TableWriter::new(Vec::new())?
    };
    let english = default_vocabulary()?;
    let mut counts = ReadCounts::default();
    for source in &all {
        if stop.load(Ordering::Relaxed) {
            return Ok(counts);
        }
        let outcome = (source.report().map_err(anyhow::Error::from)).and_then(|report| {
            if bundle.is_none() {
                check_language(&report, &english)?;
            }
            read_one(options, bundle.as_ref(), &report, &source.name, &mut writer)
        });
        match outcome {
            Ok(()) => counts.read += 1,
            Err(error) => {
                eprintln!("{}: {error:#}", source.name);
                counts.refused += 1;
            }
        }
    }
    if counts.read == 0 {
        bail!("{}: no report could be read", options.reports.display());
    }
    let bytes = writer.finish()?;
    match &options.out {
        Some(path) => write_whole(path, &bytes)?,
        None => std::io::stdout().write_all(&bytes)?,
    }
    Ok(counts)
}

/// Weights that read.
fn reading_bundle(folder: &std::path::Path) -> Result<Bundle> {
    let bundle = bundle::load(folder, &burn::tensor::Device::flex())?;
    if bundle.model.reading.is_none() {
        bail!(
            "{}: these weights do not read findings; leave --weights away, and the rules read",
            folder.display()
        );
    }
    Ok(bundle)
}

/// Refuses a report in another language, which the rules would take for one without findings, or "kein Pneumothorax"
/// for one.
fn check_language(report: &Report, english: &Vocabulary) -> Result<(), ReportError> {
    match report.tokenize(english) {
        Err(error @ ReportError::OtherLanguage { .. }) => Err(error),
        // A word may be unknown to the list and known to the rules.
        Err(error) if report.rows().is_empty() => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn read_one(
    options: &ReadOptions,
    bundle: Option<&Bundle>,
    report: &Report,
    name: &str,
    writer: &mut TableWriter<Vec<u8>>,
) -> Result<()> {
    let Some(bundle) = bundle else {
        return writer.report(name, report.text(), &report.rows());
    };
    let tokens = report.tokenize(&bundle.vocabulary)?;
    let config = &bundle.manifest.model;
    let network = pollster::block_on(bundle.model.read(config, &tokens))?.unwrap_or_default();
    if options.scores {
        return writer.scores_of(name, &network.probabilities);
    }
    let rows: Vec<ReadRow> = match options.reader {
        ReaderChoice::Rules => tokens.rows(),
        ReaderChoice::Network => join(&network.mentions),
        ReaderChoice::Both => {
            let understood = pollster::block_on(bundle.understand(&tokens))?;
            understood.rows.into_iter().map(|it| it.read).collect()
        }
    };
    writer.report(name, report.text(), &rows)
}
