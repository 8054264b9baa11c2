//! Whether generated images are distributed as real ones: FID, KID, precision, recall, density, coverage.

use anyhow::Result;
use rand::seq::SliceRandom;

use super::group::FigureGroup;
use crate::judge::{
    input::Rows,
    spaces::{Network, Space},
};
use learn::random::{Purpose, stream};
use metrics::{
    Direction, Features, Figure, frechet_distance, kernel_distance, manifold, manifold::NEIGHBOURS,
};

/// Fewest images of a set.
const LEAST: usize = 2 * NEIGHBOURS;

/// Subsets of the kernel distance, and their most rows.
pub(super) const SUBSETS: usize = 50;
const SUBSET: usize = 500;

/// Measures the group `distribution`.
#[must_use]
pub fn measure(spaces: &[Space], seed: u64) -> FigureGroup {
    let mut group = FigureGroup::new(
        "distribution",
        "Distribution against real test images",
        &[
            "FID: squared Fréchet distance of Gaussians fitted to the features (Heusel et al. 2017). KID: unbiased squared MMD with a cubic kernel (Bińkowski et al. 2018), mean over 50 subsets of at most 500 images.",
            "Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020): 5 nearest neighbours.",
            "Spaces: `classifier`, pooled features of the findings classifier, which sees the view (or the pair); `consistency`, 128-number embedding of the independent consistency network. Neither is Inception: values compare only between evaluations with the same judges and the same number of images.",
            "Ceiling: as many real training images, drawn by the seed, in place of the generated ones. The judges have learnt from those, so a good generator may come out slightly better.",
        ],
    );
    for space in spaces {
        if space.network == Network::Pixels {
            continue;
        }
        let n = space.real.places.len();
        if n < LEAST {
            let name = space.name();
            group.note(format!(
                "{name}: left out, {n} images are fewer than {LEAST}"
            ));
            continue;
        }
        let drawn = (space.train.places.len() >= n).then(|| {
            let mut order: Vec<usize> = (0..space.train.places.len()).collect();
            order.shuffle(&mut stream(seed, 0, 0, Purpose::Order));
            space.train.choose(&order[..n])
        });
        if drawn.is_none() {
            group.note(format!(
                "{}: no ceiling, fewer training than test images",
                space.name()
            ));
        }
        let measured = figures(space, drawn.as_ref(), seed);
        if let Some(figures) = group.attempt(&space.name(), measured) {
            figures.into_iter().for_each(|it| group.add(it));
        }
    }
    if spaces.iter().all(|it| it.network == Network::Pixels) {
        group.note("left out: there is no judge whose features could be compared");
    }
    group
}

fn figures(space: &Space, drawn: Option<&Rows>, seed: u64) -> Result<Vec<Figure>> {
    let real = Features::new(&space.real.values, space.real.width)?;
    let generated = Features::new(&space.generated.values, space.generated.width)?;
    let drawn = drawn
        .map(|rows| Features::new(&rows.values, rows.width))
        .transpose()?;
    let n = real.len();
    let within = space.name();
    // A subset as large as the set would show no spread.
    let subset = SUBSET.min(n * 3 / 4);
    let kernel = |set| kernel_distance(real, set, SUBSETS, subset, seed);
    let figure = |name: &str, value, direction, ceiling: Option<f64>| {
        let figure = Figure::new(format!("{name}, {within}"), value, n, direction);
        match ceiling {
            Some(ceiling) => figure.with_ceiling(ceiling),
            None => figure,
        }
    };
    let fid = frechet_distance(real, generated)?;
    let best_fid = drawn.map(|set| frechet_distance(real, set)).transpose()?;
    let kid = kernel(generated)?;
    let best_kid = drawn.map(kernel).transpose()?.map(|it| it.mean);
    let spread = format!("standard deviation over subsets {:.2e}", kid.deviation);
    let found = manifold(real, generated, NEIGHBOURS)?;
    let best = drawn
        .map(|set| manifold(real, set, NEIGHBOURS))
        .transpose()?;
    let higher = Direction::Higher;
    Ok(vec![
        figure("FID", fid, Direction::Lower, best_fid),
        figure("KID", kid.mean, Direction::Lower, best_kid).with_note(spread),
        figure(
            "precision",
            found.precision,
            higher,
            best.map(|it| it.precision),
        ),
        figure("recall", found.recall, higher, best.map(|it| it.recall)),
        figure("density", found.density, higher, best.map(|it| it.density))
            .with_note("about 1 for one distribution, above where generated images crowd"),
        figure(
            "coverage",
            found.coverage,
            higher,
            best.map(|it| it.coverage),
        ),
    ])
}
