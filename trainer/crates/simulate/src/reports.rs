//! `trainer simulate --reports-only`: reports with what they say, without films.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde_json::json;
use support::progress::Progress;

use super::{
    SimulateReport,
    draw::{Draw, Stream},
    options::SimulateOptions,
    report::language,
};
use dataset::{DatasetWriter, NewStudy, WriterOptions};

/// Writes as many reports as studies were asked for, until all are there or `stop` is set. A stopped run leaves a folder
/// that the same command goes on with.
///
/// # Errors
///
/// Fails, naming the file, if the folder cannot be written or holds something else.
pub fn run(options: &SimulateOptions, stop: &AtomicBool) -> Result<SimulateReport> {
    let how = format!(
        "trainer {} simulate --reports-only --studies {} --seed {} --normal-share {}",
        env!("CARGO_PKG_VERSION"),
        options.studies,
        options.seed,
        options.normal_share,
    );
    let description = WriterOptions {
        size: options.size,
        licence: "simulated; free of any patient's data".to_owned(),
        how,
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(&options.out, description, options.overwrite)?;
    let resumed = writer.resumed();
    let progress = Progress::new("reports", u64::from(options.studies), resumed as u64);
    let began = Instant::now();
    let outcome = (0..u64::from(options.studies))
        .into_par_iter()
        .try_for_each(|at| {
            let id = format!("report-{:06}", at + 1);
            if writer.is_done(&id) {
                return Ok(());
            }
            if stop.load(Ordering::Relaxed) {
                return Err(None);
            }
            let study = study(options, at, id).map_err(Some)?;
            writer.write(at as usize, study).map_err(Some)?;
            progress.advance(1);
            Ok(())
        });
    let studies = progress.done() as usize;
    progress.finish();
    let dataset = match outcome {
        Err(Some(error)) => return Err(error),
        Err(None) => None,
        Ok(()) => Some(writer.finish()?),
    };
    let seconds = began.elapsed().as_secs_f64().max(1e-9);
    Ok(SimulateReport {
        studies,
        resumed,
        per_second: (studies - resumed) as f64 / seconds,
        dataset,
        explained: None,
    })
}

fn study(options: &SimulateOptions, at: u64, id: String) -> Result<NewStudy> {
    let mut draw = Draw::new(options.seed, at, Stream::Report);
    let report = language::write(options.normal_share, &mut draw);
    let mut labels: Vec<String> = (report.table.shown())
        .map(|row| row.kind.label().to_owned())
        .collect();
    labels.sort();
    labels.dedup();
    let truth = json!({ "findings": report.table, "said": report.said });
    let section = |text: String| Some(text).filter(|it| !it.is_empty());
    Ok(NewStudy {
        patient: format!("sim-{}-r{:06}", options.seed, at + 1),
        study: id,
        findings: section(report.findings),
        impression: section(report.impression),
        source: "simulated-report".to_owned(),
        labels,
        truth: Some(serde_json::to_value(truth).context("truth of a report")?),
        ..NewStudy::default()
    })
}
