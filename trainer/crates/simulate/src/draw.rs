//! Random draws: one `ChaCha` stream per study and purpose, so that the bytes of a study depend on
//! the seed and its index alone, never on threads or on the other studies.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use xraygan::findings::Kind;

/// What a stream of random numbers is for. Each purpose has its own stream, so that a change in
/// one (a new phrase in the reports, say) leaves the others as they were.
#[derive(Clone, Copy, Debug)]
pub enum Stream {
    /// The patient code: body, poses, particulars of findings.
    Patient = 0,
    /// The table of findings: what a report can say.
    Findings = 1,
    /// Templates that all patients share: vessel trees, the shapes of findings.
    Template = 2,
    /// Exposure, noise and display of the frontal film.
    Frontal = 3,
    /// Likewise of the lateral film.
    Lateral = 4,
    /// The words of the report.
    Report = 5,
    /// Poses and particulars of studies that tell places alone.
    Places = 6,
}

/// A stream of random draws.
#[derive(Clone, Debug)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream of a study for a purpose.
    pub fn new(seed: u64, study: u64, purpose: Stream) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(study * 8 + purpose as u64);
        Self(rng)
    }

    /// The stream of a template of a finding, the same in all studies of all seeds.
    pub fn template(kind: Kind, form: usize) -> Self {
        Self::new(0, 1 + 4 * kind as u64 + form as u64, Stream::Template)
    }

    /// Evenly between `low` and `high`.
    pub fn uniform(&mut self, low: f32, high: f32) -> f32 {
        let unit: f32 = self.0.random();
        low + (high - low) * unit
    }

    /// From the standard normal distribution.
    pub fn gauss(&mut self) -> f32 {
        StandardNormal.sample(&mut self.0)
    }

    /// From a normal distribution, cut off at two and a half standard deviations.
    pub fn normal(&mut self, mean: f32, deviation: f32) -> f32 {
        mean + deviation * self.gauss().clamp(-2.5, 2.5)
    }

    /// True with the given probability.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.uniform(0.0, 1.0) < probability
    }

    /// A whole number below `count` (0 if `count` is 0).
    pub fn below(&mut self, count: usize) -> usize {
        if count == 0 {
            0
        } else {
            self.0.random_range(0..count)
        }
    }

    /// One of the items, each as likely as the other.
    ///
    /// # Panics
    ///
    /// Panics if there are no items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of the words, each as likely as the other.
    ///
    /// # Panics
    ///
    /// Panics if there are no words.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// The place of one of the weights, each as likely as its share of their sum.
    pub fn weighted(&mut self, weights: &[f32]) -> usize {
        let mut rest = self.uniform(0.0, weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Puts the items in a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// A random 32-bit number, to seed noise with.
    pub fn bits(&mut self) -> u32 {
        self.0.random()
    }
}
