//! Sets of feature vectors, and distances between two vectors.

use anyhow::{Result, ensure};
use nalgebra::DMatrix;

/// How many numbers a distance adds up between two looks at its limit.
const BLOCK: usize = 256;

/// Numbers added side by side, so that the compiler may use vector instructions.
const LANES: usize = 8;

/// A set of feature vectors, `[n, d]` row by row: one row an image. Pixels are features too, with `d = side * side`.
#[derive(Clone, Copy, Debug)]
pub struct Features<'a> {
    values: &'a [f32],
    dimension: usize,
}

impl<'a> Features<'a> {
    /// Takes `values` as rows of `dimension` numbers.
    ///
    /// # Errors
    ///
    /// There is no row, a row is incomplete, or a number is not finite.
    pub fn new(values: &'a [f32], dimension: usize) -> Result<Self> {
        ensure!(
            dimension > 0 && !values.is_empty() && values.len().is_multiple_of(dimension),
            "{} numbers are no rows of {dimension} features",
            values.len()
        );
        ensure!(
            values.iter().all(|value| value.is_finite()),
            "a feature is not a finite number"
        );
        Ok(Self { values, dimension })
    }

    /// Number of rows, at least 1.
    // A set cannot be empty.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.values.len() / self.dimension
    }

    /// Numbers in a row.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// There are no more than `index` rows.
    pub fn row(&self, index: usize) -> &'a [f32] {
        &self.values[index * self.dimension..][..self.dimension]
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &'a [f32]> {
        self.values.chunks_exact(self.dimension)
    }

    /// The rows with the given indices as a matrix.
    pub(super) fn matrix(&self, rows: &[usize]) -> DMatrix<f64> {
        let values = rows.iter().flat_map(|&row| self.row(row));
        DMatrix::from_row_iterator(rows.len(), self.dimension, values.map(|&v| f64::from(v)))
    }

    /// An error unless both sets have rows of one length.
    pub(super) fn comparable(&self, other: &Self) -> Result<()> {
        ensure!(
            self.dimension == other.dimension,
            "features of {} and of {} numbers do not compare",
            self.dimension,
            other.dimension
        );
        Ok(())
    }
}

/// Euclidean distance of two vectors of one length.
pub(super) fn distance(a: &[f32], b: &[f32]) -> f64 {
    squared_distance(a, b, f64::INFINITY).sqrt()
}

/// Squared Euclidean distance; any number above `limit` where it is above `limit`, found sooner.
pub(super) fn squared_distance(a: &[f32], b: &[f32], limit: f64) -> f64 {
    let mut sum = 0.0;
    for (a, b) in a.chunks(BLOCK).zip(b.chunks(BLOCK)) {
        let mut lanes = [0.0; LANES];
        for (a, b) in a.chunks(LANES).zip(b.chunks(LANES)) {
            for (lane, (&a, &b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
                *lane += (f64::from(a) - f64::from(b)).powi(2);
            }
        }
        sum += lanes.iter().sum::<f64>();
        if sum > limit {
            break;
        }
    }
    sum
}
