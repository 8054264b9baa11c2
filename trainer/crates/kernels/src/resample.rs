//! Doubling the side of images: bilinear, and from four channels.

use processor::{bilinear, neighbours};
use rayon::prelude::*;

use super::flex::*;

/// Which way of doubling.
#[derive(Debug, Clone, Copy)]
enum Double {
    /// Bilinear without aligned corners.
    Bilinear,
    /// Channel `4 c + 2 dy + dx` to pixel `(2 y + dy, 2 x + dx)` of channel `c`.
    Shuffle,
}

/// Bilinear without aligned corners, `[n, c, h, w]` -> `[n, c, 2h, 2w]`; `None` where the tensor does not suit.
#[must_use]
pub fn upsample2(x: &Tensor<4>) -> Option<Tensor<4>> {
    double(x, Double::Bilinear)
}

/// Pixel shuffle by 2, `[n, 4c, h, w]` -> `[n, c, 2h, 2w]`; `None` where the tensor does not suit.
#[must_use]
pub fn shuffle2(x: &Tensor<4>) -> Option<Tensor<4>> {
    double(x, Double::Shuffle)
}

fn double(x: &Tensor<4>, how: Double) -> Option<Tensor<4>> {
    let [n, c, h, w] = x.dims();
    let x = primitive(x)?;
    let node = x.node();
    let x = x.into_primitive().to_contiguous();
    let (inputs, c) = match how {
        Double::Bilinear => (1, c),
        Double::Shuffle => (4, c / 4),
    };
    let mut out = vec![0.0; n * c * 4 * h * w];
    out.par_chunks_mut(4 * h * w)
        .zip(values(&x).par_chunks(inputs * h * w))
        .for_each(|(out, x)| match how {
            Double::Bilinear => bilinear(out, x, [h, w]),
            Double::Shuffle => {
                for (at, part) in x.chunks_exact(h * w).enumerate() {
                    for (row, pixels) in part.chunks_exact(w).enumerate() {
                        let first = (2 * row + at / 2) * 2 * w;
                        let pairs = out[first..first + 2 * w].as_chunks_mut::<2>().0;
                        pairs
                            .iter_mut()
                            .zip(pixels)
                            .for_each(|(pair, pixel)| pair[at % 2] = *pixel);
                    }
                }
            }
        });
    let y = tensor(out, &[n, c, 2 * h, 2 * w]);
    let prepared = Doubling
        .prepare::<NoCheckpointing>([node])
        .compute_bound()
        .stateful();
    Some(wrap(match prepared {
        OpsKind::Tracked(prep) => prep.finish(([n, c * inputs, h, w], how), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    }))
}

/// The transpose of [`bilinear`].
fn bilinear_back(out: &mut [f32], gradient: &[f32], h: usize, w: usize) {
    let mut mixed = vec![0.0; w];
    for (row, gradient) in gradient.chunks_exact(2 * w).enumerate() {
        let pairs = gradient.as_chunks::<2>().0;
        for (mixed, pair) in mixed.iter_mut().zip(pairs) {
            *mixed = (pair[0] + pair[1]) * 0.75;
        }
        mixed[0] += pairs[0][0] * 0.25;
        mixed[w - 1] += pairs[w - 1][1] * 0.25;
        for (mixed, pair) in mixed.iter_mut().zip(&pairs[1..]) {
            *mixed += pair[0] * 0.25;
        }
        for (mixed, pair) in mixed[1..].iter_mut().zip(pairs) {
            *mixed += pair[1] * 0.25;
        }
        for (at, share) in neighbours(row, h).into_iter().zip([0.75, 0.25]) {
            let to = &mut out[at * w..(at + 1) * w];
            to.iter_mut()
                .zip(&mixed)
                .for_each(|(to, mixed)| *to += mixed * share);
        }
    }
}

#[derive(Debug)]
struct Doubling;

impl Backward<Flex, 1> for Doubling {
    type State = ([usize; 4], Double);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let ([parent], (shape, how)) = (ops.parents, ops.state);
        let Some(node) = parent else { return };
        let [_, _, h, w] = shape;
        let inputs = match how {
            Double::Bilinear => 1,
            Double::Shuffle => 4,
        };
        let mut out = vec![0.0; shape.iter().product()];
        let parts = out
            .par_chunks_mut(inputs * h * w)
            .zip(values(&gradient).par_chunks(4 * h * w));
        parts.for_each(|(out, gradient)| match how {
            Double::Bilinear => bilinear_back(out, gradient, h, w),
            Double::Shuffle => {
                for (at, part) in out.chunks_exact_mut(h * w).enumerate() {
                    for (row, pixels) in part.chunks_exact_mut(w).enumerate() {
                        let first = (2 * row + at / 2) * 2 * w;
                        let pairs = gradient[first..first + 2 * w].as_chunks::<2>().0;
                        pixels
                            .iter_mut()
                            .zip(pairs)
                            .for_each(|(pixel, pair)| *pixel = pair[at % 2]);
                    }
                }
            }
        });
        grads.register::<Flex>(node.id, tensor(out, &shape));
    }
}
