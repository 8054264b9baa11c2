//! 2-D convolution by matrix products, forward and backward.
//!
//! burn's CPU backend reorders the whole input on one core for each forward pass and reads the gradient of the weight
//! off a convolution whose kernel is the output's gradient; here every product is one over columns that fit the cache, and
//! one image alone needs no columns for kernels of 3 x 3 that keep its size (Winograd's filtering, see [`processor`]).

use burn::tensor::{module, ops::ConvOptions};
use processor::Kernels;
use rayon::prelude::*;

use super::{
    columns::{Sizes, clear, gather, planes, scatter, unite},
    flex::*,
    gemm::{Matrix, gemm},
    narrow,
};

/// Elements of a column matrix, to stay in the second cache.
const COLUMNS: usize = 48 << 10;

/// Columns below which images are taken together.
const FEW: usize = 128;

/// Below this many input channels the input's gradient is scattered, not gathered.
const NARROW: usize = 8;

/// `x [n, i, h, w]`, `weight [o, i, k, k]` -> `[n, o, h', w']`, as burn's function of this name.
#[must_use]
pub fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    stride: usize,
    pad: usize,
) -> Tensor<4> {
    let [o, _, kh, kw] = weight.dims();
    if kh == kw && on_cpu(&x) && on_cpu(&weight) {
        let [x, weight] = [x, weight].map(plain);
        let bias = bias.map(plain);
        return Tensor::from_primitive::<Flex>(output(
            &sizes(&x, &weight, stride, pad),
            [&x, &weight],
            bias.as_ref(),
        ));
    }
    let (x, weight) = (x.autodiff(), weight.autodiff());
    let suits = kh == kw && suits(&x) && suits(&weight);
    let given = bias.is_some();
    // Without a bias something untracked takes its place among the parents.
    let offset = match &bias {
        None => Tensor::zeros([1], &x.device()),
        Some(bias) => bias.clone().autodiff(),
    };
    let (true, Some(a), Some(b), Some(c)) =
        (suits, primitive(&x), primitive(&weight), primitive(&offset))
    else {
        let options = ConvOptions::new([stride; 2], [pad; 2], [1, 1], 1);
        return module::conv2d(x, weight, bias, options);
    };
    let nodes = [a.node(), b.node(), c.node()];
    let [x, weight, offset] = [a, b, c].map(|it| it.into_primitive().to_contiguous());
    let s = sizes(&x, &weight, stride, pad);
    debug_assert_eq!(s.co, o);
    let y = output(&s, [&x, &weight], given.then_some(&offset));
    let prepared = Convolution
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    wrap(match prepared {
        OpsKind::Tracked(prep) => prep.finish((x, weight, s), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    })
}

fn output(s: &Sizes, [x, weight]: [&FlexTensor; 2], bias: Option<&FlexTensor>) -> FlexTensor {
    let mut y = forward(s, values(x), values(weight));
    if let Some(bias) = bias {
        let bias = values(bias);
        y.par_chunks_mut(s.places())
            .enumerate()
            .for_each(|(at, y)| {
                let bias = bias[at % s.co];
                y.iter_mut().for_each(|y| *y += bias);
            });
    }
    tensor(y, &[s.n, s.co, s.oh, s.ow])
}

fn sizes(x: &FlexTensor, weight: &FlexTensor, stride: usize, pad: usize) -> Sizes {
    let (x, w) = (x.layout().shape(), weight.layout().shape());
    let out = |length: usize| (length + 2 * pad - w[2]) / stride + 1;
    Sizes {
        n: x[0],
        ci: x[1],
        h: x[2],
        w: x[3],
        co: w[0],
        k: w[2],
        stride,
        pad,
        oh: out(x[2]),
        ow: out(x[3]),
    }
}

#[derive(Debug)]
struct Convolution;

impl Backward<Flex, 3> for Convolution {
    type State = (FlexTensor, FlexTensor, Sizes);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [of_x, of_weight, of_bias] = ops.parents;
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let (x, weight, s) = ops.state;
        if let Some(node) = of_x {
            let values = input_gradient(&s, values(&gradient), values(&weight));
            grads.register::<Flex>(node.id, tensor(values, &[s.n, s.ci, s.h, s.w]));
        }
        if let Some(node) = of_weight {
            let values = weight_gradient(&s, values(&x), values(&gradient));
            grads.register::<Flex>(node.id, tensor(values, &[s.co, s.ci, s.k, s.k]));
        }
        if let Some(node) = of_bias {
            let mut sums = vec![0.0; s.co];
            for (at, part) in values(&gradient).chunks_exact(s.places()).enumerate() {
                sums[at % s.co] += sum(part);
            }
            grads.register::<Flex>(node.id, tensor(sums, &[s.co]));
        }
    }
}

