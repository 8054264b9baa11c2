//! The loss of a cascade of templates: what it drew beside the film that it was told.

use burn::tensor::Tensor;
use xraygan::model::upsample2;

use super::{
    context::{Context, average, shrink},
    draw::Drawn,
};

/// Bands of the Laplacian pyramid.
const BANDS: usize = 4;

/// Bands of fine detail, from the finest.
const FINE: usize = 2;

/// Side of the squares over which detail is averaged, in pixels of its band.
const SQUARE: usize = 8;

impl Context<'_> {
    /// Distance to the films at every scale, the last counted twice, and in the bands of a pyramid; and of the amount of
    /// fine detail.
    pub(super) fn told_loss(self, drawn: &Drawn) -> Tensor<1> {
        let last = drawn.images.len() - 1;
        let real = |scale: usize| shrink(drawn.real.clone(), 1 << (last - scale));
        let difference = |scale: usize| drawn.images[scale].clone() - real(scale);
        let mut sum = Tensor::zeros([1], self.device);
        for scale in 0..=last {
            let weight = drawn.weight.clone();
            let weight = weight.map(|it| shrink(it, 1 << (last - scale)));
            let share = if scale == last { 2.0 } else { 1.0 };
            sum = sum + weigh(difference(scale), weight) * share;
        }
        let pyramid = self.settings.templates.pyramid_weight;
        if pyramid > 0.0 {
            let mut weight = drawn.weight.clone();
            for fine in bands(difference(last), BANDS) {
                sum = sum + weigh(fine, weight.clone()) * pyramid;
                weight = weight.map(|it| average(it, 2));
            }
        }
        let detail = self.settings.templates.detail_weight;
        if detail > 0.0 {
            sum = sum + detail_distance(drawn.images[last].clone(), real(last)) * detail;
        }
        sum
    }
}

/// The bands of the Laplacian pyramid of `[n, 1, s, s]`, from the finest.
fn bands(image: Tensor<4>, count: usize) -> Vec<Tensor<4>> {
    let mut rest = image;
    let band = |_| {
        let small = average(rest.clone(), 2);
        let fine = rest.clone() - upsample2(small.clone());
        rest = small;
        fine
    };
    (0..count).map(band).collect()
}

/// How far images differ in the amount of fine detail: the mean magnitude of a band in squares, wherever in a square its
/// edges lie. An absolute difference alone leaves out what it cannot place to the pixel.
fn detail_distance(drawn: Tensor<4>, real: Tensor<4>) -> Tensor<1> {
    let amounts =
        |image: Tensor<4>| (bands(image, FINE).into_iter()).map(|fine| average(fine.abs(), SQUARE));
    let zero = Tensor::zeros([1], &drawn.device());
    (amounts(drawn).zip(amounts(real)))
        .fold(zero, |sum, (drawn, real)| sum + (drawn - real).abs().mean())
}

/// Mean magnitude, weighted pixel by pixel.
fn weigh(difference: Tensor<4>, weight: Option<Tensor<4>>) -> Tensor<1> {
    match weight {
        None => difference.abs().mean(),
        Some(weight) => (difference.abs() * weight).mean(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    /// Upright lines of a strength, `shift` pixels to the right.
    fn lines(strength: f32, shift: usize) -> Tensor<4> {
        let side = 32;
        let value = |at: usize| {
            if (at % side + shift).is_multiple_of(4) {
                strength
            } else {
                0.0
            }
        };
        let values = (0..side * side).map(value).collect::<Vec<f32>>();
        Tensor::from_data(TensorData::new(values, [1, 1, side, side]), &Device::flex())
    }

    #[test]
    fn bands_are_what_halving_takes_away() {
        let image = lines(1.0, 1);
        let rebuilt = (bands(image.clone(), 2).into_iter().rev())
            .fold(average(image.clone(), 4), |small, fine| {
                upsample2(small) + fine
            });
        let error: f32 = (rebuilt - image).abs().max().into_scalar();
        assert!(error < 1e-6, "{error}");
    }

    #[test]
    fn the_amount_of_detail_counts_not_its_place() {
        let distance = |a, b| -> f32 { detail_distance(a, b).into_scalar() };
        let real = lines(1.0, 0);
        let moved = distance(lines(1.0, 2), real.clone());
        let weak = distance(lines(0.5, 0), real.clone());
        let none = distance(lines(0.0, 0), real);
        // Only at the borders, where the pyramid sees less, do moved lines differ.
        assert!(moved < none / 10.0, "{moved} {none}");
        assert!(
            weak > 0.05 && (none - 2.0 * weak).abs() < 1e-5,
            "{weak} {none}"
        );
    }
}
