//! A safe interface to the `gemm` crate (matrix products).
#![allow(unsafe_code)]

use gemm::Parallelism;

/// A matrix in a slice: element `(row, column)` at `row * row_step + column * column_step`.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    pub values: &'a [f32],
    pub row_step: usize,
    pub column_step: usize,
}

impl<'a> Matrix<'a> {
    /// Rows one after the other, `row_step` apart.
    pub fn rows(values: &'a [f32], row_step: usize) -> Self {
        Self {
            values,
            row_step,
            column_step: 1,
        }
    }

    /// The transpose.
    pub fn t(self) -> Self {
        Self {
            values: self.values,
            row_step: self.column_step,
            column_step: self.row_step,
        }
    }

    fn holds(&self, rows: usize, columns: usize) -> bool {
        (rows - 1) * self.row_step + (columns - 1) * self.column_step < self.values.len()
    }
}

/// `out [m, n] = a [m, k] b [k, n]`, or `+=` where `add`; rows of `out` are `row_step` apart.
pub(super) fn gemm(
    [m, k, n]: [usize; 3],
    out: (&mut [f32], usize),
    add: bool,
    a: Matrix<'_>,
    b: Matrix<'_>,
) {
    if m == 0 || n == 0 || k == 0 {
        return;
    }
    let (out, row_step) = out;
    assert!(row_step >= n && (m - 1) * row_step + n <= out.len());
    assert!(a.holds(m, k) && b.holds(k, n));
    if k == 1 && b.column_step == 1 {
        // An outer product is bound by memory; `gemm` would pack it first.
        let b = &b.values[..n];
        for (row, out) in out.chunks_mut(row_step).take(m).enumerate() {
            let factor = a.values[row * a.row_step];
            let pairs = out.iter_mut().zip(b);
            if add {
                pairs.for_each(|(out, b)| *out += factor * b);
            } else {
                pairs.for_each(|(out, b)| *out = factor * b);
            }
        }
        return;
    }
    // SAFETY: all three matrices lie within their slices, and `out` is borrowed alone with rows that do not overlap.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            row_step as isize,
            add,
            a.values.as_ptr(),
            a.column_step as isize,
            a.row_step as isize,
            b.values.as_ptr(),
            b.column_step as isize,
            b.row_step as isize,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
