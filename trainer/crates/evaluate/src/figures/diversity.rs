//! How much the images of one report differ when only the seed changes.

use anyhow::Result;
use xraygan::{pixels, views::View};

use super::Scene;
use crate::{
    group::Group,
    pictures::{Grey, Pictures, having},
};
use metrics::{Direction, Figure, diversity::image_diversity};

/// Most pairs of reports that are compared.
const PAIRS: usize = 500;

/// Images of some reports with several seeds.
#[derive(Debug)]
pub struct Variety {
    /// Places of the studies.
    pub places: Vec<usize>,
    /// `[study][seed][view]`.
    pub images: Vec<Vec<[Grey; 2]>>,
}

/// Measures the group `diversity`.
///
/// # Errors
/// An image that cannot be read.
pub fn measure(scene: &Scene<'_>, variety: &Variety) -> Result<Group> {
    let mut group = Group::new(
        "diversity",
        "Diversity across seeds",
        &[
            "1 - MS-SSIM of two images (0 to 1; Odena et al. 2017): within, of one report with two seeds; between, of two reports with two seeds; ratio, within over between: 0 where the seed changes nothing, 1 where the report changes nothing.",
            "Ceiling of between: two real studies of different patients.",
        ],
    );
    let seeds = variety.images.first().map_or(0, Vec::len);
    if variety.places.len() < 2 || seeds < 2 {
        group.note("left out: it takes 2 reports and 2 seeds, see --seeds");
        return Ok(group);
    }
    let side = scene.made.side();
    for view in View::ALL {
        let values: Vec<Vec<Vec<f32>>> = variety
            .images
            .iter()
            .map(|all| {
                all.iter()
                    .map(|pair| pixels::from_grey(&pair[view as usize]))
                    .collect()
            })
            .collect();
        let borrowed: Vec<Vec<&[f32]>> = values
            .iter()
            .map(|all| all.iter().map(Vec::as_slice).collect())
            .collect();
        let found = image_diversity(&borrowed, side, PAIRS, scene.seed);
        let Some(found) = group.attempt(view.name(), found) else {
            continue;
        };
        let n = variety.places.len();
        let figure = |name: &str, value| {
            Figure::new(format!("{name}, {view}"), value, n, Direction::Neither)
                .with_note(format!("{seeds} seeds a report"))
        };
        group.add(figure("within", found.within));
        let between = figure("between", found.between);
        group.add(match between_real(scene, view)? {
            Some(real) => between.with_ceiling(real),
            None => between,
        });
        if let Some(ratio) = found.ratio {
            group.add(figure("ratio", ratio));
        }
    }
    Ok(group)
}

/// Mean difference of two real studies of different patients.
fn between_real(scene: &Scene<'_>, view: View) -> Result<Option<f64>> {
    let places = having(scene.real, &[view])?;
    let mut differences = Vec::new();
    for (a, b) in scene.strangers(&places).into_iter().take(PAIRS) {
        let images = [a, b].map(|at| scene.real.view(places[at], view));
        if let [Ok(Some(a)), Ok(Some(b))] = images {
            let [a, b] = [a, b].map(|grey| pixels::from_grey(&grey));
            differences.push(1.0 - metrics::ms_ssim(&a, &b, scene.real.side())?);
        }
    }
    Ok((!differences.is_empty()).then(|| crate::group::mean(&differences)))
}
