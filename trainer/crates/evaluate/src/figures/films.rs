//! How far drawn pairs are from films of another source, beside how far those are from each other.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use anyhow::{Result, bail};
use rand::seq::SliceRandom;
use xraygan::views::{View, Views};

use super::{distribution::SUBSETS, group::FigureGroup};
use crate::{
    draw::{
        films::Films,
        gallery::Gallery,
        pictures::{Pairs, Pictures, having},
    },
    judge::{
        classifier::{Classifier, Sight},
        input::Rows,
        judges::Judges,
    },
    watch::Watch,
};
use learn::random::{Purpose, stream};
use metrics::{Direction, Features, Figure, kernel_distance};

/// Fewest pairs of the other source.
const LEAST: usize = 20;

/// The pairs of a dataset folder, to compare with.
///
/// # Errors
/// A folder that is no dataset, images smaller than `least` pixels or that cannot be read, fewer than 20 pairs.
pub fn open(folder: &Path, least: usize) -> Result<Pairs> {
    let films = Films::open(folder)?;
    let side = films.side();
    if side < least {
        bail!(
            "{}: its images have {side} px, but the judges see {least} px; import them at --size {least} or more, or name a smaller --judge-size",
            folder.display()
        );
    }
    let pairs = films.pairs()?;
    if pairs.len() < LEAST {
        bail!(
            "{}: {} studies with both views are fewer than {LEAST}",
            folder.display(),
            pairs.len()
        );
    }
    let grey = |film: image::GrayImage| Some(Arc::new(film.into_raw()));
    Ok(Pairs {
        side,
        views: pairs
            .into_iter()
            .map(|(_, views): (_, Views<_>)| views.map(grey))
            .collect(),
    })
}

/// Measures the group `films` in the features of the judge of findings.
///
/// # Errors
/// An image that cannot be read, or [`crate::watch::Stopped`].
pub fn measure(
    judges: &Judges,
    films: &Pairs,
    drawn: &Gallery,
    seed: u64,
    stop: &AtomicBool,
) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "films",
        "Distance from films of another source",
        &[
            "KID (unbiased squared MMD with a cubic kernel, Bińkowski et al. 2018; mean over 50 subsets) of drawn pairs and of the evaluated studies' own films from the films of `--films`, in pooled features of the findings classifier, which has learnt from neither.",
            "Ceiling: KID between two halves of those films, drawn by the seed.",
        ],
    );
    let Some(classifier) = &judges.classifier else {
        group.note("left out: there is no judge of findings");
        return Ok(group);
    };
    let side = judges.header.recipe.size;
    let generated = drawn.counterparts();
    let sets = [&generated, &drawn.real, films];
    let count: usize = sets.iter().map(|it| it.count()).sum();
    let watch = Watch::new("films", 3 * count, stop);
    for (name, sight) in [
        ("pair", Sight::Both),
        ("frontal", Sight::Only(View::Frontal)),
        ("lateral", Sight::Only(View::Lateral)),
    ] {
        let mut rows = Vec::new();
        for set in sets {
            rows.push(look(classifier, set, sight, side, &watch)?);
        }
        let measured = figures(name, [&rows[0], &rows[1], &rows[2]], seed);
        if let Some(figures) = group.attempt(name, measured) {
            figures.into_iter().for_each(|it| group.add(it));
        }
    }
    watch.finish();
    Ok(group)
}

/// Features of the pairs.
fn look(
    classifier: &Classifier,
    pictures: &Pairs,
    sight: Sight,
    side: usize,
    watch: &Watch<'_>,
) -> Result<Rows> {
    let places = having(pictures, &View::ALL);
    Ok(classifier
        .look(pictures, &places, sight, side, watch)?
        .features)
}

fn figures(name: &str, [generated, own, films]: [&Rows; 3], seed: u64) -> Result<[Figure; 2]> {
    let mut order: Vec<usize> = (0..films.places.len()).collect();
    order.shuffle(&mut stream(seed, 0, 0, Purpose::Order));
    let (one, other) = order.split_at(order.len() / 2);
    // As many rows of every set, and fewer than any has: a subset as large as its set would show no spread.
    let subset = one.len().min(generated.places.len()) * 3 / 4;
    let distance = |a: &Rows, b: &Rows| {
        let a = Features::new(&a.values, a.width)?;
        let b = Features::new(&b.values, b.width)?;
        kernel_distance(a, b, SUBSETS, subset, seed)
    };
    let halves = distance(&films.choose(one), &films.choose(other))?;
    let figure = |what: &str, rows: &Rows| {
        let found = distance(rows, films)?;
        let n = rows.places.len();
        anyhow::Ok(
            Figure::new(
                format!("KID, {name}, {what}"),
                found.mean,
                n,
                Direction::Lower,
            )
            .with_ceiling(halves.mean)
            .with_note(format!(
                "standard deviation over subsets {:.2e}, between halves {:.2e}",
                found.deviation, halves.deviation
            )),
        )
    };
    Ok([figure("drawn", generated)?, figure("own films", own)?])
}
