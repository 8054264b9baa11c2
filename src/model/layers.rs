//! Layers that several networks share: convolutions, resampling, and the slope of the leaky ReLU.

use burn::{
    nn::{
        PRelu, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    tensor::{Device, Tensor},
};

use super::ops;

/// Slope of every leaky ReLU for negative input.
pub const LEAK: f64 = 0.2;

/// Kernel 3, stride 1, padding 1.
#[must_use]
pub fn conv3x3(input: usize, output: usize, bias: bool, device: &Device) -> Conv2d {
    conv(input, output, 3, 1, device, bias)
}

/// Square kernel, padding that keeps the size at stride 1.
#[must_use]
pub fn conv(
    input: usize,
    output: usize,
    kernel: usize,
    stride: usize,
    device: &Device,
    bias: bool,
) -> Conv2d {
    let pad = kernel / 2;
    Conv2dConfig::new([input, output], [kernel, kernel])
        .with_stride([stride, stride])
        .with_padding(PaddingConfig2d::Explicit(pad, pad, pad, pad))
        .with_bias(bias)
        .init(device)
}

/// Doubles height and width, bilinear with `align_corners = false` and edges repeated.
#[must_use]
pub fn upsample2(x: Tensor<4>) -> Tensor<4> {
    (ops::current().upsample2)(x)
}

/// Sub-pixel convolution's rearrangement (Shi et al. 2016): `[n, 4c, h, w]` to `[n, c, 2h, 2w]`.
#[must_use]
pub fn shuffle2(x: Tensor<4>) -> Tensor<4> {
    (ops::current().shuffle2)(x)
}

/// What the convolution makes of `x`.
#[must_use]
pub fn convolve(conv: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    let PaddingConfig2d::Explicit(pad, ..) = conv.padding else {
        return conv.forward(x);
    };
    let bias = conv.bias.as_ref().map(|it| it.val());
    (ops::current().conv2d)(x, conv.weight.val(), bias, conv.stride[0], pad)
}

/// Leaky ReLU with [`LEAK`].
#[must_use]
pub fn leaky(x: Tensor<4>) -> Tensor<4> {
    (ops::current().leaky_relu)(x, LEAK)
}

/// ReLU.
#[must_use]
pub fn rectify(x: Tensor<4>) -> Tensor<4> {
    (ops::current().relu)(x)
}

/// Parametric ReLU with one slope for all channels.
#[must_use]
pub fn parametric(slope: &PRelu, x: Tensor<4>) -> Tensor<4> {
    (ops::current().prelu)(x, slope.alpha.val())
}
