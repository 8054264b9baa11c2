//! Hiatal hernia and calcified aorta.

use glam::Vec3;

use super::Finding;
use crate::body::Body;
use crate::code::Code;
use crate::draw::Draw;
use crate::materials::{CALCIUM, MUSCLE};
use crate::parts::{Matter, Section, Shown};
use crate::volume::{ellipsoid, smooth_max, smooth_min};

/// Stomach behind the heart: a wall, fluid, and gas above a level.
pub fn hernia(body: &mut Body, finding: &mut Finding, code: &Code) {
    let own = code.of(finding.kind, None);
    let radius = 23.0 + 8.0 * finding.severity.rank() + own.value("size");
    let radii = Vec3::new(1.1, 0.85, 0.95) * radius;
    let centre = body.marks.hiatus + Vec3::Z * (0.8 * radius);
    // Two pouches that run together, as the folds of a stomach do.
    let second = centre + Vec3::new(0.45, 0.1, -0.35) * radius;
    let pouch = |p: Vec3, by: f32| {
        let by = Vec3::splat(by);
        smooth_min(
            ellipsoid(p - centre, radii - by),
            ellipsoid(p - second, 0.8 * radii - by),
            0.3 * radius,
        )
    };
    let around = Vec3::splat(1.6 * radius);
    body.volume
        .fill(centre - around, centre + around, MUSCLE, |p| pouch(p, 0.0));
    // Mostly food and fluid, with gas on top.
    let level = centre.z + (0.2 + own.value("level")) * radius;
    body.volume
        .fill(centre - around, centre + around, 0.0, |p| {
            smooth_max(pouch(p, 4.5), level - p.z, 4.0)
        });
    let grid = body.lungs.grid;
    grid.visit(centre - around, centre + around, |at, p| {
        if pouch(p, 0.0) < 0.0 {
            body.lungs.lobe[at] = 0;
        }
    });
    finding.size_mm = Some((2.0 * radius).round());
    finding.place_mm = Some(centre);
}

/// Plaques in the wall of the arch.
pub fn calcified_aorta(body: &mut Body, finding: &mut Finding, code: &Code) {
    let draw = &mut Draw::template(finding.kind, code.of(finding.kind, None).choice("form"));
    let aorta = &body.marks.aorta;
    let radius = body.marks.aorta_radius - 0.8;
    let (from, to) = (aorta.len() * 3 / 8, aorta.len() * 5 / 8);
    let rank = finding.severity.rank();
    let plaques = 3 + 2 * finding.severity as usize;
    for plaque in 0..plaques {
        // The first lies on the outer side of the knob, where it is seen on edge.
        let at = if plaque == 0 {
            (from + to) / 2
        } else {
            from + draw.below(to - from)
        };
        let axis = (aorta[at + 1] - aorta[at]).normalize_or(Vec3::Y);
        let out = (Vec3::X + 0.5 * Vec3::Z)
            .reject_from_normalized(axis)
            .normalize_or(Vec3::X);
        let side = axis.cross(out);
        let start = if plaque == 0 {
            -0.9
        } else {
            draw.uniform(-1.2, 2.0)
        };
        let sweep = draw.uniform(0.7, 1.4);
        let points: Vec<_> = (0..=6)
            .map(|i| {
                let (s, c) = (start + sweep * i as f32 / 6.0).sin_cos();
                let section = Section {
                    along: draw.uniform(2.5, 3.5) + rank,
                    across: 0.85 + 0.3 * rank,
                    up: axis,
                };
                (aorta[at] + (out * c + side * s) * radius, section)
            })
            .collect();
        body.parts
            .tube(&points, Matter::Solid(CALCIUM), Shown::Both);
    }
}
