//! Random numbers that depend on the seed and the place in training alone, so that a resumed run draws the same.

use std::sync::{Mutex, PoisonError};

use burn::tensor::Device;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// What the numbers are for; each purpose has its own stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Order of the studies in an epoch.
    Order,
    /// The generator's noise.
    Noise,
    /// Where the gradient penalty looks.
    Mix,
    /// Augmentation of what the critics see.
    Augment,
    /// Size at which the consistency network is shown a batch.
    Size,
    /// First weights.
    Weights,
    /// Which studies are shown without their findings.
    Twins,
    /// Which words are left out or exchanged.
    Words,
    /// First codes of studies.
    Codes,
}

/// The stream of a purpose at step `step` of stage `stage`.
#[must_use]
pub fn stream(seed: u64, stage: usize, step: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut key = [0; 32];
    let words = [seed, stage as u64, step, purpose as u64];
    for (place, word) in key.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// What `draw` makes with the device's own generator seeded; `draw` must look at all that it draws, since burn draws
/// weights when they are first looked at.
///
/// The generator is one for the whole process, so only one thread draws at a time.
pub fn seeded<T>(device: &Device, seed: u64, draw: impl FnOnce() -> T) -> T {
    static DRAWING: Mutex<()> = Mutex::new(());
    let _alone = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    device.seed(seed);
    draw()
}
