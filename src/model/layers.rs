//! Convolutions, resampling and the leak that the networks share.

use burn::{
    nn::{
        PRelu, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    tensor::{Device, Tensor},
};

#[cfg(not(feature = "train"))]
use burn::tensor::activation;

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
///
/// Written out in slices because burn's backends have no backward pass for bilinear `interpolate`.
#[must_use]
pub fn upsample2(x: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "train")]
    if let Some(doubled) = crate::fast::upsample2(&x) {
        return doubled;
    }
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

/// What the convolution makes of `x`.
#[must_use]
pub fn convolve(conv: &Conv2d, x: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "train")]
    if let PaddingConfig2d::Explicit(pad, ..) = conv.padding {
        let bias = conv.bias.as_ref().map(|it| it.val());
        return crate::fast::conv2d(x, conv.weight.val(), bias, conv.stride[0], pad);
    }
    conv.forward(x)
}

/// Leaky ReLU with [`LEAK`].
#[must_use]
pub fn leaky<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    #[cfg(feature = "train")]
    return crate::fast::leaky_relu(x, LEAK);
    #[cfg(not(feature = "train"))]
    activation::leaky_relu(x, LEAK)
}

/// ReLU.
#[must_use]
pub fn rectify<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    #[cfg(feature = "train")]
    return crate::fast::relu(x);
    #[cfg(not(feature = "train"))]
    activation::relu(x)
}

/// Parametric ReLU with one slope for all channels.
#[must_use]
pub fn parametric(slope: &PRelu, x: Tensor<4>) -> Tensor<4> {
    #[cfg(feature = "train")]
    return crate::fast::prelu(x, slope.alpha.val());
    #[cfg(not(feature = "train"))]
    slope.forward(x)
}
