//! Fixed validation studies, generated at every tick by the averaged generator.

use std::sync::Arc;

use anyhow::Result;
use image::GrayImage;
use xraygan::{
    generation::{self, Request, SubjectChoice},
    model::{ModelConfig, XRayGan},
    pixels,
    views::{View, Views},
};

use learn::{data::Studies, images::Images};
use metrics::similarity;
use support::{
    sheet::{LINE, NOTICE, Sheet, square},
    spread::evenly,
};

/// Smallest side of an image on the sheet, in pixels.
const CELL: u32 = 128;

/// Space around a study, in pixels.
const GAP: u32 = 8;

/// Studies beside each other.
const ACROSS: u32 = 2;

/// Patient that all validation images are of.
const SEED: u64 = 0;

/// The studies that are shown.
#[derive(Debug)]
pub struct Validation {
    studies: Arc<Studies>,
    chosen: Vec<usize>,
}

/// What a look at the validation studies came to.
#[derive(Debug)]
pub struct Seen {
    /// Mean absolute difference to the real images, over values of -1..1 as in training: 0..2; lower is better.
    pub pixel: f64,
    /// Mean SSIM to the real images, at most 1; higher is better.
    pub ssim: f64,
    /// Real and generated images beside each other, PNG.
    pub sheet: Vec<u8>,
}

impl Validation {
    /// Chooses up to `count` studies, evenly over the split, those with both views first.
    #[must_use]
    pub fn new(studies: Arc<Studies>, count: usize) -> Self {
        let pairs = studies.pairs();
        let pool = if pairs.is_empty() {
            (0..studies.all().len()).collect()
        } else {
            pairs
        };
        let chosen = evenly(pool.len(), count).map(|at| pool[at]).collect();
        Self { studies, chosen }
    }

    /// Whether there is nothing to look at.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Generates all studies at a scale and compares.
    ///
    /// # Errors
    /// An image that cannot be read, a device that fails.
    pub fn look(&self, generator: &XRayGan, config: &ModelConfig, scale: usize) -> Result<Seen> {
        let size = config.sizes()[scale];
        let images = Images::new(Arc::clone(&self.studies), size);
        let made = self.generate(generator, config, scale);
        let mut differences = (0.0, 0.0, 0_usize);
        let side = (size as u32).max(CELL);
        let (wide, high) = (4 * side + GAP, side + LINE + GAP);
        let across = ACROSS.min(self.chosen.len() as u32);
        let rows = (self.chosen.len() as u32).div_ceil(ACROSS);
        let mut sheet = Sheet::new(across * wide + GAP, rows * high + GAP + LINE);
        sheet.text(NOTICE, GAP, GAP / 2, across * wide);
        for (n, &study) in self.chosen.iter().enumerate() {
            let left = GAP + (n as u32 % ACROSS) * wide;
            let top = GAP + LINE + (n as u32 / ACROSS) * high;
            let name = &self.studies.all()[study].record.study;
            sheet.text(&format!("{name}: real"), left, top, 2 * side);
            sheet.text("generated", left + 2 * side, top, 2 * side);
            for (column, view) in View::ALL.into_iter().enumerate() {
                let values = &made[n][view];
                let generated: GrayImage = square(pixels::to_grey(values));
                sheet.put(
                    &generated,
                    left + (2 + column as u32) * side,
                    top + LINE,
                    side,
                );
                let Some(real) = images.get(study, view)? else {
                    continue;
                };
                let real_values = pixels::from_grey(&real);
                differences.0 += pixel_difference(&real_values, values, size)?;
                differences.1 += similarity::ssim(&real_values, values, size)?;
                differences.2 += 1;
                sheet.put(
                    &square(real.to_vec()),
                    left + column as u32 * side,
                    top + LINE,
                    side,
                );
            }
        }
        let count = differences.2.max(1) as f64;
        Ok(Seen {
            pixel: differences.0 / count,
            ssim: differences.1 / count,
            sheet: sheet.png()?,
        })
    }

    /// Values of every study's views at a scale, in -1..1.
    fn generate(
        &self,
        generator: &XRayGan,
        config: &ModelConfig,
        scale: usize,
    ) -> Vec<Views<Vec<f32>>> {
        let chosen = self.chosen.iter().map(|&at| &self.studies.all()[at]);
        let requests: Vec<Request> = chosen
            .map(|study| Request {
                findings: study.findings.clone(),
                impression: study.impression.clone(),
                table: study.told.table.clone(),
                subject: SubjectChoice {
                    seed: SEED,
                    patient: study.told.patient.clone(),
                    places: Some(study.told.places.clone()),
                },
            })
            .collect();
        generation::pairs(generator.drawing(), config, &requests, scale)
            .flat_map(|pairs| pairs.values())
            .collect()
    }
}

/// Mean absolute difference of two images with values of -1..1, `side` pixels a side: 0..2, as
/// [`PixelLoss::L1`](crate::settings::PixelLoss::L1).
fn pixel_difference(a: &[f32], b: &[f32], side: usize) -> Result<f64> {
    // `metrics` has it as a share of the range from black to white.
    Ok(2.0 * similarity::mae(a, b, side)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use burn::tensor::{Device, Tensor, TensorData};

    use super::*;
    use crate::{losses, settings::PixelLoss};

    #[test]
    fn the_pixel_figure_is_that_of_the_training_loss() {
        let values = |seed: usize| -> Vec<f32> {
            let value = |at: usize| ((at * 37 + seed) % 101) as f32 / 50.0 - 1.0;
            (0..256).map(value).collect()
        };
        let image = |values: &[f32]| {
            let data = TensorData::new(values.to_vec(), [1, 1, 16, 16]);
            Tensor::<4>::from_data(data, &Device::flex())
        };
        let (real, made) = (values(3), values(50));
        let loss = losses::pixel(PixelLoss::L1, image(&made), image(&real));
        let seen = pixel_difference(&real, &made, 16).unwrap();
        let loss = f64::from(loss.into_scalar::<f32>());
        assert!((seen - loss).abs() < 1e-5 && seen > 0.5, "{seen} {loss}");
        let worst = pixel_difference(&[-1.0; 256], &[1.0; 256], 16).unwrap();
        assert!((worst - 2.0).abs() < 1e-9, "{worst}");
    }
}
