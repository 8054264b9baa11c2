//! `trainer simulate`: many studies into a dataset folder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use rayon::prelude::*;
use serde::Serialize;
use support::progress::Progress;

use super::job::{Job, name};
use super::options::{Shard, SimulateOptions};
use super::{ct, explain, preview, reports};
use dataset::{DatasetInfo, DatasetWriter, MergeOptions};

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
    /// What the films leave unexplained, with `--explain`.
    pub explained: Option<String>,
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
    ensure!(
        options.per_patient > 0,
        "--per-patient 0: there must be at least one"
    );
    if options.reports_only {
        return reports::run(options, stop);
    }
    let scans = match &options.ct {
        Some(folder) => {
            let scans = ct::load_folder(folder)?;
            let scans = scans.into_iter();
            scans.map(|scan| scan.on_voxels(options.voxel)).collect()
        }
        None => Vec::new(),
    };
    let job = Job { options, scans };
    if let Some(studies) = options.explain {
        let explained = explain::table(&job.order(), &job.sources(), u64::from(studies))?;
        return Ok(SimulateReport {
            studies: studies as usize,
            resumed: 0,
            per_second: 0.0,
            dataset: None,
            explained: Some(explained),
        });
    }
    let writer = DatasetWriter::create(&options.out, job.writer_options(), options.overwrite)?
        .describing(job.described());
    let whole = Shard { number: 1, of: 1 };
    let patients = options.shard.unwrap_or(whole).range(job.patients());
    let total: u64 = patients
        .clone()
        .map(|patient| job.studies(patient).count() as u64)
        .sum();
    ensure!(total > 0, "this shard has no studies; make fewer shards");
    let progress = Progress::new("studies", total, writer.resumed() as u64);
    let began = Instant::now();
    // Patients are what threads share out: the studies of one share a body.
    let outcome = patients.into_par_iter().try_for_each(|patient| {
        let todo: Vec<u64> = job
            .studies(patient)
            .filter(|&study| !writer.is_done(&name(study)))
            .collect();
        if todo.is_empty() {
            return Ok(());
        }
        if stop.load(Ordering::Relaxed) {
            return Err(None);
        }
        let mut make = job.maker(patient).map_err(Some)?;
        for study in todo {
            if stop.load(Ordering::Relaxed) {
                return Err(None);
            }
            let made = make(study).map_err(Some)?;
            writer.write(study as usize, made).map_err(Some)?;
            progress.advance(1);
        }
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
        explained: None,
    };
    progress.finish();
    match outcome {
        Err(Some(error)) => return Err(error),
        Err(None) => return Ok(report),
        Ok(()) => {}
    }
    report.dataset = Some(if options.places_only {
        writer.finish()?
    } else {
        writer.finish_with(preview::write)?
    });
    Ok(report)
}

/// Joins the shards of a dataset, see [`dataset::merge`], and draws its contact sheet.
///
/// # Errors
///
/// As [`dataset::merge`].
pub fn merge(options: &MergeOptions) -> Result<DatasetInfo> {
    let info = dataset::merge(options)?;
    preview::write(&options.out)?;
    Ok(info)
}
