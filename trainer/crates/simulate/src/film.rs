//! From line integrals to a canonical film: one exposure, one tone, no scatter, no grain.
//!
//! What differs from film to film is left to [`xraygan::film::develop`].

use xraygan::film::blur;

use super::parts::Shown;
use super::project::Plate;

/// Strength of fine detail against the whole. Chosen by eye, and by the power of each octave beside
/// real films (`docs/simulation.md`).
const DETAIL: f32 = 1.72;
/// The same of a lateral film, where the lungs overlie each other.
const DETAIL_LATERAL: f32 = 1.02;
/// How much the finest detail is strengthened beyond that: what voxels and their interpolation blur.
const SHARPEN: f32 = 0.5;
/// The same of a lateral film.
const SHARPEN_LATERAL: f32 = 1.9;
/// Reach of what counts as the finest detail, in pixels.
const FINEST: f32 = 0.9;
/// Grey of the lungs' dark parts, 0 to 1.
const DARK: f32 = 0.18;
/// Grey of the mediastinum, 0 to 1.
const BRIGHT: f32 = 0.81;
/// Reach of what counts as fine detail (mm).
const FINE: f32 = 11.0;
/// Share of the fine detail that is shown alike at every density, in the thickest parts.
const FLAT_DETAIL: f32 = 0.5;
/// How much faster grey rises in the lungs than in the mediastinum (the logarithm of the ratio).
const FOOT: f32 = 1.5;

/// What of the range of line integrals a film shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Shown as the lungs' dark parts.
    pub low: f32,
    /// Shown as the mediastinum.
    pub high: f32,
}

impl Window {
    /// The window of a film: its middle, without the open beam, counts. Films of a patient with
    /// findings take the window of the same patient without them, so that a finding changes the
    /// film where it is and nowhere else.
    pub fn of(lines: &Plate) -> Self {
        let (from, to) = (lines.size / 6, lines.size - lines.size / 6);
        let mut middle: Vec<f32> = (from..to)
            .flat_map(|row| &lines.values[row * lines.size + from..row * lines.size + to])
            .copied()
            .filter(|&line| line > 0.45)
            .collect();
        middle.sort_by(f32::total_cmp);
        let rank = |part: f32| {
            let at = (middle.len() as f32 * part) as usize;
            middle.get(at.min(middle.len().saturating_sub(1))).copied()
        };
        let low = rank(0.06).unwrap_or(0.5);
        Self {
            low,
            high: rank(0.88).unwrap_or(4.0).max(low + 0.3),
        }
    }
}

/// The canonical film of line integrals, grey 0 (black) to 1 (white). `pitch` is the width of a
/// pixel (mm).
pub fn canonical(lines: &Plate, pitch: f32, window: Window, view: Shown) -> Plate {
    // In the lateral view the lungs overlie each other: a steeper film.
    let (gamma, detail, sharpen) = if view == Shown::Lateral {
        (1.15, DETAIL_LATERAL, SHARPEN_LATERAL)
    } else {
        (1.0, DETAIL, SHARPEN)
    };
    let mut smooth = lines.values.clone();
    blur(&mut smooth, lines.size, FINEST);
    let mut base = lines.values.clone();
    blur(&mut base, lines.size, FINE / pitch);
    let span = window.high - window.low;
    let values = lines.values.iter().zip(&smooth).zip(&base);
    let grey = values.map(|((&line, &smooth), &base)| {
        let whole = (base - window.low) / span;
        let fine = detail * (line - base + sharpen * (line - smooth)) / span;
        // Detail keeps some contrast where the film is flat, in thick parts: the trachea shows
        // before the spine. Beside the body it would draw a dark halo.
        let flat = FLAT_DETAIL * whole.clamp(0.0, 1.0);
        let kept = flat * (BRIGHT - DARK) * fine;
        let grey = (1.0 - flat) * tone(whole + fine, gamma) + flat * tone(whole, gamma) + kept;
        grey.clamp(0.0, 1.0)
    });
    Plate {
        size: lines.size,
        values: grey.collect(),
    }
}

/// The display curve: a rise from [`DARK`] (at 0) to [`BRIGHT`] (at 1) that flattens, with a
/// soft toe and a soft shoulder, within 0 to 1.
fn tone(t: f32, gamma: f32) -> f32 {
    // Thick parts harden the beam and lie on the film's flat foot: contrast falls from the lungs
    // to the mediastinum.
    let t = if t > 0.0 {
        (1.0 - (-FOOT * t.powf(gamma)).exp()) / (1.0 - (-FOOT).exp())
    } else {
        t
    };
    let line = DARK + (BRIGHT - DARK) * t;
    let toe = 0.10;
    if line < DARK {
        let room = DARK - 0.02;
        0.02 + room * ((line - DARK) / room.max(toe)).exp()
    } else if line > BRIGHT {
        let room = 0.98 - BRIGHT;
        0.98 - room * (-(line - BRIGHT) / (1.3 * room)).exp()
    } else {
        line
    }
}
