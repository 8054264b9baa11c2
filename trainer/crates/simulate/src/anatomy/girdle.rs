//! Sternum and the bones of the shoulder girdle as exact parts.

use glam::Vec3;
use xraygan::findings::Side;

use super::arms::{elbow, shoulder};
use super::bones::bone;
use super::thorax::Thorax;
use crate::parts::{Bone, Matter, Primitives, Section, Shown, curve};
use crate::patient::Patient;

/// Adds sternum, clavicles, scapulae and humeri, the last three in the stance of each view.
pub fn add(parts: &mut Primitives, thorax: &Thorax, patient: &Patient) {
    let s = thorax.scale;
    let bone = bone(patient);
    let front = |z: f32, outside: f32| {
        let level = thorax.level(z);
        Vec3::new(level.middle, level.centre - level.half_depth - outside, z)
    };
    let flat = |wide: f32, deep: f32| Section {
        along: wide * s,
        across: deep * s,
        up: Vec3::X,
    };
    let notch = front(80.0 * s, 9.0 * s);
    let angle = front(42.0 * s, 7.0 * s);
    let tip = front(-62.0 * s, 7.0 * s);
    parts.bone(
        &[(notch, flat(26.0, 6.0)), (angle, flat(17.0, 5.5))],
        1.1,
        bone,
        Shown::Both,
    );
    let body = [
        (angle - Vec3::Z * 1.5, flat(15.0, 5.0)),
        (0.5 * (angle + tip) - Vec3::Y, flat(17.0, 5.0)),
        (tip, flat(14.0, 4.5)),
    ];
    parts.bone(&body, 1.1, bone, Shown::Both);
    for (shown, raised) in [(Shown::Frontal, false), (Shown::Lateral, true)] {
        for side in Side::BOTH {
            let x = Vec3::X * side.sign();
            let joint = shoulder(thorax, side, raised);
            let acromion = joint + (-x * 2.0 + Vec3::new(0.0, 4.0, 25.0)) * s;
            let medial = notch + (x * 17.0 + Vec3::new(0.0, 2.0, 6.0)) * s;
            let way = acromion - medial;
            let clavicle = curve(
                &[
                    medial,
                    medial + way * 0.33 + Vec3::new(0.0, -16.0, 1.0) * s,
                    medial + way * 0.68 + Vec3::new(0.0, 4.0, 4.0) * s,
                    acromion - x * 8.0,
                ],
                5,
            );
            let round: Vec<_> = clavicle
                .iter()
                .enumerate()
                .map(|(i, &p)| {
                    let t = (i as f32 / 15.0 - 0.45).abs();
                    (p, Section::round((5.6 + 4.8 * t) * s))
                })
                .collect();
            parts.bone(&round, 2.3, bone, shown);
            scapula(parts, thorax, side, joint, acromion, bone, shown, raised);
            humerus(parts, joint, elbow(thorax, side, raised), x, s, bone, shown);
        }
    }
}

fn humerus(
    parts: &mut Primitives,
    joint: Vec3,
    elbow: Vec3,
    x: Vec3,
    s: f32,
    bone: Bone,
    shown: Shown,
) {
    let down = (elbow - joint).normalize();
    let along = |mm: f32| joint + down * mm * s;
    let head = joint + x * 2.0 * s;
    parts.ball(
        head,
        Vec3::splat(23.0 * s),
        Matter::Solid(bone.marrow + 0.003),
        shown,
    );
    let shaft = [
        (along(12.0) + x * 5.0 * s, Section::round(16.0 * s)),
        (along(30.0) + x * 5.0 * s, Section::round(14.0 * s)),
        (along(60.0) + x * 3.0 * s, Section::round(12.0 * s)),
        (along(260.0), Section::round(11.5 * s)),
    ];
    parts.bone(&shaft, 3.2, bone, shown);
}

#[allow(clippy::too_many_arguments)]
fn scapula(
    parts: &mut Primitives,
    thorax: &Thorax,
    side: Side,
    joint: Vec3,
    acromion: Vec3,
    bone: Bone,
    shown: Shown,
    raised: bool,
) {
    let s = thorax.scale;
    let x = Vec3::X * side.sign();
    let glenoid = joint - x * 26.0 * s + Vec3::Y * 4.0 * s;
    // Raising the arm swings the lower angle outwards and forwards.
    let (angle_top, angle_low) = if raised { (1.02, 1.30) } else { (0.90, 1.12) };
    let top = thorax.surface(side, angle_top, 98.0 * s, 26.0 * s);
    let low = thorax.surface(side, angle_low, -26.0 * s, 24.0 * s);
    let plate = |wide: f32, thick: f32, up: Vec3| Section {
        along: wide * s,
        across: thick * s,
        up,
    };
    let rows = 9;
    let edge = |t: f32| top.lerp(low, t);
    let outer = |t: f32| glenoid.lerp(low + x * 4.0, t);
    for row in 0..rows {
        let t = (row as f32 + 0.5) / rows as f32;
        let (a, b) = (edge(t), outer(t));
        let thick = plate(7.6, 1.7, Vec3::Z);
        let matter = Matter::Solid(0.7 * bone.cortex + 0.3 * bone.marrow);
        parts.tube(&[(a, thick), (b, thick)], matter, shown);
    }
    let border = plate(4.2, 4.2, Vec3::Z);
    parts.bone(
        &[(glenoid - Vec3::Z * 14.0 * s, border), (low, border)],
        2.0,
        bone,
        shown,
    );
    let rim = plate(2.4, 2.4, Vec3::Z);
    parts.bone(&[(top, rim), (low, rim)], 0.9, bone, shown);
    let ridge = plate(6.0, 2.6, Vec3::Z);
    let root = edge(0.18);
    let crest = [
        (root, ridge),
        (root.lerp(acromion, 0.55) + Vec3::Y * 14.0 * s, ridge),
        (acromion, plate(5.0, 6.0, Vec3::Z)),
    ];
    parts.bone(&crest, 1.2, bone, shown);
    let socket = plate(16.0, 5.0, Vec3::Z);
    parts.bone(
        &[
            (glenoid - x * 6.0 * s, socket),
            (glenoid + x * 4.0 * s, socket),
        ],
        1.4,
        bone,
        shown,
    );
    let coracoid = Section::round(5.0 * s);
    let start = glenoid + Vec3::new(0.0, -4.0, 18.0) * s;
    let end = start + (x * 8.0 + Vec3::new(0.0, -24.0, 4.0)) * s;
    parts.bone(&[(start, coracoid), (end, coracoid)], 1.2, bone, shown);
}