/// Images that a task takes together.
fn together(s: &Sizes) -> usize {
    let share = s.n.div_ceil(rayon::current_num_threads());
    FEW.div_ceil(s.places()).clamp(1, share.max(1))
}

/// Output rows of one image that a product takes.
fn rows_at_once(s: &Sizes) -> usize {
    (COLUMNS / s.patch()).max(FEW).div_ceil(s.ow).clamp(1, s.oh)
}

fn row_blocks(s: &Sizes) -> impl Iterator<Item = std::ops::Range<usize>> {
    let (all, block) = (s.oh, rows_at_once(s));
    (0..all)
        .step_by(block)
        .map(move |first| first..(first + block).min(all))
}

/// `[n, o, h', w']`.
fn forward(s: &Sizes, x: &[f32], weight: &[f32]) -> Vec<f32> {
    if s.narrow() {
        return narrow::forward(s, x, weight);
    }
    // In training's batches the products of matrices were measured to be as fast.
    if s.n == 1 && s.stride == 1 && s.k == 3 && s.pad == 1 && Kernels::suit(s.h, s.w) {
        return filtered(s, x, weight);
    }
    let (patch, places, group) = (s.patch(), s.places(), together(s));
    let mut out = vec![0.0; s.n * s.co * places];
    let weight = Matrix::rows(weight, patch);
    let image = s.ci * s.h * s.w;
    out.par_chunks_mut(group * s.co * places)
        .zip(x.par_chunks(group * image))
        .for_each_init(
            Default::default,
            |(columns, parts): &mut (Vec<f32>, Vec<f32>), (out, x)| {
                let count = x.len() / image;
                if s.pointwise() && group == 1 {
                    gemm(
                        [s.co, patch, places],
                        (out, places),
                        false,
                        weight,
                        Matrix::rows(x, places),
                    );
                } else if group == 1 {
                    let parts = planes(s, x, parts);
                    for rows in row_blocks(s) {
                        let (first, width) = (rows.start * s.ow, rows.len() * s.ow);
                        columns.resize(patch * width, 0.0);
                        gather(s, parts, rows, columns, width, 0);
                        let out = (&mut out[first..], places);
                        gemm(
                            [s.co, patch, width],
                            out,
                            false,
                            weight,
                            Matrix::rows(columns, width),
                        );
                    }
                } else {
                    let width = count * places;
                    columns.resize(patch * width, 0.0);
                    for (at, x) in x.chunks_exact(image).enumerate() {
                        gather(s, planes(s, x, parts), 0..s.oh, columns, width, at * places);
                    }
                    let mut wide = vec![0.0; s.co * width];
                    gemm(
                        [s.co, patch, width],
                        (&mut wide, width),
                        false,
                        weight,
                        Matrix::rows(columns, width),
                    );
                    for (at, out) in out.chunks_exact_mut(places).enumerate() {
                        let (image, channel) = (at / s.co, at % s.co);
                        out.copy_from_slice(&wide[channel * width + image * places..][..places]);
                    }
                }
            },
        );
    out
}

/// As [`forward`], of one image and kernels of 3 x 3 that keep the size, with less than half of the products.
fn filtered(s: &Sizes, x: &[f32], weight: &[f32]) -> Vec<f32> {
    let channels = s.co.div_ceil(rayon::current_num_threads());
    let channels = channels.next_multiple_of(4);
    let mut out = vec![0.0; s.co * s.places()];
    out.par_chunks_mut(channels * s.places())
        .zip(weight.par_chunks(channels * s.ci * 9))
        .for_each(|(out, weight)| {
            let kernels = Kernels::new(weight, weight.len() / (s.ci * 9), s.ci);
            kernels.convolve(x, [s.h, s.w], None, out);
        });
    out
}

