//! `trainer generate`: one report, two views, natively.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use xraygan::{
    condition::{Patient, PatientError},
    generation::{Consistency, Generation, Image, ReportAttention, SubjectChoice, Told},
    marked::{self, Grey, Mark},
    pixels,
    report::{TokenizedReport, Understanding, UnderstoodRow},
    weights::tensors::{Array, Arrays, to_safetensors},
    weights::{Bundle, Precision},
};

use learn::device::DeviceChoice;
use reading::{sources::read_one, table::lines};
use support::files::NewFolder;

/// What the written folder is known by.
const RESULT: &str = "generation.json";

/// Runs the command: generates and writes everything, or nothing if `stop` is set before.
///
/// # Errors
/// A report, bundle, device or folder that cannot be used.
pub fn run(options: &GenerateOptions, stop: &AtomicBool) -> Result<()> {
    if !options.generate(stop)? {
        println!("stopped; nothing was written");
    }
    Ok(())
}

/// Arguments of `trainer generate`.
#[derive(Debug, Args)]
pub struct GenerateOptions {
    /// Report as plain text or Open-i XML; `-` reads standard input.
    #[arg(long)]
    pub report: PathBuf,
    /// Folder of the weights bundle.
    #[arg(long, default_value = "weights")]
    pub weights: PathBuf,
    /// Folder to write: a PNG per view and size, and generation.json.
    #[arg(long, default_value = "generated")]
    pub out: PathBuf,
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
    /// Which imagined patient; the same seed gives the same images.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// What is wished of the patient, such as age=70,sex=female; the seed says the rest.
    #[arg(long, value_name = "NAME=VALUE,..")]
    pub patient: Option<String>,
    /// Also write views.safetensors: the values (-1..1) before they become grey levels.
    #[arg(long)]
    pub raw: bool,
}

/// The content of `generation.json`.
#[derive(Debug, Serialize)]
struct Output {
    notice: &'static str,
    weights: String,
    trained: bool,
    device: String,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<Told>,
    report: TokenizedReport,
    understood: Vec<UnderstoodRow>,
    attention: ReportAttention,
    consistency: Vec<Consistency>,
    timings: Vec<StageTiming>,
}

/// Seconds of one stage, read-back included.
#[derive(Debug, Serialize)]
struct StageTiming {
    stage: String,
    seconds: f64,
}

impl GenerateOptions {
    /// Whether it came to its end before `stop` was set.
    fn generate(&self, stop: &AtomicBool) -> Result<bool> {
        let bytes = read_one(&self.report)?;
        let clock = Instant::now();
        let (device, name) = self.device.open()?;
        let bundle = bundle::load(&self.weights, &device)?;
        let report = bundle.read(&bytes).with_context(|| self.report_name())?;
        for notice in &report.notices {
            eprintln!("note: {}", notice.message);
        }
        for unknown in &report.unknown {
            let nearest = bundle.vocabulary.nearest(&unknown.word);
            let hint = nearest.map_or_else(String::new, |it| format!("; did you mean `{it}`?"));
            eprintln!(
                "note: `{}` at byte {} is not in the vocabulary{hint}",
                unknown.word, unknown.span.start
            );
        }
        if !bundle.manifest.provenance.trained {
            eprintln!("note: these weights are untrained; the images are noise, not anatomy");
        }
        warn_of_weak(&bundle, &report);
        let subject = self.subject(&bundle)?;
        let target = NewFolder::create(&self.out, RESULT, &["*.png", "*.safetensors"])?;
        let mark = Mark {
            model: bundle.manifest.provenance.name.clone(),
            weights: bundle::hash(&self.weights)?,
            seed: self.seed,
            adapter: name.clone(),
            report: None,
        };
        let mut run = Run {
            target,
            mark,
            timings: Vec::new(),
            raw: Arrays::new(),
        };
        run.timing("load", clock);
        let made = run.generate(&bundle, report.clone(), subject, stop)?;
        let Some((understood, told, attention, consistency)) = made else {
            return Ok(false);
        };
        let output = Output {
            notice: "synthetic, not for diagnosis",
            weights: bundle.manifest.provenance.name.clone(),
            trained: bundle.manifest.provenance.trained,
            device: name,
            seed: self.seed,
            told,
            understood: understood.rows,
            report,
            attention,
            consistency,
            timings: run.timings,
        };
        run.target.write(
            RESULT,
            (serde_json::to_string_pretty(&output)? + "\n").as_bytes(),
        )?;
        if self.raw {
            run.target.write(
                "views.safetensors",
                &to_safetensors(&run.raw, Precision::F32)?,
            )?;
        }
        run.target.finish()?;
        for pair in &output.consistency {
            println!(
                "{} px: {:.1} % that both views belong to one patient",
                pair.size,
                100.0 * pair.same_patient
            );
        }
        println!(
            "{}: synthetic, not for diagnosis ({})",
            self.out.display(),
            output.device
        );
        Ok(true)
    }

