//! A step of the critics.

use burn::tensor::{Int, Tensor, TensorData};
use rand::RngExt;
use xraygan::views::View;

use super::{context::Context, draw::Drawn};
use crate::{
    augment::augment,
    critic::{patch_mean, patch_sum},
    losses,
    networks::Networks,
    penalty::{penalty, slope},
    schedule::Position,
    settings::Penalty,
};
use learn::{
    batch::indices,
    meter::Meter,
    random::{Purpose, stream},
};

impl Context<'_> {
    /// One step of a view's critic.
    pub fn critic_update(
        self,
        networks: &mut Networks,
        drawn: &Drawn,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let settings = self.settings;
        let compute = settings.run.compute;
        let view = drawn.view;
        let critic = &networks.critics[view];
        let real = drawn.real.clone();
        let fake = drawn.last().without_autodiff();
        let n = real.dims()[0];
        let fakes = fake.dims()[0];

        let mut rng = stream(
            settings.run.seed,
            at.stage.index,
            4 * at.step + view as u64,
            Purpose::Augment,
        );
        let shown = Tensor::cat(vec![real.clone(), fake.clone()], 0);
        let shown = augment(shown, settings.critics.augment, &mut rng).autodiff();
        let quick = critic.computing_in(compute);
        let features = quick.features(compute.enter(shown));
        let score = |features: Tensor<4>, codes: Tensor<2>| {
            compute.leave(quick.scores(features, compute.enter(codes)))
        };
        let real_features = features.clone().narrow(0, 0, n);
        let real_scores = score(real_features.clone(), drawn.codes.clone());
        let fake_scores = score(features.narrow(0, n, fakes), drawn.all_codes());
        let (rows, others) = drawn.mismatched();
        let wrong_scores = (settings.losses.mismatch > 0.0 && !rows.is_empty()).then(|| {
            let place = |list: &[usize]| -> Tensor<1, Int> { indices(list, self.device) };
            let codes = drawn.codes.clone().select(0, place(&others));
            score(real_features.select(0, place(&rows)), codes)
        });
        meter.add("score_real", &real_scores.clone().mean());
        meter.add("score_fake", &fake_scores.clone().mean());
        if let Some(wrong) = &wrong_scores {
            meter.add("score_wrong_report", &wrong.clone().mean());
        }
        let mut loss = losses::critic(
            settings.losses.adversarial,
            real_scores,
            fake_scores,
            wrong_scores,
            settings.losses.mismatch,
        );
        meter.add("critic", &loss);
        if settings.critics.penalty != Penalty::None
            && at.step.is_multiple_of(settings.critics.penalty_every)
        {
            let (place, total): (_, fn(Tensor<4>) -> Tensor<1>) = match settings.critics.penalty {
                Penalty::Gradient => (self.mix(real, fake.narrow(0, 0, n), view, at), patch_sum),
                _ => (real, patch_mean),
            };
            let slope = slope(critic, place, drawn.codes.clone(), total);
            let term = penalty(
                settings.critics.penalty,
                slope,
                settings.critics.penalty_weight,
            );
            meter.add("penalty", &term);
            loss = loss + term * settings.critics.penalty_every as f64;
        }
        let gradients = loss.backward();
        let [_, rate] = at.rates(settings);
        let critic = critic.clone();
        networks.critics[view] = networks.critic_optimisers[view].step(rate, critic, gradients);
    }

    /// A random point between each real and generated image.
    fn mix(self, real: Tensor<4>, fake: Tensor<4>, view: View, at: &Position<'_>) -> Tensor<4> {
        let n = real.dims()[0];
        let step = 2 * at.step + view as u64;
        let mut rng = stream(self.settings.run.seed, at.stage.index, step, Purpose::Mix);
        let shares: Vec<f32> = (0..n).map(|_| rng.random()).collect();
        let share = Tensor::<4>::from_data(TensorData::new(shares, [n, 1, 1, 1]), self.device);
        fake.clone() + (real - fake) * share
    }
}
