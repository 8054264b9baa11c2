//! Convolutions whose channels the code scales and shifts.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig, conv::Conv2d},
    tensor::{Device, Tensor},
};

use super::super::{
    grid::coordinates,
    layers::{LEAK, conv3x3, convolve},
    ops,
};

/// First weights of scale and shift, as a share of the usual.
const CALM: f64 = 0.3;

/// Factor on the sum of a block's two branches, which keeps its variance.
pub const SHORTCUT_SCALE: f64 = 0.7;

/// 3 x 3 convolution without bias, channels scaled and shifted by the code, leaky ReLU.
#[derive(Module, Debug)]
pub struct Modulated {
    /// `inputs -> outputs`.
    pub conv: Conv2d,
    /// Code to scale and shift of each channel.
    pub code: Linear,
}

impl Modulated {
    fn new(inputs: usize, outputs: usize, code: usize, device: &Device) -> Self {
        Self {
            conv: conv3x3(inputs, outputs, false, device),
            code: calm(LinearConfig::new(code, 2 * outputs).init(device)),
        }
    }

    fn forward(&self, x: Tensor<4>, code: &Tensor<2>) -> Tensor<4> {
        let x = convolve(&self.conv, x);
        let channels = x.dims()[1];
        let told = self.code.forward(code.clone());
        let part = |first| told.clone().narrow(1, first, channels);
        (ops::current().modulate)(x, part(0) + 1.0, part(channels), LEAK)
    }
}

/// A linear layer with smaller first weights and no first bias.
fn calm(layer: Linear) -> Linear {
    let weight = layer.weight.map(|weight| weight * CALM);
    let bias = layer.bias.map(|bias| bias.map(|bias| bias.zeros_like()));
    Linear { weight, bias }
}

/// Two modulated convolutions, the first of them told coordinates, the second beside a shortcut.
#[derive(Module, Debug)]
pub struct ModulatedBlock {
    /// `inputs + 2 -> outputs`.
    pub first: Modulated,
    /// `outputs -> outputs`.
    pub second: Modulated,
}

impl ModulatedBlock {
    pub(super) fn new(inputs: usize, outputs: usize, code: usize, device: &Device) -> Self {
        Self {
            first: Modulated::new(inputs + 2, outputs, code, device),
            second: Modulated::new(outputs, outputs, code, device),
        }
    }

    /// `x [n, inputs, s, s]`, `code [n, W]` -> `[n, outputs, s, s]`.
    pub(super) fn forward(&self, x: Tensor<4>, code: &Tensor<2>) -> Tensor<4> {
        let [n, _, side, _] = x.dims();
        let here = coordinates(n, [side; 2], &x.device()).cast(x.dtype());
        let x = self.first.forward(Tensor::cat(vec![x, here], 1), code);
        (x.clone() + self.second.forward(x, code)) * SHORTCUT_SCALE
    }
}
