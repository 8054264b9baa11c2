//! Additive attention over a sequence (Yang et al. 2016, hierarchical attention networks).

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor, activation},
};

/// `softmax(Linear(tanh(Linear(h))))` and the weighted sum of `h`.
#[derive(Module, Debug)]
pub struct Attention {
    /// `[2H, 2H]` with bias.
    pub project: Linear,
    /// `[2H, 1]`, no bias.
    pub context: Linear,
}

impl Attention {
    /// Attention over states of `width` channels.
    #[must_use]
    pub fn new(width: usize, device: &Device) -> Self {
        Self {
            project: LinearConfig::new(width, width).init(device),
            context: LinearConfig::new(width, 1).with_bias(false).init(device),
        }
    }

    /// `h [n, t, width]`, `mask [n, t, 1]` -> sum `[n, width]` and weights `[n, t]`.
    ///
    /// Where all is padding, weights and sum are zero.
    #[must_use]
    pub fn forward(&self, h: Tensor<3>, mask: &Tensor<3>) -> (Tensor<2>, Tensor<2>) {
        let scores = self
            .context
            .forward(activation::tanh(self.project.forward(h.clone())));
        // Far below any score, yet finite in 16 bits, so that an empty row has no NaN.
        let scores = scores + (mask.clone() - 1.0) * 1e4;
        let weights = activation::softmax(scores, 1) * mask.clone();
        let sum = (h * weights.clone()).sum_dim(1).squeeze_dim::<2>(1);
        (sum, weights.squeeze_dim::<2>(2))
    }
}
