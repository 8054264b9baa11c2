//! Osteophytes and rib fractures.

use glam::Vec3;
use xraygan::findings::Side;

use super::Finding;
use crate::anatomy::bones::{Rib, bone};
use crate::body::Body;
use crate::code::Code;
use crate::draw::Draw;
use crate::materials::MUSCLE;
use crate::parts::{Matter, Shown};
use crate::patient::Fracture;
use crate::volume::coverage;

/// Spurs at the edges of the discs, in front and to the sides, larger and at more discs the more
/// severe; when severe they bridge the discs.
pub fn osteophytes(body: &mut Body, finding: &mut Finding, code: &Code) {
    let draw = &mut Draw::template(finding.kind, code.of(finding.kind, None).choice("form"));
    let material = bone(&body.patient);
    let dense = Matter::Solid(0.3 * material.cortex + 0.7 * material.marrow);
    let rank = finding.severity.rank();
    let mut discs = body.discs.clone();
    discs.sort_by(|a, b| b.centre.z.total_cmp(&a.centre.z));
    // The upper thoracic spine hardly moves, and wears little.
    for disc in discs.iter().skip(discs.len() / 4) {
        let affected = draw.chance(0.45 + 0.22 * rank);
        let beside = Side::BOTH.map(|_| draw.chance(0.6));
        let grown = draw.uniform(0.85, 1.15);
        if !affected {
            continue;
        }
        let size = (1.8 + 0.9 * rank) * grown * (disc.across / 18.0);
        let mut spurs = vec![Vec3::new(0.0, -disc.ahead, 0.0)];
        for side in Side::BOTH {
            if beside[side.place()] {
                spurs.push(Vec3::new(side.sign() * disc.across, -0.2 * disc.ahead, 0.0));
            }
        }
        let gap = if rank > 1.0 { 1.4 } else { 2.4 };
        for spur in spurs {
            for lip in [-1.0, 1.0] {
                let place = disc.centre + spur + Vec3::Z * lip * gap;
                let wide = Vec3::new(1.25, 1.25, 0.75) * size;
                body.parts.ball(place, wide, dense, Shown::Both);
            }
        }
        // Worn end plates are denser.
        let plate = Vec3::new(0.83 * disc.across, 0.8 * disc.ahead, 1.3 + 0.4 * rank);
        for lip in [-1.0, 1.0] {
            let place = disc.centre + Vec3::Z * lip * 3.4;
            let extra = (0.022 + 0.014 * rank) * (material.cortex - material.marrow);
            body.parts
                .ball(place, plate, Matter::Extra(extra), Shown::Both);
        }
        finding.points_mm.push(disc.centre);
    }
}

/// Notes where a fracture is. In the built-in body the rib was broken when it was built; in a body
/// from a CT it is broken here, at the followed rib nearest to the one wanted.
pub fn fracture(body: &mut Body, finding: &mut Finding) {
    let find = |fracture: &&Fracture| {
        Some(fracture.side) == finding.side && Some(fracture.rib) == finding.rib
    };
    let Some(fracture) = body.patient.fractures.iter().find(find).copied() else {
        return;
    };
    let far = |rib: &&Rib| (rib.number.abs_diff(fracture.rib), rib.path.len() < 14);
    let ribs = body.ribs.iter().filter(|rib| rib.side == fracture.side);
    let Some(rib) = ribs.min_by_key(far) else {
        return;
    };
    let path = rib.path.clone();
    let last = path.len() - 1;
    let at = ((last as f32 * fracture.along) as usize).clamp(1.min(last), last.saturating_sub(1));
    finding.rib = Some(rib.number);
    finding.place_mm = path.get(at).copied();
    finding.reach_mm = Some(16.0);
    if body.thorax.is_none() && last >= 2 {
        let axis = (path[at + 1] - path[at - 1]).normalize_or(Vec3::X);
        let outwards = Vec3::new(fracture.side.sign(), -0.2, -0.6);
        let out = outwards.reject_from_normalized(axis).normalize_or(Vec3::Z);
        break_rib(body, path[at], axis, out, &fracture);
    }
}

/// How far from the middle of a rib its bone is moved at most (mm).
const AROUND: f32 = 15.0;
/// How far along a rib the moved part blends into the rest (mm).
const ALONG: f32 = 34.0;

/// Moves the part of a rib ahead of a break outwards, leaves a gap, or grows callus around it.
fn break_rib(body: &mut Body, place: Vec3, axis: Vec3, out: Vec3, fracture: &Fracture) {
    let grid = body.volume.grid;
    let old = body.volume.clone();
    let reach = Vec3::splat(ALONG + 6.0);
    let mu = &mut body.volume.mu;
    let dense = bone(&body.patient);
    let callus = 0.35 * dense.cortex + 0.65 * dense.marrow;
    grid.visit(place - reach, place + reach, |at, p| {
        let along = (p - place).dot(axis);
        let beside = (p - place - axis * along).length();
        if beside > AROUND || !(-6.0..=ALONG).contains(&along) {
            return;
        }
        let near = 1.0 - ((beside - 7.0) / (AROUND - 7.0)).clamp(0.0, 1.0);
        let far = (1.0 - along.max(0.0) / ALONG).clamp(0.0, 1.0);
        // A fresh break is a step; a healed one has set, with a bend.
        let start = if fracture.healed {
            ((along + 6.0) / 6.0).clamp(0.0, 1.0)
        } else {
            coverage(-along, grid.pitch)
        };
        let step = fracture.step * near * far * start;
        if step > 0.0 {
            mu[at] = old.smooth(p - out * step);
        }
        if fracture.healed {
            let r = (along / 11.0).powi(2) + (beside / 7.5).powi(2);
            let part = coverage((r.sqrt() - 1.0) * 7.5, 2.0 * grid.pitch);
            mu[at] += part * (callus.max(mu[at]) - mu[at]);
        } else if beside < 9.0 {
            // The gap shows dark between the ends.
            let part = coverage(along.abs() - 1.2, grid.pitch);
            mu[at] += part * (mu[at].min(0.9 * MUSCLE) - mu[at]);
        }
    });
}
