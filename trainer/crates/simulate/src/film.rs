//! From line integrals to a film: scatter, noise, and the display curve.

use image::GrayImage;
use serde::Serialize;

use super::draw::Draw;
use super::project::Plate;

/// How a film was exposed and is displayed.
#[derive(Clone, Debug, Serialize)]
pub struct Exposure {
    /// Part of the light that is scatter spread over the neighbourhood, behind the grid.
    pub scatter: f32,
    /// Reach of the scatter (mm).
    pub scatter_reach: f32,
    /// Blur of focus and detector (mm).
    pub blur: f32,
    /// Quanta per mm2 in the open beam.
    pub quanta: f32,
    /// Strength of fine detail against the whole, 1 for none.
    pub detail: f32,
    /// Grey of the lungs' dark parts, 0 to 1.
    pub dark: f32,
    /// Grey of the mediastinum, 0 to 1.
    pub bright: f32,
    /// Bend of the display curve, 1 for none.
    pub gamma: f32,
    /// Unexposed borders left by the collimator: left, right, top, bottom (fractions).
    pub collimation: [f32; 4],
}

impl Exposure {
    /// Draws the exposure of a film.
    pub fn draw(draw: &mut Draw) -> Self {
        let mut collimation = [0.0; 4];
        for border in &mut collimation {
            if draw.chance(0.12) {
                *border = draw.uniform(0.005, 0.035);
            }
        }
        Self {
            scatter: draw.uniform(0.10, 0.22),
            scatter_reach: draw.uniform(28.0, 48.0),
            blur: draw.uniform(0.3, 0.7),
            quanta: draw.uniform(30000.0, 150000.0),
            detail: draw.uniform(2.1, 2.3),
            dark: draw.normal(0.18, 0.02),
            bright: draw.normal(0.81, 0.03),
            gamma: draw.normal(1.0, 0.1),
            collimation,
        }
    }
}

/// Develops a film of `size` pixels from line integrals sampled at twice that. `pitch` is the
/// width of a pixel of the film (mm).
pub fn develop(plate: &Plate, pitch: f32, exposure: &Exposure, draw: &mut Draw) -> GrayImage {
    let size = plate.size / 2;
    let fine = pitch / 2.0;
    let mut light = Plate {
        size: plate.size,
        values: plate.values.iter().map(|l| (-l.max(0.0)).exp()).collect(),
    };
    blur(&mut light, exposure.blur / fine);
    let mut light = halved(&light);
    let mut scatter = light.clone();
    blur(&mut scatter, exposure.scatter_reach / pitch);
    let quanta = exposure.quanta * pitch * pitch;
    for (direct, spread) in light.values.iter_mut().zip(&scatter.values) {
        // Scatter from the open beam beside the body is little: only the body scatters.
        let total = (1.0 - exposure.scatter) * *direct + exposure.scatter * spread.min(0.25);
        let noise = draw.normal(0.0, 1.0) * (total / quanta).sqrt();
        *direct = -(total + noise).max(1e-5).ln();
    }
    display(&light, size, pitch, exposure)
}

/// The grey of each pixel: detail against a smooth base, between the lungs and the mediastinum.
fn display(density: &Plate, size: usize, pitch: f32, exposure: &Exposure) -> GrayImage {
    let mut base = density.clone();
    blur(&mut base, 11.0 / pitch);
    // What counts as lung and mediastinum: the middle of the film, without the open beam.
    let (from, to) = (size / 6, size - size / 6);
    let mut middle: Vec<f32> = (from..to)
        .flat_map(|row| (from..to).map(move |column| row * size + column))
        .filter(|&at| density.values[at] > 0.45)
        .map(|at| density.values[at])
        .collect();
    middle.sort_by(f32::total_cmp);
    let rank = |part: f32| {
        let at = (middle.len() as f32 * part) as usize;
        middle.get(at.min(middle.len().saturating_sub(1))).copied()
    };
    let (low, high) = (rank(0.06).unwrap_or(0.5), rank(0.88).unwrap_or(4.0));
    let span = (high - low).max(0.3);
    let [left, right, top, bottom] = exposure.collimation.map(|part| part * size as f32);
    GrayImage::from_fn(size as u32, size as u32, |column, row| {
        let (x, y) = (column as f32, row as f32);
        let end = size as f32 - 1.0;
        if x < left || y < top || x > end - right || y > end - bottom {
            return image::Luma([4]);
        }
        let at = row as usize * size + column as usize;
        let whole = (base.values[at] - low) / span;
        let fine = exposure.detail * (density.values[at] - base.values[at]) / span;
        let tone = |t: f32| curve(t, exposure);
        // Detail keeps some contrast where the film is flat, in thick parts: the trachea shows
        // before the spine. Beside the body it would draw a dark halo.
        let flat = FLAT_DETAIL * whole.clamp(0.0, 1.0);
        let kept = flat * (exposure.bright - exposure.dark) * fine;
        let grey = (1.0 - flat) * tone(whole + fine) + flat * tone(whole) + kept;
        image::Luma([(255.0 * grey.clamp(0.0, 1.0) + 0.5) as u8])
    })
}

