//! Wires, pacemakers, catheters.

use glam::{FloatExt, Vec3};

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
        let ring: Vec<Vec3> = (0..=28)
            .map(|step| {
                let (s, c) = (step as f32 / 28.0 * std::f32::consts::TAU).sin_cos();
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

/// Half height, half width and half depth of a pacemaker's can (mm).
const CAN: Vec3 = Vec3::new(22.0, 3.5, 20.0);

/// The can: a rounded flat box, as slices of a superellipse, with a clear header that the leads
/// plug into. Returns where they leave it.
fn can(body: &mut Body, pocket: Vec3, x: Vec3, lean: f32) -> Vec3 {
    let slice = |t: f32, wide: f32, deep: f32| {
        let section = Section {
            along: wide.max(0.4),
            across: deep.max(0.3),
            up: Vec3::X,
        };
        (pocket + x * lean * t + Vec3::Z * t, section)
    };
    // Rounder at the lower corners than beside the header.
    let shape: Vec<_> = (0..=36)
        .map(|step| {
            let t = step as f32 / 18.0 - 1.0;
            let power = if t < 0.0 { 2.6 } else { 4.5 };
            let wide = (1.0 - t.abs().powf(power)).max(0.0).powf(1.0 / power);
            slice(t * CAN.z, CAN.x * wide, CAN.y * wide.sqrt())
        })
        .collect();
    body.parts
        .tube(&shape, Matter::Extra(0.45 * STEEL), Shown::Both);
    let top = CAN.z + 0.3;
    let header: Vec<_> = (0..=10)
        .map(|step| {
            let t = step as f32 / 10.0;
            slice(top + 9.0 * t, CAN.x * (0.86 - 0.5 * t * t * t), 3.2)
        })
        .collect();
    body.parts.tube(&header, Matter::Extra(0.045), Shown::Both);
    // The plugs' screws and rings.
    for at in [2.5, 6.0] {
        let from = pocket + x * (lean * top - 13.0) + Vec3::Z * (top + at);
        let metal = Matter::Extra(0.5 * STEEL);
        body.parts
            .wire(&[from, from + x * 9.0], 1.1, metal, Shown::Both);
    }
    pocket + x * (lean * top - 15.0) + Vec3::Z * (top + 4.0)
}

/// A generator under the skin and one to three leads, through the subclavian vein and the superior
/// vena cava into the atrium, the ventricle and the coronary sinus.
pub fn pacemaker(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(side) = finding.side else { return };
    let own = code.of(finding.kind, finding.side);
    let draw = &mut Draw::template(finding.kind, own.choice("form"));
    let sway = Vec3::new(own.value("sway_x"), own.value("sway_y"), 0.0);
    let pocket = body.marks.pockets[side.place()];
    let x = Vec3::X * side.sign();
    let plug = can(body, pocket, x, 0.1 + 0.04 * sway.x);
    finding.place_mm = Some(pocket);
    finding.reach_mm = Some(26.0);
    let cava = body.marks.cava.clone();
    let (atrium, ventricle, heart) = (body.marks.atrium, body.marks.ventricle, body.marks.heart);
    let clavicle = Vec3::new(cava[0].x, cava[0].y - 20.0, pocket.z + 34.0) + x * 54.0;
    let behind = Vec3::Y * (CAN.y + 2.5);
    let leads = finding.count.unwrap_or(2);
    for lead in 0..leads {
        // Each lead is looped a little further than the last.
        let further = 3.0 * lead as f32;
        let out = own.value("loop_out") + further;
        let up = own.value("loop_up") - further;
        let wander = sway + Vec3::new(draw.normal(0.0, 0.8), draw.normal(0.0, 0.8), 0.0);
        let mut path = vec![
            plug,
            plug - x * 7.0 + Vec3::Z * 1.5,
            plug - x * 13.0 - Vec3::Z * 7.0 + 0.6 * behind,
            pocket - x * (12.0 + 0.5 * out) + Vec3::Z * (0.5 * up) + behind,
        ];
        if up < -12.0 {
            // Once around the can.
            path.push(pocket - x * 4.0 + Vec3::Z * (up - 4.0).min(-24.0) + behind);
            path.push(pocket + x * (14.0 + 0.5 * out) + Vec3::Z * (0.4 * up) + behind);
        }
        path.push(pocket + x * 6.0 + Vec3::Z * (CAN.z + 8.0) + behind);
        path.push(clavicle + wander);
        let across = 0.5 * (clavicle + cava[1]) + Vec3::Z * 7.0;
        path.push(across + wander);
        path.extend(cava[1..].iter().map(|&p| p + wander));
        let target = match (lead, leads) {
            (0, 2..) => Target::Atrium,
            (2, _) => Target::Sinus,
            _ => Target::Ventricle,
        };
        let tip = Vec3::Y * sway.y + Vec3::X * sway.x;
        path.extend(match target {
            // Down, and up again into the appendage.
            Target::Atrium => [
                atrium + Vec3::new(-3.0, 0.0, -6.0),
                atrium + Vec3::new(3.0, -13.0, -15.0),
                atrium + Vec3::new(11.0, -23.0, -4.0),
                atrium + Vec3::new(10.0, -25.0, 9.0),
            ],
            Target::Ventricle => [
                atrium + Vec3::new(0.0, 0.0, -12.0),
                atrium.lerp(ventricle, 0.3) + Vec3::new(0.0, 0.0, -13.0),
                atrium.lerp(ventricle, 0.68) + Vec3::new(0.0, 0.0, -9.0),
                ventricle + tip,
            ],
            // Behind the heart to the side of the left ventricle.
            Target::Sinus => [
                atrium + Vec3::new(4.0, 10.0, -12.0),
                heart + Vec3::new(6.0, 30.0, -8.0),
                Vec3::new(
                    heart.x.lerp(ventricle.x, 0.8),
                    heart.y + 28.0,
                    heart.z + 6.0,
                ),
                Vec3::new(ventricle.x + 5.0, heart.y + 12.0, heart.z + 2.0) + tip,
            ],
        });
        let path = curve(&path, 8);
        finding.points_mm.extend(path.iter().step_by(3));
        body.parts
            .wire(&path, 0.95, Matter::Extra(LEAD), Shown::Both);
        let Some(&end) = path.last() else { continue };
        let metal = Matter::Extra(0.5);
        body.parts.ball(end, Vec3::splat(1.6), metal, Shown::Both);
        // The ring behind the tip.
        if let [.., a, b, _, _] = path[..] {
            body.parts.wire(&[a, b], 1.4, metal, Shown::Both);
        }
    }
}

/// Where a lead ends.
enum Target {
    Atrium,
    Ventricle,
    Sinus,
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
