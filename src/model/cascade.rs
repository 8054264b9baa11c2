//! The cascade of one view: the base generator and its refiners.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{base::BaseGenerator, config::ModelConfig, refiner::Refiner};

/// `code [n, C]` and `noise [n, Z]` -> what the cascades take, `[n, C + Z]`.
#[must_use]
pub fn join_noise(code: Tensor<2>, noise: Option<Tensor<2>>) -> Tensor<2> {
    match noise {
        None => code,
        Some(noise) => Tensor::cat(vec![code, noise], 1),
    }
}

/// 32 x 32, then x2 per refiner.
#[derive(Module, Debug)]
pub struct Cascade {
    /// The first scale.
    pub base: BaseGenerator,
    /// One per further scale.
    pub refiners: Vec<Refiner>,
}

impl Cascade {
    pub(super) fn new(config: &ModelConfig, device: &Device) -> Self {
        let input = config.generator_input();
        Self {
            base: BaseGenerator::new(input, device),
            refiners: (1..config.sizes().len())
                .map(|_| Refiner::new(input, config.refiner, device))
                .collect(),
        }
    }

    /// The next scale: the base image where `previous` is `None`, else `previous` refined.
    ///
    /// `input [batch, C + Z]` is the code joined with the noise. Returns `None` past the last scale.
    #[must_use]
    pub fn next(
        &self,
        input: Tensor<2>,
        previous: Option<(usize, Tensor<4>)>,
    ) -> Option<Tensor<4>> {
        match previous {
            None => Some(self.base.forward(input)),
            Some((scale, image)) => self
                .refiners
                .get(scale)
                .map(|refiner| refiner.forward(image, input)),
        }
    }

    /// All scales up to the one with index `last`, smallest first.
    #[must_use]
    pub fn forward(&self, input: &Tensor<2>, last: usize) -> Vec<Tensor<4>> {
        let mut images = vec![self.base.forward(input.clone())];
        for refiner in self.refiners.iter().take(last) {
            let previous = images[images.len() - 1].clone();
            images.push(refiner.forward(previous, input.clone()));
        }
        images
    }
}
