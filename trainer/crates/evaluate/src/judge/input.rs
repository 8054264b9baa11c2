//! The judges' input, made of pictures, and their feature vectors.

use anyhow::Result;
use burn::tensor::{Device, Tensor, TensorData};
use rand::{Rng, RngExt};
use rayon::prelude::*;
use xraygan::{pixels, views::View};

use crate::draw::pictures::{Grey, Pictures};
use learn::data::shrink;
use support::sheet::square;

/// Largest shift of an image in training, as a share of the side.
const SHIFT: f32 = 1.0 / 16.0;

/// Largest change of brightness, in the images' range of 2, and of contrast, as a factor.
const BRIGHTNESS: f32 = 0.1;
const CONTRAST: f32 = 0.1;

/// An image at `side` pixels, in -1..1.
///
/// # Errors
/// A side beyond 32 bits.
pub fn values(grey: &Grey, side: usize) -> Result<Vec<f32>> {
    if grey.len() == side * side {
        return Ok(pixels::from_grey(grey));
    }
    Ok(pixels::from_grey(&shrink(square(grey.to_vec()), side)?))
}

/// What training does to an image: never a flip, the heart would change sides.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    right: f32,
    down: f32,
    brightness: f32,
    contrast: f32,
}

impl Change {
    /// Draws a small change.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let mut within = |limit: f32| rng.random_range(-limit..=limit);
        Self {
            right: within(SHIFT),
            down: within(SHIFT),
            brightness: within(BRIGHTNESS),
            contrast: 1.0 + within(CONTRAST),
        }
    }

    /// The changed image; what comes in at the edges is black.
    fn apply(self, image: &[f32], side: usize) -> Vec<f32> {
        let offset = |share: f32| (share * side as f32).round() as isize;
        let (right, down) = (offset(self.right), offset(self.down));
        let at = |place: usize| {
            let x = (place % side).checked_add_signed(-right)?;
            let y = (place / side).checked_add_signed(-down)?;
            (x < side && y < side).then(|| image[y * side + x])
        };
        (0..image.len())
            .map(|place| {
                at(place).map_or(-1.0, |value| {
                    (value * self.contrast + self.brightness).clamp(-1.0, 1.0)
                })
            })
            .collect()
    }
}

/// One channel of a judge's input: a view of the study at a place, if it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Channel {
    /// Place of the study.
    pub at: usize,
    /// The view.
    pub view: View,
    /// Whether the judge may see it; hidden and missing views are -1 everywhere.
    pub shown: bool,
    /// Whether it is shown without the study's findings; it is -1 everywhere where nobody knows such a picture.
    pub healthy: bool,
    /// What is done to it first.
    pub change: Option<Change>,
}

/// Loads channels, `per_image` of them an image, into `[images, per_image, side, side]` in -1..1.
///
/// # Errors
/// As [`Pictures::view`].
pub fn load(
    pictures: &dyn Pictures,
    channels: &[Channel],
    per_image: usize,
    side: usize,
    device: &Device,
) -> Result<Tensor<4>> {
    let black = || vec![-1.0; side * side];
    let loaded: Vec<Vec<f32>> = channels
        .par_iter()
        .map(|channel| {
            if !channel.shown {
                return Ok(black());
            }
            let grey = if channel.healthy {
                pictures.without_findings(channel.at, channel.view)?
            } else {
                pictures.view(channel.at, channel.view)?
            };
            let Some(grey) = grey else {
                return Ok(black());
            };
            let image = values(&grey, side)?;
            Ok(match channel.change {
                Some(change) => change.apply(&image, side),
                None => image,
            })
        })
        .collect::<Result<_>>()?;
    let shape = [channels.len() / per_image, per_image, side, side];
    Ok(Tensor::from_data(
        TensorData::new(loaded.concat(), shape),
        device,
    ))
}

/// Feature vectors of images, row by row, with the places they belong to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// Place of the study of each row, ascending.
    pub places: Vec<usize>,
    /// `[rows, width]`.
    pub values: Vec<f32>,
    /// Numbers in a row.
    pub width: usize,
}

impl Rows {
    /// One row.
    ///
    /// # Panics
    /// There are no more than `row` rows.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width..][..self.width]
    }

    /// Some of the rows, in the given order.
    #[must_use]
    pub fn choose(&self, rows: &[usize]) -> Self {
        Self {
            places: rows.iter().map(|&row| self.places[row]).collect(),
            values: rows
                .iter()
                .flat_map(|&row| self.row(row))
                .copied()
                .collect(),
            width: self.width,
        }
    }

    /// The rows of the given places, which ascend.
    #[must_use]
    pub fn at(&self, places: &[usize]) -> Self {
        let kept =
            (0..self.places.len()).filter(|&row| places.binary_search(&self.places[row]).is_ok());
        self.choose(&kept.collect::<Vec<_>>())
    }
}

/// The pixels of one view at `side` pixels as features.
///
/// # Errors
/// As [`Pictures::view`].
pub fn pixel_rows(pictures: &dyn Pictures, view: View, side: usize) -> Result<Rows> {
    let loaded: Vec<Option<Vec<f32>>> = (0..pictures.count())
        .into_par_iter()
        .map(|at| {
            let grey = pictures.view(at, view)?;
            grey.map(|grey| values(&grey, side)).transpose()
        })
        .collect::<Result<_>>()?;
    let mut rows = Rows {
        width: side * side,
        ..Rows::default()
    };
    for (at, image) in loaded.into_iter().enumerate() {
        if let Some(image) = image {
            rows.places.push(at);
            rows.values.extend(image);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_moves_and_brightens() {
        let change = Change {
            right: 0.25,
            down: 0.0,
            brightness: 0.1,
            contrast: 1.0,
        };
        let image: Vec<f32> = (0..16).map(|v| v as f32 / 16.0 - 0.5).collect();
        let moved = change.apply(&image, 4);
        assert_eq!(moved[4], -1.0);
        assert!((moved[5] - image[4] - 0.1).abs() < 1e-6);
    }
}
