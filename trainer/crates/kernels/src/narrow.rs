//! Convolutions to one output channel: each tap's product with all pixels first, shifts after.

use rayon::prelude::*;

use super::{
    columns::{Sizes, gather, scatter},
    gemm::{Matrix, gemm},
};

/// The same convolution seen from the output: taps of the one channel, turned round.
fn turned(s: &Sizes) -> Sizes {
    Sizes {
        ci: 1,
        h: s.oh,
        w: s.ow,
        oh: s.h,
        ow: s.w,
        pad: s.k - 1 - s.pad,
        ..*s
    }
}

/// `[n, 1, h', w']`.
pub(super) fn forward(s: &Sizes, x: &[f32], weight: &[f32]) -> Vec<f32> {
    let (back, area, pixels) = (turned(s), s.k * s.k, s.h * s.w);
    // Taps in the order of `turned`.
    let mut weight = weight.to_vec();
    weight.chunks_exact_mut(area).for_each(<[f32]>::reverse);
    let weight = Matrix::rows(&weight, area).t();
    let mut out = vec![0.0; s.n * s.places()];
    out.par_chunks_mut(s.places())
        .zip(x.par_chunks(s.ci * pixels))
        .for_each_init(Vec::new, |products, (out, x)| {
            products.resize(area * pixels, 0.0);
            gemm(
                [area, s.ci, pixels],
                (products, pixels),
                false,
                weight,
                Matrix::rows(x, pixels),
            );
            scatter(&back, products, pixels, 0, 0..s.h, out);
        });
    out
}

/// `[1, i, k, k]`.
pub(super) fn weight_gradient(s: &Sizes, x: &[f32], gradient: &[f32]) -> Vec<f32> {
    let (back, area, pixels) = (turned(s), s.k * s.k, s.h * s.w);
    let share = s.n.div_ceil(rayon::current_num_threads());
    let sums = x
        .par_chunks(share * s.ci * pixels)
        .zip(gradient.par_chunks(share * s.places()))
        .map(|(x, gradient)| {
            let (mut sum, mut columns) = (vec![0.0; s.ci * area], vec![0.0; area * pixels]);
            for (x, gradient) in x
                .chunks_exact(s.ci * pixels)
                .zip(gradient.chunks_exact(s.places()))
            {
                gather(&back, gradient, 0..s.h, &mut columns, pixels, 0);
                let seen = Matrix::rows(&columns, pixels).t();
                gemm(
                    [s.ci, pixels, area],
                    (&mut sum, area),
                    true,
                    Matrix::rows(x, pixels),
                    seen,
                );
            }
            sum
        });
    let mut sum = super::flex::in_order(sums);
    sum.chunks_exact_mut(area).for_each(<[f32]>::reverse);
    sum
}
