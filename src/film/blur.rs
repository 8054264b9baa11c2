//! A blur close to a Gaussian, as fast for a wide one as for a narrow one.

/// Blurs a square image of `size * size` values in place with three running means, close to a Gaussian of this
/// standard deviation (pixels). The ends are carried on.
pub fn blur(values: &mut [f32], size: usize, deviation: f32) {
    // Three means of width w have the variance (w^2 - 1) / 4.
    let reach = (((4.0 * deviation * deviation + 1.0).sqrt() - 1.0) / 2.0).max(0.0);
    if reach < 0.02 || size == 0 || values.len() != size * size {
        return;
    }
    let mut line = vec![0.0; size];
    for _ in 0..3 {
        for row in values.chunks_exact_mut(size) {
            line.copy_from_slice(row);
            running_mean(&line, reach, row);
        }
    }
    down(values, size, reach);
}

/// The columns, three times; all at once, so that memory is read along the rows.
fn down(values: &mut [f32], size: usize, reach: f32) {
    let last = size as isize - 1;
    let (whole, part) = (reach as isize, reach.fract());
    let weight = (2.0 * reach + 1.0).recip();
    let mut from = values.to_vec();
    let mut sum = vec![0.0_f32; size];
    for _ in 0..3 {
        from.copy_from_slice(values);
        let row = |i: isize| {
            let at = i.clamp(0, last) as usize * size;
            &from[at..at + size]
        };
        sum.fill(0.0);
        for i in -whole..=whole {
            for (sum, value) in sum.iter_mut().zip(row(i)) {
                *sum += value;
            }
        }
        for i in 0..=last {
            let (before, after) = (row(i - whole - 1), row(i + whole + 1));
            let first = row(i - whole);
            let out = &mut values[i as usize * size..][..size];
            for (at, out) in out.iter_mut().enumerate() {
                *out = weight * (sum[at] + part * (before[at] + after[at]));
                sum[at] += after[at] - first[at];
            }
        }
    }
}

/// The mean over `reach` (not whole) pixels to each side; the ends are carried on.
fn running_mean(line: &[f32], reach: f32, out: &mut [f32]) {
    let last = line.len() as isize - 1;
    let at = |i: isize| line[i.clamp(0, last) as usize];
    let (whole, part) = (reach as isize, reach.fract());
    let weight = (2.0 * reach + 1.0).recip();
    let mut sum: f32 = (-whole..=whole).map(at).sum();
    for (i, out) in (0..=last).zip(out) {
        *out = weight * (sum + part * (at(i - whole - 1) + at(i + whole + 1)));
        sum += at(i + whole + 1) - at(i - whole);
    }
}
