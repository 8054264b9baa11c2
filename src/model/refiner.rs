//! A refiner: an image and the code to an image of twice the side.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig, PRelu, PReluConfig, conv::Conv2d},
    tensor::{Device, Tensor, activation},
};

use super::layers::{LEAK, conv, conv3x3, convolve, leaky, parametric, shuffle2, upsample2};

/// Residual blocks of one refiner.
const BLOCKS: usize = 4;

/// `x + conv(PReLU(conv(x)))`.
#[derive(Module, Debug)]
pub struct ResidualBlock {
    /// `N -> N`, no bias.
    pub conv1: Conv2d,
    /// One slope for all channels.
    pub slope: PRelu,
    /// `N -> N`, no bias.
    pub conv2: Conv2d,
}

impl ResidualBlock {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let inner = parametric(&self.slope, convolve(&self.conv1, x.clone()));
        x + convolve(&self.conv2, inner)
    }
}

/// One step of the cascade, x2.
#[derive(Module, Debug)]
pub struct Refiner {
    /// `C -> N/2`.
    pub code: Linear,
    /// `1 -> N/2` with bias.
    pub input: Conv2d,
    /// Four of width `N`.
    pub blocks: Vec<ResidualBlock>,
    /// `N -> 4N` with bias, before the pixel shuffle.
    pub up: Conv2d,
    /// Slope after the pixel shuffle.
    pub slope: PRelu,
    /// `N -> 1`, 1 x 1 with bias.
    pub image: Conv2d,
}

impl Refiner {
    pub(super) fn new(code: usize, width: usize, device: &Device) -> Self {
        let slope = || PReluConfig::new().init(device);
        let blocks = (0..BLOCKS)
            .map(|_| ResidualBlock {
                conv1: conv3x3(width, width, false, device),
                slope: slope(),
                conv2: conv3x3(width, width, false, device),
            })
            .collect();
        Self {
            code: LinearConfig::new(code, width / 2).init(device),
            input: conv3x3(1, width / 2, true, device),
            blocks,
            up: conv3x3(width, 4 * width, true, device),
            slope: slope(),
            image: conv(width, 1, 1, 1, device, true),
        }
    }

    /// `previous [batch, 1, s, s]`, `code [batch, C]` -> `[batch, 1, 2s, 2s]` in -1..1.
    #[must_use]
    pub fn forward(&self, previous: Tensor<4>, code: Tensor<2>) -> Tensor<4> {
        let [batch, _, height, width] = previous.dims();
        let code = activation::leaky_relu(self.code.forward(code), LEAK);
        let channels = code.dims()[1];
        let code = code
            .reshape([batch, channels, 1, 1])
            .expand([batch, channels, height, width]);
        let image = leaky(convolve(&self.input, previous.clone()));
        let x = Tensor::cat(vec![code, image], 1);
        let r = self
            .blocks
            .iter()
            .fold(x.clone(), |x, block| block.forward(x))
            + x;
        let up = parametric(&self.slope, shuffle2(convolve(&self.up, r)));
        let new = activation::tanh(convolve(&self.image, up));
        new * 0.5 + upsample2(previous) * 0.5
    }
}
