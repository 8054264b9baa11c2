//! The coordinates of pixels, for resampling and for coordinate channels.

use burn::tensor::{Device, Tensor, TensorData};

/// The middles of pixels in -1..1: x and y as two channels, `[n, 2, high, wide]`.
#[must_use]
pub fn coordinates(n: usize, [high, wide]: [usize; 2], device: &Device) -> Tensor<4> {
    let line = |count: usize, shape: [usize; 4]| {
        let middle = |at: usize| (2.0 * at as f32 + 1.0) / count as f32 - 1.0;
        let middles: Vec<f32> = (0..count).map(middle).collect();
        Tensor::<4>::from_data(TensorData::new(middles, shape), device).expand([n, 1, high, wide])
    };
    Tensor::cat(
        vec![line(wide, [1, 1, 1, wide]), line(high, [1, 1, high, 1])],
        1,
    )
}
