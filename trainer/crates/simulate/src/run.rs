//! `trainer simulate`: many studies into a dataset folder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use image::{DynamicImage, GrayImage, ImageBuffer, Luma};
use rayon::prelude::*;
use serde::Serialize;
use support::progress::Progress;

use super::case::Source;
use super::code::DIMENSIONS;
use super::draw::Stream;
use super::options::{Shard, SimulateOptions};
use super::project::Plate;
use super::study::{Order, SimulatedStudy};
use super::{ct, explain, preview, report, reports};
use dataset::{
    Anatomy, DatasetInfo, DatasetWriter, Described, MergeOptions, NewStudy, WriterOptions,
    change_grey,
};

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
        Some(folder) => ct::load_folder(folder)?,
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
        let order = job.order();
        let case = order.case(job.source(patient), patient).map_err(Some)?;
        for study in todo {
            if stop.load(Ordering::Relaxed) {
                return Err(None);
            }
            let made = order.study(&case, study).map_err(Some)?;
            let made = job.record(made, patient, study).map_err(Some)?;
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
    report.dataset = Some(writer.finish_with(preview::write)?);
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

/// The id of a study.
fn name(study: u64) -> String {
    format!("sim-{:06}", study + 1)
}

/// Options and bodies of a run.
struct Job<'a> {
    options: &'a SimulateOptions,
    scans: Vec<ct::Scan>,
}

impl Job<'_> {
    fn order(&self) -> Order {
        Order {
            seed: self.options.seed,
            size: self.options.size as usize,
            normal: self.options.normal_share,
            developed: self.options.developed,
        }
    }

    fn patients(&self) -> u64 {
        u64::from(self.options.studies).div_ceil(u64::from(self.options.per_patient))
    }

    /// The studies of a patient.
    fn studies(&self, patient: u64) -> std::ops::Range<u64> {
        let each = u64::from(self.options.per_patient);
        patient * each..((patient + 1) * each).min(u64::from(self.options.studies))
    }

    fn sources(&self) -> Vec<Source<'_>> {
        if self.scans.is_empty() {
            vec![Source::BuiltIn]
        } else {
            self.scans.iter().map(Source::Ct).collect()
        }
    }

    fn scan(&self, patient: u64) -> usize {
        (patient % self.scans.len().max(1) as u64) as usize
    }

    fn source(&self, patient: u64) -> Source<'_> {
        self.scans
            .get(self.scan(patient))
            .map_or(Source::BuiltIn, Source::Ct)
    }

    /// Whether all bodies of one CT are one patient to the split.
    fn by_ct(&self) -> bool {
        self.options.split_by_ct && !self.scans.is_empty()
    }

    fn record(&self, made: SimulatedStudy, patient: u64, study: u64) -> Result<NewStudy> {
        let mut draw = self.order().draw(study, Stream::Report);
        let text = report::write(&made.findings, &mut draw);
        let at = self.scan(patient);
        let (id, split) = if self.by_ct() {
            (self.scans[at].patient(), ct::split(at, self.scans.len()))
        } else {
            // The number is hashed with the seed, or every dataset would be split alike.
            (
                format!("sim-{}-p{:06}", self.options.seed, patient + 1),
                None,
            )
        };
        let source = if self.scans.is_empty() {
            "simulated"
        } else {
            "simulated-ct"
        };
        let kinds = made
            .findings
            .iter()
            .map(|finding| finding.kind.label().to_owned());
        let mut labels: Vec<String> = kinds.collect();
        labels.sort();
        labels.dedup();
        let [frontal, lateral] = made
            .films
            .map(|film| picture(&film, self.options.developed));
        Ok(NewStudy {
            study: name(study),
            patient: id,
            split,
            findings: Some(text.findings),
            impression: Some(text.impression),
            frontal: Some(frontal),
            lateral: Some(lateral),
            changes: match made.changes {
                Some(changes) => changes.map(|change| Some(signed(&change))),
                None => [None, None],
            },
            source: source.to_owned(),
            labels,
            truth: Some(serde_json::to_value(&made.truth).context("truth of a study")?),
            problems: Vec::new(),
        })
    }

    fn described(&self) -> Described {
        let split = match (self.scans.is_empty(), self.by_ct()) {
            (true, _) => "by patient",
            (false, true) => "by CT: no body is in two splits",
            (false, false) => {
                "by patient, not by CT: the CT is told (truth.anatomy), so a network knows all bodies"
            }
        };
        let anatomies = match self.scans.as_slice() {
            [] => vec![Anatomy {
                name: "built-in".to_owned(),
                licence: "drawn by rule; free of any patient's data".to_owned(),
                own: None,
            }],
            scans => scans.iter().map(ct::Scan::anatomy).collect(),
        };
        Described {
            code: DIMENSIONS.clone(),
            anatomies,
            split: Some(split.to_owned()),
            shard: self.options.shard.map(|shard| [shard.number, shard.of]),
        }
    }

    fn writer_options(&self) -> WriterOptions {
        let options = self.options;
        let (licence, anatomy) = if self.scans.is_empty() {
            (
                "simulated; free of any patient's data".to_owned(),
                "built-in anatomy".to_owned(),
            )
        } else {
            let names: Vec<_> = self.scans.iter().map(ct::Scan::patient).collect();
            (
                "simulated from CTs; the licence of the CTs applies".to_owned(),
                format!("CTs {}", names.join(", ")),
            )
        };
        let mut how = format!(
            "trainer {} simulate --studies {} --per-patient {} --seed {} --size {} --normal-share {}",
            env!("CARGO_PKG_VERSION"),
            options.studies,
            options.per_patient,
            options.seed,
            options.size,
            options.normal_share,
        );
        for (given, flag) in [
            (options.developed, " --developed"),
            (self.by_ct(), " --split-by-ct"),
        ] {
            how.push_str(if given { flag } else { "" });
        }
        let shard = options
            .shard
            .map(|shard| format!("{}/{}", shard.number, shard.of));
        let scans = self.scans.iter().map(ct::Scan::fingerprint);
        WriterOptions {
            size: options.size,
            licence,
            how: format!("{how}; {anatomy}"),
            inputs: scans.chain(shard).collect::<Vec<_>>().join(" "),
        }
    }
}

/// A film as 16-bit grey, or 8-bit once it is developed.
fn picture(film: &Plate, developed: bool) -> DynamicImage {
    let side = film.size as u32;
    let at = |x: u32, y: u32| film.values[y as usize * film.size + x as usize].clamp(0.0, 1.0);
    if developed {
        GrayImage::from_fn(side, side, |x, y| Luma([(255.0 * at(x, y)).round() as u8])).into()
    } else {
        let grey = |x, y| Luma([(65535.0 * at(x, y)).round() as u16]);
        ImageBuffer::from_fn(side, side, grey).into()
    }
}

/// A change as 8-bit grey around 128; half the range is the most that is told.
fn signed(change: &Plate) -> GrayImage {
    let side = change.size as u32;
    GrayImage::from_fn(side, side, |x, y| {
        let value = change.values[y as usize * change.size + x as usize];
        Luma([change_grey(value)])
    })
}
