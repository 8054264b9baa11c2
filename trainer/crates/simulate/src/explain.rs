//! `--explain`: measures which share of the films' variance report, body and patient code explain.

use std::fmt::Write;

use anyhow::Result;
use rayon::prelude::*;

use super::case::{Case, Source};
use super::octaves::{self, Bands};
use super::study::{Order, film};

/// Renders studies twice, with other seeds but the same bodies, codes and tables of findings, and
/// tells, for each octave of detail, which share of the films' variance the two differ in.
///
/// # Errors
///
/// As [`Case::new`].
pub fn table(order: &Order, sources: &[Source<'_>], studies: u64) -> Result<String> {
    let other = Order {
        seed: order.seed ^ 0x5eed,
        ..*order
    };
    let pairs: Vec<[Twice; 2]> = (0..studies)
        .into_par_iter()
        .map(|study| {
            let source = sources[(study % sources.len().max(1) as u64) as usize];
            twice(order, &other, source, study)
        })
        .collect::<Result<_>>()?;
    let mut text = format!("unexplained share of the variance, {studies} studies rendered twice\n");
    let size = order.size;
    let _ = writeln!(text, "octave (pixels of a wave)  frontal  lateral");
    for band in 0..octaves::count(size) {
        let share = |view: usize| {
            let films = pairs.iter().map(|pair| &pair[view]);
            let (first, second): (Vec<&[f32]>, Vec<&[f32]>) = films
                .map(|films| (&*films.0.0[band], &*films.1.0[band]))
                .unzip();
            100.0 * unexplained(&first, &second)
        };
        let (low, high) = (2_usize << band, 4_usize << band);
        let waves = format!("{low} to {high}");
        let _ = writeln!(text, "{waves:<25}  {:6.2}%  {:6.2}%", share(0), share(1));
    }
    Ok(text)
}

/// The bands of one view rendered twice.
type Twice = (Bands, Bands);

fn twice(order: &Order, other: &Order, source: Source<'_>, study: u64) -> Result<[Twice; 2]> {
    let render = |seeds: &Order| -> Result<[Bands; 2]> {
        // What is told is that of the first order; all else is left to the seeds.
        let case = Case::new(source, order.code(study), order.size)?;
        let list = order.findings(&case, study);
        let films = if seeds.developed {
            let told = Order {
                developed: true,
                ..*seeds
            };
            told.developed(film(&case, list)?, study).films
        } else {
            film(&case, list)?.films
        };
        Ok(films.map(|film| octaves::bands(&film.values, film.size)))
    };
    let [frontal, lateral] = render(order)?;
    let [frontal_again, lateral_again] = render(other)?;
    Ok([(frontal, frontal_again), (lateral, lateral_again)])
}

/// Half the mean squared difference of the pairs over the variance about the mean image.
fn unexplained(first: &[&[f32]], second: &[&[f32]]) -> f64 {
    let count = first.len() as f64;
    let pixels = first.first().map_or(0, |image| image.len());
    let (mut difference, mut variance) = (0.0, 0.0);
    for at in 0..pixels {
        let (mut sum, mut squares) = (0.0, 0.0);
        for (a, b) in first.iter().zip(second) {
            let (a, b) = (f64::from(a[at]), f64::from(b[at]));
            difference += 0.5 * (a - b).powi(2) / count;
            sum += 0.5 * (a + b) / count;
            squares += 0.5 * (a * a + b * b) / count;
        }
        variance += squares - sum * sum;
    }
    if variance > 0.0 {
        difference / variance
    } else {
        0.0
    }
}
