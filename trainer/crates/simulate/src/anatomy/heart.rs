//! Heart, great vessels and airways, painted into the mediastinum.

use glam::Vec3;
use xraygan::findings::Side;

use super::thorax::Thorax;
use crate::materials::{BLOOD, MEDIASTINUM};
use crate::parts::curve;
use crate::patient::Patient;
use crate::volume::{Volume, ellipsoid, smooth_min};

/// Landmarks of the mediastinum (mm), for findings and devices.
#[derive(Clone, Debug)]
pub struct Mediastinum {
    /// Bifurcation of the trachea.
    pub carina: Vec3,
    /// Right and left hilum.
    pub hila: [Vec3; 2],
    /// Middle line of the superior vena cava, from the head down to the atrium.
    pub cava: Vec<Vec3>,
    /// Middle of the right atrium.
    pub atrium: Vec3,
    /// Tip of the right ventricle.
    pub ventricle: Vec3,
    /// Middle line of the thoracic aorta, from the valve to the diaphragm.
    pub aorta: Vec<Vec3>,
    /// Radius of the aorta (mm).
    pub aorta_radius: f32,
    /// Middle of the heart.
    pub heart: Vec3,
    /// Place behind the heart, on the diaphragm, where the oesophagus passes.
    pub hiatus: Vec3,
    /// Middle line of the sternum, from the notch down.
    pub sternum: Vec<Vec3>,
    /// Places under the skin below the right and left clavicle.
    pub pockets: [Vec3; 2],
}

impl Mediastinum {
    /// Places the landmarks.
    pub fn new(thorax: &Thorax, patient: &Patient) -> Self {
        let s = thorax.scale;
        let level = thorax.level(-40.0 * s);
        let deep = level.half_depth / 88.0;
        let x0 = patient.shift;
        let y = |y: f32| level.centre + y * deep;
        let spine = |z: f32| thorax.spine(z);
        let front = |z: f32, outside: f32| {
            let level = thorax.level(z);
            Vec3::new(level.middle, level.centre - level.half_depth - outside, z)
        };
        let carina = Vec3::new(x0 + 3.0 * s, spine(44.0 * s).y - 28.0 * s, 44.0 * s);
        let floor = 0.5 * (thorax.domes[0] + thorax.domes[1]);
        let heart = Vec3::new(x0 + 16.0 * s, y(-36.0), floor + 31.0 * s);
        let unfold = patient.unfolding;
        let arch = (66.0 + 7.0 * unfold) * s;
        let top = 0.55 * heart.z.max(-40.0 * s);
        let knob = 20.0 + 11.0 * unfold;
        let aorta = [
            Vec3::new(x0 + 2.0 * s, y(-28.0), top - 8.0 * s),
            Vec3::new(x0 - (13.0 + 9.0 * unfold) * s, y(-36.0), 0.5 * (arch + top)),
            Vec3::new(x0 - (4.0 + 6.0 * unfold) * s, y(-20.0), arch - 4.0 * s),
            Vec3::new(x0 + (12.0 + 4.0 * unfold) * s, y(4.0), arch + 5.0 * s),
            Vec3::new(x0 + knob * s, spine(arch).y - 26.0 * s, arch - 2.0 * s),
            spine(arch - 34.0 * s) + Vec3::new(x0 + (knob + 3.0) * s, -13.0 * s, 0.0),
            spine(-10.0 * s) + Vec3::new(x0 + (19.0 + 12.0 * unfold) * s, -18.0 * s, 0.0),
            spine(-70.0 * s) + Vec3::new(x0 + (14.0 + 7.0 * unfold) * s, -24.0 * s, 0.0),
            spine(-150.0 * s) + Vec3::new(x0 + 5.0 * s, -27.0 * s, 0.0),
        ];
        let atrium = heart + Vec3::new(-32.0, 8.0, 2.0) * s;
        let cava = [
            Vec3::new(x0 - 34.0 * s, y(-8.0), 138.0 * s),
            Vec3::new(x0 - 22.0 * s, y(-16.0), 104.0 * s),
            Vec3::new(x0 - 22.0 * s, y(-14.0), 60.0 * s),
            Vec3::new(x0 - 22.0 * s, y(-14.0), 28.0 * s),
            atrium + Vec3::new(4.0, 0.0, 22.0) * s,
        ];
        Self {
            carina,
            hila: [
                Vec3::new(x0 - 38.0 * s, carina.y - 6.0 * s, 12.0 * s),
                Vec3::new(x0 + 38.0 * s, carina.y - 3.0 * s, 23.0 * s),
            ],
            cava: cava.to_vec(),
            atrium,
            ventricle: heart + Vec3::new(26.0, -22.0, -24.0) * s,
            aorta: curve(&aorta, 6),
            aorta_radius: (11.5
                + 2.5 * ((patient.age - 30.0) / 40.0).clamp(0.0, 1.3)
                + 2.0 * unfold)
                * s,
            heart,
            sternum: [74.0, 42.0, -10.0, -60.0]
                .map(|z| front(z * s, 8.0 * s))
                .to_vec(),
            pockets: Side::BOTH.map(|side| {
                let z = 62.0 * s;
                let deep = 14.0 + 12.0 * patient.muscle * s + 0.5 * patient.fat;
                front(z, deep - 6.0) + Vec3::new(side.sign() * 84.0 * s, 12.0 * s, 0.0)
            }),
            hiatus: Vec3::new(
                x0 + 12.0 * s,
                spine(-70.0 * s).y - 34.0 * s,
                floor - 8.0 * s,
            ),
        }
    }
}

