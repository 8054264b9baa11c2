//! A training step of the view consistency network, and its loss on generated pairs.

use burn::{module::Module, tensor::Tensor};
use rand::RngExt;

use super::{
    context::{Context, shrink},
    draw::Drawn,
};
use crate::{networks::Networks, schedule::Position};
use learn::{
    batch::{Batch, ViewBatch, indices},
    losses::cross_entropy,
    meter::Meter,
    random::{Purpose, stream},
};

impl Context<'_> {
    /// Trains the consistency network on real pairs and pairs with a wrong partner.
    pub fn consistency_step(
        self,
        networks: &mut Networks,
        batch: &Batch,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let (Some(frontal), Some(lateral)) = (&batch.views.frontal, &batch.views.lateral) else {
            return;
        };
        // Every scale up to this one is shown, so that no size is forgotten.
        let mut rng = stream(
            self.settings.run.seed,
            at.stage.index,
            at.step,
            Purpose::Size,
        );
        let factor = 1 << rng.random_range(0..=at.stage.scale);
        let shown = |images: &ViewBatch| shrink(images.tensor(self.device), factor).autodiff();
        let network = &networks.consistency;
        let [frontal, lateral] = [frontal, lateral].map(|view| network.embed(shown(view)));
        let (rows, others): (Vec<usize>, Vec<usize>) = (batch.strangers().into_iter().enumerate())
            .filter_map(|(row, other)| Some((row, other?)))
            .unzip();
        let pick =
            |all: &Tensor<2>, list: &[usize]| all.clone().select(0, indices(list, self.device));
        let logit = |frontal: Tensor<2>, lateral: Tensor<2>| {
            network.classify.forward((frontal - lateral).abs())
        };
        let same = cross_entropy(logit(frontal.clone(), lateral.clone()), false);
        // A batch of one patient shows no strangers.
        let loss = if rows.is_empty() {
            same * 0.5
        } else {
            let different = logit(pick(&frontal, &rows), pick(&lateral, &others));
            (same + cross_entropy(different, true)) * 0.5
        };
        meter.add("consistency", &loss);
        let gradients = loss.backward();
        let [rate, _] = at.rates(self.settings);
        networks.consistency =
            networks
                .consistency_optimiser
                .step(rate, networks.consistency.clone(), gradients);
    }

    /// Whether the generated views of a study look like one patient's.
    pub(super) fn consistency_term(
        self,
        networks: &Networks,
        drawn: &[Drawn],
        meter: &mut Meter,
    ) -> Option<Tensor<1>> {
        let [frontal, lateral] = drawn else {
            return None;
        };
        // Places of the studies that have both views, in either view's images.
        let (places, partners): (Vec<usize>, Vec<usize>) = (frontal.rows.iter().enumerate())
            .filter_map(|(place, row)| Some((place, lateral.rows.binary_search(row).ok()?)))
            .unzip();
        if places.is_empty() {
            return None;
        }
        let network = networks.consistency.clone().freeze();
        let logit = network.different_logit(
            frontal.last().select(0, indices(&places, self.device)),
            lateral.last().select(0, indices(&partners, self.device)),
        );
        let loss = cross_entropy(logit, false);
        meter.add("views_differ", &loss);
        Some(loss * self.settings.losses.consistency_weight)
    }
}
