//! Losses that the consistency network, the critics and the judges share.

use burn::tensor::{Tensor, activation};

/// Binary cross-entropy of "of different studies" (logits `[n, 1]`) with the label 1 for `different`, else 0.
#[must_use]
pub fn cross_entropy(different_logit: Tensor<2>, different: bool) -> Tensor<1> {
    let n = different_logit.dims()[0];
    let logit: Tensor<1> = different_logit.reshape([n]);
    softplus(if different { -logit } else { logit }).mean()
}

/// `ln(1 + e^x)` without overflow.
#[must_use]
pub fn softplus(x: Tensor<1>) -> Tensor<1> {
    activation::relu(x.clone()) + ((-x.abs()).exp() + 1.0).log()
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Tolerance};

    use super::*;

    fn check(loss: &Tensor<1>, expected: f64) {
        let expected = [expected as f32].into();
        loss.to_data()
            .assert_approx_eq::<f32>(&expected, Tolerance::absolute(1e-5));
    }

    #[test]
    fn cross_entropy_by_hand() {
        let logits = Tensor::<2>::from_floats([[0.0], [3.0]], &Device::flex());
        let soft = |x: f64| x.exp().ln_1p();
        check(
            &cross_entropy(logits.clone(), false),
            (soft(0.0) + soft(3.0)) / 2.0,
        );
        check(&cross_entropy(logits, true), (soft(0.0) + soft(-3.0)) / 2.0);
    }
}
