//! Whether generated images are copies of training images.

use anyhow::Result;

use super::group::FigureGroup;
use crate::judge::spaces::Space;
use metrics::{Direction, Features, Figure, Memorisation, memorisation, nearest};

/// Fewest images of a set.
const LEAST: usize = 5;

/// Measures the group `memorisation`.
#[must_use]
pub fn measure(spaces: &[Space]) -> FigureGroup {
    let mut group = FigureGroup::new(
        "memorisation",
        "Copies of training images",
        &[
            "Nearest training image by Euclidean distance (after Meehan et al. 2020), in the judges' feature spaces and in pixels at 32 px.",
            "Ratio: median distance of generated over that of real test images; near 1 is good, well below 1 means copies. Closer: share of generated images nearer than all but the nearest 1 % of the test images; about 0.01 is good, well above means copies.",
        ],
    );
    for space in spaces {
        let n = space.generated.places.len();
        let name = space.name();
        if n < LEAST {
            group.note(format!(
                "{name}: left out, {n} images are fewer than {LEAST}"
            ));
            continue;
        }
        if let Some(found) = group.attempt(&name, compare(space)) {
            let figure = |what: &str, value| {
                Figure::new(format!("{what}, {name}"), value, n, Direction::Neither)
            };
            group.add(
                figure("ratio", found.ratio)
                    .with_ceiling(1.0)
                    .with_note(format!(
                        "median distance {:.3}, of test images {:.3}",
                        found.generated, found.held_out
                    )),
            );
            group.add(figure("closer", found.closer).with_ceiling(0.01));
        }
    }
    group
}

fn compare(space: &Space) -> Result<Memorisation> {
    let Space {
        train,
        real,
        generated,
        ..
    } = space;
    let train = Features::new(&train.values, train.width)?;
    let held_out = nearest(Features::new(&real.values, real.width)?, train)?;
    let generated = nearest(Features::new(&generated.values, generated.width)?, train)?;
    memorisation(&generated, &held_out)
}
