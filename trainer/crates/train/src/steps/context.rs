//! Settings, network sizes and device, which every training step needs.

use burn::tensor::{Device, Tensor};
use xraygan::model::{ModelConfig, config::BASE_SIZE};

use crate::{networks::Networks, schedule::Position, settings::Settings, study_codes::BatchCodes};
use learn::average::{blend, kept};

/// What every step needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The run's settings.
    pub settings: &'a Settings,
    /// The model's widths.
    pub config: &'a ModelConfig,
    /// The device, without autodiff.
    pub device: &'a Device,
}

impl Context<'_> {
    /// One step of the generator, and of the codes of a batch's studies, down the gradient of a loss; the generator's
    /// moving average follows.
    pub(super) fn descend(
        self,
        networks: &mut Networks,
        loss: &Tensor<1>,
        codes: Option<&BatchCodes>,
        at: &Position<'_>,
    ) {
        let gradients = loss.backward();
        if let (Some(all), Some(codes)) = (&mut networks.study_codes, codes) {
            all.step(self.settings.templates.study_code_rate, codes, &gradients);
        }
        let [rate, _] = at.rates(self.settings);
        networks.generator =
            networks
                .generator_optimiser
                .step(rate, networks.generator.clone(), gradients);
        let kept = kept(
            at.stage.batch as f64,
            self.settings.run.average_halflife,
            at.step,
        );
        networks.average = blend(networks.average.clone(), &networks.generator, kept);
    }
}

/// Averages squares of `factor` pixels a side, not below the smallest scale.
pub(super) fn shrink(images: Tensor<4>, factor: usize) -> Tensor<4> {
    let factor = factor.min(images.dims()[3] / BASE_SIZE).max(1);
    average(images, factor)
}

/// Averages squares of `factor` pixels a side, `[n, 1, s, s]`.
pub(super) fn average(images: Tensor<4>, factor: usize) -> Tensor<4> {
    if factor == 1 {
        return images;
    }
    let [n, _, side, _] = images.dims();
    let small = side / factor;
    let squares: Tensor<5> = images.reshape([n, small, factor, small, factor]);
    squares
        .mean_dim(4)
        .mean_dim(2)
        .reshape([n, 1, small, small])
}
