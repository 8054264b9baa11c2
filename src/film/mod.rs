//! Gives generated images the look of films: exposure, scatter, grain, edges.
//!
//! The simulator and the network draw *canonical* films: one exposure, no scatter, no grain, no collimator edge, so
//! that a film is a function of what is told. What differs from film to film beside the patient is added here, by
//! [`develop`]: a pure function, the same in the page and in the trainer.

mod blur;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

pub use blur::blur;

/// How a film is developed. [`Development::default`] changes nothing but roundings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Development {
    /// Added to all grey, in shares of the range from black to white; usual is -0.05 to 0.05.
    pub exposure: f32,
    /// Part of the light that is scatter spread over the neighbourhood, 0 to 0.5.
    pub haze: f32,
    /// Reach of the scatter (standard deviation), as a share of the film's side.
    pub haze_reach: f32,
    /// Slope of the tone about middle grey, 1 for none.
    pub contrast: f32,
    /// Bend of the tone, 1 for none; above 1 darkens the middle.
    pub gamma: f32,
    /// Grain where the film is black, as a share of the light; where it is white the grain is about four times as strong.
    pub grain: f32,
    /// Seed of the grain.
    pub seed: u64,
    /// Unexposed borders left by the collimator: left, right, top, bottom, as shares of the side.
    pub collimation: [f32; 4],
}

impl Default for Development {
    fn default() -> Self {
        Self {
            exposure: 0.0,
            haze: 0.0,
            haze_reach: 0.1,
            contrast: 1.0,
            gamma: 1.0,
            grain: 0.0,
            seed: 0,
            collimation: [0.0; 4],
        }
    }
}

/// A development that no film can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` of the development is out of range")]
pub struct DevelopmentError(&'static str);

impl Development {
    /// Checks numbers from outside; what lies far out would take long and show nothing.
    ///
    /// # Errors
    /// The first field that is out of range.
    pub fn check(&self) -> Result<(), DevelopmentError> {
        let ranges = [
            ("exposure", self.exposure, -1.0_f32..=1.0),
            ("haze", self.haze, 0.0..=1.0),
            ("haze_reach", self.haze_reach, 0.0..=1.0),
            ("contrast", self.contrast, 0.0..=10.0),
            ("gamma", self.gamma, 0.1..=10.0),
            ("grain", self.grain, 0.0..=1.0),
        ];
        let edges = self
            .collimation
            .map(|it| ("collimation", it, 0.0_f32..=0.5));
        let mut all = ranges.into_iter().chain(edges);
        match all.find(|(_, value, range)| !range.contains(value)) {
            Some((name, ..)) => Err(DevelopmentError(name)),
            None => Ok(()),
        }
    }
}

/// Light that a white pixel lets through is `exp(-DENSITY)` of a black one's.
const DENSITY: f32 = 2.8;

impl Development {
    /// Draws one of the developments that films have.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut normal = |mean: f32, deviation: f32| {
            let z: f32 = StandardNormal.sample(&mut rng);
            mean + deviation * z.clamp(-2.5, 2.5)
        };
        let edges = [0.0; 4].map(|_: f32| normal(-0.035, 0.03).clamp(0.0, 0.04));
        Self {
            exposure: normal(0.0, 0.03),
            haze: normal(0.10, 0.03),
            haze_reach: normal(0.10, 0.015),
            contrast: normal(0.97, 0.05),
            gamma: normal(1.0, 0.08),
            grain: normal(0.006, 0.002),
            seed,
            collimation: edges,
        }
    }
}

/// Develops a canonical film: haze, grain, tone, edges, in this order. `film` and the result are `size * size` values
/// from -1 (black) to 1 (white), row by row. The same film and development give the same result.
///
/// A `film` of another length is returned as it is.
#[must_use]
pub fn develop(film: &[f32], size: usize, how: &Development) -> Vec<f32> {
    if size == 0 || film.len() != size * size {
        return film.to_vec();
    }
    let mut light: Vec<f32> = film
        .iter()
        .map(|grey| (-DENSITY * (0.5 * grey + 0.5)).exp())
        .collect();
    if how.haze > 0.0 {
        let mut spread = light.clone();
        blur(&mut spread, size, how.haze_reach * size as f32);
        // Scatter of the open beam beside the body is little: only the body scatters.
        for (light, spread) in light.iter_mut().zip(&spread) {
            *light += how.haze * (spread.min(OPEN) - *light);
        }
    }
    if how.grain > 0.0 {
        let mut rng = ChaCha8Rng::seed_from_u64(how.seed ^ 0x0067_7261_696e);
        for light in &mut light {
            // Quanta are counted: the deviation grows with the root of their number.
            let z: f32 = StandardNormal.sample(&mut rng);
            *light += how.grain * z.clamp(-4.0, 4.0) * light.sqrt();
        }
    }
    let [left, right, top, bottom] = how.collimation.map(|share| share * size as f32);
    let end = size as f32 - 1.0;
    let outside = |at: usize| {
        let (x, y) = ((at % size) as f32, (at / size) as f32);
        x < left || y < top || x > end - right || y > end - bottom
    };
    light
        .iter()
        .enumerate()
        .map(|(at, light)| {
            if outside(at) {
                return EDGE;
            }
            let grey = (-light.max(1e-4).ln() / DENSITY).clamp(0.0, 1.0);
            let bent = grey.powf(how.gamma);
            let toned = 0.5 + how.contrast * (bent - 0.5) + how.exposure;
            2.0 * toned.clamp(0.0, 1.0) - 1.0
        })
        .collect()
}

/// Most light that counts for scatter.
const OPEN: f32 = 0.6;
/// Grey outside the collimator.
const EDGE: f32 = -0.97;

#[cfg(test)]
mod tests;
