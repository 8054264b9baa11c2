//! Splits an image into octaves of spatial frequency.

/// The bands of an image, the finest first, each at the size where it is told whole.
#[derive(Clone, Debug)]
pub struct Bands(pub Vec<Vec<f32>>);

/// How many octaves an image of this size has, down to 4 pixels.
pub fn count(size: usize) -> usize {
    (size.max(4).ilog2() - 2) as usize
}

/// Splits an image of `size * size` values into octaves: what halving it (means of four) and
/// doubling it again (bilinear) loses, then the same of the half, and so on.
pub fn bands(values: &[f32], size: usize) -> Bands {
    let mut rest = values.to_vec();
    let mut side = size;
    let mut bands = Vec::new();
    for _ in 0..count(size) {
        let half = halved(&rest, side);
        let smooth = doubled(&half, side / 2);
        let band = rest.iter().zip(&smooth).map(|(a, b)| a - b).collect();
        bands.push(band);
        rest = half;
        side /= 2;
    }
    Bands(bands)
}

fn halved(values: &[f32], size: usize) -> Vec<f32> {
    let half = size / 2;
    let mut out = Vec::with_capacity(half * half);
    for row in 0..half {
        for column in 0..half {
            let at = 2 * row * size + 2 * column;
            out.push(
                0.25 * (values[at] + values[at + 1] + values[at + size] + values[at + size + 1]),
            );
        }
    }
    out
}

fn doubled(values: &[f32], size: usize) -> Vec<f32> {
    let last = size as isize - 1;
    let step = |at: usize| {
        let low = (at as isize - 1).div_euclid(2);
        let part = if at.is_multiple_of(2) { 0.75 } else { 0.25 };
        let clamp = |i: isize| i.clamp(0, last) as usize;
        (clamp(low), clamp(low + 1), part)
    };
    let mut out = Vec::with_capacity(4 * size * size);
    for row in 0..2 * size {
        let (r0, r1, fr) = step(row);
        for column in 0..2 * size {
            let (c0, c1, fc) = step(column);
            let at = |r: usize, c: usize| values[r * size + c];
            let low = at(r0, c0) + fc * (at(r0, c1) - at(r0, c0));
            let high = at(r1, c0) + fc * (at(r1, c1) - at(r1, c0));
            out.push(low + fr * (high - low));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_found_in_its_octave() {
        let size = 64;
        for (wave, octave) in [(2.7_f32, 0), (5.5, 1), (11.0, 2)] {
            let image: Vec<f32> = (0..size * size)
                .map(|at| (std::f32::consts::TAU * (at % size) as f32 / wave).sin())
                .collect();
            let energy: Vec<f32> = bands(&image, size)
                .0
                .iter()
                .map(|band| band.iter().map(|v| v * v).sum::<f32>() / band.len() as f32)
                .collect();
            let most = (0..energy.len()).max_by(|&a, &b| energy[a].total_cmp(&energy[b]));
            assert_eq!(most, Some(octave), "{wave}: {energy:?}");
        }
        assert_eq!(count(256), 6);
    }
}
