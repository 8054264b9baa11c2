//! `trainer compare-films`: simulated films against real ones: shape figures, power by octave, kernel distances.
//!
//! Both are histogram-equalised first, so that tone and exposure do not count, and compared at their
//! own pixels (about 1.4 mm) in a middle square.

mod features;
mod load;
mod shapes;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use metrics::{Features, kernel_distance};
use rayon::prelude::*;
use support::files::write_whole;
use support::sheet::{self, NOTICE, Row};

use super::octaves;
use load::{Pair, SIDE};

/// Hold a simulated dataset against real pairs: shapes, detail by octave, kernel distances.
#[derive(Args, Clone, Debug)]
pub struct CompareOptions {
    /// The simulated dataset, of 256 px.
    #[arg(long, value_name = "DIR")]
    pub simulated: PathBuf,
    /// Folder of real pairs with a manifest.csv (`file`, `study`, `view`, `prone`, `body_scan`).
    #[arg(long, value_name = "FOLDER")]
    pub real: PathBuf,
    /// Studies of the real pairs to leave out, such as those whose CTs made the simulated ones.
    #[arg(long, value_name = "STUDY", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Whether the real laterals face the other way.
    #[arg(long)]
    pub mirror_laterals: bool,
    /// Pairs of each that are compared, evenly chosen.
    #[arg(long, default_value_t = 400)]
    pub pairs: usize,
    /// Where to write a sheet of 12 simulated beside 12 real pairs (PNG).
    #[arg(long, value_name = "FILE")]
    pub sheet: Option<PathBuf>,
}

/// Mean and standard deviation of a figure over the pairs that have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// How many pairs.
    pub count: usize,
}

