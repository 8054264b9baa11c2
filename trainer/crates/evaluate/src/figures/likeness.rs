//! SSIM and MS-SSIM of the generated to the real image of a study.

use anyhow::Result;
use rayon::prelude::*;
use xraygan::{pixels, views::View};

use super::group::{FigureGroup, mean, mean_interval};
use crate::draw::{
    gallery::Gallery,
    pictures::{Grey, having},
    subjects::{Subject, strangers_at},
};
use metrics::{Direction, Figure, ms_ssim, ssim};

type Similarity = fn(&[f32], &[f32], usize) -> Result<f64>;

/// Measures the group `likeness`.
///
/// # Errors
/// Never for images of one size.
pub fn measure(subjects: &[Subject], drawn: &Gallery, seed: u64) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "likeness",
        "Likeness to the study's real images",
        &[
            "SSIM (Wang et al. 2004; -1 to 1) and MS-SSIM (Wang et al. 2003; 0 to 1): mean over studies, at the model's size.",
            "Floor: the real image of the next study of another patient in place of the generated one. A report does not fix a patient's build, so no generator comes near 1.",
        ],
    );
    for view in View::ALL {
        let places = having(&drawn.real, &[view]);
        let strangers = strangers_at(subjects, &places);
        if places.is_empty() {
            group.note(format!("{view}: left out, no study has this view"));
            continue;
        }
        let real: Vec<&Grey> = places
            .iter()
            .filter_map(|&at| drawn.real.get(at, view))
            .collect();
        let side = drawn.real.side;
        for (name, similarity) in [("SSIM", ssim as Similarity), ("MS-SSIM", ms_ssim)] {
            let of =
                |a: &Grey, b: &Grey| similarity(&pixels::from_grey(a), &pixels::from_grey(b), side);
            let values: Vec<f64> = real
                .par_iter()
                .zip(&places)
                .map(|(real, &at)| of(real, &drawn.generated[at][view]))
                .collect::<Result<_>>()?;
            let floor: Vec<f64> = strangers
                .par_iter()
                .map(|&(at, other)| of(real[at], real[other]))
                .collect::<Result<_>>()?;
            let mut figure = Figure::new(
                format!("{name}, {view}"),
                mean(&values),
                values.len(),
                Direction::Higher,
            );
            if !floor.is_empty() {
                figure = figure.with_floor(mean(&floor));
            }
            group.add_within(figure, mean_interval(&values, seed));
        }
    }
    Ok(group)
}
