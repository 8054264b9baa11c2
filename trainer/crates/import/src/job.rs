//! Runs an import: the studies that a collection's reader planned, converted and written on all cores.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};
use std::time::Instant;

use anyhow::{Result, bail};
use rayon::prelude::*;
use support::progress::Progress;

use super::image::{Pipeline, read_radiograph};
use super::sections::StudySections;
use super::view::Projection;
use super::{CommonOptions, ImportReport, dicom};
use dataset::{DatasetWriter, NewStudy, Split, View, WriterOptions};

/// A study that is to be imported.
#[derive(Default)]
pub struct Job {
    /// Id in the dataset.
    pub study: String,
    /// Patient in the dataset: already a pseudonym, where one is due.
    pub patient: String,
    /// The split, where the collection or the original patient id prescribes it.
    pub split: Option<Split>,
    /// The report.
    pub report: ReportSource,
    /// The radiographs, in the collection's order.
    pub images: Vec<ImageSource>,
    /// Findings as the collection labels them.
    pub labels: Vec<String>,
    /// What is already known to be missing.
    pub problems: Vec<String>,
}

/// Where a study's report is.
pub enum ReportSource {
    /// Already read.
    Sections(StudySections),
    /// In a file, and how messages call it.
    File(PathBuf, String),
}

impl Default for ReportSource {
    fn default() -> Self {
        Self::Sections(StudySections::default())
    }
}

/// One radiograph.
pub struct ImageSource {
    /// The file.
    pub path: PathBuf,
    /// How messages and `rejects.csv` call it.
    pub label: String,
    /// The view, where it is known for sure.
    pub known: Option<Projection>,
    /// The view to assume if the file itself does not tell.
    pub otherwise: Option<Projection>,
}

/// All that an import is going to do.
pub struct ImportPlan {
    /// The collection's short name: the `source` of every study.
    pub source: String,
    /// The studies, in the order of the manifest.
    pub jobs: Vec<Job>,
    /// Studies already known to be broken: name and reason.
    pub rejects: Vec<(String, String)>,
    /// The licence, where the collection states it.
    pub licence: String,
    /// How the dataset is made, without paths.
    pub how: String,
    /// Input files and options, for telling a resumed import from another.
    pub inputs: String,
    /// Lines for the user.
    pub notes: Vec<String>,
}

/// Runs a plan: reads, prepares and writes every study, and finishes the dataset unless `stop`
/// is set in the meantime.
///
/// # Errors
///
/// Fails if there is nothing to import or the dataset cannot be written. Broken studies are no
/// error: they are counted and listed.
pub fn run(plan: ImportPlan, common: &CommonOptions, stop: &AtomicBool) -> Result<ImportReport> {
    if plan.jobs.is_empty() && plan.rejects.is_empty() {
        bail!("nothing to import: no studies found");
    }
    let pipeline = Pipeline {
        size: common.size,
        crop: !common.keep_borders,
        equalise: common.equalise,
    };
    let options = WriterOptions {
        size: common.size,
        licence: common.licence.clone().unwrap_or(plan.licence),
        how: format!("{}; {}", plan.how, pipeline.describe()),
        inputs: plan.inputs,
    };
    let writer = DatasetWriter::create(&common.out, options, common.overwrite)?;
    for (study, reason) in &plan.rejects {
        writer.reject(usize::MAX, study, reason);
    }
    let started = Instant::now();
    let progress = Progress::new("studies", plan.jobs.len() as u64, writer.resumed() as u64);
    let images = AtomicUsize::new(0);
    let todo: Vec<(usize, Job)> = plan
        .jobs
        .into_iter()
        .enumerate()
        .filter(|(_, job)| !writer.is_done(&job.study))
        .collect();
    let wants_images = todo.iter().any(|(_, job)| !job.images.is_empty());
    let first_problem = Mutex::new(None);
    let source = plan.source.as_str();
    let result = todo
        .into_par_iter()
        .with_max_len(1)
        .try_for_each(|(index, job)| {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let name = job.study.clone();
            let path = job.images.first().map(|it| it.path.clone());
            match prepare(job, source, &pipeline) {
                Ok(study) => {
                    let count =
                        usize::from(study.frontal.is_some()) + usize::from(study.lateral.is_some());
                    images.fetch_add(count, Ordering::Relaxed);
                    if let (0, Some(path), Some(why)) = (count, path, study.problems.first()) {
                        let mut first =
                            first_problem.lock().unwrap_or_else(PoisonError::into_inner);
                        first
                            .get_or_insert_with(|| format!("the first, {}: {why}", path.display()));
                    }
                    writer.write(index, study)?;
                }
                Err(reason) => writer.reject(index, &name, &reason),
            }
            progress.advance(1);
            anyhow::Ok(())
        });
    progress.clear();
    result?;
    let none = images.load(Ordering::Relaxed) == 0 && writer.resumed() == 0;
    if wants_images && none && !stop.load(Ordering::Relaxed) {
        let first = first_problem.into_inner();
        // Without one not even a report was kept, which the writer tells.
        if let Some(first) = first.unwrap_or_else(PoisonError::into_inner) {
            writer.abandon()?;
            bail!(
                "{}: not one image could be imported, so nothing was written; {first}",
                common.out.display()
            );
        }
    }
    let mut report = ImportReport {
        out: common.out.clone(),
        info: None,
        images: images.into_inner(),
        elapsed: started.elapsed(),
        notes: plan.notes,
    };
    if !stop.load(Ordering::Relaxed) {
        report.info = Some(writer.finish()?);
    }
    Ok(report)
}

