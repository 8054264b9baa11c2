//! Wires, pacemakers, catheters.

use glam::Vec3;

use super::{Access, Finding};
use crate::body::Body;
use crate::code::Code;
use crate::draw::Draw;
use crate::materials::{CATHETER, STEEL};
use crate::parts::{Matter, Section, Shown, curve};

/// Attenuation of a pacemaker lead: a coil of wire in plastic.
const LEAD: f32 = 0.22;

/// Loops of wire around the sternum.
pub fn sternal_wires(body: &mut Body, finding: &mut Finding, code: &Code) {
    let own = code.of(finding.kind, None);
    let draw = &mut Draw::template(finding.kind, own.choice("form"));
    let count = finding.count.unwrap_or(6);
    let line = body.marks.sternum.clone();
    let (Some(&top), Some(&low)) = (line.first(), line.last()) else {
        return;
    };
    for i in 0..count {
        let t = 0.08 + 0.84 * i as f32 / (count.max(2) - 1) as f32;
        let middle = top.lerp(low, t) + Vec3::new(draw.normal(0.0, 1.5), -2.0, 0.0);
        let wide = own.value("width") + draw.normal(0.0, 0.5);
        let lean = own.value("lean") + draw.normal(0.0, 0.1);
        let ring: Vec<Vec3> = (0..=16)
            .map(|step| {
                let (s, c) = (step as f32 / 16.0 * std::f32::consts::TAU).sin_cos();
                // Around the bone: wide across, deep, and a little askew.
                middle + Vec3::new(c * wide, s * 8.0, lean * c * wide + 2.2 * s)
            })
            .collect();
        body.parts
            .wire(&ring, 0.45, Matter::Extra(STEEL), Shown::Both);
        let twist = middle + Vec3::new(draw.normal(0.0, 2.0), -8.5, 0.0);
        let end = twist + Vec3::new(draw.normal(0.0, 2.0), -1.0, draw.uniform(4.0, 7.0));
        finding.points_mm.push(middle);
        body.parts
            .wire(&[twist, end], 0.8, Matter::Extra(STEEL), Shown::Both);
    }
}

/// A generator under the skin and one to three leads into the heart.
pub fn pacemaker(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(side) = finding.side else { return };
    let own = code.of(finding.kind, finding.side);
    let draw = &mut Draw::template(finding.kind, own.choice("form"));
    let sway = Vec3::new(own.value("sway_x"), own.value("sway_y"), 0.0);
    let pocket = body.marks.pockets[side.place()];
    let can = |height: f32, along: f32| {
        let at = pocket + Vec3::new(side.sign() * 0.1 * height, 0.0, height);
        let section = Section {
            along,
            across: 3.6,
            up: Vec3::X,
        };
        (at, section)
    };
    let shape = [
        can(-21.0, 15.0),
        can(-15.0, 21.0),
        can(4.0, 23.0),
        can(14.0, 21.0),
        can(19.0, 14.0),
    ];
    body.parts
        .tube(&shape, Matter::Extra(0.5 * STEEL), Shown::Both);
    finding.place_mm = Some(pocket);
    finding.reach_mm = Some(26.0);
    let header = pocket + Vec3::Z * 23.0;
    let cava = body.marks.cava.clone();
    let (atrium, ventricle) = (body.marks.atrium, body.marks.ventricle);
    let x = Vec3::X * side.sign();
    let clavicle = Vec3::new(cava[0].x, cava[0].y - 22.0, pocket.z + 30.0) + x * 52.0;
    let wander =
        |draw: &mut Draw| sway + Vec3::new(draw.normal(0.0, 0.8), draw.normal(0.0, 0.8), 0.0);
    for lead in 0..finding.count.unwrap_or(2) {
        // Each lead is looped a little further than the last.
        let further = 3.0 * lead as f32;
        let loop_down = pocket
            + x * (own.value("loop_out") + further)
            + Vec3::Z * (own.value("loop_up") - further);
        let mut path = vec![
            header,
            loop_down,
            clavicle + wander(draw),
            cava[1] + wander(draw),
        ];
        path.extend(cava[2..].iter().map(|&p| p + wander(draw)));
        // The atrial lead curls up into the appendage; the others go to the ventricle's tip.
        if lead == 0 && finding.count.unwrap_or(2) > 1 {
            path.push(atrium + Vec3::new(-4.0, 0.0, -8.0));
            path.push(atrium + Vec3::new(6.0, -16.0, -12.0));
            path.push(atrium + Vec3::new(12.0, -24.0, 6.0));
        } else {
            let tip = ventricle + Vec3::new(0.0, 6.0, 0.0) * lead as f32;
            path.push(atrium + Vec3::new(2.0, 0.0, -14.0));
            path.push(atrium.lerp(tip, 0.5) + Vec3::new(0.0, 0.0, -14.0));
            path.push(tip);
        }
        let path = curve(&path, 5);
        finding.points_mm.extend(path.iter().step_by(3));
        body.parts
            .wire(&path, 0.95, Matter::Extra(LEAD), Shown::Both);
        if let Some(&tip) = path.last() {
            body.parts
                .ball(tip, Vec3::splat(1.5), Matter::Extra(0.5), Shown::Both);
        }
    }
}

/// A catheter that ends in the superior vena cava.
pub fn central_line(body: &mut Body, finding: &mut Finding, code: &Code) {
    let (Some(side), Some(access)) = (finding.side, finding.access) else {
        return;
    };
    let x = Vec3::X * side.sign();
    let cava = body.marks.cava.clone();
    let pocket = body.marks.pockets[side.place()];
    let entry = Vec3::new(0.0, cava[0].y - 16.0, cava[1].z + 6.0) + x * 46.0;
    let mut path = match access {
        Access::Jugular => {
            let neck = Vec3::new(0.0, cava[0].y - 4.0, cava[0].z + 75.0) + x * 34.0;
            vec![neck, neck - Vec3::Z * 42.0 - x * 2.0]
        }
        Access::Peripheral => {
            // From the upper arm through the armpit, under the clavicle.
            let arm = pocket + x * 125.0 + Vec3::new(0.0, 42.0, -40.0);
            vec![arm, pocket + x * 62.0 + Vec3::new(0.0, 36.0, 14.0), entry]
        }
        Access::Port => {
            let drum = pocket + Vec3::new(0.0, -1.0, -6.0);
            let face = Section::round(11.0);
            let (front, back) = (drum - Vec3::Y * 4.0, drum + Vec3::Y * 4.0);
            body.parts.tube(
                &[(front, face), (back, face)],
                Matter::Extra(0.09),
                Shown::Both,
            );
            body.parts.tube(
                &[(front, face.inner(5.0)), (back, face.inner(5.0))],
                Matter::Extra(-0.05),
                Shown::Both,
            );
            vec![
                drum,
                drum + Vec3::Z * 34.0 - x * 6.0,
                entry + Vec3::Z * 10.0,
            ]
        }
    };
    let from = if access == Access::Jugular { 0 } else { 1 };
    path.extend_from_slice(&cava[from..3]);
    let tip = cava[3].lerp(cava[2], code.of(finding.kind, finding.side).value("tip"));
    path.push(tip);
    let path = curve(&path, 6);
    let radius = if access == Access::Peripheral {
        0.8
    } else {
        1.2
    };
    body.parts
        .wire(&path, radius, Matter::Extra(CATHETER + 0.03), Shown::Both);
    finding.points_mm = path.iter().step_by(3).copied().collect();
    finding.place_mm = Some(tip);
    finding.reach_mm = Some(8.0);
}