    /// The patient of the seed, with what is wished of it.
    fn subject(&self, bundle: &Bundle) -> Result<SubjectChoice> {
        let templates = bundle.manifest.model.cascade.templates();
        let code = templates.map(|it| &it.patient);
        let patient = match (&self.patient, code) {
            (None, None) => None,
            (Some(_), None) => return Err(PatientError::None.into()),
            (wishes, Some(code)) => {
                let drawn = Patient::drawn(code, self.seed);
                let patient = drawn.wishing(code, wishes.as_deref().unwrap_or_default());
                let patient = patient.context("--patient")?;
                println!("patient: {}", code.describe(&patient).join(", "));
                Some(patient)
            }
        };
        Ok(SubjectChoice {
            seed: self.seed,
            patient,
            places: None,
        })
    }

    fn report_name(&self) -> String {
        if self.report == Path::new("-") {
            "standard input".to_owned()
        } else {
            self.report.display().to_string()
        }
    }
}

/// What a generation tells beside its images.
type Made = (
    Understanding,
    Option<Told>,
    ReportAttention,
    Vec<Consistency>,
);

struct Run {
    target: NewFolder,
    mark: Mark,
    timings: Vec<StageTiming>,
    raw: Arrays,
}

impl Run {
    fn timing(&mut self, stage: &str, since: Instant) {
        self.timings.push(StageTiming {
            stage: stage.to_owned(),
            seconds: since.elapsed().as_secs_f64(),
        });
    }

    fn generate(
        &mut self,
        bundle: &Bundle,
        report: TokenizedReport,
        subject: SubjectChoice,
        stop: &AtomicBool,
    ) -> Result<Option<Made>> {
        let clock = Instant::now();
        let mut generation = pollster::block_on(bundle.start(report, subject))?;
        let attention = pollster::block_on(generation.attention())?;
        self.timing("encode", clock);
        println!("understood:");
        let text = &generation.report().text;
        for line in lines(text, generation.understanding()) {
            println!("  {line}");
        }
        let mut clock = Instant::now();
        while let Some(image) = generation.advance(&bundle.model) {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            self.keep(&generation, &image)?;
            self.timing(&format!("{}_{}", image.view.name(), image.size), clock);
            clock = Instant::now();
        }
        let consistency = pollster::block_on(generation.consistency(&bundle.model))?;
        self.timing("consistency", clock);
        let understood = generation.understanding().clone();
        let told = generation.told().cloned();
        Ok(Some((understood, told, attention, consistency)))
    }

    fn keep(&mut self, generation: &Generation, image: &Image) -> Result<()> {
        let values = pollster::block_on(image.values())?;
        let side = u32::try_from(image.size)?;
        let shown = pixels::to_grey(&generation.developed(image, &values));
        let png = marked::to_png(Grey::Eight(&shown), side, side, &self.mark)?;
        let name = format!("{}_{}", image.view.name(), image.size);
        self.target.write(&format!("{name}.png"), &png)?;
        self.raw.insert(
            name,
            Array {
                shape: vec![image.size, image.size],
                values,
            },
        );
        Ok(())
    }
}

/// Says where the report asks for what these weights draw too weakly.
fn warn_of_weak(bundle: &Bundle, report: &TokenizedReport) {
    for weak in bundle.manifest.weak_among(&report.mentions()) {
        eprintln!(
            "note: these weights draw {} weakly (AUROC {:.2}, threshold {:.2})",
            weak.label(),
            weak.measured,
            weak.needed
        );
    }
}
