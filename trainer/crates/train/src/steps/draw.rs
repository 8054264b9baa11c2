//! Generates the images of a batch with their autodiff graph.

use burn::tensor::{Tensor, TensorData};
use rand_distr::{Distribution, StandardNormal};
use xraygan::{model::join_noise, views::View};

use super::context::Context;
use crate::{
    networks::Networks,
    schedule::{Phase, Position},
    study_codes::BatchCodes,
};
use learn::{
    batch::{Batch, indices},
    random::{Purpose, stream},
};

/// Rows per twin: every fourth report is drawn a second time with other noise.
const ROWS_PER_TWIN: usize = 4;

/// What a batch is drawn as.
#[derive(Default)]
pub struct Drawing {
    /// Each view that the batch has.
    pub views: Vec<Drawn>,
    /// Error of the places of findings; only of templates.
    pub(super) places: Option<Tensor<1>>,
    /// The codes of its studies, where they are learnt.
    pub(super) codes: Option<BatchCodes>,
}

/// The generated images of one view and what belongs to them.
pub struct Drawn {
    /// Which view.
    pub view: View,
    /// Real images `[n, 1, s, s]`.
    pub real: Tensor<4>,
    /// Weights of its pixels, of mean 1; none where all count alike.
    pub(super) weight: Option<Tensor<4>>,
    /// Codes of the reports of `real`, `[n, C]`.
    pub(super) encoded: Tensor<2>,
    /// The same, cut off from the graph.
    pub codes: Tensor<2>,
    /// Per scale, generated images `[n + twins, 1, side, side]`; the twins have the reports of the first rows.
    pub images: Vec<Tensor<4>>,
    /// Noise of the twins' first drawing and of the twins, `[twins, Z]`.
    pub(super) noise: Option<[Tensor<2>; 2]>,
    /// Rows of the batch.
    pub(super) rows: Vec<usize>,
    /// Place of a row with another report, per row.
    pub(super) wrong: Vec<Option<usize>>,
}

impl Drawn {
    pub(super) fn twins(&self) -> usize {
        self.noise.as_ref().map_or(0, |[noise, _]| noise.dims()[0])
    }

    /// Rows that have a wrong report, and the rows whose report that is.
    pub(super) fn mismatched(&self) -> (Vec<usize>, Vec<usize>) {
        let pairs = self.wrong.iter().enumerate();
        pairs
            .filter_map(|(row, other)| other.map(|it| (row, it)))
            .unzip()
    }

    /// Generated images of the scale in training, `[n + twins, 1, s, s]`.
    pub(super) fn last(&self) -> Tensor<4> {
        self.images[self.images.len() - 1].clone()
    }

    /// Codes of the generated images, cut off from the graph, `[n + twins, C]`.
    pub(super) fn all_codes(&self) -> Tensor<2> {
        match self.twins() {
            0 => self.codes.clone(),
            twins => Tensor::cat(
                vec![self.codes.clone(), self.codes.clone().narrow(0, 0, twins)],
                0,
            ),
        }
    }
}

impl Context<'_> {
    /// Draws with the published cascade.
    pub(super) fn draw_released(
        self,
        networks: &Networks,
        batch: &Batch,
        at: &Position<'_>,
    ) -> Drawing {
        let [findings, impression] = batch.tokens(self.device);
        let code = networks
            .generator
            .encoder
            .forward(&findings, &impression)
            .code;
        let n = batch.len();
        let mut rng = stream(
            self.settings.run.seed,
            at.stage.index,
            at.step,
            Purpose::Noise,
        );
        let mut noise = || {
            let width = self.config.noise;
            let values: Vec<f32> = (0..n * width)
                .map(|_| StandardNormal.sample(&mut rng))
                .collect();
            (width > 0)
                .then(|| Tensor::<2>::from_data(TensorData::new(values, [n, width]), self.device))
        };
        // One noise for both views: they are of one patient.
        let (first, second) = (noise(), noise());
        let mut drawn = Vec::new();
        for (view, images) in batch.views.iter() {
            let Some(images) = images else { continue };
            let places = indices(&images.rows, self.device);
            let rows = images.rows.len();
            let pick = |all: &Tensor<2>| all.clone().select(0, places.clone());
            let codes = pick(&code);
            let mut input = join_noise(codes.clone(), first.as_ref().map(pick));
            let mut twin_noise = None;
            if let (Some(first), Some(second), true) = (&first, &second, self.wants_twins(at)) {
                let twins = rows.div_ceil(ROWS_PER_TWIN);
                let some = |all: &Tensor<2>| pick(all).narrow(0, 0, twins);
                let again = join_noise(codes.clone().narrow(0, 0, twins), Some(some(second)));
                input = Tensor::cat(vec![input, again], 0);
                twin_noise = Some([some(first), some(second)]);
            }
            let compute = self.settings.run.compute;
            let cascade = compute.module(networks.generator.cascade(view));
            let made = cascade.forward(&compute.enter(input).into(), at.stage.scale);
            drawn.push(Drawn {
                view,
                real: images.tensor(self.device),
                weight: None,
                codes: codes.clone().without_autodiff(),
                encoded: codes,
                images: made.into_iter().map(|image| compute.leave(image)).collect(),
                noise: twin_noise,
                wrong: batch.wrong_reports(&images.rows),
                rows: images.rows.clone(),
            });
        }
        Drawing {
            views: drawn,
            places: None,
            codes: None,
        }
    }

    fn wants_twins(self, at: &Position<'_>) -> bool {
        at.stage.phase == Phase::Gan && self.settings.losses.diversity_weight > 0.0
    }
}
