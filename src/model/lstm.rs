//! A bidirectional LSTM that can skip padding.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor},
};

use super::ops;

/// One direction: gates in PyTorch's fused order (input, forget, cell, output).
#[derive(Module, Debug)]
pub struct LstmDirection {
    /// `[inputs, 4H]`, PyTorch's `weight_ih` and `bias_ih`.
    pub input: Linear,
    /// `[H, 4H]`, PyTorch's `weight_hh` and `bias_hh`.
    pub hidden: Linear,
}

impl LstmDirection {
    fn new(inputs: usize, hidden: usize, device: &Device) -> Self {
        // PyTorch draws all LSTM weights from +-1/sqrt(H).
        let bound = 1.0 / (hidden as f64).sqrt();
        let init = burn::nn::Initializer::Uniform {
            min: -bound,
            max: bound,
        };
        let linear = |rows| LinearConfig::new(rows, 4 * hidden).with_initializer(init.clone());
        Self {
            input: linear(inputs).init(device),
            hidden: linear(hidden).init(device),
        }
    }

    /// States `[n, t, H]` in the order of the input; padding leaves the state as it was.
    fn forward(&self, x: Tensor<3>, mask: &Tensor<3>, reverse: bool) -> Tensor<3> {
        let mut projected = self.input.forward(x);
        if let Some(bias) = &self.hidden.bias {
            projected = projected + bias.val().reshape([1, 1, -1]);
        }
        (ops::current().lstm)(&projected, &self.hidden.weight.val(), mask, reverse)
    }
}

/// One layer of a bidirectional LSTM, batch first.
#[derive(Module, Debug)]
pub struct BiLstm {
    /// Reads from first to last.
    pub forward: LstmDirection,
    /// Reads from last to first.
    pub backward: LstmDirection,
}

impl BiLstm {
    /// A layer from `inputs` to `2 * hidden`.
    #[must_use]
    pub fn new(inputs: usize, hidden: usize, device: &Device) -> Self {
        Self {
            forward: LstmDirection::new(inputs, hidden, device),
            backward: LstmDirection::new(inputs, hidden, device),
        }
    }

    /// `x [n, t, inputs]`, `mask [n, t, 1]` (1 = word, 0 = padding) -> states `[n, t, 2H]`.
    #[must_use]
    pub fn forward(&self, x: Tensor<3>, mask: &Tensor<3>) -> Tensor<3> {
        let forward = self.forward.forward(x.clone(), mask, false);
        let backward = self.backward.forward(x, mask, true);
        Tensor::cat(vec![forward, backward], 2)
    }
}
