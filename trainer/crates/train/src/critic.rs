//! The critic of one view at one scale: does this image belong to this report?
//!
//! Trunk and patch scores are as published: 3 x 3 convolutions, down to 4 x 4, then a 4 x 4 convolution. How the critic
//! is given the report is not: instance norm makes its tiled code zero, and a code that is only
//! concatenated before the last, linear layer could not change what the generator is told about the image. Here the
//! code is projected onto the features at every place (Miyato and Koyama, arXiv 1802.05637), so that it can say
//! *left* and *right*.

use burn::{
    module::{Module, RunningState},
    nn::{
        InstanceNorm, InstanceNormConfig, Linear, LinearConfig, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    tensor::{Device, Distribution, FloatDType, Tensor},
};
use learn::compute::Compute;
use xraygan::model::{
    layers::{LEAK, conv, conv3x3, convolve, leaky},
    ops,
};

use crate::settings::CriticNorm;

/// Down-samplings at 32 px, to 4 x 4; one more at each larger scale.
const FIRST_DOWNS: usize = 3;

/// Largest width.
const WIDEST: usize = 512;

/// Side of the last feature map.
const LAST_SIDE: usize = 4;

/// Channels per place that are compared with the report.
const COMPARED: usize = 64;

/// A convolution with the chosen normalisation.
#[derive(Module, Debug)]
pub struct Layer {
    /// 3 x 3, no bias.
    pub conv: Conv2d,
    /// After the convolution, with [`CriticNorm::Instance`].
    pub norm: Option<InstanceNorm>,
    /// Left singular vector of the weight, with [`CriticNorm::Spectral`].
    pub singular: Option<RunningState<Tensor<1>>>,
}

impl Layer {
    fn new(conv: Conv2d, norm: CriticNorm, first: bool, device: &Device) -> Self {
        let width = conv.weight.dims()[0];
        let instance = norm == CriticNorm::Instance && !first;
        let singular = (norm == CriticNorm::Spectral).then(|| {
            let start = Tensor::random(
                [width],
                Distribution::Normal(0.0, 1.0),
                &device.clone().inner(),
            );
            RunningState::new(unit(start))
        });
        Self {
            conv,
            norm: instance.then(|| {
                InstanceNormConfig::new(width)
                    .with_affine(false)
                    .init(device)
            }),
            singular,
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.convolve(x, self.weight());
        let x = match &self.norm {
            None => x,
            Some(norm) => norm.forward(x),
        };
        leaky(x)
    }

    /// Also the derivative of what [`Layer::forward`] gives along `along`, the derivative of `x`; `linear` where the
    /// critic is linear between its kinks, so that nothing but their places depends on `x`.
    fn derivative(&self, x: Tensor<4>, along: Tensor<4>, linear: bool) -> (Tensor<4>, Tensor<4>) {
        let weight = self.weight();
        let fixed = if linear {
            weight.clone().without_autodiff()
        } else {
            weight.clone()
        };
        let x = self.convolve(x, fixed);
        let along = self.convolve(along, weight);
        let (x, along) = match &self.norm {
            None => (x, along),
            Some(norm) => {
                let mean = |x: Tensor<4>| x.mean_dim(3).mean_dim(2);
                let centred = x.clone() - mean(x);
                let deviation = (mean(centred.clone().powi_scalar(2)) + norm.epsilon).sqrt();
                let x = centred / deviation.clone();
                let share = mean(x.clone() * along.clone());
                let along = along.clone() - mean(along) - x.clone() * share;
                (x, along / deviation)
            }
        };
        let ones = x.clone().without_autodiff().ones_like();
        let slope = ones
            .clone()
            .mask_fill(x.clone().without_autodiff().lower_elem(0.0), LEAK);
        (x * slope.clone(), along * slope)
    }

    fn convolve(&self, x: Tensor<4>, weight: Tensor<4>) -> Tensor<4> {
        (ops::current().conv2d)(x, weight, None, self.conv.stride[0], 1)
    }

    /// The convolution's weight; with [`CriticNorm::Spectral`] divided by its largest singular value, which one power
    /// iteration a call follows.
    fn weight(&self) -> Tensor<4> {
        let weight = self.conv.weight.val();
        let Some(state) = &self.singular else {
            return weight;
        };
        let [rows, a, b, c] = weight.dims();
        let flat: Tensor<2> = weight.clone().reshape([rows, a * b * c]);
        let format: FloatDType = flat.dtype().into();
        // The iteration stays in 32 bits, whatever the weight's format.
        let fixed = flat.clone().without_autodiff().cast(FloatDType::F32);
        let left = state.value_sync().without_autodiff().unsqueeze_dim::<2>(0);
        let right = unit(left.matmul(fixed.clone()).squeeze_dim::<1>(0));
        let left = unit(
            fixed
                .matmul(right.clone().unsqueeze_dim::<2>(1))
                .squeeze_dim::<1>(1),
        );
        state.update(left.clone());
        let [left, right] = [left, right].map(|vector| vector.cast(format));
        let value = (flat.matmul(right.unsqueeze_dim::<2>(1)).squeeze_dim::<1>(1) * left).sum();
        weight / value.reshape([1, 1, 1, 1])
    }
}

/// To length 1.
fn unit(x: Tensor<1>) -> Tensor<1> {
    let length = x.clone().powi_scalar(2).sum().sqrt().clamp_min(1e-12);
    x / length
}

/// Scores images against report codes.
#[derive(Module, Debug)]
pub struct Critic {
    /// `1 -> w`, then halving the side and doubling the width.
    pub layers: Vec<Layer>,
    /// Patch scores, 4 x 4 with bias.
    pub score: Conv2d,
    /// 1 x 1, the features to compare with the report.
    pub compared: Conv2d,
    /// `C ->` the same number, over all places.
    pub report: Linear,
}

impl Critic {
    /// A critic of images with scale index `scale` (0 for 32 px), for codes of width `code`.
    #[must_use]
    pub fn new(scale: usize, width: usize, code: usize, norm: CriticNorm, device: &Device) -> Self {
        let mut layers = vec![Layer::new(
            conv3x3(1, width, false, device),
            norm,
            true,
            device,
        )];
        let mut last = width;
        for _ in 0..FIRST_DOWNS + scale {
            let next = (2 * last).min(WIDEST);
            layers.push(Layer::new(
                conv(last, next, 3, 2, device, false),
                norm,
                false,
                device,
            ));
            last = next;
        }
        let compared = last.min(COMPARED);
        Self {
            layers,
            score: Conv2dConfig::new([last, 1], [4, 4])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(device),
            compared: conv(last, compared, 1, 1, device, true),
            report: LinearConfig::new(code, compared * LAST_SIDE * LAST_SIDE).init(device),
        }
    }

    /// A copy that computes in a format; the singular vectors stay shared and in 32 bits.
    #[must_use]
    pub fn computing_in(&self, compute: Compute) -> Self {
        let mut bare = self.clone();
        for layer in &mut bare.layers {
            layer.singular = None;
        }
        let mut copy = compute.module(&bare);
        for (layer, own) in copy.layers.iter_mut().zip(&self.layers) {
            layer.singular.clone_from(&own.singular);
        }
        copy
    }

    /// `image [n, 1, s, s]` in -1..1 -> features `[n, width, 4, 4]`.
    #[must_use]
    pub fn features(&self, image: Tensor<4>) -> Tensor<4> {
        self.layers.iter().fold(image, |x, layer| layer.forward(x))
    }

    /// `features [n, width, 4, 4]`, `code [n, C]` -> patch scores `[n, 1, 3, 3]`; higher is more real and more fitting.
    #[must_use]
    pub fn patches(&self, features: Tensor<4>, code: Tensor<2>) -> Tensor<4> {
        let n = features.dims()[0];
        let report = self.asked(code);
        let wide = report.dims()[1];
        let seen = convolve(&self.compared, features.clone()).reshape([n, wide]);
        let fit = (seen * report).sum_dim(1) / (wide as f64).sqrt();
        convolve(&self.score, features) + fit.reshape([n, 1, 1, 1])
    }

    /// What a report asks of the features at each place; a code's length says nothing.
    fn asked(&self, code: Tensor<2>) -> Tensor<2> {
        let size = code
            .clone()
            .powi_scalar(2)
            .mean_dim(1)
            .sqrt()
            .clamp_min(1e-6);
        self.report.forward(code / size)
    }

    /// Derivative of the patch scores of `image` along `along [n, 1, s, s]`, `[n, 1, 3, 3]`: forward-mode
    /// differentiation, so that the result can be differentiated in the weights once more.
    #[must_use]
    pub fn derivative(&self, image: Tensor<4>, along: Tensor<4>, code: Tensor<2>) -> Tensor<4> {
        let linear = self.layers.iter().all(|layer| layer.norm.is_none());
        let start = (image, along);
        let (_, along) =
            (self.layers.iter()).fold(start, |(x, t), layer| layer.derivative(x, t, linear));
        let n = along.dims()[0];
        let report = self.asked(code);
        let wide = report.dims()[1];
        let linear = |conv: &Conv2d, pad: usize| {
            (ops::current().conv2d)(along.clone(), conv.weight.val(), None, 1, pad)
        };
        let seen = linear(&self.compared, 0).reshape([n, wide]);
        let fit = (seen * report).sum_dim(1) / (wide as f64).sqrt();
        linear(&self.score, 1) + fit.reshape([n, 1, 1, 1])
    }

    /// Mean patch score of each image, `[n]`.
    #[must_use]
    pub fn scores(&self, features: Tensor<4>, code: Tensor<2>) -> Tensor<1> {
        patch_mean(self.patches(features, code))
    }
}

/// `[n, 1, h, w]` -> `[n]`.
#[must_use]
pub fn patch_mean(patches: Tensor<4>) -> Tensor<1> {
    let [n, _, height, width] = patches.dims();
    patches
        .reshape([n, height * width])
        .mean_dim(1)
        .squeeze_dim(1)
}

/// `[n, 1, h, w]` -> `[n]`, as the published gradient penalty sums patches.
#[must_use]
pub fn patch_sum(patches: Tensor<4>) -> Tensor<1> {
    let [n, _, height, width] = patches.dims();
    patches
        .reshape([n, height * width])
        .sum_dim(1)
        .squeeze_dim(1)
}
