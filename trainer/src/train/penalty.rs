//! Gradient penalties with first-order differentiation.
//!
//! Let `g` be the critic's gradient at `x`, cut off from the graph, and `d = g / |g|`. Then
//! `(D(x + e d) - D(x - e d)) / 2e` is `|g|` up to `O(e^2)`, and its derivative with respect to the critic's weights is
//! that of `|g|`: the change of direction adds nothing, as `|d| = 1`. So two more forward passes stand in for the
//! double backward pass of PyTorch.

use burn::{module::Module, tensor::Tensor};

use super::{critic::Critic, settings::Penalty};

/// Length of the gradient of each image's score with respect to its pixels, `[n]`, differentiable in the weights.
///
/// `image [n, 1, s, s]` and `code [n, C]` carry no gradient; `score` reduces patch scores to one number an image;
/// `step` is `e`, a length over all pixels of an image.
#[must_use]
pub fn slope(
    critic: &Critic,
    image: Tensor<4>,
    code: Tensor<2>,
    score: fn(Tensor<4>) -> Tensor<1>,
    step: f64,
) -> Tensor<1> {
    let n = image.dims()[0];
    let direction = {
        let fixed = critic.clone().no_grad();
        let image = image.clone().autodiff().require_grad();
        let total = score(fixed.patches(fixed.features(image.clone()), code.clone())).sum();
        let gradients = total.backward();
        match image.grad(&gradients) {
            Some(gradient) => unit(gradient),
            // A critic that ignores the image.
            None => image.without_autodiff().zeros_like(),
        }
    };
    let both = Tensor::cat(
        vec![
            image.clone() + direction.clone() * step,
            image - direction * step,
        ],
        0,
    );
    let codes = Tensor::cat(vec![code.clone(), code], 0);
    let scores = score(critic.patches(critic.features(both), codes));
    let [up, down] = [0, n].map(|first| scores.clone().narrow(0, first, n));
    (up - down) / (2.0 * step)
}

/// The penalty's value, a scalar, from [`slope`].
#[must_use]
pub fn penalty(kind: Penalty, slope: Tensor<1>, weight: f64) -> Tensor<1> {
    match kind {
        Penalty::None => slope.sum() * 0.0,
        Penalty::Gradient => (slope - 1.0).powi_scalar(2).mean() * weight,
        Penalty::R1 => slope.powi_scalar(2).mean() * (weight / 2.0),
    }
}

/// Each image to length 1.
fn unit(x: Tensor<4>) -> Tensor<4> {
    let n = x.dims()[0];
    let squares: Tensor<2> = x.clone().powi_scalar(2).reshape([n as i32, -1]);
    let length = squares.sum_dim(1).sqrt().clamp_min(1e-12);
    x / length.reshape([n, 1, 1, 1])
}
