//! How much images of one report differ when only the seed changes.

use anyhow::{Result, ensure};
use rayon::prelude::*;
use serde::Serialize;

use super::{features::distance, random, similarity::ms_ssim, statistics::mean};

/// Mean differences within and between reports.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Diversity {
    /// Between two images of one report with different seeds, from 0: mean over the pairs of a report, then over the
    /// reports.
    pub within: f64,
    /// Between images of two reports with different seeds, from 0.
    pub between: f64,
    /// `within / between`, from 0: 0 when the seed changes nothing, 1 when the report changes nothing. Neither end is
    /// good; compare with real studies of one finding. `None` when all images are equal.
    pub ratio: Option<f64>,
}

/// Diversity by `1 - MS-SSIM` (0..1) of images of `side * side` pixels in -1..1; each report has an image for each of
/// several seeds, in the same order of seeds. At most `pairs` pairs of reports are compared, drawn by `seed`.
///
/// MS-SSIM between images of one class as a measure of diversity: Odena, Olah, Shlens, 2017 (arXiv 1610.09585).
///
/// # Errors
///
/// There are fewer than two reports, fewer than two images of one, no pairs wanted, or [`ms_ssim`] refuses an image.
pub fn image_diversity(
    reports: &[Vec<&[f32]>],
    side: usize,
    pairs: usize,
    seed: u64,
) -> Result<Diversity> {
    diversity(reports, pairs, seed, |a, b| Ok(1.0 - ms_ssim(a, b, side)?))
}

/// Diversity by the Euclidean distance (from 0) of feature vectors of one length; otherwise as [`image_diversity`].
///
/// # Errors
///
/// There are fewer than two reports, fewer than two vectors of one, no pairs wanted, or vectors differ in length.
pub fn feature_diversity(reports: &[Vec<&[f32]>], pairs: usize, seed: u64) -> Result<Diversity> {
    diversity(reports, pairs, seed, |a, b| {
        ensure!(
            a.len() == b.len(),
            "features of {} and of {} numbers do not compare",
            a.len(),
            b.len()
        );
        Ok(distance(a, b))
    })
}

fn diversity(
    reports: &[Vec<&[f32]>],
    pairs: usize,
    seed: u64,
    difference: impl Fn(&[f32], &[f32]) -> Result<f64> + Sync,
) -> Result<Diversity> {
    ensure!(
        reports.len() >= 2 && reports.iter().all(|images| images.len() >= 2) && pairs > 0,
        "diversity needs 2 reports or more, with 2 images or more each, and a pair of reports"
    );
    let within: Vec<f64> = reports
        .par_iter()
        .map(|images| {
            let pairs = all_pairs(images.len());
            let differences = pairs.map(|(i, j)| difference(images[i], images[j]));
            Ok(mean(&differences.collect::<Result<Vec<_>>>()?))
        })
        .collect::<Result<_>>()?;
    // Different seeds here too, else images with the same noise would seem more alike than two reports are.
    let between: Vec<f64> = chosen_pairs(reports.len(), pairs, seed)
        .par_iter()
        .map(|&(i, j)| difference(reports[i][0], reports[j][1]))
        .collect::<Result<_>>()?;
    let (within, between) = (mean(&within), mean(&between));
    Ok(Diversity {
        within,
        between,
        ratio: (between > 0.0).then(|| within / between),
    })
}

/// All pairs of different indices below `count`.
fn all_pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |i| (i + 1..count).map(move |j| (i, j)))
}

/// All pairs of different indices below `count`, or `most` drawn ones if there are more.
fn chosen_pairs(count: usize, most: usize, seed: u64) -> Vec<(usize, usize)> {
    if count * (count - 1) / 2 <= most {
        return all_pairs(count).collect();
    }
    let mut random = random::generator(seed, 0);
    (0..most)
        .map(|_| {
            let i = random::below(&mut random, count);
            (i, (i + 1 + random::below(&mut random, count - 1)) % count)
        })
        .collect()
}
