//! The vessel trees of the lungs.
//!
//! A tree reaches for points strewn through a lung: from its root it heads for their middle,
//! splits them in two and goes on with each half. Radii follow Murray's law.

use glam::Vec3;
use xraygan::findings::Side;

use super::heart::Mediastinum;
use crate::draw::Draw;
use crate::lungs::Lungs;
use crate::materials::BLOOD;
use crate::parts::{Matter, Parts, Section, Shown};
use crate::patient::Patient;

/// Radius (mm) of the last branches.
const TWIG: f32 = 0.40;
/// Exponent of Murray's law; a little below 3 for vessels of the lung.
const MURRAY: f32 = 2.55;

/// Adds the arteries and veins of both lungs.
pub fn fill(
    parts: &mut Parts,
    lungs: &Lungs,
    marks: &Mediastinum,
    patient: &Patient,
    draw: &mut Draw,
) {
    for side in Side::BOTH {
        let hilum = marks.hila[side.place()];
        let Some((low, high)) = lungs.bounds(|n| (n <= 3) == (side == Side::Right)) else {
            continue;
        };
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
                let side_of = lungs.grid.nearest(place).and_then(|at| lungs.side(at));
                if side_of == Some(side) && lungs.depth_at(place).is_some_and(|d| d > 4.0) {
                    ends.push(place);
                }
            }
            let mut tree = Tree {
                parts,
                draw,
                calibre: patient.vessels,
            };
            let inwards = Vec3::new(side.sign(), 0.1, -0.35).normalize();
            tree.grow(root, inwards, &mut ends, 0);
        }
    }
}

struct Tree<'a> {
    parts: &'a mut Parts,
    draw: &'a mut Draw,
    calibre: f32,
}

impl Tree<'_> {
    fn radius(&self, ends: usize) -> f32 {
        TWIG * (ends as f32).powf(1.0 / MURRAY) * self.calibre
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
        // The largest lie along the hilum, whose voxels show part of them already.
        let thick = 0.92 - 0.06 * (radius - 2.0).clamp(0.0, 5.0);
        let points = [
            (from, Section::round(radius)),
            (bend, Section::round(radius * 0.97)),
            (to, Section::round(radius * 0.93)),
        ];
        self.parts
            .tube(&points, Matter::Vessel(BLOOD * thick), Shown::Both);
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
