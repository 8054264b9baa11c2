//! Resampling of lines by a kernel, as a matrix.

/// The matrix that resamples a line of `from` values to `to`, `[from, to]` in row-major order: the share of each value in
/// each new one. Pixels are as with `align_corners = false`; the ends are repeated. `kernel` weighs a distance in old
/// pixels, and is 0 from 2 on.
#[must_use]
pub fn resampling(from: usize, to: usize, kernel: fn(f32) -> f32) -> Vec<f32> {
    let mut matrix = vec![0.0; from * to];
    for at in 0..to {
        let place = (at as f32 + 0.5) / to as f32 * from as f32 - 0.5;
        let first = place.floor() as i32 - 1;
        for tap in first..first + 4 {
            let source = tap.clamp(0, from as i32 - 1) as usize;
            matrix[source * to + at] += kernel((place - tap as f32).abs());
        }
    }
    matrix
}

/// The kernel of linear resampling.
#[must_use]
pub fn tent(distance: f32) -> f32 {
    (1.0 - distance).max(0.0)
}

/// The kernel of cubic convolution with a = -0.75 (Keys 1981), as PyTorch's bicubic.
#[must_use]
pub fn cubic(distance: f32) -> f32 {
    const A: f32 = -0.75;
    let d = distance;
    if d <= 1.0 {
        ((A + 2.0) * d - (A + 3.0)) * d * d + 1.0
    } else if d < 2.0 {
        ((A * d - 5.0 * A) * d + 8.0 * A) * d - 4.0 * A
    } else {
        0.0
    }
}
