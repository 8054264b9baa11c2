//! The base generator: a code to a 32 x 32 image.

use burn::{
    module::Module,
    nn::conv::Conv2d,
    tensor::{Device, Tensor, activation},
};

use super::layers::{conv, conv3x3, convolve, leaky, upsample2};

/// Doublings from 1 x 1 to 32 x 32.
const STAGES: usize = 5;

/// `x + conv(LeakyReLU(conv(x)))`, then x2 and half the width.
#[derive(Module, Debug)]
pub struct BaseStage {
    /// `n -> n`, no bias.
    pub conv1: Conv2d,
    /// `n -> n`, no bias.
    pub conv2: Conv2d,
    /// `n -> n/2` after the upsampling, no bias.
    pub up: Conv2d,
}

impl BaseStage {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let inner = leaky(convolve(&self.conv1, x.clone()));
        let x = x + convolve(&self.conv2, inner);
        leaky(convolve(&self.up, upsample2(x)))
    }
}

/// Five stages and a 1 x 1 convolution to grey.
#[derive(Module, Debug)]
pub struct BaseGenerator {
    /// Widths `C, C/2, ... C/16`.
    pub stages: Vec<BaseStage>,
    /// `C/32 -> 1`, 1 x 1 with bias.
    pub image: Conv2d,
}

impl BaseGenerator {
    pub(super) fn new(input: usize, device: &Device) -> Self {
        let stages = (0..STAGES)
            .map(|stage| {
                let width = input >> stage;
                BaseStage {
                    conv1: conv3x3(width, width, false, device),
                    conv2: conv3x3(width, width, false, device),
                    up: conv3x3(width, width / 2, false, device),
                }
            })
            .collect();
        Self {
            stages,
            image: conv(input >> STAGES, 1, 1, 1, device, true),
        }
    }

    /// `code [batch, C]` -> `[batch, 1, 32, 32]` in -1..1.
    #[must_use]
    pub fn forward(&self, code: Tensor<2>) -> Tensor<4> {
        let [batch, width] = code.dims();
        let x = code.reshape([batch, width, 1, 1]);
        let x = self.stages.iter().fold(x, |x, stage| stage.forward(x));
        activation::tanh(convolve(&self.image, x))
    }
}
