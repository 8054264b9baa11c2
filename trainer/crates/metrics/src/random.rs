//! Seeded draws, the same on every machine.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// A generator for part `stream` of a computation, so that the parts may run in any order.
pub(super) fn generator(seed: u64, stream: usize) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream as u64);
    random
}

/// An index below `count`, all equally likely (to one part in 2^64 / `count`).
pub(super) fn below(random: &mut ChaCha8Rng, count: usize) -> usize {
    ((u128::from(random.next_u64()) * count as u128) >> 64) as usize
}

/// `size` different indices below `count`; all of them if there are not more.
pub(super) fn subset(random: &mut ChaCha8Rng, count: usize, size: usize) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..count).collect();
    let size = size.min(count);
    for place in 0..size {
        let other = place + below(random, count - place);
        indices.swap(place, other);
    }
    indices.truncate(size);
    indices
}