/// Fills heart, great vessels and airways.
pub fn fill(volume: &mut Volume, thorax: &Thorax, patient: &Patient, marks: &Mediastinum) {
    vessels(volume, thorax, patient, marks);
    heart(volume, thorax, patient, marks);
    airways(volume, thorax, marks);
}

/// Centre and half axes of the chambers of an average heart, 124 mm wide, about its middle: right
/// atrium, right ventricle, left atrium, left ventricle, its apex, auricle, outflow tract.
const CHAMBERS: [(Vec3, Vec3); 7] = [
    (Vec3::new(-31.0, 6.0, 6.0), Vec3::new(28.0, 32.0, 43.0)),
    (Vec3::new(2.0, -20.0, -8.0), Vec3::new(48.0, 27.0, 36.0)),
    (Vec3::new(-2.0, 34.0, 20.0), Vec3::new(38.0, 23.0, 26.0)),
    (Vec3::new(25.0, 10.0, -2.0), Vec3::new(43.0, 38.0, 42.0)),
    (Vec3::new(42.0, -4.0, -16.0), Vec3::new(28.0, 30.0, 27.0)),
    (Vec3::new(21.0, 6.0, 31.0), Vec3::new(19.0, 24.0, 25.0)),
    (Vec3::new(14.0, -20.0, 34.0), Vec3::new(18.0, 16.0, 24.0)),
];

/// Middle of a patient's heart, its scale against the average, and that along x, y, z.
fn size(thorax: &Thorax, patient: &Patient, marks: &Mediastinum) -> (Vec3, f32, Vec3) {
    let s = thorax.scale;
    let lowest = thorax.domes[0].min(thorax.domes[1]);
    let inner = 2.0 * thorax.level(lowest - 10.0 * s).half_width;
    // The chambers are 128 mm wide together; the ratio asks for this width.
    let k = patient.heart_ratio * inner / 124.0;
    let up = patient.heart_upright;
    let tall = k.powf(0.45) * (1.07 + 0.16 * up);
    let centre = marks.heart + Vec3::new(-16.0 * s + 16.0 * k, 0.0, 10.0 * (tall - 1.0));
    (centre, k, Vec3::new(k, k.powf(0.85), tall))
}

/// Places on the right and left border of the heart.
pub fn edge(thorax: &Thorax, patient: &Patient, marks: &Mediastinum) -> Vec<Vec3> {
    let (centre, _, size) = size(thorax, patient, marks);
    CHAMBERS
        .iter()
        .flat_map(|&(at, radii)| [-1.0, 1.0].map(|x| centre + (at + Vec3::X * x * radii.x) * size))
        .collect()
}

