//! Figures that belong together, and intervals of means.

use anyhow::Result;
use rand::RngExt;
use serde::Serialize;

use learn::random::{Purpose, stream};
use metrics::Figure;

/// Draws of a bootstrap.
pub const RESAMPLES: usize = 1000;

/// A figure with its 95 % interval, where it has one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// The figure.
    #[serde(flatten)]
    pub figure: Figure,
    /// 95 % bootstrap interval over studies.
    pub interval: Option<[f64; 2]>,
}

/// Figures of one question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureGroup {
    /// Short name, the same in every evaluation.
    pub name: &'static str,
    /// The question, for people.
    pub title: &'static str,
    /// How it is measured, one line each.
    pub how: Vec<String>,
    /// The figures.
    pub figures: Vec<Measured>,
    /// What was left out and why.
    pub notes: Vec<String>,
}

impl FigureGroup {
    /// A group without figures.
    #[must_use]
    pub fn new(name: &'static str, title: &'static str, how: &[&str]) -> Self {
        Self {
            name,
            title,
            how: how.iter().map(|&line| line.to_owned()).collect(),
            figures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a figure without interval.
    pub fn add(&mut self, figure: Figure) {
        self.figures.push(Measured {
            figure,
            interval: None,
        });
    }

    /// Adds a figure with its interval.
    pub fn add_within(&mut self, figure: Figure, interval: [f64; 2]) {
        self.figures.push(Measured {
            figure,
            interval: Some(interval),
        });
    }

    /// Says that something was left out.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The value of a computation, or a note why there is none.
    pub fn attempt<T>(&mut self, what: &str, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.note(format!("{what}: left out, {error:#}"));
                None
            }
        }
    }
}

/// The mean; not a number for no values.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// 95 % percentile bootstrap interval of the mean (Efron, 1979) of values that are not empty.
#[must_use]
pub fn mean_interval(values: &[f64], seed: u64) -> [f64; 2] {
    let mut rng = stream(seed, 0, 0, Purpose::Mix);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..values.len()).map(|_| values[rng.random_range(0..values.len())]);
            drawn.sum::<f64>() / values.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    [RESAMPLES * 25 / 1000, RESAMPLES * 975 / 1000 - 1].map(|at| means[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_mean() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let [low, high] = mean_interval(&values, 1);
        // Standard error 2.9.
        assert!((43.0..45.0).contains(&low), "{low}");
        assert!((54.0..56.0).contains(&high), "{high}");
    }
}
