//! Spine and ribs as exact parts.

use glam::Vec3;
use xraygan::findings::Side;

use super::thorax::Thorax;
use crate::materials::{CORTEX, MARROW};
use crate::parts::{Bone, Matter, Primitives, Section, Shown};
use crate::patient::Patient;

/// A disc between two vertebral bodies.
#[derive(Clone, Copy, Debug)]
pub struct Disc {
    /// Its middle (mm).
    pub centre: Vec3,
    /// From the middle to the sides (mm).
    pub across: f32,
    /// From the middle to the front (mm).
    pub ahead: f32,
}

/// A rib: the places along it, from the spine to the cartilage.
#[derive(Clone, Debug)]
pub struct Rib {
    /// Which side.
    pub side: Side,
    /// Number, 1 to 12.
    pub number: usize,
    /// Middle line (mm).
    pub path: Vec<Vec3>,
    /// Section along it.
    pub section: Section,
}

/// Bones of a patient with the mineral content applied.
pub fn bone(patient: &Patient) -> Bone {
    Bone {
        cortex: 0.0202 + (CORTEX - 0.0202) * patient.bone,
        marrow: 0.0192 + (MARROW - 0.0192) * patient.bone.powf(1.5),
    }
}

/// Heights (mm) of the middles of the vertebrae C6 to L2, from above: T1 is at place 2.
pub fn vertebrae(thorax: &Thorax) -> Vec<f32> {
    let s = thorax.scale;
    let mut z = 198.0 * s;
    (0..16)
        .map(|i| {
            let height = (16.5 + 0.95 * i as f32) * s;
            z -= height;
            z + 0.5 * height
        })
        .collect()
}

/// The discs of the thoracic and upper lumbar spine, from above.
pub fn discs(thorax: &Thorax) -> Vec<Disc> {
    let s = thorax.scale;
    let heights = vertebrae(thorax);
    let pairs = heights.windows(2).enumerate().skip(3);
    pairs
        .map(|(i, pair)| {
            let grow = (0.72 + 0.028 * i as f32) * s;
            Disc {
                centre: thorax.spine(0.5 * (pair[0] + pair[1])),
                across: 18.0 * grow,
                ahead: 15.5 * grow,
            }
        })
        .collect()
}

/// Adds the spine.
pub fn spine(parts: &mut Primitives, thorax: &Thorax, patient: &Patient) {
    let bone = bone(patient);
    let s = thorax.scale;
    for (i, &z) in vertebrae(thorax).iter().enumerate() {
        let grow = (0.72 + 0.028 * i as f32) * s;
        let height = (16.5 + 0.95 * i as f32) * s * 0.80;
        let centre = thorax.spine(z);
        let axis = (thorax.spine(z + 6.0) - thorax.spine(z - 6.0)).normalize();
        let section = |waist: f32| Section {
            along: 17.5 * grow * waist,
            across: 14.5 * grow * waist,
            up: Vec3::X,
        };
        let at = |h: f32| centre + axis * (h * height);
        let body = [
            (at(-0.5), section(1.04)),
            (at(-0.3), section(0.95)),
            (at(0.0), section(0.92)),
            (at(0.3), section(0.95)),
            (at(0.5), section(1.04)),
        ];
        let soft = Bone {
            marrow: 0.5 * (bone.marrow + 0.0202) + 0.0006,
            cortex: bone.marrow + 0.15 * (bone.cortex - bone.marrow),
        };
        parts.bone(&body, 1.3 * s, soft, Shown::Both);
        // End plates.
        for end in [-0.5, 0.5] {
            let plate = [
                (at(end - 0.035), section(1.0)),
                (at(end + 0.035), section(1.0)),
            ];
            let extra = 0.4 * (bone.cortex - bone.marrow);
            parts.tube(&plate, Matter::Extra(extra), Shown::Both);
        }
        let back = Vec3::Y;
        let bone = Bone {
            cortex: bone.marrow + 0.25 * (bone.cortex - bone.marrow),
            marrow: soft.marrow,
        };
        for side in Side::BOTH {
            let x = Vec3::X * side.sign();
            let pedicle = centre + x * 11.0 * grow + axis * 0.18 * height;
            let facet = pedicle + back * 26.0 * grow + x * 2.0 * grow;
            let limb = Section {
                along: 6.0 * grow,
                across: 4.0 * grow,
                up: Vec3::Z,
            };
            parts.bone(
                &[(pedicle + back * 10.0 * grow, limb), (facet, limb)],
                1.1,
                bone,
                Shown::Both,
            );
            let tip = facet + x * 9.0 * grow + Vec3::new(0.0, 6.0, 2.0) * grow;
            let thin = Section::round(3.6 * grow);
            parts.bone(&[(facet, thin), (tip, thin)], 1.0, bone, Shown::Both);
            let lamina = Section {
                along: 9.0 * grow,
                across: 3.0 * grow,
                up: Vec3::Z,
            };
            let middle = centre + back * 40.0 * grow - axis * 0.2 * height;
            parts.bone(&[(facet, lamina), (middle, lamina)], 1.0, bone, Shown::Both);
        }
        let root = centre + back * 38.0 * grow - axis * 0.2 * height;
        let tip = root + Vec3::new(0.0, 24.0, -20.0) * grow;
        let blade = Section {
            along: 7.5 * grow,
            across: 2.6 * grow,
            up: Vec3::Z,
        };
        parts.bone(&[(root, blade), (tip, blade)], 0.9, bone, Shown::Both);
    }
}