fn heart(volume: &mut Volume, thorax: &Thorax, patient: &Patient, marks: &Mediastinum) {
    let (centre, k, size) = size(thorax, patient, marks);
    let reach = Vec3::new(84.0, 66.0, 74.0) * size;
    let shape = |p: Vec3| {
        let q = (p - centre) / size;
        let joined = CHAMBERS
            .iter()
            .map(|&(at, radii)| ellipsoid(q - at, radii))
            .reduce(|a, b| smooth_min(a, b, 20.0))
            .unwrap_or(f32::MAX);
        joined * k
    };
    // The heart rests on the diaphragm and ends at the front wall.
    let bounded = |p: Vec3| {
        let level = thorax.level(p.z);
        shape(p).max(thorax.wall(&level, p) + 3.0)
    };
    volume.fill(centre - reach, centre + reach, BLOOD, bounded);
    // Fat in the angles between heart and diaphragm.
    let fat = (0.5 * patient.fat).min(12.0);
    for (side, x) in [(Side::Left, 62.0), (Side::Right, -44.0)] {
        let dome = thorax.domes[side.place()];
        let pad = Vec3::new(centre.x + (x - 16.0) * size.x, centre.y - 14.0, dome - 6.0);
        let radii = Vec3::new(14.0 + fat, 24.0, 9.0 + fat);
        volume.add_tissue(pad - radii, pad + radii, MEDIASTINUM, |p| {
            ellipsoid(p - pad, radii)
        });
    }
}

fn vessels(volume: &mut Volume, thorax: &Thorax, patient: &Patient, marks: &Mediastinum) {
    let s = thorax.scale;
    let x0 = patient.shift;
    let r = marks.aorta_radius;
    let ascending = marks.aorta.len() / 3;
    volume.fill_path(&marks.aorta[..ascending], r * 1.18, BLOOD);
    volume.fill_path(&marks.aorta[ascending..], r, BLOOD);
    volume.fill_path(&curve(&marks.cava, 4), 9.5 * s, BLOOD);
    // Inferior cava.
    let below = marks.atrium + Vec3::new(6.0, 22.0, -62.0) * s;
    volume.fill_capsule(marks.atrium, below, 13.0 * s, 13.0 * s, BLOOD);
    // Vessels to head and arms, from the arch up.
    let arch = marks.aorta[marks.aorta.len() * 3 / 8];
    for (x, y, dx, radius) in [
        (-12.0, -8.0, -22.0, 7.5),
        (8.0, 2.0, 8.0, 5.0),
        (18.0, 12.0, 30.0, 6.0),
    ] {
        let from = Vec3::new(x0 + x * s, arch.y + y * s, arch.z);
        let to = from + Vec3::new(dx, 6.0, 88.0) * s;
        volume.fill_capsule(from, to, radius * s, radius * s, BLOOD);
    }
    // Pulmonary trunk, and the arteries to the hila.
    let calibre = patient.vessels * s;
    let trunk = [
        marks.heart + Vec3::new(14.0, -14.0, 34.0) * s,
        Vec3::new(x0 + 22.0 * s, marks.hila[1].y - 30.0 * s, 22.0 * s),
        Vec3::new(x0 + 25.0 * s, marks.hila[1].y - 10.0 * s, 30.0 * s),
        marks.hila[1],
    ];
    volume.fill_path(&curve(&trunk[..3], 4), 14.5 * calibre, BLOOD);
    volume.fill_capsule(trunk[2], trunk[3], 12.0 * calibre, 8.5 * calibre, BLOOD);
    let split = trunk[1] + Vec3::new(-4.0, 8.0, 2.0) * s;
    volume.fill_capsule(split, marks.hila[0], 11.5 * calibre, 9.0 * calibre, BLOOD);
    // Right paratracheal tissue and the azygos arch.
    let azygos = marks.carina + Vec3::new(-16.0, 4.0, 8.0) * s;
    volume.fill_ellipsoid(azygos, Vec3::new(6.0, 11.0, 6.0) * s, BLOOD);
}

fn airways(volume: &mut Volume, thorax: &Thorax, marks: &Mediastinum) {
    let s = thorax.scale;
    let carina = marks.carina;
    let neck = Vec3::new(
        0.4 * carina.x,
        thorax.spine(190.0 * s).y - 34.0 * s,
        190.0 * s,
    );
    let inlet = Vec3::new(0.6 * carina.x - 2.0 * s, carina.y - 20.0 * s, 110.0 * s);
    let trachea = curve(&[neck, inlet, carina], 5);
    volume.fill_path(&trachea, 9.0 * s, 0.0);
    for (side, down, radius) in [(Side::Right, -36.0, 7.0), (Side::Left, -27.0, 6.0)] {
        let hilum = marks.hila[side.place()];
        let end = Vec3::new(hilum.x * 0.95, carina.y + 4.0 * s, carina.z + down * s);
        volume.fill_capsule(carina, end, 7.5 * s, radius * s, 0.0);
        let lower = end + Vec3::new(side.sign() * 14.0, 12.0, -34.0) * s;
        volume.fill_capsule(end, lower, radius * 0.8 * s, 3.5 * s, 0.0);
    }
}