/// Share of the fine detail that is shown alike at every density, in the thickest parts.
const FLAT_DETAIL: f32 = 0.5;
/// How much faster grey rises in the lungs than in the mediastinum (the logarithm of the ratio).
const FOOT: f32 = 1.5;

/// The display curve: a rise from `dark` (at 0) to `bright` (at 1) that flattens, with a
/// soft toe and a soft shoulder, within 0 to 1.
fn curve(t: f32, exposure: &Exposure) -> f32 {
    let (dark, bright) = (exposure.dark, exposure.bright);
    // Thick parts harden the beam and lie on the film's flat foot: contrast falls from the lungs
    // to the mediastinum.
    let t = if t > 0.0 {
        (1.0 - (-FOOT * t.powf(exposure.gamma)).exp()) / (1.0 - (-FOOT).exp())
    } else {
        t
    };
    let line = dark + (bright - dark) * t;
    let toe = 0.10;
    if line < dark {
        let room = dark - 0.02;
        0.02 + room * ((line - dark) / room.max(toe)).exp()
    } else if line > bright {
        let room = 0.95 - bright;
        0.95 - room * (-(line - bright) / (1.3 * room).max(0.02)).exp()
    } else {
        line
    }
}

/// The image at half the size, each pixel the mean of four.
fn halved(plate: &Plate) -> Plate {
    let size = plate.size / 2;
    let mut out = Plate::even(size, 0.0);
    for row in 0..size {
        for column in 0..size {
            let at = 2 * row * plate.size + 2 * column;
            let v = &plate.values;
            out.values[row * size + column] =
                0.25 * (v[at] + v[at + 1] + v[at + plate.size] + v[at + plate.size + 1]);
        }
    }
    out
}

/// Blurs with three running means, close to a Gaussian of this deviation (pixels).
fn blur(plate: &mut Plate, deviation: f32) {
    // Three means of width w have the variance (w^2 - 1) / 4.
    let reach = (((4.0 * deviation * deviation + 1.0).sqrt() - 1.0) / 2.0).max(0.0);
    if reach < 0.02 {
        return;
    }
    let size = plate.size;
    let mut line = vec![0.0; size];
    for _ in 0..3 {
        for row in plate.values.chunks_exact_mut(size) {
            line.copy_from_slice(row);
            running_mean(&line, reach, |at, value| row[at] = value);
        }
        for column in 0..size {
            for (row, value) in line.iter_mut().enumerate() {
                *value = plate.values[row * size + column];
            }
            let values = &mut plate.values;
            running_mean(&line, reach, |at, value| values[at * size + column] = value);
        }
    }
}

/// The mean over `reach` (not whole) pixels to each side; the ends are carried on.
fn running_mean(line: &[f32], reach: f32, mut put: impl FnMut(usize, f32)) {
    let last = line.len() as isize - 1;
    let at = |i: isize| line[i.clamp(0, last) as usize];
    let whole = reach as isize;
    let part = reach.fract();
    let weight = (2.0 * reach + 1.0).recip();
    let mut sum: f32 = (-whole..=whole).map(at).sum();
    for i in 0..=last {
        put(
            i as usize,
            weight * (sum + part * (at(i - whole - 1) + at(i + whole + 1))),
        );
        sum += at(i + whole + 1) - at(i - whole);
    }
}
