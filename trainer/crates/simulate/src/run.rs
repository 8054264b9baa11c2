//! The command: many studies into a dataset folder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::Serialize;
use support::progress::Progress;

use super::options::SimulateOptions;
use super::preview::{self, Preview};
use super::study::{self, Order, Study};
use super::{ct, report};
use dataset::{DatasetInfo, DatasetWriter, NewStudy, WriterOptions};
use support::files::write_whole;

/// What a run has done.
#[derive(Clone, Debug, Serialize)]
pub struct SimulateReport {
    /// Studies in the folder now.
    pub studies: usize,
    /// Of these, those an earlier run had made.
    pub resumed: usize,
    /// Studies made per second by this run.
    pub per_second: f64,
    /// The finished dataset; `None` if the run was stopped.
    pub dataset: Option<DatasetInfo>,
}

/// Makes studies and writes them, in parallel, until all are there or `stop` is set. A stopped
/// run leaves a folder that the same command goes on with.
///
/// # Errors
///
/// Fails, naming the file, if the options make no sense, a CT cannot be read, or the folder
/// cannot be written or holds something else.
pub fn run(options: &SimulateOptions, stop: &AtomicBool) -> Result<SimulateReport> {
    if options.studies == 0 {
        bail!("--studies 0: there must be at least one");
    }
    if !(64..=1024).contains(&options.size) {
        bail!("--size {}: outside 64 to 1024", options.size);
    }
    let scans = match &options.ct {
        Some(folder) => ct::load_folder(folder)?,
        None => Vec::new(),
    };
    let writer = DatasetWriter::create(
        &options.out,
        writer_options(options, &scans),
        options.overwrite,
    )?;
    let total = options.studies as usize;
    let name = |index: usize| format!("sim-{:06}", index + 1);
    let todo: Vec<usize> = (0..total).filter(|&i| !writer.is_done(&name(i))).collect();
    let progress = Progress::new("studies", total as u64, writer.resumed() as u64);
    let sheet = Mutex::new(Preview::new(total));
    let began = Instant::now();
    let outcome = todo.par_iter().try_for_each(|&index| {
        if stop.load(Ordering::Relaxed) {
            return Err(None);
        }
        let made = make(options, &scans, index).map_err(Some)?;
        put(&sheet, index, &made);
        let study = record(made, options, name(index), &scans, index).map_err(Some)?;
        writer.write(index, study).map_err(Some)?;
        progress.advance(1);
        Ok(())
    });
    let resumed = writer.resumed();
    let studies = progress.done() as usize;
    let seconds = began.elapsed().as_secs_f64().max(1e-9);
    let mut report = SimulateReport {
        studies,
        resumed,
        per_second: (studies - resumed) as f64 / seconds,
        dataset: None,
    };
    progress.finish();
    match outcome {
        Err(Some(error)) => return Err(error),
        Err(None) => return Ok(report),
        Ok(()) => {}
    }
    // Studies of an earlier run are made again for the sheet.
    let earlier = (0..total.min(preview::STUDIES)).into_par_iter();
    earlier
        .filter(|&index| writer.is_done(&name(index)))
        .try_for_each(|index| -> Result<()> {
            put(&sheet, index, &make(options, &scans, index)?);
            Ok(())
        })?;
    let sheet = sheet.into_inner().unwrap_or_else(PoisonError::into_inner);
    let path = options.out.join("preview.png");
    write_whole(
        &path,
        &sheet.png().with_context(|| format!("{}", path.display()))?,
    )?;
    report.dataset = Some(writer.finish()?);
    Ok(report)
}

/// Puts one of the first studies on the contact sheet.
fn put(sheet: &Mutex<Preview>, index: usize, made: &Study) {
    if index < preview::STUDIES {
        let mut sheet = sheet.lock().unwrap_or_else(PoisonError::into_inner);
        sheet.put(index, made);
    }
}

fn order(options: &SimulateOptions, index: usize) -> Order {
    Order {
        seed: options.seed,
        index: index as u64,
        size: options.size as usize,
        normal: options.normal_share,
    }
}

fn make(options: &SimulateOptions, scans: &[ct::Scan], index: usize) -> Result<Study> {
    let order = order(options, index);
    if scans.is_empty() {
        Ok(study::built_in(&order))
    } else {
        ct::study(&order, &scans[index % scans.len()])
    }
}

fn record(
    made: Study,
    options: &SimulateOptions,
    name: String,
    scans: &[ct::Scan],
    index: usize,
) -> Result<NewStudy> {
    let text = report::write(
        &made.findings,
        &mut order(options, index).draw(super::draw::Purpose::Report),
    );
    let (patient, split, source) = if scans.is_empty() {
        // The number is hashed with the seed, or every dataset would be split alike.
        let patient = format!("sim-{}-p{:06}", options.seed, index + 1);
        (patient, None, "simulated".to_owned())
    } else {
        // All bodies of one CT are one patient to the split.
        let at = index % scans.len();
        let split = ct::split(at, scans.len());
        (scans[at].patient(), split, "simulated-ct".to_owned())
    };
    let mut labels: Vec<String> = made
        .findings
        .iter()
        .map(|finding| finding.kind.label().to_owned())
        .collect();
    labels.sort();
    labels.dedup();
    Ok(NewStudy {
        study: name,
        patient,
        split,
        findings: Some(text.findings),
        impression: Some(text.impression),
        frontal: Some(made.frontal),
        lateral: Some(made.lateral),
        source,
        labels,
        truth: Some(serde_json::to_value(&made.truth).context("truth of a study")?),
        problems: Vec::new(),
    })
}

fn writer_options(options: &SimulateOptions, scans: &[ct::Scan]) -> WriterOptions {
    let (licence, anatomy) = if scans.is_empty() {
        (
            "simulated; free of any patient's data".to_owned(),
            "built-in anatomy".to_owned(),
        )
    } else {
        let names: Vec<_> = scans.iter().map(ct::Scan::patient).collect();
        (
            "simulated from CTs; the licence of the CTs applies".to_owned(),
            format!("CTs {}", names.join(", ")),
        )
    };
    WriterOptions {
        size: options.size,
        licence,
        how: format!(
            "trainer {} simulate --studies {} --seed {} --size {} --normal-share {}; {anatomy}",
            env!("CARGO_PKG_VERSION"),
            options.studies,
            options.seed,
            options.size,
            options.normal_share,
        ),
        inputs: scans
            .iter()
            .map(ct::Scan::fingerprint)
            .collect::<Vec<_>>()
            .join(" "),
    }
}