/// "A (3), B (1)": what is stated how often, the most frequent first.
pub fn summary(counts: BTreeMap<String, usize>) -> String {
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    if let [(only, _)] = counts.as_slice() {
        return only.clone();
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(what, count)| format!("{what} ({count})"))
        .collect();
    parts.join(", ")
}

/// Reads a study's report and images. What is broken is noted and left out.
///
/// The error is the reason why nothing of the study is left.
fn prepare(job: Job, source: &str, pipeline: &Pipeline) -> Result<NewStudy, String> {
    let mut problems = job.problems;
    let sections = match job.report {
        ReportSource::Sections(sections) => sections,
        ReportSource::File(path, label) => StudySections::of_file(&path).unwrap_or_else(|error| {
            problems.push(format!("{label}: {error:#}"));
            StudySections::default()
        }),
    };
    let images = with_views(job.images, &mut problems);
    let mut view = |view| best(&images, view, pipeline, &mut problems);
    let (frontal, lateral) = (view(View::Frontal), view(View::Lateral));
    let has_text = sections.findings.is_some() || sections.impression.is_some();
    if frontal.is_none() && lateral.is_none() && !has_text {
        return Err(if problems.is_empty() {
            "neither image nor report".to_owned()
        } else {
            problems.join("; ")
        });
    }
    Ok(NewStudy {
        study: job.study,
        patient: job.patient,
        split: job.split,
        findings: sections.findings,
        impression: sections.impression,
        frontal: frontal.map(Into::into),
        lateral: lateral.map(Into::into),
        changes: [None, None],
        source: source.to_owned(),
        labels: job.labels,
        truth: None,
        problems,
    })
}

/// The images whose view is known: from the table, else from the DICOM header, else as the plan
/// supposes.
fn with_views(
    images: Vec<ImageSource>,
    problems: &mut Vec<String>,
) -> Vec<(Projection, ImageSource)> {
    let mut with_views = Vec::with_capacity(images.len());
    for image in images {
        let of_header = || dicom::read_header(&image.path).ok()?.projection;
        match image.known.or_else(of_header).or(image.otherwise) {
            Some(projection) => with_views.push((projection, image)),
            None if !image.path.is_file() => {
                problems.push(format!("{}: no such file", image.label))
            }
            None => problems.push(format!(
                "{}: neither frontal nor lateral, or unknown",
                image.label
            )),
        }
    }
    with_views.sort_by_key(|(projection, _)| projection.rank());
    with_views
}

/// The first image of a view that can be read.
fn best(
    images: &[(Projection, ImageSource)],
    view: View,
    pipeline: &Pipeline,
    problems: &mut Vec<String>,
) -> Option<image::GrayImage> {
    let of_view = images
        .iter()
        .filter(|(projection, _)| projection.view() == view);
    for (_, source) in of_view {
        match read_radiograph(&source.path).and_then(|image| pipeline.run(&image)) {
            Ok(image) => return Some(image),
            Err(error) => problems.push(format!("{}: {error:#}", source.label)),
        }
    }
    None
}
