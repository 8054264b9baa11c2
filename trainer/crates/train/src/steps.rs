//! One step of each phase.

use burn::{
    module::Module,
    tensor::{Device, Int, Tensor, TensorData},
};
use learn::losses::cross_entropy;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use xraygan::model::{ModelConfig, config::BASE_SIZE, join_noise};
use xraygan::views::View;

use crate::{
    augment::augment,
    critic::{Critic, patch_mean, patch_sum},
    losses,
    networks::Networks,
    penalty::{penalty, slope},
    schedule::{Phase, Position},
    settings::{LowerScales, Penalty, Settings},
};
use learn::{
    average::{blend, kept},
    batch::{Batch, indices},
    meter::Meter,
    random::{Purpose, stream},
};

/// Rows per twin: every fourth report is drawn a second time with other noise.
const ROWS_PER_TWIN: usize = 4;

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

/// The generated images of one view and what belongs to them.
pub struct Drawn {
    /// Which view.
    pub view: View,
    /// Real images `[n, 1, s, s]`.
    pub real: Tensor<4>,
    /// Codes of the reports of `real`, `[n, C]`.
    encoded: Tensor<2>,
    /// The same, cut off from the graph.
    pub codes: Tensor<2>,
    /// Per scale, generated images `[n + twins, 1, side, side]`; the twins have the reports of the first rows.
    pub images: Vec<Tensor<4>>,
    /// Noise of the twins' first drawing and of the twins, `[twins, Z]`.
    noise: Option<[Tensor<2>; 2]>,
    /// Rows of the batch.
    rows: Vec<usize>,
    /// Place of a row with another report, per row.
    wrong: Vec<Option<usize>>,
}

impl Drawn {
    fn twins(&self) -> usize {
        self.noise.as_ref().map_or(0, |[noise, _]| noise.dims()[0])
    }

    /// Rows that have a wrong report, and the rows whose report that is.
    fn mismatched(&self) -> (Vec<usize>, Vec<usize>) {
        let pairs = self.wrong.iter().enumerate();
        pairs
            .filter_map(|(row, other)| other.map(|it| (row, it)))
            .unzip()
    }

    /// Generated images of the scale in training, `[n + twins, 1, s, s]`.
    fn last(&self) -> Tensor<4> {
        self.images[self.images.len() - 1].clone()
    }

