//! Sums over studies, and the figures that they come to.

use std::collections::BTreeMap;

use anyhow::Result;
use xraygan::{
    findings::{Kind, Side},
    generation,
    views::{View, Views},
};

use super::average;
use crate::figures::group::FigureGroup;
use learn::told::ToldStudy;
use metrics::{Direction, Figure, similarity};

/// Side of the image that errors of places are given for, in pixels.
const PLACE_SIDE: f64 = 256.0;

/// Least change that counts, as a share of the change's largest magnitude.
const LEAST: f32 = 0.1;

/// What findings change in both views, values of -1..1 less values of -1..1.
pub(super) struct Changed {
    pub(super) view: Views<Vec<f32>>,
}

/// Everything that is added up.
pub(super) struct Sums {
    side: usize,
    likeness: BTreeMap<&'static str, Vec<f64>>,
    edges: [f64; 2],
    /// Products of drawn and true change, and of the true change with itself.
    recovery: BTreeMap<Kind, (f64, f64, usize)>,
    places: BTreeMap<Kind, Vec<f64>>,
    ways: BTreeMap<Kind, Vec<f64>>,
    /// As told, exchanged, another patient, true film: 1 where the change is on the side that was named.
    sides: [Vec<f64>; 4],
}

impl Sums {
    pub(super) fn new(side: usize) -> Self {
        Self {
            side,
            likeness: BTreeMap::new(),
            edges: [0.0; 2],
            recovery: BTreeMap::new(),
            places: BTreeMap::new(),
            ways: BTreeMap::new(),
            sides: Default::default(),
        }
    }

    /// Drawn images beside the films.
    pub(super) fn add_likeness(
        &mut self,
        drawn: &Views<Vec<f32>>,
        films: &Views<Vec<f32>>,
    ) -> Result<()> {
        for view in View::ALL {
            let (drawn, film) = (&drawn[view], &films[view]);
            let names = match view {
                View::Frontal => ["SSIM, frontal", "L1, frontal"],
                View::Lateral => ["SSIM, lateral", "L1, lateral"],
            };
            let ssim = similarity::ssim(film, drawn, self.side)?;
            let l1 = 2.0 * similarity::mae(film, drawn, self.side)?;
            for (name, value) in names.into_iter().zip([ssim, l1]) {
                self.likeness.entry(name).or_default().push(value);
            }
            self.edges[0] += edges(drawn, self.side);
            self.edges[1] += edges(film, self.side);
        }
        Ok(())
    }

    /// How much of the true change is drawn.
    pub(super) fn add_recovery(&mut self, kind: Kind, made: &Changed, real: &Changed) {
        let sum = self.recovery.entry(kind).or_default();
        for view in View::ALL {
            for (&made, &real) in made.view[view].iter().zip(&real.view[view]) {
                sum.0 += f64::from(made * real);
                sum.1 += f64::from(real * real);
            }
        }
        sum.2 += 1;
    }

    /// Where the places head puts findings, against where they are.
    pub(super) fn add_places(&mut self, told: &ToldStudy, drawn: &generation::Told) {
        for found in &drawn.spots {
            let row = &drawn.table.rows[found.row];
            for view in View::ALL {
                let Some(truth) = told.places[view].spot(row) else {
                    continue;
                };
                let found = &found.views[view];
                let error = PLACE_SIDE * distance([found.x, found.y], [truth.x, truth.y]);
                self.places.entry(row.kind).or_default().push(error);
                let along = (truth.points.iter().zip(&found.points))
                    .map(|(&a, &b)| PLACE_SIDE * distance(a, b));
                self.ways.entry(row.kind).or_default().extend(along);
            }
        }
    }

    /// Whether changes lie on the side that was named, in the frontal view.
    pub(super) fn add_side(
        &mut self,
        kind: Kind,
        told: &ToldStudy,
        [as_told, exchanged, other]: [&Changed; 3],
        real: &Changed,
    ) {
        let lateralised = matches!(
            kind,
            Kind::Effusion
                | Kind::Pneumothorax
                | Kind::Consolidation
                | Kind::Atelectasis
                | Kind::Nodule
                | Kind::Mass
                | Kind::Granuloma
                | Kind::RibFracture
                | Kind::Pacemaker
        );
        let mut sides = told.table.rows.iter().filter_map(|row| row.side);
        let (true, Some(named)) = (lateralised, sides.next()) else {
            return;
        };
        if sides.any(|side| side != named) {
            return;
        }
        let cases = [
            (as_told, named),
            (exchanged, named.other()),
            (other, named),
            (real, named),
        ];
        for ((changed, named), list) in cases.into_iter().zip(&mut self.sides) {
            let right = side_of(&changed.view.frontal, self.side) == Some(named);
            list.push(f64::from(u8::from(right)));
        }
    }

    pub(super) fn groups(self) -> Vec<FigureGroup> {
        vec![self.truth(), self.recovered(), self.placed()]
    }

