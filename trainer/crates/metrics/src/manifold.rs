//! How well generated images cover the real ones, by neighbourhoods in a feature space.

use anyhow::{Result, ensure};
use rayon::prelude::*;
use serde::Serialize;

use super::features::{Features, distance};

/// The usual number of neighbours.
pub const NEIGHBOURS: usize = 5;

/// Fidelity and diversity apart. A ball reaches from an image to its k-th nearest neighbour in its own set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Manifold {
    /// Share of generated images inside a real image's ball, 0..1; higher is better.
    pub precision: f64,
    /// Share of real images inside a generated image's ball, 0..1; higher is better.
    pub recall: f64,
    /// Mean number of real balls that hold a generated image, over k: from 0, about 1 for one distribution, and above 1
    /// where generated images crowd; higher is better up to there.
    pub density: f64,
    /// Share of real images whose ball holds a generated image, 0..1; higher is better, and below 1 for one
    /// distribution too (about `1 - 2^-k` for equally large sets).
    pub coverage: f64,
}

/// Precision and recall (Kynkäänniemi et al., 2019, arXiv 1904.06991) and density and coverage (Naeem et al., 2020,
/// arXiv 2002.09797) of `generated` `[m, d]` against `real` `[n, d]`, with Euclidean distances and `k` neighbours, see
/// [`NEIGHBOURS`].
///
/// As in the authors' package `prdc`, what lies exactly on a ball's edge is outside. All four depend on the sizes of
/// the sets: compare only figures of equal sizes.
///
/// # Errors
///
/// The dimensions differ, `k` is 0, or a set has no more than `k` rows.
pub fn manifold(real: Features, generated: Features, k: usize) -> Result<Manifold> {
    real.comparable(&generated)?;
    let smaller = real.len().min(generated.len());
    ensure!(
        k > 0 && smaller > k,
        "{k} neighbours need a set of more than {k} rows, not {smaller}"
    );
    let (real_radii, generated_radii) = (radii(real, k), radii(generated, k));
    // One row of distances at a time: all of them may not fit into memory.
    let counts = (0..real.len())
        .into_par_iter()
        .map(|i| {
            let distances = generated.rows().map(|row| distance(real.row(i), row));
            let distances: Vec<f64> = distances.collect();
            let mut near = distances.iter().zip(&generated_radii);
            NeighbourCounts {
                recalled: usize::from(near.any(|(distance, radius)| distance < radius)),
                covered: usize::from(distances.iter().any(|&distance| distance < real_radii[i])),
                holders: distances
                    .iter()
                    .map(|&distance| u32::from(distance < real_radii[i]))
                    .collect(),
            }
        })
        .reduce(
            || NeighbourCounts::none(generated.len()),
            NeighbourCounts::plus,
        );
    let (n, m) = (real.len() as f64, generated.len() as f64);
    let held = counts
        .holders
        .iter()
        .filter(|&&holders| holders > 0)
        .count();
    let holders: f64 = counts
        .holders
        .iter()
        .map(|&holders| f64::from(holders))
        .sum();
    Ok(Manifold {
        precision: held as f64 / m,
        recall: counts.recalled as f64 / n,
        density: holders / (k as f64 * m),
        coverage: counts.covered as f64 / n,
    })
}

/// What some real images add.
struct NeighbourCounts {
    /// Real images inside a generated image's ball.
    recalled: usize,
    /// Real images whose ball holds a generated image.
    covered: usize,
    /// For each generated image, the number of real balls that hold it.
    holders: Vec<u32>,
}

impl NeighbourCounts {
    fn none(generated: usize) -> Self {
        Self {
            recalled: 0,
            covered: 0,
            holders: vec![0; generated],
        }
    }

    fn plus(mut self, other: Self) -> Self {
        self.recalled += other.recalled;
        self.covered += other.covered;
        for (sum, more) in self.holders.iter_mut().zip(other.holders) {
            *sum += more;
        }
        self
    }
}

/// Distance of every row to its k-th nearest other row.
fn radii(set: Features, k: usize) -> Vec<f64> {
    (0..set.len())
        .into_par_iter()
        .map(|i| {
            let others = (0..set.len()).filter(|&j| j != i);
            let mut distances: Vec<f64> =
                others.map(|j| distance(set.row(i), set.row(j))).collect();
            *distances.select_nth_unstable_by(k - 1, f64::total_cmp).1
        })
        .collect()
}
