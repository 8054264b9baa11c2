//! A step of encoder and cascades.

use burn::{module::Module, tensor::Tensor};

use super::{
    context::{Context, shrink},
    draw::{Drawing, Drawn},
};
use crate::{
    augment::augment,
    critic::Critic,
    losses,
    networks::Networks,
    schedule::{Phase, Position},
    settings::LowerScales,
};
use learn::{
    batch::indices,
    meter::Meter,
    random::{Purpose, stream},
};

impl Context<'_> {
    /// One step of encoder and cascades, on what [`Context::draw`] gave.
    pub fn generator_update(
        self,
        networks: &mut Networks,
        drawing: &Drawing,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let settings = self.settings;
        let mut terms = Vec::new();
        let drawn = &drawing.views;
        if let Some(places) = &drawing.places {
            meter.add("places", places);
            terms.push(places.clone() * settings.templates.places_weight);
        }
        for view in drawn {
            let pixel = if self.config.cascade.is_released() {
                self.pixel_loss(view)
            } else {
                self.told_loss(view)
            };
            meter.add("pixel", &pixel);
            terms.push(pixel * settings.losses.pixel_weight);
            if at.stage.phase == Phase::Gan {
                terms.extend(self.adversarial_terms(networks, view, at, meter));
            }
        }
        if at.stage.phase == Phase::Gan && settings.losses.consistency_weight > 0.0 {
            terms.extend(self.consistency_term(networks, drawn, meter));
        }
        let Some(loss) = terms.into_iter().reduce(|sum, term| sum + term) else {
            return;
        };
        meter.add("generator", &loss);
        self.descend(networks, &loss, drawing.codes.as_ref(), at);
    }

    /// At the scale in training and, where those learn too, at the smaller ones.
    fn pixel_loss(self, drawn: &Drawn) -> Tensor<1> {
        let n = drawn.real.dims()[0];
        let last = drawn.images.len() - 1;
        let first = if self.settings.schedule.lower_scales == LowerScales::Tuned {
            0
        } else {
            last
        };
        let scales = (first..=last).map(|scale| {
            let made = drawn.images[scale].clone().narrow(0, 0, n);
            let real = shrink(drawn.real.clone(), 1 << (last - scale));
            losses::pixel(self.settings.losses.pixel_loss, made, real)
        });
        let sum = scales.reduce(|sum, term| sum + term);
        sum.map_or_else(
            || Tensor::zeros([1], self.device),
            |sum| sum / (last - first + 1) as f64,
        )
    }

    /// What the critic says of a view, and what noise changes in it.
    fn adversarial_terms(
        self,
        networks: &Networks,
        drawn: &Drawn,
        at: &Position<'_>,
        meter: &mut Meter,
    ) -> Vec<Tensor<1>> {
        let settings = self.settings;
        let view = drawn.view;
        let compute = settings.run.compute;
        let critic = networks.critics[view].clone().no_grad();
        let critic = critic.computing_in(compute);
        let mut rng = stream(
            settings.run.seed,
            at.stage.index,
            4 * at.step + 2 + view as u64,
            Purpose::Augment,
        );
        let shown = compute.enter(augment(drawn.last(), settings.critics.augment, &mut rng));
        let scores = critic.scores(critic.features(shown), compute.enter(drawn.all_codes()));
        let adversarial = losses::generator(settings.losses.adversarial, compute.leave(scores));
        meter.add("adversarial", &adversarial);
        let mut terms = vec![adversarial * settings.losses.adversarial_weight];
        if settings.losses.matching_weight > 0.0 {
            terms.extend(self.matching_term(&critic, drawn, meter));
        }
        if let Some(noise) = &drawn.noise {
            let (n, twins) = (drawn.real.dims()[0], drawn.twins());
            let images = [0, n].map(|first| drawn.last().narrow(0, first, twins));
            let sameness = losses::sameness(images, noise.clone());
            meter.add("sameness", &sameness);
            terms.push(sameness * settings.losses.diversity_weight);
        }
        terms
    }

    /// How well the codes of right and wrong reports can be told apart at the real images.
    fn matching_term(self, critic: &Critic, drawn: &Drawn, meter: &mut Meter) -> Option<Tensor<1>> {
        let settings = self.settings;
        let compute = settings.run.compute;
        let (rows, others) = drawn.mismatched();
        if rows.is_empty() {
            return None;
        }
        let pick = |list: &[usize]| indices(list, self.device);
        let real = drawn.real.clone().select(0, pick(&rows));
        let features = critic.features(compute.enter(real));
        let [right, wrong] = [&rows, &others].map(|list| {
            let codes = drawn.encoded.clone().select(0, pick(list));
            let scores = critic.scores(features.clone(), compute.enter(codes));
            compute.leave(scores)
        });
        let loss = losses::critic(settings.losses.adversarial, right, wrong, None, 0.0);
        meter.add("matching", &loss);
        Some(loss * settings.losses.matching_weight)
    }
}
