//! The vessel trees of the lungs.
//!
//! A tree grows towards points spread through a lung: from its root it heads for their middle,
//! splits them in two and goes on with each half. Radii follow Murray's law. The trees grow once, in
//! the average body; each patient has them as the lungs stretch them.

use std::sync::LazyLock;

use glam::Vec3;
use xraygan::findings::Side;

use super::heart::Mediastinum;
use crate::code::Code;
use crate::draw::{Draw, Stream};
use crate::lungs::Lungs;
use crate::materials::BLOOD;
use crate::parts::{Matter, Primitives, Section, Shown};
use crate::patient::Patient;

/// Radius (mm) of the last branches.
const TWIG: f32 = 0.40;
/// Exponent of Murray's law; a little below 3 for vessels of the lung.
const MURRAY: f32 = 2.55;

/// A piece of a vessel in the average body: from, by way of, to.
struct Branch {
    side: Side,
    points: [(Vec3, f32); 3],
}

/// The trees of the average body, which all patients share.
static TEMPLATE: LazyLock<(Vec<Branch>, [Frame; 2])> = LazyLock::new(|| {
    let average = Patient::of(&Code::average());
    let body = super::without_vessels(&average);
    let frames = Side::BOTH.map(|side| Frame::of(&body.lungs, &body.marks, side));
    let draw = &mut Draw::new(0, 0, Stream::Template);
    let mut branches = Vec::new();
    for side in Side::BOTH {
        let Frame { low, hilum, high } = frames[side.place()];
        let vein_root = Vec3::new(hilum.x * 0.85, hilum.y - 8.0, hilum.z - 24.0);
        for (root, count) in [(hilum, 1500), (vein_root, 1100)] {
            let mut ends = Vec::with_capacity(count);
            for _ in 0..count * 12 {
                if ends.len() == count {
                    break;
                }
                let unit = |draw: &mut Draw| draw.uniform(0.0, 1.0);
                // Standing, blood falls to the bases.
                let height = unit(draw).powf(1.4);
                let place = low + (high - low) * Vec3::new(unit(draw), unit(draw), height);
                let lungs = &body.lungs;
                let side_of = lungs.grid.nearest(place).and_then(|at| lungs.side(at));
                if side_of == Some(side) && lungs.depth_at(place).is_some_and(|d| d > 4.0) {
                    ends.push(place);
                }
            }
            let mut tree = Tree {
                side,
                branches: &mut branches,
                draw: &mut *draw,
            };
            let inwards = Vec3::new(side.sign(), 0.1, -0.35).normalize();
            tree.grow(root, inwards, &mut ends, 0);
        }
    }
    (branches, frames)
});

/// What a tree is stretched between: the box of a lung, and the hilum in it.
#[derive(Clone, Copy)]
struct Frame {
    low: Vec3,
    hilum: Vec3,
    high: Vec3,
}

impl Frame {
    fn of(lungs: &Lungs, marks: &Mediastinum, side: Side) -> Self {
        let hilum = marks.hila[side.place()];
        let chosen = |number: u8| (number <= 3) == (side == Side::Right);
        let (low, high) = lungs.bounds(chosen).unwrap_or((hilum - 1.0, hilum + 1.0));
        Self { low, hilum, high }
    }

    /// Carries a place of this frame to another: between the hilum and the sides of the box evenly.
    fn to(&self, other: &Self, p: Vec3) -> Vec3 {
        let along = |axis: usize| {
            let (p, from, to) = (p[axis], self.hilum[axis], other.hilum[axis]);
            let (end, other_end) = if p < from {
                (self.low[axis], other.low[axis])
            } else {
                (self.high[axis], other.high[axis])
            };
            let span = end - from;
            if span.abs() < 1.0 {
                to + p - from
            } else {
                to + (p - from) * (other_end - to) / span
            }
        };
        Vec3::new(along(0), along(1), along(2))
    }
}

/// Adds the arteries and veins of both lungs: those of the average body, carried to these lungs.
pub fn fill(parts: &mut Primitives, lungs: &Lungs, marks: &Mediastinum, patient: &Patient) {
    let (branches, average) = &*TEMPLATE;
    let frames = Side::BOTH.map(|side| Frame::of(lungs, marks, side));
    for branch in branches {
        let at = branch.side.place();
        let points = branch.points.map(|(place, radius)| {
            let section = Section::round(radius * patient.vessels);
            (average[at].to(&frames[at], place), section)
        });
        // The largest lie along the hilum, whose voxels show part of them already.
        let thick = 0.92 - 0.06 * (points[0].1.along - 2.0).clamp(0.0, 5.0);
        parts.tube(&points, Matter::Vessel(BLOOD * thick), Shown::Both);
    }
}

struct Tree<'a> {
    side: Side,
    branches: &'a mut Vec<Branch>,
    draw: &'a mut Draw,
}

impl Tree<'_> {
    fn radius(&self, ends: usize) -> f32 {
        TWIG * (ends as f32).powf(1.0 / MURRAY)
    }

    fn grow(&mut self, from: Vec3, heading: Vec3, ends: &mut [Vec3], depth: usize) {
        if ends.is_empty() || depth > 24 {
            return;
        }
        let middle = ends.iter().sum::<Vec3>() / ends.len() as f32;
        let way = middle - from;
        let distance = way.length();
        if distance < 1.0 {
            return;
        }
        let reach = if ends.len() == 1 {
            1.0
        } else if depth < 3 {
            self.draw.uniform(0.16, 0.32)
        } else {
            self.draw.uniform(0.24, 0.42)
        };
        let wobble = Vec3::new(
            self.draw.normal(0.0, 0.11),
            self.draw.normal(0.0, 0.11),
            self.draw.normal(0.0, 0.11),
        );
        let aim = (way / distance + 0.55 * heading + wobble).normalize_or(heading);
        let length = distance * reach;
        let to = from + aim * length;
        let bend = from + (heading * 0.25 + aim * 0.75).normalize_or(aim) * (0.5 * length);
        let radius = self.radius(ends.len());
        let points = [(from, radius), (bend, 0.97 * radius), (to, 0.93 * radius)];
        self.branches.push(Branch {
            side: self.side,
            points,
        });
        if ends.len() == 1 {
            return;
        }
        // Split across the longest extent, off the middle as real vessels do.
        let spread = ends
            .iter()
            .fold(Vec3::ZERO, |sum, e| sum + (*e - middle).abs());
        let axis = if spread.x > spread.y && spread.x > spread.z {
            Vec3::X
        } else if spread.y > spread.z {
            Vec3::Y
        } else {
            Vec3::Z
        };
        let tilt = Vec3::new(
            self.draw.normal(0.0, 0.3),
            self.draw.normal(0.0, 0.3),
            self.draw.normal(0.0, 0.3),
        );
        let axis = axis + tilt;
        ends.sort_by(|a, b| a.dot(axis).total_cmp(&b.dot(axis)));
        let share = self.draw.uniform(0.22, 0.78);
        let at = ((ends.len() as f32 * share) as usize).clamp(1, ends.len() - 1);
        let (low, high) = ends.split_at_mut(at);
        self.grow(to, aim, low, depth + 1);
        self.grow(to, aim, high, depth + 1);
    }
}