/// `[n, i, h, w]`.
fn input_gradient(s: &Sizes, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
    let patch = s.patch();
    if s.pointwise() && together(s) == 1 {
        let (places, weight) = (s.places(), Matrix::rows(weight, s.ci).t());
        let mut out = vec![0.0; s.n * s.ci * places];
        out.par_chunks_mut(s.ci * places)
            .zip(gradient.par_chunks(s.co * places))
            .for_each(|(out, gradient)| {
                gemm(
                    [s.ci, s.co, places],
                    (out, places),
                    false,
                    weight,
                    Matrix::rows(gradient, places),
                );
            });
        return out;
    }
    if s.stride == 1 && s.ci >= NARROW && s.pad < s.k {
        // A convolution of the gradient with the kernels turned round.
        let mut turned = vec![0.0; weight.len()];
        let area = s.k * s.k;
        for (at, kernel) in weight.chunks_exact(area).enumerate() {
            let (o, i) = (at / s.ci, at % s.ci);
            let to = &mut turned[(i * s.co + o) * area..][..area];
            to.iter_mut()
                .rev()
                .zip(kernel)
                .for_each(|(to, from)| *to = *from);
        }
        let back = Sizes {
            ci: s.co,
            co: s.ci,
            h: s.oh,
            w: s.ow,
            oh: s.h,
            ow: s.w,
            pad: s.k - 1 - s.pad,
            ..*s
        };
        return forward(&back, gradient, &turned);
    }
    let (places, group) = (s.places(), together(s));
    let image = s.ci * s.h * s.w;
    let mut out = vec![0.0; s.n * image];
    let weight = Matrix::rows(weight, patch).t();
    out.par_chunks_mut(group * image)
        .zip(gradient.par_chunks(group * s.co * places))
        .for_each_init(
            Default::default,
            |(columns, parts): &mut (Vec<f32>, Vec<f32>), (out, gradient)| {
                if group == 1 {
                    clear(s, parts);
                    for rows in row_blocks(s) {
                        let (first, width) = (rows.start * s.ow, rows.len() * s.ow);
                        columns.resize(patch * width, 0.0);
                        let gradient = Matrix::rows(&gradient[first..], places);
                        gemm(
                            [patch, s.co, width],
                            (columns, width),
                            false,
                            weight,
                            gradient,
                        );
                        scatter(s, columns, width, 0, rows, parts);
                    }
                    unite(s, parts, out);
                } else {
                    let width = gradient.len() / s.co;
                    columns.resize(patch * width, 0.0);
                    let wide = side_by_side(s, gradient);
                    gemm(
                        [patch, s.co, width],
                        (columns, width),
                        false,
                        weight,
                        Matrix::rows(&wide, width),
                    );
                    for (at, out) in out.chunks_exact_mut(image).enumerate() {
                        clear(s, parts);
                        scatter(s, columns, width, at * places, 0..s.oh, parts);
                        unite(s, parts, out);
                    }
                }
            },
        );
    out
}

/// `[n, o, places]` -> `[o, n places]`.
fn side_by_side(s: &Sizes, x: &[f32]) -> Vec<f32> {
    let (places, width) = (s.places(), x.len() / s.co);
    let mut wide = vec![0.0; x.len()];
    for (at, x) in x.chunks_exact(places).enumerate() {
        let (image, channel) = (at / s.co, at % s.co);
        wide[channel * width + image * places..][..places].copy_from_slice(x);
    }
    wide
}

/// `[o, i, k, k]`.
fn weight_gradient(s: &Sizes, x: &[f32], gradient: &[f32]) -> Vec<f32> {
    if s.narrow() {
        return narrow::weight_gradient(s, x, gradient);
    }
    let (patch, places, group) = (s.patch(), s.places(), together(s));
    let image = s.ci * s.h * s.w;
    // One sum a thread, whole groups each.
    let share =
        s.n.div_ceil(rayon::current_num_threads())
            .next_multiple_of(group);
    let sums = x
        .par_chunks(share * image)
        .zip(gradient.par_chunks(share * s.co * places))
        .map(|(x, gradient)| {
            let mut sum = vec![0.0; s.co * patch];
            let (mut columns, mut parts) = (Vec::new(), Vec::new());
            let groups = x
                .chunks(group * image)
                .zip(gradient.chunks(group * s.co * places));
            for (x, gradient) in groups {
                if group == 1 {
                    let parts = planes(s, x, &mut parts);
                    for rows in row_blocks(s) {
                        let (first, width) = (rows.start * s.ow, rows.len() * s.ow);
                        let seen = if s.pointwise() {
                            Matrix::rows(&x[first..], places)
                        } else {
                            columns.resize(patch * width, 0.0);
                            gather(s, parts, rows, &mut columns, width, 0);
                            Matrix::rows(&columns, width)
                        };
                        let gradient = Matrix::rows(&gradient[first..], places);
                        gemm(
                            [s.co, width, patch],
                            (&mut sum, patch),
                            true,
                            gradient,
                            seen.t(),
                        );
                    }
                } else {
                    let width = gradient.len() / s.co;
                    columns.resize(patch * width, 0.0);
                    for (at, x) in x.chunks_exact(image).enumerate() {
                        gather(
                            s,
                            planes(s, x, &mut parts),
                            0..s.oh,
                            &mut columns,
                            width,
                            at * places,
                        );
                    }
                    let wide = side_by_side(s, gradient);
                    let seen = Matrix::rows(&columns, width).t();
                    gemm(
                        [s.co, width, patch],
                        (&mut sum, patch),
                        true,
                        Matrix::rows(&wide, width),
                        seen,
                    );
                }
            }
            sum
        });
    in_order(sums)
}
