//! The training loop of a judge.

use anyhow::{Result, bail};
use burn::{module::Module, tensor::Tensor};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::watch::Watch;
use learn::{
    adam::Adam,
    random::{Purpose, stream},
};

/// Studies per step, as nearly as equal steps allow.
pub const BATCH: usize = 16;

/// First learning rate; it falls to 0 along half a cosine.
const RATE: f64 = 1e-3;

/// What a judge learns from, and for how long.
#[derive(Debug)]
pub struct Training<'a> {
    /// Places of the training studies.
    pub pool: Vec<usize>,
    /// Passes over them.
    pub epochs: usize,
    /// Seed of order and augmentation.
    pub seed: u64,
    /// Which judge, to keep their random numbers apart.
    pub judge: usize,
    /// Counts the studies.
    pub watch: Watch<'a>,
}

impl Training<'_> {
    /// Trains with Adam; `loss` gives the loss `[1]` of some places, on an autodiff device. Returns the module, still
    /// in training mode, and the mean loss of the last epoch.
    ///
    /// # Errors
    /// Those of `loss`, a loss that is not a number, and [`crate::watch::Stopped`].
    pub fn learn<M: Module>(
        &self,
        mut module: M,
        loss: impl Fn(&M, &[usize], &mut ChaCha8Rng) -> Result<Tensor<1>>,
    ) -> Result<(M, f64)> {
        kernels::install();
        let mut adam = Adam::new(0.9, 0.999, 1e-8);
        let count = self.pool.len();
        let steps = count.div_ceil(BATCH).max(1);
        let total = (steps * self.epochs) as f64;
        let mut mean = f64::NAN;
        for epoch in 0..self.epochs {
            let draws = |purpose| stream(self.seed, self.judge, epoch as u64, purpose);
            let mut order = self.pool.clone();
            order.shuffle(&mut draws(Purpose::Order));
            let mut rng = draws(Purpose::Augment);
            let mut sum: Option<Tensor<1>> = None;
            for step in 0..steps {
                let places = &order[step * count / steps..(step + 1) * count / steps];
                let value = loss(&module, places, &mut rng)?;
                let seen = value.clone().without_autodiff();
                sum = Some(match sum {
                    Some(sum) => sum + seen,
                    None => seen,
                });
                let done = (epoch * steps + step) as f64 / total;
                let rate = RATE * 0.5 * (1.0 + (std::f64::consts::PI * done).cos());
                module = adam.step(rate, module, value.backward());
                self.watch.advance(places.len())?;
            }
            let sum = sum.map_or(f64::NAN, |sum| f64::from(sum.into_scalar::<f32>()));
            mean = sum / steps as f64;
            if !mean.is_finite() {
                bail!(
                    "a judge's loss is not a number in epoch {}; try another --seed",
                    epoch + 1
                );
            }
        }
        self.watch.finish();
        Ok((module, mean))
    }
}
