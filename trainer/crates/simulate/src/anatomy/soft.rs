//! Trunk, lungs and diaphragm in the voxels; breasts.

use glam::Vec3;
use xraygan::findings::Side;

use super::thorax::{Level, Thorax, gauge};
use crate::lungs::{Fissures, Lungs};
use crate::materials::{ABDOMEN, FAT, LUNG, MEDIASTINUM, MUSCLE};
use crate::noise::Noise;
use crate::patient::Patient;
use crate::volume::{Volume, coverage};

/// The outline of the trunk and neck at a height.
struct Outline {
    middle: f32,
    centre: f32,
    half_width: f32,
    half_depth: f32,
    fat: f32,
}

impl Outline {
    fn new(thorax: &Thorax, patient: &Patient, z: f32) -> Self {
        let s = thorax.scale;
        let level = thorax.level(z.clamp(-230.0 * s, 96.0 * s));
        let step = |from: f32, to: f32| {
            let t = ((z / s - from) / (to - from)).clamp(0.0, 1.0);
            t * t * (3.0 - 2.0 * t)
        };
        let (neck, lats) = (step(84.0, 172.0), step(-60.0, 60.0));
        let belly = 1.0 - step(-220.0, -60.0);
        let fat = patient.fat * (1.0 + 0.5 * belly - 0.35 * neck);
        let muscle = patient.muscle;
        let side = level.half_width + (15.0 + 16.0 * lats * muscle) * s + fat;
        let front = level.centre
            - level.half_depth
            - (9.0 + 12.0 * muscle * lats) * s
            - fat * (1.0 + 0.5 * belly);
        let back = level.centre + level.half_depth + 36.0 * muscle * s + 0.8 * fat;
        let spine = thorax.spine(z);
        let mix = |trunk: f32, neck_value: f32| trunk + neck * (neck_value - trunk);
        let front = mix(front, spine.y - 88.0 * s - 0.4 * fat);
        let back = mix(back, spine.y + 48.0 * s + 0.5 * fat);
        Self {
            middle: mix(level.middle, spine.x),
            centre: 0.5 * (front + back),
            half_width: mix(side, 56.0 * s * muscle.sqrt() + 0.5 * fat),
            half_depth: 0.5 * (back - front),
            fat,
        }
    }

    fn distance(&self, p: Vec3) -> f32 {
        let (x, y) = (p.x - self.middle, p.y - self.centre);
        let gauge = gauge(x / self.half_width, y / self.half_depth);
        (x * x + y * y).sqrt() * (1.0 - 1.0 / gauge.max(0.02))
    }
}

/// Half width of the mediastinum between the lungs at a place (mm).
fn medial(thorax: &Thorax, spine: Vec3, p: Vec3) -> f32 {
    let s = thorax.scale;
    let ramp = |x: f32, from: f32, to: f32| ((x - from) / (to - from)).clamp(0.0, 1.0);
    let top = ramp(p.z, 55.0 * s, 125.0 * s);
    let front = 4.0 + 9.0 * ramp(p.y, -60.0 * s, -25.0 * s);
    let front = front + (21.0 - front) * top;
    let back = ramp(p.y, spine.y - 30.0 * s, spine.y - 10.0 * s);
    (front + (26.0 - front) * back) * s
}

