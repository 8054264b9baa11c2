//! Differentiable augmentation of what the critics see (Zhao et al., arXiv 2006.10738), so that they do not learn a
//! small dataset by heart. Images are never flipped: the heart would change sides.

use burn::tensor::{Device, Tensor, TensorData};
use rand::{Rng, RngExt};

/// Largest change of brightness, in the images' range of 2.
const BRIGHTNESS: f32 = 0.25;

/// Largest factor of contrast, up or down.
const CONTRAST: f32 = 1.25;

/// Shift and cutout as shares of the side.
const SHIFT: usize = 8;
const CUTOUT: usize = 4;

/// Changes `images [n, 1, s, s]`, each kind of change with `probability`; all images are shifted alike.
#[must_use]
pub fn augment(images: Tensor<4>, probability: f64, rng: &mut impl Rng) -> Tensor<4> {
    if probability <= 0.0 {
        return images;
    }
    let [n, _, side, _] = images.dims();
    let device = images.device().inner();
    let mut draw = |low: f32, high: f32, neutral: f32| {
        let value = rng.random_range(low..=high);
        if rng.random_bool(probability) {
            value
        } else {
            neutral
        }
    };
    let brightness: Vec<f32> = (0..n).map(|_| draw(-BRIGHTNESS, BRIGHTNESS, 0.0)).collect();
    let contrast: Vec<f32> = (0..n)
        .map(|_| draw(-1.0, 1.0, 0.0))
        .map(|it| CONTRAST.powf(it))
        .collect();
    let farthest = (side / SHIFT) as f32;
    let shift = [0, 1].map(|_| draw(-farthest, farthest, 0.0).round() as isize);
    let holes: Vec<Option<[usize; 2]>> = (0..n)
        .map(|_| {
            let place = [0, 1].map(|_| rng.random_range(0..side));
            rng.random_bool(probability).then_some(place)
        })
        .collect();

    let scalar =
        |values: Vec<f32>| Tensor::<4>::from_data(TensorData::new(values, [n, 1, 1, 1]), &device);
    let mean = images.clone().mean_dim(3).mean_dim(2);
    let images = (images - mean.clone()) * scalar(contrast) + mean + scalar(brightness);
    let images = shifted(shifted(images, 2, shift[0]), 3, shift[1]);
    images * cutout(&holes, side, &device)
}

/// Moves along an axis; what comes in is black.
fn shifted(x: Tensor<4>, axis: usize, by: isize) -> Tensor<4> {
    let length = by.unsigned_abs();
    if length == 0 {
        return x;
    }
    let mut shape = x.dims();
    let kept = shape[axis] - length;
    shape[axis] = length;
    let black = Tensor::full(shape, -1.0, &x.device().inner());
    if by > 0 {
        Tensor::cat(vec![black, x.narrow(axis, 0, kept)], axis)
    } else {
        Tensor::cat(vec![x.narrow(axis, length, kept), black], axis)
    }
}

/// 0 in each image's hole, a square around its place, else 1.
fn cutout(holes: &[Option<[usize; 2]>], side: usize, device: &Device) -> Tensor<4> {
    let half = side / CUTOUT / 2;
    let mut mask = vec![1.0_f32; holes.len() * side * side];
    for (image, hole) in mask.chunks_exact_mut(side * side).zip(holes) {
        let Some([row, column]) = hole else { continue };
        for line in image
            .chunks_exact_mut(side)
            .take(row + half)
            .skip(row.saturating_sub(half))
        {
            let end = (column + half).min(side);
            line[column.saturating_sub(half)..end].fill(0.0);
        }
    }
    Tensor::from_data(TensorData::new(mask, [holes.len(), 1, side, side]), device)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use learn::random::{Purpose, stream};

    #[test]
    fn nothing_happens_without_probability_and_the_same_with_one_stream() {
        let images = Tensor::<4>::ones([3, 1, 32, 32], &Device::flex()) * 0.5;
        let with = |probability, step| {
            augment(
                images.clone(),
                probability,
                &mut stream(1, 0, step, Purpose::Augment),
            )
            .into_data()
            .try_to_vec::<f32>()
            .unwrap()
        };
        assert!(with(0.0, 0).iter().all(|&value| value == 0.5));
        assert_eq!(with(1.0, 0), with(1.0, 0));
        assert_ne!(with(1.0, 0), with(1.0, 1));
    }

    #[test]
    fn holes_lie_anywhere_alike() {
        let images = Tensor::<4>::ones([512, 1, 32, 32], &Device::flex());
        let mut rng = stream(1, 0, 0, Purpose::Augment);
        let changed = augment(images, 0.5, &mut rng);
        let holes = changed.equal_elem(0.0).int().sum_dim(0);
        let counts: Vec<i64> = holes.into_data().iter::<i64>().collect();
        // A hole of 8 pixels covers a place within with a probability of 1/16, halved by the chance of a hole.
        let mean = |rows: std::ops::Range<usize>| {
            let inside = |row: usize| counts[row * 32 + rows.start..row * 32 + rows.end].iter();
            rows.clone().flat_map(inside).sum::<i64>() as f64 / (rows.len() * rows.len()) as f64
        };
        let (corner, middle) = (mean(0..4), mean(14..18));
        assert!((8.0..24.0).contains(&middle), "{middle}");
        assert!(
            corner < middle,
            "{corner} at the corner, {middle} in the middle"
        );
    }

    #[test]
    fn a_shift_keeps_the_order_of_columns() {
        let row = Tensor::<4>::from_data(
            TensorData::new(vec![0.1_f32, 0.2, 0.3, 0.4], [1, 1, 1, 4]),
            &Device::flex(),
        );
        let moved = |by| {
            shifted(row.clone(), 3, by)
                .into_data()
                .try_to_vec::<f32>()
                .unwrap()
        };
        assert_eq!(moved(1), [-1.0, 0.1, 0.2, 0.3]);
        assert_eq!(moved(-2), [0.3, 0.4, -1.0, -1.0]);
    }
}
