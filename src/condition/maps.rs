//! The places of findings drawn as input channels: a Gaussian for each finding, lines for catheters and leads, dots for
//! wires and worn discs.
//!
//! A convolution cannot turn the numbers x and y into a picture, so it is given one. Made on the host, the same numbers
//! for every engine; nothing has to be learnt here.

use super::places::{CATHETERS, DOTS, PATH_POINTS, PATHS, ViewPlaces, WIRES, dot_at, path_at};
use crate::findings::{Kind, SLOTS, Slot};

/// Channels: one a kind, catheters, leads, wires, discs.
pub const MAPS: usize = Kind::ALL.len() + 4;

/// Half width of a line in pixels.
const LINE: f32 = 0.75;

/// Radius of a dot in pixels.
const DOT: f32 = 1.5;

/// Least radius of a finding in pixels.
const LEAST: f32 = 0.75;

/// A Gaussian ends where it has fallen below 1 %, at this many radii.
const REACH: f32 = 3.04;

/// The maps of a view at `side` pixels, `[MAPS, side, side]`, of what `presence` (see [`super::presence`]) shows.
#[must_use]
pub fn maps(places: &ViewPlaces, presence: &[f32], side: usize) -> Vec<f32> {
    let mut all = vec![0.0; MAPS * side * side];
    let mut canvas = |channel: usize, part: &[[f32; 2]], radius: f32| {
        let map = &mut all[channel * side * side..][..side * side];
        draw(map, side, part, radius);
    };
    let pixel = 1.0 / side as f32;
    for (at, slot) in Slot::all().enumerate() {
        if presence[at] > 0.0 {
            let [x, y, r] = [0, 1, 2].map(|n| places.numbers[3 * at + n]);
            canvas(slot.kind as usize, &[[x, y]], r.clamp(LEAST * pixel, 1.0));
        }
    }
    let slots: Vec<Slot> = Slot::all().collect();
    for further in places.more.iter().filter(|it| presence[it.slot] > 0.0) {
        let [x, y, r] = further.place;
        let channel = slots[further.slot].kind as usize;
        canvas(channel, &[[x, y]], r.clamp(LEAST * pixel, 1.0));
    }
    let kinds = Kind::ALL.len();
    let pairs = |first: usize, count: usize| -> Vec<[f32; 2]> {
        places.numbers[first..first + 2 * count]
            .as_chunks::<2>()
            .0
            .to_vec()
    };
    for way in (0..PATHS).filter(|way| presence[SLOTS + way] > 0.0) {
        let channel = kinds + usize::from(way >= CATHETERS);
        let points = pairs(path_at(way), PATH_POINTS);
        canvas(channel, &points, LINE * pixel);
    }
    for dot in (0..DOTS).filter(|dot| presence[SLOTS + PATHS + dot] > 0.0) {
        let channel = kinds + 2 + usize::from(dot >= WIRES);
        let points = pairs(dot_at(dot), 1);
        canvas(channel, &points, DOT * pixel);
    }
    all
}

/// Draws a line (or a point) into a map: a Gaussian of the distance; the larger value stays.
fn draw(map: &mut [f32], side: usize, points: &[[f32; 2]], radius: f32) {
    let single = [points[0], points[0]];
    let segments = if points.len() == 1 {
        &single[..]
    } else {
        points
    };
    let scale = side as f32;
    let span = |low: f32, high: f32| {
        let reach = REACH * radius;
        // What is not a number becomes an empty span.
        let first = ((low - reach) * scale - 0.5).ceil().clamp(0.0, scale);
        let last = ((high + reach) * scale - 0.5)
            .floor()
            .clamp(-1.0, scale - 1.0);
        first as usize..(last + 1.0) as usize
    };
    let across = 1.0 / (2.0 * radius * radius);
    for pair in segments.windows(2) {
        let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
        let (dx, dy) = (bx - ax, by - ay);
        let length = (dx * dx + dy * dy).max(1e-9);
        for row in span(ay.min(by), ay.max(by)) {
            let y = (row as f32 + 0.5) / scale - ay;
            for column in span(ax.min(bx), ax.max(bx)) {
                let x = (column as f32 + 0.5) / scale - ax;
                let along = ((x * dx + y * dy) / length).clamp(0.0, 1.0);
                let (u, v) = (x - along * dx, y - along * dy);
                let value = libm::expf(-(u * u + v * v) * across);
                let pixel = &mut map[row * side + column];
                *pixel = pixel.max(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        condition::{Spot, presence},
        findings::{FindingsTable, Side, TableRow},
    };

    #[test]
    fn findings_shine_where_they_are() {
        let row = TableRow::new(Kind::Nodule).on(Side::Left);
        let mut places = ViewPlaces::default();
        let spot = Spot {
            x: 0.75,
            y: 0.25,
            r: 0.05,
            points: Vec::new(),
        };
        places.put(&row, &spot);
        let table = FindingsTable { rows: vec![row] };
        let shown = maps(&places, &presence(&table), 64);
        let of_nodules = &shown[Kind::Nodule as usize * 64 * 64..][..64 * 64];
        assert!(of_nodules[16 * 64 + 48] > 0.9);
        assert!(of_nodules[16 * 64 + 16] < 0.01);
        let sum: f32 = shown.iter().sum();
        assert!(
            (sum - of_nodules.iter().sum::<f32>()).abs() < 1e-6,
            "nothing else shines"
        );
        assert!(
            maps(&places, &presence(&FindingsTable::default()), 64)
                .iter()
                .all(|&it| it == 0.0)
        );
    }

    #[test]
    fn two_nodules_of_a_side_both_shine() {
        let row = TableRow::new(Kind::Nodule).on(Side::Left);
        let spot = |x: f32| Spot {
            x,
            y: 0.25,
            r: 0.03,
            points: Vec::new(),
        };
        let mut places = ViewPlaces::default();
        places.put(&row, &spot(0.75));
        places.put(&row, &spot(0.25));
        let table = FindingsTable { rows: vec![row] };
        let shown = maps(&places.shown(&presence(&table)), &presence(&table), 64);
        let of_nodules = &shown[Kind::Nodule as usize * 64 * 64..][..64 * 64];
        assert!(of_nodules[16 * 64 + 48] > 0.9 && of_nodules[16 * 64 + 16] > 0.9);
        let none = presence(&FindingsTable::default());
        assert!(maps(&places, &none, 64).iter().all(|&it| it == 0.0));
    }

    #[test]
    fn places_off_the_image_or_broken_draw_nothing() {
        for place in [[-5.0, 0.5], [7.0, 9.0], [f32::NAN, 0.5]] {
            let mut map = vec![0.0; 32 * 32];
            draw(&mut map, 32, &[place], 0.02);
            assert!(map.iter().all(|&it| it == 0.0), "{place:?}");
        }
    }
}
