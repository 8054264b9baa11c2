//! Times the drawing of one pair by a bundle: what its ONNX file computes, and all from a report's text on.

use std::{
    fmt,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use xraygan::{views::View, weights::Bundle};

use super::{
    figures::{Repeats, Timing},
    memory::{Peak, device_megabytes},
};
use learn::device::DeviceChoice;
use onnx::{Body, Example};

/// The report of which pairs are drawn.
const REPORT: &str = "FINDINGS: There is a small left pleural effusion. The heart is enlarged.\n\
    IMPRESSION: Left pleural effusion and cardiomegaly.";

/// What was measured. Rates are pairs a second.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PairFigures {
    /// Name and version of what was measured.
    pub program: String,
    /// What computed.
    pub device: String,
    /// Threads of the CPU's kernels.
    pub threads: usize,
    /// Name of the weights.
    pub weights: String,
    /// Side of the largest images in pixels.
    pub size: usize,
    /// How often each was timed.
    pub repeats: Repeats,
    /// Reading the bundle's files and building the network, in seconds.
    pub load_seconds: f64,
    /// From what the network is told to the values of all images: what the ONNX file computes.
    pub graph: Timing,
    /// From a report's text to the developed values of all images.
    pub report: Timing,
}

/// Measures; `None` if `stop` was set before the end.
///
/// # Errors
/// A bundle that cannot be read or knows no word of the report, or a device that is not there or fails.
pub fn measure(
    folder: &Path,
    choice: DeviceChoice,
    repeats: Repeats,
    stop: &AtomicBool,
) -> Result<Option<PairFigures>> {
    let (device, name) = choice.open()?;
    let clock = Instant::now();
    let bundle = bundle::load(folder, &device)?;
    let load_seconds = clock.elapsed().as_secs_f64();
    let config = &bundle.manifest.model;
    let example = onnx::example(&bundle.model, config, Body::One)?;
    let repeated = |work: &dyn Fn() -> Result<()>| -> Result<Option<Timing>> {
        let (mut seconds, mut memory, mut device_memory) = (Vec::new(), 0.0_f64, None);
        for repeat in 0..repeats.warmup + repeats.steps {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let peak = Peak::begin();
            let clock = Instant::now();
            work()?;
            let elapsed = clock.elapsed().as_secs_f64();
            if repeat >= repeats.warmup {
                seconds.push(elapsed);
                memory = memory.max(peak.megabytes());
                device_memory = device_megabytes(&device);
            }
        }
        Ok(Some(Timing::new(seconds, 1, memory, device_memory)))
    };
    let graph = repeated(&|| draw_example(&bundle, &example))?;
    let report = repeated(&|| draw_report(&bundle))?;
    let (Some(graph), Some(report)) = (graph, report) else {
        return Ok(None);
    };
    Ok(Some(PairFigures {
        program: format!("trainer {}", env!("CARGO_PKG_VERSION")),
        device: name,
        threads: rayon::current_num_threads(),
        weights: bundle.manifest.provenance.name.clone(),
        size: config.size,
        repeats,
        load_seconds,
        graph,
        report,
    }))
}

/// What the ONNX file of this bundle computes, values read back.
fn draw_example(bundle: &Bundle, example: &Example) -> Result<()> {
    let model = &bundle.model;
    let mut drives = example.drives.clone();
    if let (Some(told), Some(encoder)) = (&example.told, &model.patient) {
        let code = encoder.forward(told.clone());
        drives.frontal.code = code.clone();
        drives.lateral.code = code;
    }
    for view in View::ALL {
        for image in model.cascade(view).forward(&drives[view], example.last) {
            image.try_into_data().context("the device failed")?;
        }
    }
    Ok(())
}

/// As the page does it, but for score and attention.
fn draw_report(bundle: &Bundle) -> Result<()> {
    let report = bundle.read(REPORT.as_bytes())?;
    let mut generation = pollster::block_on(bundle.start(report, 0))?;
    while let Some(image) = generation.advance(&bundle.model) {
        let values = pollster::block_on(image.values())?;
        let _developed = generation.developed(&image, &values);
    }
    Ok(())
}

impl fmt::Display for PairFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} on {}: a pair up to {} px of {}, loaded in {:.2} s",
            self.program, self.device, self.size, self.weights, self.load_seconds
        )?;
        writeln!(
            f,
            "{:<8} {:>10} {:>10} {:>10} {:>10}",
            "what", "median ms", "least", "most", "memory"
        )?;
        for (what, it) in [("graph", &self.graph), ("report", &self.report)] {
            let [_, slowest, fastest] = it.images_per_second;
            writeln!(
                f,
                "{what:<8} {:>10.1} {:>10.1} {:>10.1} {:>7.0} MB",
                1e3 * it.median_seconds,
                1e3 / fastest,
                1e3 / slowest,
                it.peak_memory_mb
            )?;
        }
        writeln!(
            f,
            "graph: what the bundle's ONNX file computes; report: from text to films, without score and attention"
        )
    }
}
