//! The Fréchet distance of two sets of features, known as FID with Inception's features.

use anyhow::{Context, Result, ensure};
use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::features::Features;

/// A Gaussian fitted to features.
#[derive(Clone, Debug)]
pub struct Gaussian {
    /// Mean, `[d]`.
    pub mean: DVector<f64>,
    /// Unbiased covariance, `[d, d]`; of rank below `n` where there are no more rows than features.
    pub covariance: DMatrix<f64>,
}

impl Gaussian {
    /// Fits a Gaussian to features `[n, d]`.
    ///
    /// # Errors
    ///
    /// There are fewer than two rows.
    pub fn fit(features: Features) -> Result<Self> {
        let n = features.len();
        ensure!(n >= 2, "a covariance needs 2 rows or more, not {n}");
        let mut centred = features.matrix(&(0..n).collect::<Vec<_>>());
        let mean = centred.row_mean();
        for mut row in centred.row_iter_mut() {
            row -= &mean;
        }
        Ok(Self {
            covariance: centred.tr_mul(&centred) / (n - 1) as f64,
            mean: mean.transpose(),
        })
    }

    /// The squared Fréchet (Wasserstein-2) distance `|m - m'|^2 + tr(S + S' - 2 (S S')^1/2)`, from 0, in squared units
    /// of the features.
    ///
    /// # Errors
    ///
    /// The dimensions differ, or an eigen decomposition does not converge.
    pub fn distance(&self, other: &Self) -> Result<f64> {
        ensure!(
            self.mean.len() == other.mean.len(),
            "features of {} and of {} numbers do not compare",
            self.mean.len(),
            other.mean.len()
        );
        let apart = (&self.mean - &other.mean).norm_squared();
        let spread = self.covariance.trace() + other.covariance.trace();
        let shared = trace_of_root(&self.covariance, &other.covariance)?;
        // Round-off may bring equal sets below 0.
        Ok((apart + spread - 2.0 * shared).max(0.0))
    }
}

/// The Fréchet distance of two sets of features `[n, d]` and `[m, d]`; lower is better, 0 for equal means and
/// covariances.
///
/// Heusel et al.: *GANs trained by a two time-scale update rule*, 2017 (arXiv 1706.08500). It is biased upwards for
/// small sets: compare only figures of equally many images, and give the one of two real sets of that size as well.
/// Sets with no more rows than features work too.
///
/// # Errors
///
/// The dimensions differ, a set has fewer than two rows, or an eigen decomposition does not converge.
pub fn frechet_distance(a: Features, b: Features) -> Result<f64> {
    a.comparable(&b)?;
    Gaussian::fit(a)?.distance(&Gaussian::fit(b)?)
}

/// `tr (A B)^1/2` of two covariances, as the roots of the eigenvalues of the symmetric `A^1/2 B A^1/2`.
fn trace_of_root(a: &DMatrix<f64>, b: &DMatrix<f64>) -> Result<f64> {
    let a = decomposed(a.clone())?;
    // Where A has no spread the product has none; left in, round-off there would grow under the root.
    let noise = a.eigenvalues.max() * f64::EPSILON * a.eigenvalues.len() as f64;
    let kept: Vec<usize> = (0..a.eigenvalues.len())
        .filter(|&i| a.eigenvalues[i] > noise)
        .collect();
    if kept.is_empty() {
        return Ok(0.0);
    }
    let mut root = a.eigenvectors.select_columns(&kept);
    for (mut column, &i) in root.column_iter_mut().zip(&kept) {
        column *= a.eigenvalues[i].sqrt();
    }
    let product = decomposed(root.tr_mul(&(b * &root)))?;
    Ok(product.eigenvalues.iter().map(|v| v.max(0.0).sqrt()).sum())
}

fn decomposed(matrix: DMatrix<f64>) -> Result<SymmetricEigen<f64, nalgebra::Dyn>> {
    // A symmetric matrix takes about two iterations an eigenvalue.
    let limit = 100 * matrix.nrows();
    SymmetricEigen::try_new(matrix, f64::EPSILON, limit)
        .context("the eigen decomposition of a covariance does not converge")
}
