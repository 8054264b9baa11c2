//! A bidirectional LSTM that can skip padding.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor, activation},
};

/// One direction: gates in PyTorch's fused order (input, forget, cell, output).
#[derive(Module, Debug)]
pub struct Direction {
    /// `[inputs, 4H]`, PyTorch's `weight_ih` and `bias_ih`.
    pub input: Linear,
    /// `[H, 4H]`, PyTorch's `weight_hh` and `bias_hh`.
    pub hidden: Linear,
}

impl Direction {
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
        let [n, steps, _] = x.dims();
        let width = self.hidden.weight.dims()[0];
        let device = x.device();
        let projected = self.input.forward(x);
        #[cfg(feature = "train")]
        {
            let biased = match &self.hidden.bias {
                Some(bias) => projected.clone() + bias.val().reshape([1, 1, -1]),
                None => projected.clone(),
            };
            if let Some(states) =
                crate::fast::lstm(&biased, &self.hidden.weight.val(), mask, reverse)
            {
                return states;
            }
        }
        let mut h = Tensor::<2>::zeros([n, width], &device);
        let mut c = h.clone();
        let mut states = Vec::with_capacity(steps);
        for i in 0..steps {
            let t = if reverse { steps - 1 - i } else { i };
            let gates = projected
                .clone()
                .slice([0..n, t..t + 1])
                .squeeze_dim::<2>(1)
                + self.hidden.forward(h.clone());
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
}

/// One layer of a bidirectional LSTM, batch first.
#[derive(Module, Debug)]
pub struct BiLstm {
    /// Reads from first to last.
    pub forward: Direction,
    /// Reads from last to first.
    pub backward: Direction,
}

impl BiLstm {
    /// A layer from `inputs` to `2 * hidden`.
    #[must_use]
    pub fn new(inputs: usize, hidden: usize, device: &Device) -> Self {
        Self {
            forward: Direction::new(inputs, hidden, device),
            backward: Direction::new(inputs, hidden, device),
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