    fn truth(&self) -> FigureGroup {
        let mut group = FigureGroup::new(
            "truth",
            "Likeness to the film of the same patient",
            &[
                "Each study with a truth is drawn with its own patient code and findings; the places of findings are those of the model.",
                "SSIM (Wang et al. 2004; -1 to 1), L1 (values of -1 to 1) and sharpness: mean magnitude of the Laplacian, drawn over film.",
                "Side: the larger part of what the findings change lies on the side that was named (share of studies with lateralised findings of one kind on one side); exchanged: with the sides of the table exchanged; another patient: with a code that was drawn.",
            ],
        );
        for (name, values) in &self.likeness {
            let way = if name.starts_with("SSIM") {
                Direction::Higher
            } else {
                Direction::Lower
            };
            average((*name).to_owned(), values, way)
                .into_iter()
                .for_each(|it| group.add(it));
        }
        let n = self.likeness.values().next().map_or(0, Vec::len);
        let sharpness = self.edges[0] / self.edges[1];
        group.add(Figure::new("sharpness", sharpness, n, Direction::Higher).with_ceiling(1.0));
        let ceiling = average(String::new(), &self.sides[3], Direction::Higher);
        let names = [
            "side right",
            "side right, exchanged",
            "side right, another patient",
        ];
        for (name, values) in names.into_iter().zip(&self.sides) {
            if let Some(figure) = average(name.to_owned(), values, Direction::Higher) {
                group.add(match &ceiling {
                    Some(ceiling) => figure.with_ceiling(ceiling.value),
                    None => figure,
                });
            }
        }
        group
    }

    fn recovered(&self) -> FigureGroup {
        let mut group = FigureGroup::new(
            "recovery",
            "Contrast recovery of findings",
            &[
                "<G(f) - G(0), D> / <D, D>: G(f) drawn with the finding, G(0) without, D the change in the true films; 1 where the finding is drawn as strongly and in the same place, 0 where it is not drawn. Studies whose drawn findings are of one kind, both views together.",
            ],
        );
        for (kind, (products, squares, n)) in &self.recovery {
            if *squares > 0.0 {
                let value = products / squares;
                group.add(Figure::new(kind.name(), value, *n, Direction::Higher).with_ceiling(1.0));
            }
        }
        group
    }

    fn placed(&self) -> FigureGroup {
        let mut group = FigureGroup::new(
            "places",
            "Places of findings",
            &[
                "Mean distance of the place that the model gives a finding to the true one, both views, in pixels of an image of 256; along: of points along leads, catheters, wires and discs.",
            ],
        );
        for (lists, suffix) in [(&self.places, ""), (&self.ways, ", along")] {
            for (kind, values) in lists {
                let name = format!("{}{suffix}", kind.name());
                average(name, values, Direction::Lower)
                    .into_iter()
                    .for_each(|it| group.add(it));
            }
        }
        group
    }
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f64 {
    f64::from((a[0] - b[0]).hypot(a[1] - b[1]))
}

/// Mean magnitude of the Laplacian.
fn edges(values: &[f32], side: usize) -> f64 {
    let at = |x: usize, y: usize| values[y * side + x];
    let mut sum = 0.0;
    for y in 1..side - 1 {
        for x in 1..side - 1 {
            let around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
            sum += f64::from((4.0 * at(x, y) - around).abs());
        }
    }
    sum / ((side - 2) * (side - 2)) as f64
}

/// The side of the patient on which most of a change in a frontal image lies; `None` where nothing changes.
fn side_of(change: &[f32], side: usize) -> Option<Side> {
    let largest = change.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    let mut sums = [0.0_f64; 2];
    for (at, value) in change.iter().enumerate() {
        if value.abs() > LEAST * largest {
            // The patient's right is on the image's left.
            sums[usize::from(at % side >= side / 2)] += f64::from(value * value);
        }
    }
    match sums[0].partial_cmp(&sums[1])? {
        std::cmp::Ordering::Greater => Some(Side::Right),
        std::cmp::Ordering::Less => Some(Side::Left),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn changed(frontal: Vec<f32>) -> Changed {
        let lateral = vec![0.0; frontal.len()];
        Changed {
            view: Views { frontal, lateral },
        }
    }

    #[test]
    fn half_of_a_change_is_half_recovered() {
        let mut sums = Sums::new(2);
        let real = changed(vec![0.0, 0.4, 0.0, -0.2]);
        let made = changed(vec![0.3, 0.2, 0.0, -0.1]);
        sums.add_recovery(Kind::Mass, &made, &real);
        let group = sums.recovered();
        assert!((group.figures[0].figure.value - 0.5).abs() < 1e-6);
    }

    #[test]
    fn the_patients_right_is_on_the_left() {
        assert_eq!(side_of(&[0.5, 0.0, 0.0, 0.1], 2), Some(Side::Right));
        assert_eq!(side_of(&[0.0, -0.5, 0.0, 0.1], 2), Some(Side::Left));
        assert_eq!(side_of(&[0.0; 4], 2), None);
    }
}
