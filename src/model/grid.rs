//! The coordinates of pixels, for resampling and for coordinate channels.

use burn::tensor::{Device, Tensor, TensorData};

/// The middles of pixels in -1..1: x and y as two channels, `[n, 2, high, wide]`.
#[must_use]
pub fn coordinates(n: usize, [high, wide]: [usize; 2], device: &Device) -> Tensor<4> {
    let middle = |at: usize, count: usize| (2.0 * at as f32 + 1.0) / count as f32 - 1.0;
    let across: Vec<f32> = (0..wide).map(|at| middle(at, wide)).collect();
    let mut values = Vec::with_capacity(2 * high * wide);
    for _ in 0..high {
        values.extend_from_slice(&across);
    }
    for row in 0..high {
        values.resize(values.len() + wide, middle(row, high));
    }
    let one = Tensor::<4>::from_data(TensorData::new(values, [1, 2, high, wide]), device);
    match n {
        1 => one,
        _ => one.expand([n, 2, high, wide]),
    }
}
