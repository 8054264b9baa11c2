//! Doubling the side of images, and scaling channels.

/// Rows of the input that output row `row` mixes, 3 : 1.
#[must_use]
pub fn neighbours(row: usize, length: usize) -> [usize; 2] {
    let near = row / 2;
    let far = if row.is_multiple_of(2) {
        near.saturating_sub(1)
    } else {
        (near + 1).min(length - 1)
    };
    [near, far]
}

/// One channel `x [h, w]` to `out [2h, 2w]`, bilinear with `align_corners = false` and edges repeated.
///
/// # Panics
/// If the slices are not of these lengths.
#[inline(never)]
pub fn bilinear(out: &mut [f32], x: &[f32], [h, w]: [usize; 2]) {
    let mut mixed = vec![0.0; w];
    for (row, out) in out.chunks_exact_mut(2 * w).enumerate() {
        let [near, far] = neighbours(row, h).map(|at| &x[at * w..(at + 1) * w]);
        for ((mixed, near), far) in mixed.iter_mut().zip(near).zip(far) {
            *mixed = near * 0.75 + far * 0.25;
        }
        for (at, pair) in out.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            let near = mixed[at] * 0.75;
            let (left, right) = (mixed[at.saturating_sub(1)], mixed[(at + 1).min(w - 1)]);
            *pair = [near + left * 0.25, near + right * 0.25];
        }
    }
}

/// Leaky ReLU, with a slope for negative values, of the values of one channel times a scale plus a shift.
#[inline(never)]
pub fn modulate(channel: &mut [f32], scale: f32, shift: f32, slope: f32) {
    for value in channel {
        let y = *value * scale + shift;
        *value = if y < 0.0 { y * slope } else { y };
    }
}
