//! The view consistency network: do two views belong to one patient?

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor, activation},
};

use super::resnet::ResNet18;

/// Width of the embedding of one view.
const EMBEDDING: usize = 128;

/// Length of the normalised embedding.
const RADIUS: f64 = 10.0;

/// A Siamese ResNet-18 on grey images with a distance classifier.
#[derive(Module, Debug)]
pub struct ConsistencyNetwork {
    /// Sees one view at a time.
    pub trunk: ResNet18,
    /// `8w -> 128`.
    pub embed: Linear,
    /// `128 -> 1`, on the absolute difference.
    pub classify: Linear,
}

impl ConsistencyNetwork {
    /// A network whose trunk starts with `width` channels (64 as published).
    #[must_use]
    pub fn new(width: usize, device: &Device) -> Self {
        Self {
            trunk: ResNet18::new(1, width, device),
            embed: LinearConfig::new(8 * width, EMBEDDING).init(device),
            classify: LinearConfig::new(EMBEDDING, 1).init(device),
        }
    }

    /// `image [batch, 1, s, s]` in -1..1, s at least 32 -> `[batch, 128]` of length 10.
    #[must_use]
    pub fn embed(&self, image: Tensor<4>) -> Tensor<2> {
        let e = self.embed.forward(self.trunk.features(image));
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
