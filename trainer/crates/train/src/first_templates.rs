//! First templates of a cascade: of each anatomy the film of its plainest patient.
//!
//! Drawn at random, templates take thousands of steps to become a film of their anatomy; a film of the training split is
//! one from the start, and training moves it to where the flows want it.

use anyhow::{Context, Result};
use xraygan::{
    code::Group,
    condition::{Patient, PatientCode},
    model::{ModelConfig, XRayGan},
    views::View,
    weights::tensors,
};

use learn::data::{Studies, Study};

/// Deviation of a film's finest octave as a template.
const DEVIATION: f32 = 0.3;

/// The generator with films as the first channels of its templates: first the finest octave, then the film itself. What nothing is known of stays as drawn.
///
/// # Errors
/// A film that cannot be read.
pub fn from_films(generator: XRayGan, config: &ModelConfig, studies: &Studies) -> Result<XRayGan> {
    let Some(templates) = config.cascade.templates() else {
        return Ok(generator);
    };
    let code = &templates.patient;
    let sizes = config.sizes();
    let mut arrays = tensors::collect(&generator);
    for anatomy in 0..code.anatomies.len() {
        let Some(study) = plainest(studies, code, anatomy) else {
            continue;
        };
        for view in View::ALL {
            for (scale, &side) in sizes.iter().skip(1).enumerate() {
                let name = format!("{view}.scales.{scale}.templates");
                let array = arrays.get_mut(&name).with_context(|| name.clone())?;
                let film = film(studies, study, view, side)?;
                let octave = finest(&film, side);
                let pixels = side * side;
                let channels = array.shape[1];
                for layer in 0..templates.layers {
                    let at = (anatomy * templates.layers + layer) * channels * pixels;
                    for (channel, values) in [&octave, &film].into_iter().take(channels).enumerate()
                    {
                        let to = &mut array.values[at + channel * pixels..][..pixels];
                        to.iter_mut()
                            .zip(values)
                            .for_each(|(to, value)| *to = 0.1 * *to + value);
                    }
                }
            }
        }
    }
    Ok(tensors::apply(generator, arrays, "first templates")?)
}

/// The study of an anatomy with both views whose patient is nearest to the mean, of those without findings if there are.
fn plainest(studies: &Studies, code: &PatientCode, anatomy: usize) -> Option<usize> {
    let all = studies.all().iter().enumerate();
    let of_anatomy = all.filter_map(|(at, study)| {
        let patient = study.told.patient.as_ref()?;
        let whole = patient.anatomy.get(anatomy) == Some(&1.0) && study.is_pair();
        whole.then(|| (at, has_findings(study), distance(patient, code)))
    });
    of_anatomy
        .min_by(|a, b| a.1.cmp(&b.1).then(a.2.total_cmp(&b.2)))
        .map(|it| it.0)
}

fn has_findings(study: &Study) -> bool {
    study.told.table.rows.len() > study.told.own.rows.len()
}

/// Of body and pose.
fn distance(patient: &Patient, code: &PatientCode) -> f32 {
    let told = code.dimensions.iter().zip(&patient.code);
    told.filter(|(dimension, _)| dimension.group != Group::Particulars)
        .map(|(_, value)| value * value)
        .sum()
}

/// The film without what the findings changed.
fn film(studies: &Studies, study: usize, view: View, side: usize) -> Result<Vec<f32>> {
    let film = studies.floats(study, view, side)?;
    let change = studies.difference(study, view, side)?;
    Ok(film
        .iter()
        .zip(&change)
        .map(|(film, change)| film - change)
        .collect())
}

/// What a film has beyond its half size, brought to one deviation.
fn finest(film: &[f32], side: usize) -> Vec<f32> {
    let mut rest = film.to_vec();
    for y in (0..side).step_by(2) {
        for x in (0..side).step_by(2) {
            let square = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(dy, dx)| (y + dy) * side + x + dx);
            let mean = square.iter().map(|&at| film[at]).sum::<f32>() / 4.0;
            square.iter().for_each(|&at| rest[at] -= mean);
        }
    }
    let power = rest.iter().map(|it| it * it).sum::<f32>() / rest.len() as f32;
    let scale = DEVIATION / power.sqrt().max(1e-6);
    rest.iter().map(|it| it * scale).collect()
}
