//! ResNet-18 (He et al. 2015, arXiv 1512.03385) on images of few channels, without its classifier.

use burn::{
    module::Module,
    nn::{
        BatchNorm, BatchNormConfig, PaddingConfig2d,
        conv::Conv2d,
        pool::{MaxPool2d, MaxPool2dConfig},
    },
    tensor::{Device, Tensor},
};

use super::layers::{conv, conv3x3, convolve, rectify};

/// A basic block of a residual network.
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
        let inner = rectify(self.norm1.forward(convolve(&self.conv1, x.clone())));
        let inner = self.norm2.forward(convolve(&self.conv2, inner));
        let shortcut = match (&self.shortcut, &self.shortcut_norm) {
            (Some(conv), Some(norm)) => norm.forward(convolve(conv, x)),
            _ => x,
        };
        rectify(inner + shortcut)
    }
}

/// Stem, eight basic blocks, average pool.
#[derive(Module, Debug)]
pub struct ResNet18 {
    /// 7 x 7, stride 2.
    pub stem: Conv2d,
    /// After `stem`.
    pub stem_norm: BatchNorm,
    /// 3 x 3, stride 2.
    pub pool: MaxPool2d,
    /// Eight: two at each of four widths.
    pub blocks: Vec<BasicBlock>,
}

impl ResNet18 {
    /// A network for `channels` images side by side, of widths `width`, `2 width`, `4 width`, `8 width`.
    #[must_use]
    pub fn new(channels: usize, width: usize, device: &Device) -> Self {
        let widths = [1, 1, 1, 2, 2, 4, 4, 8, 8].map(|factor| factor * width);
        Self {
            stem: conv(channels, width, 7, 2, device, false),
            stem_norm: BatchNormConfig::new(width).init(device),
            pool: MaxPool2dConfig::new([3, 3])
                .with_strides([2, 2])
                .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
                .init(),
            blocks: widths
                .windows(2)
                .map(|pair| BasicBlock::new(pair[0], pair[1], device))
                .collect(),
        }
    }

    /// `image [batch, channels, s, s]` in -1..1, s at least 32 -> pooled features `[batch, 8 width]`.
    #[must_use]
    pub fn features(&self, image: Tensor<4>) -> Tensor<2> {
        let x = rectify(self.stem_norm.forward(convolve(&self.stem, image)));
        let x = self
            .blocks
            .iter()
            .fold(self.pool.forward(x), |x, block| block.forward(x));
        let [batch, channels, _, _] = x.dims();
        x.mean_dim(3).mean_dim(2).reshape([batch, channels])
    }
}
