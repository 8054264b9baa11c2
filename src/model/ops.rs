//! The operations of the network that a program may replace by a faster implementation of the same result.
//!
//! The page's CPU engine installs those of `cpu`, training installs its own with derivatives, so
//! that the model's other files need not know of them; all else computes with burn's.

use std::sync::OnceLock;

use super::grid::coordinates;
use burn::{
    nn::PixelShuffleConfig,
    tensor::{
        Int, Tensor, TensorData, activation, module,
        ops::{ConvOptions, GridSampleOptions, GridSamplePaddingMode, InterpolateMode},
    },
};

/// One function an operation.
#[derive(Debug, Clone, Copy)]
pub struct Operations {
    /// Convolution of `x [n, in, h, w]` with `weight [out, in, k, k]`, a bias `[out]`, a stride and a padding for all
    /// sides.
    pub conv2d: fn(Tensor<4>, Tensor<4>, Option<Tensor<1>>, usize, usize) -> Tensor<4>,
    /// Leaky ReLU with a slope for negative values.
    pub leaky_relu: fn(Tensor<4>, f64) -> Tensor<4>,
    /// ReLU.
    pub relu: fn(Tensor<4>) -> Tensor<4>,
    /// Parametric ReLU: `x` and a slope `[1]`.
    pub prelu: fn(Tensor<4>, Tensor<1>) -> Tensor<4>,
    /// Doubled height and width, bilinear with `align_corners = false` and edges repeated.
    pub upsample2: fn(Tensor<4>) -> Tensor<4>,
    /// Sub-pixel convolution's rearrangement: `[n, 4c, h, w]` to `[n, c, 2h, 2w]`.
    pub shuffle2: fn(Tensor<4>) -> Tensor<4>,
    /// Leaky ReLU of `x [n, c, h, w]` times a scale plus a shift, both `[n, c]`; with a slope for negative values.
    pub modulate: fn(Tensor<4>, Tensor<2>, Tensor<2>, f64) -> Tensor<4>,
    /// Layers `[m, c, h, w]`, of which flow `i` of `[b, 2, H, W]` carries the one numbered `[i]` in the list, to
    /// `[b, c, H, W]`. A flow's x and y are shares of half the side; sampling is bilinear with
    /// `align_corners = false` and borders repeated.
    pub warp: fn(Tensor<4>, &[usize], Tensor<4>) -> Tensor<4>,
    /// States `[n, t, H]` of an LSTM direction: the projected input with both biases `[n, t, 4H]` (gates in PyTorch's
    /// order input, forget, cell, output), hidden weights `[H, 4H]`, a mask `[n, t, 1]` (1 = word, 0 = padding, which
    /// leaves the state as it was), and whether it reads from last to first.
    pub lstm: fn(&Tensor<3>, &Tensor<2>, &Tensor<3>, bool) -> Tensor<3>,
}

/// Burn's operations.
pub const BURN: Operations = Operations {
    conv2d,
    leaky_relu: activation::leaky_relu,
    relu: activation::relu,
    prelu: activation::prelu,
    upsample2,
    shuffle2,
    modulate,
    warp,
    lstm,
};

static INSTALLED: OnceLock<Operations> = OnceLock::new();

/// Computes with `operations` from now on, in the whole program. The first call counts.
pub fn install(operations: Operations) {
    INSTALLED.get_or_init(|| operations);
}

/// The operations in force.
#[must_use]
pub fn current() -> &'static Operations {
    INSTALLED.get().unwrap_or(&BURN)
}

fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    stride: usize,
    pad: usize,
) -> Tensor<4> {
    let options = ConvOptions::new([stride; 2], [pad; 2], [1; 2], 1);
    module::conv2d(x, weight, bias, options)
}

fn shuffle2(x: Tensor<4>) -> Tensor<4> {
    PixelShuffleConfig::new(2).init().forward(x)
}

/// Written out in slices because burn's backends have no backward pass for bilinear `interpolate`.
fn upsample2(x: Tensor<4>) -> Tensor<4> {
    double_axis(double_axis(x, 2), 3)
}

fn double_axis(x: Tensor<4>, axis: usize) -> Tensor<4> {
    let mut shape = x.dims();
    let last = shape[axis] - 1;
    let (before, after) = if last == 0 {
        (x.clone(), x.clone())
    } else {
        let part = |start, length| x.clone().narrow(axis, start, length);
        (
            Tensor::cat(vec![part(0, 1), part(0, last)], axis),
            Tensor::cat(vec![part(1, last), part(last, 1)], axis),
        )
    };
    let x = x * 0.75;
    let pair: Tensor<5> =
        Tensor::stack(vec![x.clone() + before * 0.25, x + after * 0.25], axis + 1);
    shape[axis] *= 2;
    pair.reshape(shape)
}

fn modulate(x: Tensor<4>, scale: Tensor<2>, shift: Tensor<2>, slope: f64) -> Tensor<4> {
    let [n, channels, ..] = x.dims();
    let spread = |it: Tensor<2>| it.reshape([n, channels, 1, 1]);
    activation::leaky_relu(x * spread(scale) + spread(shift), slope)
}

fn warp(from: Tensor<4>, layers: &[usize], flow: Tensor<4>) -> Tensor<4> {
    let [flows, _, high, wide] = flow.dims();
    let device = flow.device();
    let places: Vec<i32> = layers.iter().map(|&at| at as i32).collect();
    let places = Tensor::<1, Int>::from_data(TensorData::new(places, [flows]), &device);
    let here = coordinates(1, [high, wide], &device).cast(flow.dtype());
    // Joined, not permuted: WebGPU's kernel reads y right behind x, whatever the strides are.
    let moved = flow + here;
    let [x, y] = [0, 1].map(|axis| moved.clone().narrow(1, axis, 1));
    let grid = Tensor::cat(
        [x, y].map(|it| it.reshape([flows, high, wide, 1])).to_vec(),
        3,
    );
    let options = GridSampleOptions::new(InterpolateMode::Bilinear)
        .with_padding_mode(GridSamplePaddingMode::Border)
        .with_align_corners(false);
    from.select(0, places).grid_sample_2d(grid, options)
}

fn lstm(projected: &Tensor<3>, weight: &Tensor<2>, mask: &Tensor<3>, reverse: bool) -> Tensor<3> {
    let [n, steps, _] = projected.dims();
    let width = weight.dims()[0];
    let mut h = Tensor::<2>::zeros([n, width], &projected.device());
    let mut c = h.clone();
    let mut states = Vec::with_capacity(steps);
    for i in 0..steps {
        let t = if reverse { steps - 1 - i } else { i };
        let gates = projected
            .clone()
            .slice([0..n, t..t + 1])
            .squeeze_dim::<2>(1)
            + h.clone().matmul(weight.clone());
        let [input, forget, cell, output] =
            [0, 1, 2, 3].map(|g| gates.clone().slice([0..n, g * width..(g + 1) * width]));
        let next_c = activation::sigmoid(forget) * c.clone()
            + activation::sigmoid(input) * activation::tanh(cell);
        let next_h = activation::sigmoid(output) * activation::tanh(next_c.clone());
        let word = mask.clone().slice([0..n, t..t + 1]).squeeze_dim::<2>(1);
        c = c.clone() + (next_c - c) * word.clone();
        h = h.clone() + (next_h - h) * word;
        states.push(h.clone());
    }
    if reverse {
        states.reverse();
    }
    Tensor::stack(states, 1)
}
