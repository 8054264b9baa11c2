//! Templates of one anatomy in parts of their own, so that a page needs to fetch those of one patient alone.
//!
//! In the network the templates of all anatomies are one tensor a scale, `frontal.scales.0.templates`; in such a part those
//! of the anatomy with index 3 are `frontal.scales.0.templates.3`.

use super::{
    WeightsError,
    storage::{Array, Arrays},
};
use crate::{
    model::{ModelConfig, TemplatesConfig},
    views::View,
};

/// Templates of one anatomy at one scale of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The view.
    pub(super) view: View,
    /// The scale among those that have templates, from 0.
    pub(super) scale: usize,
    /// The anatomy.
    pub(super) anatomy: usize,
}

impl Place {
    /// The place that an array's name says, if it is such an array of this network.
    #[cfg(feature = "model")]
    pub(super) fn of(name: &str, config: &ModelConfig) -> Option<Self> {
        let anatomies = anatomies(config);
        let scales = config.sizes().len() - 1;
        all(scales, anatomies).find(|place| place.name() == name)
    }

    fn name(self) -> String {
        format!("{}.{}", whole(self.view, self.scale), self.anatomy)
    }

    /// Sides of the array.
    pub(super) fn shape(self, templates: &TemplatesConfig, sizes: &[usize]) -> [usize; 4] {
        let side = sizes[self.scale + 1];
        let channels = templates.channels(self.scale);
        [templates.layers, channels, side, side]
    }
}

/// Number of anatomies whose templates can be apart.
pub(super) fn anatomies(config: &ModelConfig) -> usize {
    let templates = config.cascade.templates();
    templates.map_or(0, |it| it.patient.anatomies.len())
}

fn all(scales: usize, anatomies: usize) -> impl Iterator<Item = Place> {
    View::ALL.into_iter().flat_map(move |view| {
        (0..scales).flat_map(move |scale| {
            (0..anatomies).map(move |anatomy| Place {
                view,
                scale,
                anatomy,
            })
        })
    })
}

/// The name of a view's templates of all anatomies at a scale.
fn whole(view: View, scale: usize) -> String {
    format!("{view}.scales.{scale}.templates")
}

/// Takes the templates out of a network's arrays, anatomy by anatomy.
#[cfg(feature = "model")]
pub(super) fn split(
    arrays: &mut Arrays,
    config: &ModelConfig,
) -> std::collections::BTreeMap<usize, Arrays> {
    let (anatomies, scales) = (anatomies(config), config.sizes().len() - 1);
    let mut parts = std::collections::BTreeMap::<usize, Arrays>::new();
    for view in View::ALL {
        for scale in 0..scales {
            if anatomies == 0 {
                continue;
            }
            let Some(array) = arrays.remove(&whole(view, scale)) else {
                continue;
            };
            let mut shape = array.shape;
            shape[0] /= anatomies;
            let rows = array.values.chunks_exact(shape.iter().product());
            for (anatomy, values) in rows.enumerate() {
                let place = Place {
                    view,
                    scale,
                    anatomy,
                };
                let array = Array {
                    shape: shape.clone(),
                    values: values.to_vec(),
                };
                parts
                    .entry(anatomy)
                    .or_default()
                    .insert(place.name(), array);
            }
        }
    }
    parts
}

/// Puts the templates of all anatomies together again; those of the anatomies that are `awaited` are 0.
///
/// # Errors
/// An array of another shape, or one that is missing though its anatomy is not awaited.
pub(super) fn join(
    file: &str,
    arrays: &mut Arrays,
    config: &ModelConfig,
    awaited: &[usize],
) -> Result<(), WeightsError> {
    let (Some(templates), sizes) = (config.cascade.templates(), config.sizes()) else {
        return Ok(());
    };
    let count = anatomies(config);
    for place in all(sizes.len() - 1, count).filter(|it| it.anatomy == 0) {
        let name = whole(place.view, place.scale);
        if arrays.contains_key(&name) {
            continue;
        }
        let shape = place.shape(templates, &sizes);
        let each: usize = shape.iter().product();
        let mut values = vec![0.0; count * each];
        for (anatomy, values) in values.chunks_exact_mut(each).enumerate() {
            let name = Place { anatomy, ..place }.name();
            let Some(array) = arrays.remove(&name) else {
                if awaited.contains(&anatomy) {
                    continue;
                }
                return Err(WeightsError::TensorMissing(name));
            };
            check(file, &name, &array, shape)?;
            values.copy_from_slice(&array.values);
        }
        let [layers, channels, side, _] = shape;
        let shape = vec![count * layers, channels, side, side];
        arrays.insert(name, Array { shape, values });
    }
    Ok(())
}

/// Refuses an array of another shape.
pub(super) fn check(
    file: &str,
    name: &str,
    array: &Array,
    expected: [usize; 4],
) -> Result<(), WeightsError> {
    if array.shape == expected {
        return Ok(());
    }
    let found = &array.shape;
    Err(WeightsError::PartAlien {
        file: file.to_owned(),
        reason: format!("`{name}` has shape {found:?} instead of {expected:?}"),
    })
}
