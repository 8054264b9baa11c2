//! Whether generated images are copies of training images.

use anyhow::{Result, ensure};
use rayon::prelude::*;
use serde::Serialize;

use super::{
    features::{Features, squared_distance},
    statistics::{quantile, sorted},
};

/// The nearest training image of an image.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Neighbour {
    /// Row of the training image.
    pub index: usize,
    /// Euclidean distance to it, from 0, in units of the features.
    pub distance: f64,
}

/// The distances of generated images to their nearest training images, against those of real held-out images.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Memorisation {
    /// Median distance of generated images.
    pub generated: f64,
    /// Median distance of held-out images, above 0.
    pub held_out: f64,
    /// `generated / held_out`, from 0: near 1 is good, well below 1 means copies, well above 1 images unlike any.
    pub ratio: f64,
    /// Share of generated images that are nearer than all but the nearest 1 % of held-out ones, 0..1: about 0.01 is
    /// good, well above means copies.
    pub closer: f64,
}

/// The nearest row of `training` `[n, d]` for each row of `images` `[m, d]`, by Euclidean distance; the first of
/// equally near ones. `d` may be features or pixels; for large images, halve them first: all are in memory.
///
/// # Errors
///
/// The dimensions differ.
pub fn nearest(images: Features, training: Features) -> Result<Vec<Neighbour>> {
    images.comparable(&training)?;
    let neighbours = (0..images.len()).into_par_iter().map(|image| {
        let image = images.row(image);
        let (mut index, mut least) = (0, f64::INFINITY);
        for (row, other) in training.rows().enumerate() {
            let squared = squared_distance(image, other, least);
            if squared < least {
                (index, least) = (row, squared);
            }
        }
        Neighbour {
            index,
            distance: least.sqrt(),
        }
    });
    Ok(neighbours.collect())
}

/// Compares the nearest training images of generated images with those of real held-out images, by [`nearest`] in the
/// same space.
///
/// After Meehan, Chaudhuri, Dasgupta: *A non-parametric test to detect data-copying in generative models*, 2020
/// (arXiv 2004.05675), which compares the same two sets of distances. The held-out images must be of other patients.
///
/// # Errors
///
/// A set is empty, or half of the held-out images are in the training set.
pub fn memorisation(generated: &[Neighbour], held_out: &[Neighbour]) -> Result<Memorisation> {
    ensure!(
        !generated.is_empty() && !held_out.is_empty(),
        "memorisation needs generated and held-out images"
    );
    let distances = |of: &[Neighbour]| {
        let distances: Vec<f64> = of.iter().map(|neighbour| neighbour.distance).collect();
        sorted(&distances)
    };
    let (generated, held_out) = (distances(generated), distances(held_out));
    let near = quantile(&held_out, 0.01);
    let closer = generated.partition_point(|&distance| distance < near);
    let (of_generated, of_held_out) = (quantile(&generated, 0.5), quantile(&held_out, 0.5));
    ensure!(
        of_held_out > 0.0,
        "half of the held-out images are training images: hold out others"
    );
    Ok(Memorisation {
        generated: of_generated,
        held_out: of_held_out,
        ratio: of_generated / of_held_out,
        closer: closer as f64 / generated.len() as f64,
    })
}
