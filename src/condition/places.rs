//! Where findings are in the films: spots, paths of leads and catheters, and points of wires and worn discs.
//!
//! Coordinates are shares of the image's side from the top left; outside 0 to 1 they are off the image.

use serde::{Deserialize, Serialize};

use crate::{
    findings::{FindingsTable, Kind, SLOTS, Side, Slot, TableRow},
    views::Views,
};

/// Paths: a catheter a side, and three leads a side.
pub const PATHS: usize = CATHETERS + 2 * LEADS;

/// Paths of catheters, which come first.
pub(super) const CATHETERS: usize = 2;

/// Points of a path, evenly spaced along it.
pub const PATH_POINTS: usize = 16;

/// Points that stand alone: of eight wires, and of five worn discs.
pub const DOTS: usize = WIRES + DISCS;

/// Dots of wires, which come first.
pub(super) const WIRES: usize = 8;
/// Dots of worn discs.
const DISCS: usize = 5;

/// Leads a side.
const LEADS: usize = 3;

/// Numbers of one view's places, see [`ViewPlaces::numbers`].
pub const PLACE_NUMBERS: usize = dot_at(DOTS);

/// Where the numbers of a path begin.
pub(super) const fn path_at(path: usize) -> usize {
    3 * SLOTS + 2 * PATH_POINTS * path
}

/// Where the numbers of a dot begin.
pub(super) const fn dot_at(dot: usize) -> usize {
    path_at(PATHS) + 2 * dot
}

/// A place in a film.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Across.
    pub x: f32,
    /// Down.
    pub y: f32,
    /// Radius of what is there.
    pub r: f32,
    /// Points along leads, catheters and wires, each path in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<[f32; 2]>,
}

/// What of [`PLACE_NUMBERS`] a table shows, in 0 and 1: one for each spot, path and dot.
#[must_use]
pub fn presence(table: &FindingsTable) -> Vec<f32> {
    let mut shown = vec![0.0; SLOTS + PATHS + DOTS];
    for row in table.shown() {
        let Some(slot) = Slot::of(row.kind, row.side) else {
            continue;
        };
        shown[slot.place()] = 1.0;
        let count = row.usual_count().map_or(0, usize::from);
        match row.kind {
            Kind::CentralLine | Kind::Pacemaker => {
                for path in paths(slot, count) {
                    shown[SLOTS + path] = 1.0;
                }
            }
            Kind::SternalWires => {
                shown[SLOTS + PATHS..][..count.min(WIRES)].fill(1.0);
            }
            Kind::DegenerativeSpine => shown[SLOTS + PATHS + WIRES..].fill(1.0),
            _ => {}
        }
    }
    shown
}

/// The paths of a catheter, or of a pacemaker with `leads` leads.
fn paths(slot: Slot, leads: usize) -> std::ops::Range<usize> {
    let side = slot.side.map_or(0, Side::place);
    match slot.kind {
        Kind::CentralLine => side..side + 1,
        Kind::Pacemaker => {
            let first = CATHETERS + LEADS * side;
            first..first + leads.min(LEADS)
        }
        _ => 0..0,
    }
}

/// The places of one view, found by slot, path and dot.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewPlaces {
    /// `x`, `y` and `r` of each slot, then `x`, `y` of each path's points, then of each dot: [`PLACE_NUMBERS`].
    pub numbers: Vec<f32>,
    /// 1 where the number is known.
    pub known: Vec<f32>,
    /// Further findings of a slot that has one already, such as a second nodule of a side.
    pub more: Vec<FurtherSpot>,
}

/// Where a further finding of a slot is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FurtherSpot {
    /// Place of its slot in [`Slot::all`].
    pub slot: usize,
    /// `x`, `y` and `r`.
    pub place: [f32; 3],
}

impl Default for ViewPlaces {
    fn default() -> Self {
        Self {
            numbers: vec![0.0; PLACE_NUMBERS],
            known: vec![0.0; PLACE_NUMBERS],
            more: Vec::new(),
        }
    }
}

/// The places of a study's findings in both views.
pub type Places = Views<ViewPlaces>;

impl ViewPlaces {
    /// What a network says of places, known where `presence` (see [`presence`]) shows something.
    #[must_use]
    pub fn predicted(numbers: Vec<f32>, presence: &[f32]) -> Self {
        let spots = presence.iter().take(SLOTS).map(|&it| (it, 3));
        let ways = presence.iter().skip(SLOTS).take(PATHS);
        let ways = ways.map(|&it| (it, 2 * PATH_POINTS));
        let dots = presence.iter().skip(SLOTS + PATHS).map(|&it| (it, 2));
        let known = spots.chain(ways).chain(dots);
        let known = known.flat_map(|(known, count)| std::iter::repeat_n(known, count));
        Self {
            numbers,
            known: known.collect(),
            more: Vec::new(),
        }
    }

    /// The same places, known only where `presence` (see [`presence`]) shows something.
    #[must_use]
    pub fn shown(&self, presence: &[f32]) -> Self {
        let mut shown = Self::predicted(self.numbers.clone(), presence);
        for (shown, known) in shown.known.iter_mut().zip(&self.known) {
            *shown *= known;
        }
        let of_shown = self.more.iter().filter(|it| presence[it.slot] > 0.0);
        shown.more = of_shown.copied().collect();
        shown
    }

    /// Takes over what `other` knows.
    pub fn overwrite(&mut self, other: &Self) {
        let theirs = other.numbers.iter().zip(&other.known);
        for ((number, known), (theirs, is_known)) in
            self.numbers.iter_mut().zip(&mut self.known).zip(theirs)
        {
            if *is_known > 0.0 {
                (*number, *known) = (*theirs, 1.0);
            }
        }
        self.more.extend_from_slice(&other.more);
    }

