//! Adam and the moving average in one pass over the weights.

use rayon::prelude::*;

use super::flex::*;

/// Numbers of one Adam step: `value -= rate * mean / (sqrt(square) * scale + epsilon)`.
#[derive(Debug, Clone, Copy)]
pub struct AdamStep {
    /// Decay of the mean gradient.
    pub beta1: f64,
    /// Decay of the mean square.
    pub beta2: f64,
    /// Rate over the mean's correction.
    pub rate: f64,
    /// Correction of the root.
    pub scale: f64,
    /// Against division by zero.
    pub epsilon: f64,
}

/// New value, mean and square, all of one length.
#[must_use]
pub fn adam(step: AdamStep, [value, mean, square, gradient]: [Tensor<1>; 4]) -> [Tensor<1>; 3] {
    let [beta1, beta2, rate, scale, epsilon] =
        [step.beta1, step.beta2, step.rate, step.scale, step.epsilon].map(|it| it as f32);
    let [fresh1, fresh2] = [1.0 - step.beta1, 1.0 - step.beta2].map(|it| it as f32);
    let gradient = plain(gradient);
    let mut all = [value, mean, square].map(plain);
    let [value, mean, square] = &mut all;
    value
        .storage_mut::<f32>()
        .par_chunks_mut(BLOCK)
        .zip(mean.storage_mut::<f32>().par_chunks_mut(BLOCK))
        .zip(square.storage_mut::<f32>().par_chunks_mut(BLOCK))
        .zip(values(&gradient).par_chunks(BLOCK))
        .for_each(|(((value, mean), square), gradient)| {
            for (((value, mean), square), gradient) in
                value.iter_mut().zip(mean).zip(square).zip(gradient)
            {
                *mean = *mean * beta1 + gradient * fresh1;
                *square = *square * beta2 + gradient * gradient * fresh2;
                *value -= *mean / (square.sqrt() * scale + epsilon) * rate;
            }
        });
    all.map(Tensor::from_primitive::<Flex>)
}

/// `average * kept + current * (1 - kept)`.
#[must_use]
pub fn blend<const D: usize>(average: Tensor<D>, current: Tensor<D>, kept: f64) -> Tensor<D> {
    let current = plain(current);
    let mut average = plain(average);
    let (kept, fresh) = (kept as f32, (1.0 - kept) as f32);
    let parts = average
        .storage_mut::<f32>()
        .par_chunks_mut(BLOCK)
        .zip(values(&current).par_chunks(BLOCK));
    parts.for_each(|(average, current)| {
        for (average, current) in average.iter_mut().zip(current) {
            *average = *average * kept + current * fresh;
        }
    });
    Tensor::from_primitive::<Flex>(average)
}
