//! The results of a measurement, as JSON and as a table.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use xraygan::model::ModelConfig;

use train::settings::Settings;

/// Shape of the made-up reports.
pub const REPORT: ReportShape = ReportShape {
    findings: [5, 7],
    impression: [2, 6],
};

/// Sentences of a section and words of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportShape {
    /// Of FINDINGS.
    pub findings: [usize; 2],
    /// Of IMPRESSION.
    pub impression: [usize; 2],
}

/// How often each step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// Timed.
    pub steps: u64,
    /// Before them.
    pub warmup: u64,
}

/// Everything measured and all that is needed to measure the same elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figures {
    /// Name and version of what was measured.
    pub program: String,
    /// What computed.
    pub device: String,
    /// Threads of the CPU's kernels.
    pub threads: usize,
    /// The settings in full.
    pub settings: Settings,
    /// Widths of the network.
    pub model: ModelConfig,
    /// Shape of the made-up reports.
    pub report: ReportShape,
    /// How often each step was timed.
    pub repeats: Repeats,
    /// Trainable parameters.
    pub parameters: Parameters,
    /// Smallest first.
    pub scales: Vec<Scale>,
}

/// Numbers of trainable parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// Encoder and both cascades.
    pub generator: usize,
    /// View consistency network.
    pub consistency: usize,
    /// Critic of one view, per scale from 32 px.
    pub critic: Vec<usize>,
}

/// One scale.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scale {
    /// Index, 0 for 32 px.
    pub scale: usize,
    /// Side in pixels.
    pub size: usize,
    /// Studies in a batch.
    pub batch: usize,
    /// By name: `consistency`, `critic` (both views, no penalty), `critic_penalty` (the same with it), `generator`, and
    /// `game`, a whole step of adversarial training with the penalty as often as the settings take it.
    pub steps: BTreeMap<String, Timing>,
}

/// Of one kind of step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Timing {
    /// Of each repeat, in order.
    pub seconds: Vec<f64>,
    /// Of `seconds`.
    pub median_seconds: f64,
    /// Studies a second, as `trainer train` counts images: median, least and most.
    pub images_per_second: [f64; 3],
    /// Largest memory of the process during the repeats.
    pub peak_memory_mb: f64,
    /// Largest memory that the device's pool holds, where burn tells.
    pub device_memory_mb: Option<f64>,
}

impl Timing {
    /// From the seconds of each repeat.
    #[must_use]
    pub fn new(seconds: Vec<f64>, batch: usize, memory: f64, device_memory: Option<f64>) -> Self {
        let mut sorted = seconds.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = median(&sorted);
        let rate = |seconds: f64| batch as f64 / seconds.max(1e-9);
        let ends = [sorted.last(), sorted.first()].map(|it| rate(it.copied().unwrap_or(0.0)));
        Self {
            seconds,
            median_seconds: middle,
            images_per_second: [rate(middle), ends[0], ends[1]],
            peak_memory_mb: memory,
            device_memory_mb: device_memory,
        }
    }
}

/// Of ascending numbers; 0 of none.
fn median(sorted: &[f64]) -> f64 {
    match sorted.len() {
        0 => 0.0,
        n => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0,
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millions = |count: usize| count as f64 / 1e6;
        writeln!(f, "{} on {}", self.program, self.device)?;
        let Parameters {
            generator,
            consistency,
            critic,
        } = &self.parameters;
        let critics: Vec<String> = (critic.iter())
            .map(|&count| format!("{:.2}", millions(count)))
            .collect();
        writeln!(
            f,
            "parameters: generator {:.2} M, consistency {:.2} M, a critic {} M",
            millions(*generator),
            millions(*consistency),
            critics.join(", ")
        )?;
        writeln!(
            f,
            "{:>5} {:>5}  {:<14} {:>9} {:>9} {:>9} {:>10} {:>9} {:>9}",
            "px", "batch", "step", "images/s", "least", "most", "seconds", "memory", "device"
        )?;
        for scale in &self.scales {
            for (name, it) in &scale.steps {
                let [median, least, most] = it.images_per_second;
                let device = it
                    .device_memory_mb
                    .map_or_else(|| "-".to_owned(), |mb| format!("{mb:.0} MB"));
                writeln!(
                    f,
                    "{:>5} {:>5}  {name:<14} {median:>9.2} {least:>9.2} {most:>9.2} {:>10.4} {:>6.0} MB {device:>9}",
                    scale.size, scale.batch, it.median_seconds, it.peak_memory_mb
                )?;
            }
        }
        writeln!(
            f,
            "images are studies, as in `trainer train`: each has two views"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_by_hand() {
        let timing = Timing::new(vec![4.0, 1.0, 2.0, 4.0], 12, 1.0, None);
        assert!((timing.median_seconds - 3.0).abs() < 1e-12);
        assert_eq!(timing.images_per_second, [4.0, 3.0, 12.0]);
    }
}
