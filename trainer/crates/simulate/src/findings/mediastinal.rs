//! Hiatal hernia and calcified aorta.

use glam::Vec3;

use super::Finding;
use crate::body::Body;
use crate::code::Code;
use crate::draw::Draw;
use crate::materials::{CALCIUM, MUSCLE};
use crate::parts::{Matter, Section, Shown};
use crate::volume::ellipsoid;

/// Stomach behind the heart: a wall, fluid, and gas above a level.
pub fn hernia(body: &mut Body, finding: &mut Finding, code: &Code) {
    let own = code.of(finding.kind, None);
    let radius = 23.0 + 8.0 * finding.severity.rank() + own.value("size");
    let radii = Vec3::new(1.1, 0.85, 0.95) * radius;
    let centre = body.marks.hiatus + Vec3::Z * (0.8 * radius);
    body.volume
        .fill(centre - radii, centre + radii, MUSCLE, |p| {
            ellipsoid(p - centre, radii)
        });
    let level = centre.z + own.value("level") * radius;
    let inner = radii - Vec3::splat(4.5);
    body.volume.fill(centre - inner, centre + inner, 0.0, |p| {
        ellipsoid(p - centre, inner).max(level - p.z)
    });
    let grid = body.lungs.grid;
    grid.visit(centre - radii, centre + radii, |at, p| {
        if ellipsoid(p - centre, radii) < 0.0 {
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
                    along: draw.uniform(2.5, 3.5),
                    across: 0.85,
                    up: axis,
                };
                (aorta[at] + (out * c + side * s) * radius, section)
            })
            .collect();
        body.parts
            .tube(&points, Matter::Solid(CALCIUM), Shown::Both);
    }
}
