//! Two feature spaces that need no trained network.

use super::load::{Pair, SIDE};
use crate::draw::{Draw, Stream};

/// Cells on a side, and directions in each.
const CELLS: usize = 8;
const DIRECTIONS: usize = 8;

/// Histograms of gradient directions in cells, weighted by strength and scaled to length 1 in each
/// cell (after Dalal and Triggs, CVPR 2005), of both views.
pub fn gradients(pair: &Pair) -> Vec<f32> {
    pair.films
        .iter()
        .flat_map(|film| histograms(film))
        .collect()
}

fn histograms(film: &[f32]) -> Vec<f32> {
    let cell = SIDE / CELLS;
    let mut out = vec![0.0; CELLS * CELLS * DIRECTIONS];
    for row in 1..SIDE - 1 {
        for column in 1..SIDE - 1 {
            let at = row * SIDE + column;
            let (dx, dy) = (
                film[at + 1] - film[at - 1],
                film[at + SIDE] - film[at - SIDE],
            );
            let turn = dy.atan2(dx) / std::f32::consts::PI;
            let direction = (turn.rem_euclid(1.0) * DIRECTIONS as f32) as usize % DIRECTIONS;
            let (down, across) = ((row / cell).min(CELLS - 1), (column / cell).min(CELLS - 1));
            out[(down * CELLS + across) * DIRECTIONS + direction] += dx.hypot(dy);
        }
    }
    for histogram in out.chunks_exact_mut(DIRECTIONS) {
        let length = histogram.iter().map(|v| v * v).sum::<f32>().sqrt();
        for value in histogram {
            *value /= length + 0.05;
        }
    }
    out
}

/// Two layers of random 3x3 filters with ReLU, each halving the size, then means over 4x4 cells, of
/// both views.
pub fn convolutions(pair: &Pair) -> Vec<f32> {
    let mut draw = Draw::new(0x0c04, 0, Stream::Template);
    let mut filters = |from: usize, to: usize| -> Vec<f32> {
        let scale = (2.0 / (9 * from) as f32).sqrt();
        (0..from * to * 9).map(|_| scale * draw.gauss()).collect()
    };
    let (first, second) = (filters(1, 12), filters(12, 24));
    let mut out = Vec::new();
    for film in &pair.films {
        let centred: Vec<f32> = film.iter().map(|v| 2.0 * v - 1.0).collect();
        let one = layer(&centred, 1, SIDE, &first, 12);
        let two = layer(&one, 12, SIDE / 2, &second, 24);
        let side = SIDE / 4;
        for channel in two.chunks_exact(side * side) {
            for cell in 0..16 {
                let (top, left) = (cell / 4 * side / 4, cell % 4 * side / 4);
                let rows =
                    (top..top + side / 4).map(|row| &channel[row * side + left..][..side / 4]);
                let sum: f32 = rows.map(|row| row.iter().sum::<f32>()).sum();
                out.push(16.0 * sum / (side * side) as f32);
            }
        }
    }
    out
}

/// One layer of stride 2, zero beyond the edges: `[from, size, size]` to `[to, size / 2, size / 2]`.
fn layer(values: &[f32], from: usize, size: usize, filters: &[f32], to: usize) -> Vec<f32> {
    let half = size / 2;
    let mut out = vec![0.0; to * half * half];
    for (target, out) in out.chunks_exact_mut(half * half).enumerate() {
        for source in 0..from {
            let filter = &filters[(target * from + source) * 9..][..9];
            let plane = &values[source * size * size..][..size * size];
            for (tap, &weight) in filter.iter().enumerate() {
                let (dy, dx) = (tap / 3, tap % 3);
                for row in 0..half {
                    // The first row and column lie beyond the edge for the first taps.
                    let Some(y) = (2 * row + dy).checked_sub(1).filter(|&y| y < size) else {
                        continue;
                    };
                    for column in 0..half {
                        if let Some(x) = (2 * column + dx).checked_sub(1)
                            && x < size
                        {
                            out[row * half + column] += weight * plane[y * size + x];
                        }
                    }
                }
            }
        }
        for value in out {
            *value = value.max(0.0);
        }
    }
    out
}

/// Scales each feature to mean 0 and deviation 1 over the real pairs.
pub fn standardise(simulated: &mut [Vec<f32>], real: &mut [Vec<f32>]) {
    let count = real.len() as f32;
    for at in 0..real.first().map_or(0, Vec::len) {
        let mean = real.iter().map(|row| row[at]).sum::<f32>() / count;
        let squares: f32 = real.iter().map(|row| (row[at] - mean).powi(2)).sum();
        let deviation = (squares / count).sqrt().max(1e-4);
        for row in simulated.iter_mut().chain(real.iter_mut()) {
            row[at] = (row[at] - mean) / deviation;
        }
    }
}