/// Fills trunk and lungs.
pub fn trunk(volume: &mut Volume, thorax: &Thorax, patient: &Patient, noise: Noise) -> Lungs {
    let grid = volume.grid;
    let s = thorax.scale;
    let middle = thorax.level(0.0);
    let ends = (
        middle.centre + middle.half_depth,
        middle.centre - middle.half_depth,
    );
    let mut lungs = Lungs {
        grid,
        lobe: vec![0; grid.voxels()],
        depth: vec![0; grid.voxels()],
        fissures: Fissures {
            oblique: [(62.0 * s, -96.0 * s), (74.0 * s, -92.0 * s)],
            ends,
            horizontal: 8.0 * s + 0.3 * patient.diaphragm[0],
        },
    };
    let density = LUNG * patient.lung_density;
    for z in 0..grid.count.z {
        let height = grid.centre(0, 0, z).z;
        let outline = Outline::new(thorax, patient, height);
        let level = thorax.level(height);
        let spine = thorax.spine(height);
        let slice = Slice {
            thorax,
            level: &level,
            spine,
            shift: patient.shift,
        };
        for y in 0..grid.count.y {
            for x in 0..grid.count.x {
                let p = grid.centre(x, y, z);
                let skin = outline.distance(p);
                if skin > grid.pitch {
                    continue;
                }
                let at = grid.index(x, y, z);
                let lean = coverage(skin + outline.fat, grid.pitch);
                let mut mu = coverage(skin, grid.pitch) * (FAT + lean * (MUSCLE - FAT));
                let wall = thorax.wall(&level, p);
                if wall < grid.pitch && height < thorax.apex + 8.0 {
                    let inside = coverage(wall, grid.pitch);
                    let floor = (0..2).map(|i| thorax.domes[i]).fold(f32::MIN, f32::max);
                    let content = if height > floor {
                        MEDIASTINUM
                    } else {
                        slice.content(p)
                    };
                    mu += inside * (content - mu);
                    let side = Side::of(p.x - spine.x - patient.shift);
                    let lung = slice.lung(side, p);
                    let part = coverage(lung, grid.pitch);
                    if part > 0.0 {
                        let base = 1.0 - 0.0012 * height / s;
                        let speckle = 0.42 * noise.fractal(p, 9.0);
                        mu += part * (density * base * (1.0 + speckle) - mu);
                        if lung < 0.0 {
                            lungs.lobe[at] = lungs.fissures.lobe(side, p) as u8;
                            lungs.depth[at] = (-2.0 * wall).clamp(0.0, 255.0) as u8;
                        }
                    }
                }
                volume.mu[at] = mu;
            }
        }
    }
    lungs
}

/// What a row of voxels is told apart by.
struct Slice<'a> {
    thorax: &'a Thorax,
    level: &'a Level,
    spine: Vec3,
    shift: f32,
}

impl Slice<'_> {
    fn lung(&self, side: Side, p: Vec3) -> f32 {
        let medial = medial(self.thorax, self.spine, p);
        let centred = p - Vec3::X * (self.spine.x + self.shift);
        let q = Vec3::new(centred.x, p.y, p.z);
        let level = Level {
            middle: self.level.middle - self.spine.x - self.shift,
            ..*self.level
        };
        self.thorax.lung(side, &level, q, medial)
    }

    /// Abdomen under the domes, mediastinal fat above them.
    fn content(&self, p: Vec3) -> f32 {
        let side = Side::of(p.x);
        let under = self.thorax.diaphragm(side, self.level, p.x, p.y) - p.z;
        MEDIASTINUM + (ABDOMEN - MEDIASTINUM) * (0.5 + under / 12.0).clamp(0.0, 1.0)
    }
}

/// Fills the breasts: fat with gland behind the nipple, standing off the trunk's front.
pub fn breasts(volume: &mut Volume, thorax: &Thorax, patient: &Patient) {
    if patient.breast < 0.05 {
        return;
    }
    let s = thorax.scale;
    let size = patient.breast.sqrt();
    let thick = 40.0 * patient.breast.powf(0.7) * s;
    let sag = 8.0 * patient.breast + 0.2 * (patient.age - 40.0).max(0.0);
    let nipple = -38.0 * s - sag;
    let gland = FAT + (0.0195 - FAT) * (1.0 - (patient.age - 35.0) / 70.0).clamp(0.3, 1.0);
    let grid = volume.grid;
    for z in 0..grid.count.z {
        let height = grid.centre(0, 0, z).z;
        let above = height - nipple;
        // The upper pole runs out slowly, the lower is round.
        let tall = if above > 0.0 { 95.0 } else { 44.0 } * s * size;
        let outline = Outline::new(thorax, patient, height);
        let middle = 0.54 * thorax.level(height).half_width;
        for x in 0..grid.count.x {
            let across = (grid.centre(x, 0, z).x.abs() - middle) / (62.0 * s * size);
            let r2 = across * across + (above / tall).powi(2);
            let stand = thick * (1.0 - r2).max(0.0).powf(0.8);
            if stand < 0.5 {
                continue;
            }
            for y in 0..grid.count.y {
                let p = grid.centre(x, y, z);
                if p.y > outline.centre {
                    break;
                }
                let skin = outline.distance(p);
                if skin > -grid.pitch && skin < stand + grid.pitch {
                    let at = grid.index(x, y, z);
                    let inner = coverage(skin - 0.75 * stand, 8.0) * (1.0 - r2).max(0.0);
                    let mu = FAT + inner * (gland - FAT);
                    volume.mu[at] = volume.mu[at].max(mu * coverage(skin - stand, grid.pitch));
                }
            }
        }
    }
}