/// Fall (mm) of each rib from its head to its front end, and the angle (radians about the chest,
/// from the back) at which its bone ends.
const RIBS: [(f32, f32); 12] = [
    (42.0, 2.35),
    (58.0, 2.62),
    (78.0, 2.68),
    (92.0, 2.66),
    (103.0, 2.60),
    (112.0, 2.50),
    (118.0, 2.40),
    (120.0, 2.22),
    (118.0, 2.05),
    (108.0, 1.85),
    (84.0, 1.35),
    (52.0, 0.90),
];

/// The twelve pairs of ribs.
pub fn ribs(thorax: &Thorax, patient: &Patient) -> Vec<Rib> {
    let s = thorax.scale;
    let heads = vertebrae(thorax);
    let mut ribs = Vec::with_capacity(24);
    for side in Side::BOTH {
        for (i, &(fall, end)) in RIBS.iter().enumerate() {
            let head = heads[i + 2] + 7.0 * s;
            let lift = patient.diaphragm[side.place()].clamp(-20.0, 25.0) * 0.10;
            // Scoliosis crowds the ribs of the hollow side.
            let fan = -patient.scoliosis * side.sign() * 0.12 * (head / 100.0);
            let steps = 18;
            let mut path: Vec<Vec3> = (0..=steps)
                .map(|step| {
                    let t = step as f32 / steps as f32;
                    let angle = 0.30 + (end - 0.30) * t;
                    // Nearly level at the back, steepest at the side, then level to the front.
                    let course = 0.30 * t + 0.70 * t * t * (1.9 - 0.9 * t);
                    let z = head - (fall + lift) * s * course + fan;
                    thorax.surface(side, angle, z, 6.0 * s)
                })
                .collect();
            let neck = thorax.spine(head) + Vec3::new(side.sign() * 18.0, 30.0, 0.0) * s;
            path.insert(0, neck);
            let size = if i == 0 || i >= 10 { 0.85 } else { 1.0 };
            ribs.push(Rib {
                side,
                number: i + 1,
                path,
                section: Section {
                    along: (5.3 + 0.25 * (5.0 - (i as f32 - 5.0).abs())) * size * s,
                    across: 3.7 * size * s,
                    up: if i == 0 { Vec3::Y } else { Vec3::Z },
                },
            });
        }
    }
    ribs
}

/// Adds a rib, in two pieces if it is broken.
pub fn rib(parts: &mut Primitives, rib: &Rib, patient: &Patient) {
    let bone = bone(patient);
    let broken = patient
        .fractures
        .iter()
        .find(|fracture| fracture.side == rib.side && fracture.rib == rib.number);
    let Some(fracture) = broken else {
        return piece(parts, rib, &rib.path, bone);
    };
    let last = rib.path.len() - 1;
    let at = ((last as f32 * fracture.along) as usize).clamp(1, last - 1);
    let step = Vec3::new(rib.side.sign(), 0.0, -1.5).normalize() * fracture.step;
    let mut near = rib.path[..=at].to_vec();
    let mut far: Vec<Vec3> = rib.path[at..].to_vec();
    if !fracture.healed {
        let gap = (rib.path[at + 1] - rib.path[at]).normalize_or(Vec3::X);
        near[at] -= gap * 1.2;
        far[0] += gap * 1.2;
    }
    // The far piece sinks, and rejoins its course further on.
    for (i, place) in far.iter_mut().enumerate() {
        *place += step * (1.0 - i as f32 / 6.0).max(0.0);
    }
    piece(parts, rib, &near, bone);
    piece(parts, rib, &far, bone);
    if fracture.healed {
        let callus = Matter::Extra(0.6 * (bone.cortex - bone.marrow));
        parts.ball(rib.path[at], Vec3::new(9.0, 8.0, 9.0), callus, Shown::Both);
    }
}

fn piece(parts: &mut Primitives, rib: &Rib, path: &[Vec3], bone: Bone) {
    let last = path.len().saturating_sub(1).max(1) as f32;
    let points: Vec<_> = path
        .iter()
        .enumerate()
        .map(|(i, &p)| {
            let wider = (0.35 + 0.10 * i as f32).min(0.95) + 0.2 * i as f32 / last;
            let section = Section {
                along: rib.section.along * wider,
                ..rib.section
            };
            (p, section)
        })
        .collect();
    parts.bone(&points, 1.1, bone, Shown::Both);
}
