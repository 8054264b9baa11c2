//! What the weights' own view consistency network, whose score page and program show, says of true pairs: without that
//! number nobody can tell whether a generated pair's score is high.

use std::sync::{Arc, atomic::AtomicBool};

use anyhow::Result;
use xraygan::{views::View, weights::Bundle};

use super::group::{FigureGroup, mean, mean_interval};
use crate::{
    draw::{
        pictures::{Pictures, Stored},
        subjects::{Subjects, strangers},
    },
    judge::siamese::{embed, same_patient},
    watch::Watch,
};
use learn::images::Images;
use metrics::{Direction, Figure, TRUE_PAIRS};

/// Fewest pairs.
const LEAST: usize = 5;

/// Measures the group `true_pairs`, at every size of the cascade.
///
/// # Errors
/// An image that cannot be read, or [`crate::watch::Stopped`].
pub fn measure(
    bundle: &Bundle,
    subjects: &Subjects,
    seed: u64,
    stop: &AtomicBool,
) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "true_pairs",
        "The weights' own consistency score of true pairs",
        &[
            "The view consistency network of the weights themselves, whose score page and program show for a generated pair, judges real pairs of the evaluated studies, from which it has not learnt: mean probability of one patient; interval by bootstrap over pairs.",
            "Floor: real pairs shuffled (frontal with the lateral of the next study of another patient).",
        ],
    );
    let Some(network) = &bundle.model.consistency else {
        group.note("left out: these weights carry no consistency network");
        return Ok(group);
    };
    let sizes = bundle.manifest.model.sizes();
    let studies = subjects.test.all();
    let chosen: Vec<usize> = (subjects.chosen.iter())
        .map(|it| it.index)
        .filter(|&at| studies[at].is_pair())
        .collect();
    let patients: Vec<usize> = chosen.iter().map(|&at| studies[at].patient).collect();
    let same: Vec<(usize, usize)> = (0..chosen.len()).map(|row| (row, row)).collect();
    let others = strangers(&patients);
    if same.len() < LEAST || others.len() < LEAST {
        group.note(format!(
            "left out: {} pairs are fewer than {LEAST}",
            same.len()
        ));
        return Ok(group);
    }
    let watch = Watch::new("true pairs", 2 * chosen.len() * sizes.len(), stop);
    for size in sizes {
        let pictures: &dyn Pictures = &Stored(Images::new(Arc::clone(&subjects.test), size));
        let rows = |view| embed(network, pictures, &chosen, view, size, &watch);
        let (frontal, lateral) = (rows(View::Frontal)?, rows(View::Lateral)?);
        let of = |pairs: &[(usize, usize)]| same_patient(network, &frontal, &lateral, pairs);
        let scores = of(&same);
        let name = format!("{TRUE_PAIRS}, {size} px");
        let figure = Figure::new(name, mean(&scores), scores.len(), Direction::Neither)
            .with_floor(mean(&of(&others)));
        group.add_within(figure, mean_interval(&scores, seed));
    }
    watch.finish();
    Ok(group)
}