    /// Codes of the generated images, cut off from the graph, `[n + twins, C]`.
    fn all_codes(&self) -> Tensor<2> {
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
    /// Trains the consistency network on real pairs and pairs with a wrong partner.
    pub fn consistency_step(
        self,
        networks: &mut Networks,
        batch: &Batch,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let [Some(frontal), Some(lateral)] = &batch.views else {
            return;
        };
        // Every scale up to this one is shown, so that no size is forgotten.
        let mut rng = stream(self.settings.seed, at.stage.index, at.step, Purpose::Size);
        let factor = 1 << rng.random_range(0..=at.stage.scale);
        let shown = |images: &learn::batch::ViewBatch| {
            shrink(images.tensor(self.device), factor).autodiff()
        };
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

    /// Trains encoder and cascades and, in the game, the critics.
    pub fn generator_step(
        self,
        networks: &mut Networks,
        batch: &Batch,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let drawn = self.draw(networks, batch, at);
        if at.stage.phase == Phase::Gan {
            for view in &drawn {
                self.critic_update(networks, view, at, meter);
            }
        }
        self.generator_update(networks, &drawn, at, meter);
    }

    /// Generates the batch's views, with the graph.
    #[must_use]
    pub fn draw(self, networks: &Networks, batch: &Batch, at: &Position<'_>) -> Vec<Drawn> {
        let [findings, impression] = batch.tokens(self.device);
        let code = networks
            .generator
            .encoder
            .forward(&findings, &impression)
            .code;
        let n = batch.len();
        let mut rng = stream(self.settings.seed, at.stage.index, at.step, Purpose::Noise);
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
        for (view, images) in View::ALL.into_iter().zip(&batch.views) {
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
            let compute = self.settings.compute;
            let cascade = compute.module(networks.generator.cascade(view));
            let made = cascade.forward(&compute.enter(input), at.stage.scale);
            drawn.push(Drawn {
                view,
                real: images.tensor(self.device),
                codes: codes.clone().without_autodiff(),
                encoded: codes,
                images: made.into_iter().map(|image| compute.leave(image)).collect(),
                noise: twin_noise,
                wrong: batch.wrong_reports(&images.rows),
                rows: images.rows.clone(),
            });
        }
        drawn
    }

    fn wants_twins(self, at: &Position<'_>) -> bool {
        at.stage.phase == Phase::Gan && self.settings.diversity_weight > 0.0
    }

    /// One step of a view's critic.
    pub fn critic_update(
        self,
        networks: &mut Networks,
        drawn: &Drawn,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let settings = self.settings;
        let view = drawn.view as usize;
        let critic = &networks.critics[view];
        let real = drawn.real.clone();
        let fake = drawn.last().without_autodiff();
        let n = real.dims()[0];
        let fakes = fake.dims()[0];

        let mut rng = stream(
            settings.seed,
            at.stage.index,
            4 * at.step + view as u64,
            Purpose::Augment,
        );
        let shown = Tensor::cat(vec![real.clone(), fake.clone()], 0);
        let shown = augment(shown, settings.augment, &mut rng).autodiff();
        let quick = settings.compute.module(critic);
        let features = quick.features(settings.compute.enter(shown));
        let score = |features: Tensor<4>, codes: Tensor<2>| {
            settings
                .compute
                .leave(quick.scores(features, settings.compute.enter(codes)))
        };
        let real_features = features.clone().narrow(0, 0, n);
        let real_scores = score(real_features.clone(), drawn.codes.clone());
        let fake_scores = score(features.narrow(0, n, fakes), drawn.all_codes());
        let (rows, others) = drawn.mismatched();
        let wrong_scores = (settings.mismatch > 0.0 && !rows.is_empty()).then(|| {
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
            settings.adversarial,
            real_scores,
            fake_scores,
            wrong_scores,
            settings.mismatch,
        );
        meter.add("critic", &loss);
        if settings.penalty != Penalty::None && at.step.is_multiple_of(settings.penalty_every) {
            let (place, total): (_, fn(Tensor<4>) -> Tensor<1>) = match settings.penalty {
                Penalty::Gradient => (self.mix(real, fake.narrow(0, 0, n), view, at), patch_sum),
                _ => (real, patch_mean),
            };
            let slope = slope(critic, place, drawn.codes.clone(), total);
            let term = penalty(settings.penalty, slope, settings.penalty_weight);
            meter.add("penalty", &term);
            loss = loss + term * settings.penalty_every as f64;
        }
        let gradients = loss.backward();
        let [_, rate] = at.rates(settings);
        networks.critics[view] =
            networks.critic_optimisers[view].step(rate, critic.clone(), gradients);
    }

    /// A random point between each real and generated image.
    fn mix(self, real: Tensor<4>, fake: Tensor<4>, view: usize, at: &Position<'_>) -> Tensor<4> {
        let n = real.dims()[0];
        let step = 2 * at.step + view as u64;
        let mut rng = stream(self.settings.seed, at.stage.index, step, Purpose::Mix);
        let shares: Vec<f32> = (0..n).map(|_| rng.random()).collect();
        let share = Tensor::<4>::from_data(TensorData::new(shares, [n, 1, 1, 1]), self.device);
        fake.clone() + (real - fake) * share
    }

    /// One step of encoder and cascades, on images from [`Context::draw`].
    pub fn generator_update(
        self,
        networks: &mut Networks,
        drawn: &[Drawn],
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let settings = self.settings;
        let mut terms = Vec::new();
        for view in drawn {
            let pixel = self.pixel_loss(view);
            meter.add("pixel", &pixel);
            terms.push(pixel * settings.pixel_weight);
            if at.stage.phase == Phase::Gan {
                terms.extend(self.game_terms(networks, view, at, meter));
            }
        }
        if at.stage.phase == Phase::Gan && settings.consistency_weight > 0.0 {
            terms.extend(self.consistency_term(networks, drawn, meter));
        }
        let Some(loss) = terms.into_iter().reduce(|sum, term| sum + term) else {
            return;
        };
        meter.add("generator", &loss);
        let gradients = loss.backward();
        let [rate, _] = at.rates(settings);
        networks.generator =
            networks
                .generator_optimiser
                .step(rate, networks.generator.clone(), gradients);
        let kept = kept(at.stage.batch as f64, settings.average_halflife);
        networks.average = blend(networks.average.clone(), &networks.generator, kept);
    }

    /// At the scale in training and, where those learn too, at the smaller ones.
    fn pixel_loss(self, drawn: &Drawn) -> Tensor<1> {
        let n = drawn.real.dims()[0];
        let last = drawn.images.len() - 1;
        let first = if self.settings.lower_scales == LowerScales::Tuned {
            0
        } else {
            last
        };
        let scales = (first..=last).map(|scale| {
            let made = drawn.images[scale].clone().narrow(0, 0, n);
            let real = shrink(drawn.real.clone(), 1 << (last - scale));
            losses::pixel(self.settings.pixel_loss, made, real)
        });
        let sum = scales.reduce(|sum, term| sum + term);
        sum.map_or_else(
            || Tensor::zeros([1], self.device),
            |sum| sum / (last - first + 1) as f64,
        )
    }

    /// What the critic says of a view, and what noise changes in it.
    fn game_terms(
        self,
        networks: &Networks,
        drawn: &Drawn,
        at: &Position<'_>,
        meter: &mut Meter,
    ) -> Vec<Tensor<1>> {
        let settings = self.settings;
        let view = drawn.view as usize;
        let critic = settings
            .compute
            .module(&networks.critics[view].clone().no_grad());
        let mut rng = stream(
            settings.seed,
            at.stage.index,
            4 * at.step + 2 + view as u64,
            Purpose::Augment,
        );
        let shown = settings
            .compute
            .enter(augment(drawn.last(), settings.augment, &mut rng));
        let scores = critic.scores(
            critic.features(shown),
            settings.compute.enter(drawn.all_codes()),
        );
        let game = losses::generator(settings.adversarial, settings.compute.leave(scores));
        meter.add("adversarial", &game);
        let mut terms = vec![game * settings.adversarial_weight];
        if settings.matching_weight > 0.0 {
            terms.extend(self.matching_term(&critic, drawn, meter));
        }
        if let Some(noise) = &drawn.noise {
            let (n, twins) = (drawn.real.dims()[0], drawn.twins());
            let images = [0, n].map(|first| drawn.last().narrow(0, first, twins));
            let sameness = losses::sameness(images, noise.clone());
            meter.add("sameness", &sameness);
            terms.push(sameness * settings.diversity_weight);
        }
        terms
    }

    /// How well the codes of right and wrong reports can be told apart at the real images.
    fn matching_term(self, critic: &Critic, drawn: &Drawn, meter: &mut Meter) -> Option<Tensor<1>> {
        let settings = self.settings;
        let (rows, others) = drawn.mismatched();
        if rows.is_empty() {
            return None;
        }
        let pick = |list: &[usize]| indices(list, self.device);
        let real = drawn.real.clone().select(0, pick(&rows));
        let features = critic.features(settings.compute.enter(real));
        let [right, wrong] = [&rows, &others].map(|list| {
            let codes = drawn.encoded.clone().select(0, pick(list));
            let scores = critic.scores(features.clone(), settings.compute.enter(codes));
            settings.compute.leave(scores)
        });
        let loss = losses::critic(settings.adversarial, right, wrong, None, 0.0);
        meter.add("matching", &loss);
        Some(loss * settings.matching_weight)
    }

    /// Whether the generated views of a study look like one patient's.
    fn consistency_term(
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
        Some(loss * self.settings.consistency_weight)
    }
}

/// Averages squares of `factor` pixels a side, not below the smallest scale.
fn shrink(images: Tensor<4>, factor: usize) -> Tensor<4> {
    let factor = factor.min(images.dims()[3] / BASE_SIZE).max(1);
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