    /// Notes where a finding is; the first of its slot has the slot's place, those after it are further ones.
    pub fn put(&mut self, row: &TableRow, spot: &Spot) {
        let Some(slot) = Slot::of(row.kind, row.side) else {
            return;
        };
        let place = [spot.x, spot.y, spot.r];
        if self.known[3 * slot.place()] > 0.0 {
            self.more.push(FurtherSpot {
                slot: slot.place(),
                place,
            });
            return;
        }
        self.set(3 * slot.place(), &place);
        match row.kind {
            Kind::CentralLine => self.put_paths(slot, 1, &spot.points),
            Kind::Pacemaker => {
                self.put_paths(slot, row.count.map_or(1, usize::from), &spot.points);
            }
            Kind::SternalWires => self.put_dots(0, WIRES, &spot.points),
            Kind::DegenerativeSpine => self.put_dots(WIRES, DISCS, &spot.points),
            _ => {}
        }
    }

    fn set(&mut self, first: usize, values: &[f32]) {
        self.numbers[first..first + values.len()].copy_from_slice(values);
        self.known[first..first + values.len()].fill(1.0);
    }

    /// All paths of a finding have as many points.
    fn put_paths(&mut self, slot: Slot, count: usize, points: &[[f32; 2]]) {
        let length = points.len() / count.max(1);
        if length == 0 {
            return;
        }
        for (path, points) in paths(slot, count).zip(points.chunks_exact(length)) {
            let points = spaced(points, PATH_POINTS);
            self.set(path_at(path), points.as_flattened());
        }
    }

    fn put_dots(&mut self, first: usize, most: usize, points: &[[f32; 2]]) {
        let points = &points[..points.len().min(most)];
        self.set(dot_at(first), points.as_flattened());
    }

    /// The place of a finding that a table shows.
    #[must_use]
    pub fn spot(&self, row: &TableRow) -> Option<Spot> {
        let slot = Slot::of(row.kind, row.side)?;
        let at = 3 * slot.place();
        if self.known[at] == 0.0 {
            return None;
        }
        let pairs = |first: usize, count: usize| {
            let numbers = &self.numbers[first..first + 2 * count];
            let known = &self.known[first..first + 2 * count];
            let pairs = numbers
                .as_chunks::<2>()
                .0
                .iter()
                .zip(known.as_chunks::<2>().0);
            pairs
                .filter(|(_, known)| known[0] > 0.0)
                .map(|(pair, _)| *pair)
                .collect::<Vec<_>>()
        };
        let points = match row.kind {
            Kind::CentralLine | Kind::Pacemaker => paths(slot, LEADS)
                .flat_map(|path| pairs(path_at(path), PATH_POINTS))
                .collect(),
            Kind::SternalWires => pairs(dot_at(0), WIRES),
            Kind::DegenerativeSpine => pairs(dot_at(WIRES), DISCS),
            _ => Vec::new(),
        };
        let [x, y, r] = [0, 1, 2].map(|n| self.numbers[at + n]);
        Some(Spot { x, y, r, points })
    }
}

/// `count` points at even distances along a line.
fn spaced(points: &[[f32; 2]], count: usize) -> Vec<[f32; 2]> {
    let mut along = vec![0.0_f32];
    for pair in points.windows(2) {
        let step = (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
        along.push(along[along.len() - 1] + step);
    }
    let all = along[along.len() - 1].max(f32::EPSILON);
    let place = |n: usize| {
        let wanted = all * n as f32 / (count - 1) as f32;
        let next = along
            .partition_point(|&it| it < wanted)
            .clamp(1, points.len().max(2) - 1);
        let (Some(a), Some(b)) = (points.get(next - 1), points.get(next)) else {
            return points.first().copied().unwrap_or_default();
        };
        let part = (along[next] - along[next - 1]).max(f32::EPSILON);
        let share = ((wanted - along[next - 1]) / part).clamp(0.0, 1.0);
        [0, 1].map(|axis| a[axis] + (b[axis] - a[axis]) * share)
    };
    (0..count).map(place).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_spaced_evenly() {
        let line = [[0.0, 0.0], [0.1, 0.0], [1.0, 0.0]];
        let points = spaced(&line, 5);
        for (n, point) in points.iter().enumerate() {
            assert!((point[0] - 0.25 * n as f32).abs() < 1e-6, "{points:?}");
        }
        assert_eq!(spaced(&[[0.5, 0.5]], 2), [[0.5, 0.5]; 2]);
    }

    #[test]
    fn places_come_back_by_finding() {
        let mut row = TableRow::new(Kind::Pacemaker).on(Side::Left);
        row.count = Some(2);
        let spot = Spot {
            x: 0.7,
            y: 0.2,
            r: 0.1,
            points: vec![[0.7, 0.2], [0.5, 0.4], [0.7, 0.2], [0.4, 0.6]],
        };
        let mut places = ViewPlaces::default();
        places.put(&row, &spot);
        let found = places.spot(&row).unwrap();
        assert_eq!((found.x, found.y, found.r), (0.7, 0.2, 0.1));
        assert_eq!(found.points.len(), 2 * PATH_POINTS);
        assert_eq!(found.points[PATH_POINTS], [0.7, 0.2]);
        assert!((found.points[2 * PATH_POINTS - 1][1] - 0.6).abs() < 1e-6);
        assert_eq!(
            places.spot(&TableRow::new(Kind::Pacemaker).on(Side::Right)),
            None
        );
        let table = FindingsTable { rows: vec![row] };
        assert_eq!(
            presence(&table).iter().sum::<f32>(),
            3.0,
            "the can and two leads"
        );
    }
}
