//! Evenly spaced sample indices.

/// Up to `most` of `count` places, evenly over all.
pub fn evenly(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let most = most.min(count);
    (0..most).map(move |n| n * count / most)
}
