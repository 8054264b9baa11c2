//! How much the images of one report differ when only the seed changes.

use anyhow::Result;
use xraygan::{pixels, views::View};

use super::group::{FigureGroup, mean};
use crate::draw::{
    gallery::Gallery,
    pictures::having,
    subjects::{Subject, strangers_at},
};
use metrics::{Direction, Figure, diversity::image_diversity};

/// Most pairs of reports that are compared.
const PAIRS: usize = 500;

/// Measures the group `diversity`.
///
/// # Errors
/// Never for images of one size.
pub fn measure(subjects: &[Subject], drawn: &Gallery, seed: u64) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "diversity",
        "Diversity across seeds",
        &[
            "1 - MS-SSIM of two images (0 to 1; Odena et al. 2017): within, of one report with two seeds; between, of two reports with two seeds; ratio, within over between: 0 where the seed changes nothing, 1 where the report changes nothing.",
            "Ceiling of between: two real studies of different patients.",
        ],
    );
    let variety = &drawn.varied;
    let seeds = variety.images.first().map_or(0, Vec::len);
    if variety.places.len() < 2 || seeds < 2 {
        group.note("left out: it takes 2 reports and 2 seeds, see --seeds");
        return Ok(group);
    }
    let side = drawn.real.side;
    for view in View::ALL {
        let values: Vec<Vec<Vec<f32>>> = variety
            .images
            .iter()
            .map(|all| {
                all.iter()
                    .map(|pair| pixels::from_grey(&pair[view]))
                    .collect()
            })
            .collect();
        let borrowed: Vec<Vec<&[f32]>> = values
            .iter()
            .map(|all| all.iter().map(Vec::as_slice).collect())
            .collect();
        let found = image_diversity(&borrowed, side, PAIRS, seed);
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
        group.add(match between_real(subjects, drawn, view)? {
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
fn between_real(subjects: &[Subject], drawn: &Gallery, view: View) -> Result<Option<f64>> {
    let real = &drawn.real;
    let places = having(real, &[view]);
    let mut differences = Vec::new();
    for (a, b) in strangers_at(subjects, &places).into_iter().take(PAIRS) {
        if let [Some(a), Some(b)] = [a, b].map(|at| real.get(places[at], view)) {
            let [a, b] = [a, b].map(|grey| pixels::from_grey(grey));
            differences.push(1.0 - metrics::ms_ssim(&a, &b, real.side)?);
        }
    }
    Ok((!differences.is_empty()).then(|| mean(&differences)))
}