impl Spread {
    fn of(values: impl Iterator<Item = f32>) -> Self {
        let values: Vec<f64> = values.filter(|v| v.is_finite()).map(f64::from).collect();
        let count = values.len();
        let mean = values.iter().sum::<f64>() / count.max(1) as f64;
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        Self {
            mean,
            deviation: (squares / count.max(1) as f64).sqrt(),
            count,
        }
    }
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Shape figures: name, simulated, real.
    pub shapes: Vec<(&'static str, Spread, Spread)>,
    /// Standard deviation of the grey (0 to 1) of each octave: view and waves, simulated, real.
    pub octaves: Vec<(String, f64, f64)>,
    /// Squared kernel distances (KID) by feature space, and the same of real against real.
    pub distances: Vec<(&'static str, f64, f64)>,
    /// How many pairs of each.
    pub pairs: (usize, usize),
}

/// Compares a simulated dataset with real pairs.
///
/// # Errors
///
/// Fails, naming the file, if a folder or image cannot be read or holds fewer than 20 pairs.
pub fn compare(options: &CompareOptions) -> Result<Comparison> {
    let simulated = load::simulated(&options.simulated, options.pairs)?;
    let real = load::real(options)?;
    for (pairs, folder) in [(&simulated, &options.simulated), (&real, &options.real)] {
        let found = pairs.len();
        ensure!(
            found >= 20,
            "{} has {found} pairs to compare; at least 20 are needed",
            folder.display()
        );
    }
    if let Some(path) = &options.sheet {
        write_sheet(path, &simulated, &real)?;
    }
    Ok(Comparison {
        shapes: shape_figures(&simulated, &real),
        octaves: octave_figures(&simulated, &real),
        distances: distances(&simulated, &real)?,
        pairs: (simulated.len(), real.len()),
    })
}

fn shape_figures(simulated: &[Pair], real: &[Pair]) -> Vec<(&'static str, Spread, Spread)> {
    let measure = |pairs: &[Pair]| -> Vec<[f32; shapes::NAMES.len()]> {
        pairs
            .par_iter()
            .map(|pair| shapes::of(&pair.films))
            .collect()
    };
    let (simulated, real) = (measure(simulated), measure(real));
    let spread = |figures: &[[f32; shapes::NAMES.len()]], at: usize| {
        Spread::of(figures.iter().map(|figures| figures[at]))
    };
    shapes::NAMES
        .iter()
        .enumerate()
        .map(|(at, name)| (*name, spread(&simulated, at), spread(&real, at)))
        .collect()
}

fn octave_figures(simulated: &[Pair], real: &[Pair]) -> Vec<(String, f64, f64)> {
    let power = |pairs: &[Pair], view: usize| -> Vec<f64> {
        let each: Vec<Vec<f64>> = pairs
            .par_iter()
            .map(|pair| {
                let bands = octaves::bands(&pair.films[view], SIDE).0;
                let deviation = |band: &Vec<f32>| {
                    let squares = band.iter().map(|&v| f64::from(v).powi(2));
                    (squares.sum::<f64>() / band.len() as f64).sqrt()
                };
                bands.iter().map(deviation).collect()
            })
            .collect();
        let mean = |at: usize| each.iter().map(|e| e[at]).sum::<f64>() / each.len() as f64;
        (0..octaves::count(SIDE)).map(mean).collect()
    };
    let mut rows = Vec::new();
    for (view, name) in ["frontal", "lateral"].into_iter().enumerate() {
        let (ours, theirs) = (power(simulated, view), power(real, view));
        for (at, (a, b)) in ours.into_iter().zip(theirs).enumerate() {
            rows.push((format!("{name}, {} to {} px", 2 << at, 4 << at), a, b));
        }
    }
    rows
}

/// A way to describe a pair by numbers.
type Space = fn(&Pair) -> Vec<f32>;

fn distances(simulated: &[Pair], real: &[Pair]) -> Result<Vec<(&'static str, f64, f64)>> {
    let spaces: [(&str, Space); 2] = [
        ("gradients (HOG)", features::gradients),
        ("random convolutions", features::convolutions),
    ];
    let mut rows = Vec::new();
    for (name, of) in spaces {
        let rows_of = |pairs: &[Pair]| -> Vec<Vec<f32>> { pairs.par_iter().map(of).collect() };
        let (mut ours, mut theirs) = (rows_of(simulated), rows_of(real));
        features::standardise(&mut ours, &mut theirs);
        let dimension = theirs.first().map_or(0, Vec::len);
        let (first, second): (Vec<_>, Vec<_>) = (0..theirs.len()).partition(|at| at % 2 == 0);
        let flat = |rows: &[Vec<f32>]| rows.concat();
        let half = |places: Vec<usize>| -> Vec<f32> {
            places
                .into_iter()
                .flat_map(|at| theirs[at].clone())
                .collect()
        };
        let (a, b) = (flat(&ours), flat(&theirs));
        let (c, d) = (half(first), half(second));
        let distance = |a: &[f32], b: &[f32]| -> Result<f64> {
            let (a, b) = (Features::new(a, dimension)?, Features::new(b, dimension)?);
            Ok(kernel_distance(a, b, 20, 100, 1)?.mean)
        };
        rows.push((name, distance(&a, &b)?, distance(&c, &d)?));
    }
    Ok(rows)
}

/// Twelve simulated pairs, each beside a real one.
fn write_sheet(path: &Path, simulated: &[Pair], real: &[Pair]) -> Result<()> {
    let rows: Vec<Row> = (0..12.min(simulated.len()).min(real.len()))
        .map(|n| {
            let chosen = |pairs: &[Pair]| n * pairs.len() / 12;
            let (ours, theirs) = (&simulated[chosen(simulated)], &real[chosen(real)]);
            let whole = ours.whole.iter().chain(&theirs.whole);
            Row {
                captions: vec![format!(
                    "simulated {}   |   real {}",
                    ours.name, theirs.name
                )],
                cells: whole.map(|film| Some(film.clone())).collect(),
            }
        })
        .collect();
    let page = sheet::page(NOTICE, &rows, 2, 256).with_context(|| format!("{}", path.display()))?;
    write_whole(path, &page)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ours, theirs) = self.pairs;
        writeln!(f, "{ours} simulated pairs, {theirs} real pairs\n")?;
        writeln!(
            f,
            "| shape | simulated | real | apart, in real deviations | spread, of real |"
        )?;
        writeln!(f, "|---|---|---|---|---|")?;
        for (name, a, b) in &self.shapes {
            let apart = (a.mean - b.mean) / b.deviation.max(1e-9);
            writeln!(
                f,
                "| {name} | {:.3} ± {:.3} ({}) | {:.3} ± {:.3} ({}) | {apart:+.2} | {:.2} |",
                a.mean,
                a.deviation,
                a.count,
                b.mean,
                b.deviation,
                b.count,
                a.deviation / b.deviation.max(1e-9)
            )?;
        }
        writeln!(
            f,
            "\n| octave | simulated | real | difference |\n|---|---|---|---|"
        )?;
        for (name, a, b) in &self.octaves {
            writeln!(
                f,
                "| {name} | {a:.4} | {b:.4} | {:+.0} % |",
                100.0 * (a / b - 1.0)
            )?;
        }
        writeln!(
            f,
            "\n| kernel distance (KID) | simulated to real | real to real |\n|---|---|---|"
        )?;
        for (name, a, b) in &self.distances {
            writeln!(f, "| {name} | {a:.4} | {b:.4} |")?;
        }
        Ok(())
    }
}
