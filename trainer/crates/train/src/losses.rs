//! Losses, one function a term.

use burn::tensor::{Tensor, activation};

use learn::losses::softplus;

use crate::settings::{Adversarial, PixelLoss};

/// What the critic minimises: real images with their report score high, generated ones (`fake`) and real ones with a
/// wrong report (`wrong`) low. All `[n]`; `mismatch` is the share of `wrong` in what is to score low.
#[must_use]
pub fn critic(
    kind: Adversarial,
    real: Tensor<1>,
    fake: Tensor<1>,
    wrong: Option<Tensor<1>>,
    mismatch: f64,
) -> Tensor<1> {
    // Loss of a score that is to be high; a low one has it at the negated score.
    let high = |score: Tensor<1>| match kind {
        Adversarial::Wasserstein => -score,
        Adversarial::Hinge => activation::relu(-score + 1.0),
        Adversarial::Logistic => softplus(-score),
    };
    let low = match wrong {
        Some(wrong) if mismatch > 0.0 => {
            high(-fake).mean() * (1.0 - mismatch) + high(-wrong).mean() * mismatch
        }
        _ => high(-fake).mean(),
    };
    high(real).mean() + low
}

/// What the generator minimises in adversarial training, from its images' scores `[n]`.
#[must_use]
pub fn generator(kind: Adversarial, fake: Tensor<1>) -> Tensor<1> {
    match kind {
        Adversarial::Wasserstein | Adversarial::Hinge => -fake.mean(),
        Adversarial::Logistic => softplus(-fake).mean(),
    }
}

/// Distance of images `[n, 1, s, s]`.
#[must_use]
pub fn pixel(kind: PixelLoss, generated: Tensor<4>, real: Tensor<4>) -> Tensor<1> {
    let difference = generated - real;
    match kind {
        PixelLoss::Mse => difference.powi_scalar(2).mean(),
        PixelLoss::L1 => difference.abs().mean(),
    }
}

/// How little noise changes an image: `[pairs, 1, s, s]` twice, of one report each, and their noise `[pairs, Z]`.
///
/// The mode-seeking ratio of Mao et al. (arXiv 1903.05628), inverted so that it is bounded.
#[must_use]
pub fn sameness(images: [Tensor<4>; 2], noise: [Tensor<2>; 2]) -> Tensor<1> {
    let [a, b] = images;
    let [x, y] = noise;
    let pairs = x.dims()[0];
    let pixels: Tensor<2> = (a - b).abs().reshape([pairs as i32, -1]);
    let moved = pixels.mean_dim(1) / (x - y).abs().mean_dim(1).clamp_min(1e-3);
    ((moved + 0.02).recip() * 0.02).mean()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use burn::tensor::{Device, Tolerance};

    use super::*;

    fn scores(values: [f32; 2]) -> Tensor<1> {
        Tensor::from_floats(values, &Device::flex())
    }

    fn check(loss: &Tensor<1>, expected: f64) {
        let expected = [expected as f32].into();
        loss.to_data()
            .assert_approx_eq::<f32>(&expected, Tolerance::absolute(1e-5));
    }

    #[test]
    fn losses_by_hand() {
        let (real, fake, wrong) = (scores([2.0, 0.0]), scores([-1.0, 1.0]), scores([0.0, 4.0]));
        let all = |kind| critic(kind, real.clone(), fake.clone(), Some(wrong.clone()), 0.25);
        check(&all(Adversarial::Wasserstein), -1.0 + 0.25 * 2.0);
        check(&all(Adversarial::Hinge), 0.5 + 0.75 * 1.0 + 0.25 * 3.0);
        let soft = |x: f64| x.exp().ln_1p();
        let logistic = (soft(-2.0) + soft(0.0)) / 2.0
            + 0.75 * (soft(-1.0) + soft(1.0)) / 2.0
            + 0.25 * (soft(0.0) + soft(4.0)) / 2.0;
        check(&all(Adversarial::Logistic), logistic);
        check(
            &critic(Adversarial::Hinge, real, fake.clone(), None, 0.25),
            1.5,
        );
        check(&generator(Adversarial::Hinge, fake.clone()), 0.0);
        check(
            &generator(Adversarial::Logistic, fake),
            (soft(1.0) + soft(-1.0)) / 2.0,
        );
    }

    #[test]
    fn the_same_image_for_all_noise_is_worst() {
        let device = Device::flex();
        let image = Tensor::<4>::zeros([2, 1, 4, 4], &device);
        let noise = [
            Tensor::<2>::zeros([2, 3], &device),
            Tensor::ones([2, 3], &device),
        ];
        check(
            &sameness([image.clone(), image.clone()], noise.clone()),
            1.0,
        );
        check(&sameness([image.clone(), image + 0.18], noise), 0.1);
    }
}
