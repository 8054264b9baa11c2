//! The view consistency network: do two views belong to one patient?

use burn::{
    module::Module,
    nn::{
        BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d,
        conv::Conv2d,
        pool::{MaxPool2d, MaxPool2dConfig},
    },
    tensor::{Device, Tensor, activation},
};

use super::layers::{conv, conv3x3};

/// Width of the embedding of one view.
const EMBEDDING: usize = 128;

/// Length of the normalised embedding.
const RADIUS: f64 = 10.0;

/// A basic block of a residual network (He et al. 2015).
#[derive(Module, Debug)]
pub struct BasicBlock {
    /// First convolution, stride 2 where the width grows.
    pub conv1: Conv2d,
    /// After `conv1`.
    pub norm1: BatchNorm,
    /// Second convolution.
    pub conv2: Conv2d,
    /// After `conv2`.
    pub norm2: BatchNorm,
    /// 1 x 1 convolution of the shortcut where the shape changes.
    pub shortcut: Option<Conv2d>,
    /// After `shortcut`.
    pub shortcut_norm: Option<BatchNorm>,
}

impl BasicBlock {
    fn new(input: usize, output: usize, device: &Device) -> Self {
        let norm = || BatchNormConfig::new(output).init(device);
        let (stride, changes) = if input == output {
            (1, false)
        } else {
            (2, true)
        };
        Self {
            conv1: conv(input, output, 3, stride, device, false),
            norm1: norm(),
            conv2: conv3x3(output, output, false, device),
            norm2: norm(),
            shortcut: changes.then(|| conv(input, output, 1, stride, device, false)),
            shortcut_norm: changes.then(norm),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let inner = activation::relu(self.norm1.forward(self.conv1.forward(x.clone())));
        let inner = self.norm2.forward(self.conv2.forward(inner));
        let shortcut = match (&self.shortcut, &self.shortcut_norm) {
            (Some(conv), Some(norm)) => norm.forward(conv.forward(x)),
            _ => x,
        };
        activation::relu(inner + shortcut)
    }
}

/// A Siamese ResNet-18 on grey images with a distance classifier.
#[derive(Module, Debug)]
pub struct ConsistencyNetwork {
    /// 7 x 7, stride 2, one channel.
    pub stem: Conv2d,
    /// After `stem`.
    pub stem_norm: BatchNorm,
    /// 3 x 3, stride 2.
    pub pool: MaxPool2d,
    /// Eight: two at each of four widths.
    pub blocks: Vec<BasicBlock>,
    /// `8w -> 128`.
    pub embed: Linear,
    /// `128 -> 1`, on the absolute difference.
    pub classify: Linear,
}

impl ConsistencyNetwork {
    pub(super) fn new(width: usize, device: &Device) -> Self {
        let widths = [1, 1, 1, 2, 2, 4, 4, 8, 8].map(|factor| factor * width);
        Self {
            stem: conv(1, width, 7, 2, device, false),
            stem_norm: BatchNormConfig::new(width).init(device),
            pool: MaxPool2dConfig::new([3, 3])
                .with_strides([2, 2])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(),
            blocks: widths
                .windows(2)
                .map(|pair| BasicBlock::new(pair[0], pair[1], device))
                .collect(),
            embed: LinearConfig::new(8 * width, EMBEDDING).init(device),
            classify: LinearConfig::new(EMBEDDING, 1).init(device),
        }
    }

    /// `image [batch, 1, s, s]` in -1..1, s at least 32 -> `[batch, 128]` of length 10.
    #[must_use]
    pub fn embed(&self, image: Tensor<4>) -> Tensor<2> {
        let x = activation::relu(self.stem_norm.forward(self.stem.forward(image)));
        let x = self
            .blocks
            .iter()
            .fold(self.pool.forward(x), |x, block| block.forward(x));
        let [batch, channels, _, _] = x.dims();
        let pooled = x.mean_dim(3).mean_dim(2).reshape([batch, channels]);
        let e = self.embed.forward(pooled);
        let norm = e.clone().powi_scalar(2).sum_dim(1).sqrt().clamp_min(1e-12);
        e / norm * RADIUS
    }

    /// Logit of "the two views are of different studies", `[batch, 1]`.
    #[must_use]
    pub fn different_logit(&self, frontal: Tensor<4>, lateral: Tensor<4>) -> Tensor<2> {
        self.classify
            .forward((self.embed(frontal) - self.embed(lateral)).abs())
    }

    /// Probability that the two views belong to one patient, `[batch, 1]`.
    ///
    /// The authors' label is 1 for different studies, hence one minus the network's output.
    #[must_use]
    pub fn same_patient(&self, frontal: Tensor<4>, lateral: Tensor<4>) -> Tensor<2> {
        activation::sigmoid(-self.different_logit(frontal, lateral))
    }
}
