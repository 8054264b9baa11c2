//! The kernel distance of two sets of features, known as KID with Inception's features.

use anyhow::{Result, ensure};
use nalgebra::DMatrix;
use rayon::prelude::*;

use super::{features::Features, random, statistics};

/// A kernel distance over random subsets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KernelDistance {
    /// Mean over the subsets; lower is better, about 0 (also a little below) for one distribution.
    pub mean: f64,
    /// Standard deviation over the subsets, at least 0; 0 when every subset is the whole set.
    pub deviation: f64,
}

/// The mean and the spread of [`squared_mmd`] over `subsets` pairs of random subsets of `size` rows, or of as many as
/// the smaller set has. The same `seed` draws the same subsets.
///
/// Bińkowski, Sutherland, Arbel, Gretton: *Demystifying MMD GANs*, 2018 (arXiv 1801.01401); 100 subsets of 1000 are
/// usual.
///
/// # Errors
///
/// The dimensions differ, `subsets` is 0, or `size` or a set is below 2 rows.
pub fn kernel_distance(
    a: Features,
    b: Features,
    subsets: usize,
    size: usize,
    seed: u64,
) -> Result<KernelDistance> {
    a.comparable(&b)?;
    let size = size.min(a.len()).min(b.len());
    ensure!(
        subsets > 0 && size >= 2,
        "a kernel distance needs a subset of 2 rows or more"
    );
    let distances: Vec<f64> = (0..subsets)
        .into_par_iter()
        .map(|subset| {
            let mut random = random::generator(seed, subset);
            let of_a = random::subset(&mut random, a.len(), size);
            let of_b = random::subset(&mut random, b.len(), size);
            unbiased(&a.matrix(&of_a), &b.matrix(&of_b))
        })
        .collect();
    Ok(KernelDistance {
        mean: statistics::mean(&distances),
        deviation: statistics::deviation(&distances),
    })
}

/// Unbiased squared maximum mean discrepancy of features `[n, d]` and `[m, d]` under the kernel `(x.y / d + 1)^3`;
/// lower is better, about 0 (also a little below) for one distribution.
///
/// Keeps an `n * m` matrix in memory. See [`kernel_distance`] for the reference.
///
/// # Errors
///
/// The dimensions differ, or a set has fewer than two rows.
pub fn squared_mmd(a: Features, b: Features) -> Result<f64> {
    a.comparable(&b)?;
    ensure!(
        a.len() >= 2 && b.len() >= 2,
        "a kernel distance needs sets of 2 rows or more"
    );
    let all = |set: Features| set.matrix(&(0..set.len()).collect::<Vec<_>>());
    Ok(unbiased(&all(a), &all(b)))
}

fn unbiased(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    within(a) + within(b) - 2.0 * kernel(a, b).mean()
}

/// Mean kernel of two different rows.
fn within(rows: &DMatrix<f64>) -> f64 {
    let kernel = kernel(rows, rows);
    let n = rows.nrows() as f64;
    (kernel.sum() - kernel.trace()) / (n * (n - 1.0))
}

fn kernel(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let dimension = a.ncols() as f64;
    (a * b.transpose()).map(|product| (product / dimension + 1.0).powi(3))
}
