//! Landmarks of a chest CT, found in its voxels once, at loading.
//!
//! Places are in mm from the middle of the lungs, along the simulator's axes.

mod airway;
mod bones;
mod heart;
mod ribs;

use glam::Vec3;
use xraygan::findings::Side;

use super::nifti::Ct;
use crate::anatomy::bones::Rib;

/// The landmarks of a chest.
#[derive(Clone, Debug)]
pub struct Landmarks {
    /// Right and left lung.
    pub lungs: [LungMarks; 2],
    /// The inside of the ribs by height.
    pub cage: Cage,
    /// Middle line of the vertebral bodies, from the lowest slice up.
    pub spine: Vec<Vec3>,
    /// Heights of the discs that can be told apart, from the lowest up.
    pub discs: Vec<f32>,
    /// Middle line of the sternum, from its notch down.
    pub sternum: Vec<Vec3>,
    /// Middle line of the trachea, from the top down to the carina.
    pub trachea: Vec<Vec3>,
    /// Bifurcation of the trachea.
    pub carina: Vec3,
    /// Middle line of the aorta: ascending, arch, descending.
    pub aorta: Vec<Vec3>,
    /// The place of [`Landmarks::aorta`] where the arch bulges most to the left.
    pub knob: usize,
    /// Middle line of the superior vena cava, from the head down to the atrium.
    pub cava: Vec<Vec3>,
    /// Right and left hilum.
    pub hila: [Vec3; 2],
    /// Middle of the heart.
    pub heart: Vec3,
    /// Right and left border of the heart, as a frontal film shows them.
    pub borders: [Vec3; 2],
    /// Places on the inside of the ribs at the sides.
    pub chest: Vec<Vec3>,
    /// Skin in front, by height.
    pub skin: Vec<Vec3>,
    /// Ribs that could be followed, from the spine outwards. Their numbers count from the apex and
    /// are only as sure as the first is found.
    pub ribs: Vec<Rib>,
}

impl Landmarks {
    /// From the domes to the apices (mm).
    pub fn height(&self) -> f32 {
        let [right, left] = self.lungs;
        0.5 * (right.apex.z + left.apex.z - right.dome.z - left.dome.z)
    }

    /// Widest inside of the ribs (mm).
    pub fn width(&self) -> f32 {
        let x = self.chest.iter().map(|p| p.x);
        x.clone().fold(f32::MIN, f32::max) - x.fold(f32::MAX, f32::min)
    }

    /// The middle of the vertebral bodies at a height. The slices are evenly spaced.
    pub fn spine_at(&self, z: f32) -> Vec3 {
        let (Some(&first), Some(&last)) = (self.spine.first(), self.spine.last()) else {
            return Vec3::Z * z;
        };
        let most = (self.spine.len() - 1) as f32;
        let t = most * (z - first.z) / (last.z - first.z).max(1.0);
        let t = t.clamp(0.0, most - 0.001);
        let low = self.spine[t as usize];
        low.lerp(self.spine[t as usize + 1], t.fract()).with_z(z)
    }
}

/// Landmarks of one lung.
#[derive(Clone, Copy, Debug)]
pub struct LungMarks {
    /// Highest place.
    pub apex: Vec3,
    /// Top of the hemidiaphragm.
    pub dome: Vec3,
    /// Lateral costophrenic angle.
    pub angle: Vec3,
}

/// The inside of the ribs as an ellipse by height.
#[derive(Clone, Debug)]
pub struct Cage {
    low: f32,
    rows: Vec<Oval>,
}

/// Middle and half axes (mm) of the inside of the ribs at a height.
#[derive(Clone, Copy, Debug, Default)]
pub struct Oval {
    /// Middle, across and deep.
    pub middle: [f32; 2],
    /// Half axes, across and deep.
    pub half: [f32; 2],
}

/// Distance of the rows of a [`Cage`] (mm).
const ROW: f32 = 4.0;

impl Cage {
    /// The ellipse at a height; the lowest and highest are carried on.
    pub fn at(&self, z: f32) -> Oval {
        let last = self.rows.len() - 1;
        let t = ((z - self.low) / ROW).clamp(0.0, last as f32 - 0.001);
        let (low, part) = (t as usize, t.fract());
        let (a, b) = (self.rows[low], self.rows[(low + 1).min(last)]);
        let mix = |a: f32, b: f32| a + part * (b - a);
        Oval {
            middle: [0, 1].map(|i| mix(a.middle[i], b.middle[i])),
            half: [0, 1].map(|i| mix(a.half[i], b.half[i])),
        }
    }
}

impl Oval {
    /// How far out a place is: 1 on the ellipse.
    pub fn out(&self, p: Vec3) -> f32 {
        let x = (p.x - self.middle[0]) / self.half[0];
        let y = (p.y - self.middle[1]) / self.half[1];
        (x * x + y * y).sqrt()
    }
}

/// A CT with its lungs, seen from the middle of the lungs.
pub(super) struct Centred<'a> {
    pub ct: &'a Ct,
    /// 1 in the right lung, 2 in the left, 0 elsewhere.
    pub lung: &'a [u8],
    /// Middle of the lungs (mm from the first voxel).
    pub middle: Vec3,
    /// Low and high corner of the lungs (mm from their middle).
    pub bounds: (Vec3, Vec3),
}

impl Centred<'_> {
    fn at(&self, [x, y, z]: [usize; 3]) -> usize {
        (z * self.ct.count[1] + y) * self.ct.count[0] + x
    }

    /// Middle of a voxel (mm).
    fn place(&self, [x, y, z]: [usize; 3]) -> Vec3 {
        Vec3::new(x as f32, y as f32, z as f32) * self.ct.spacing - self.middle
    }

    /// The voxel nearest to a place; at the border where that is outside.
    fn voxel(&self, place: Vec3) -> [usize; 3] {
        let v = ((place + self.middle) / self.ct.spacing).round();
        [0, 1, 2].map(|i| (v[i].max(0.0) as usize).min(self.ct.count[i] - 1))
    }

    /// CT number at the voxel nearest to a place.
    fn hu(&self, place: Vec3) -> f32 {
        f32::from(self.ct.hu[self.at(self.voxel(place))])
    }

    /// Whether a place is in a lung.
    fn in_lung(&self, place: Vec3) -> bool {
        self.lung[self.at(self.voxel(place))] > 0
    }

    /// Mean CT number in a box about a place.
    fn mean(&self, place: Vec3, half: Vec3) -> f32 {
        let (low, high) = (self.voxel(place - half), self.voxel(place + half));
        let (mut sum, mut count) = (0.0, 0.0);
        for z in low[2]..=high[2] {
            for y in low[1]..=high[1] {
                for x in low[0]..=high[0] {
                    sum += f32::from(self.ct.hu[self.at([x, y, z])]);
                    count += 1.0;
                }
            }
        }
        sum / count
    }

    /// Heights of the slices (mm).
    fn heights(&self) -> impl Iterator<Item = f32> + '_ {
        (0..self.ct.count[2]).map(|z| self.place([0, 0, z]).z)
    }

    /// First place of the body, coming from the front at `x` and `z`.
    fn skin(&self, x: f32, z: f32) -> Option<Vec3> {
        let at = self.voxel(Vec3::new(x, 0.0, z));
        let y = (0..self.ct.count[1]).find(|&y| self.ct.hu[self.at([at[0], y, at[2]])] > -350)?;
        Some(Vec3::new(x, self.place([0, y, 0]).y, z))
    }
}

/// Finds the landmarks.
pub(super) fn find(view: &Centred<'_>) -> Landmarks {
    let lungs = Side::BOTH.map(|side| lung(view, side));
    let cage = cage(view, lungs);
    let (spine, discs) = bones::spine(view, &cage);
    let (trachea, carina) = airway::trachea(view, &spine, lungs);
    let outline = heart::outline(view);
    let sternum = bones::sternum(view, &spine, carina, lungs);
    let vessels = heart::vessels(view, &spine, &sternum, carina, lungs, outline.borders);
    let skin = view
        .heights()
        .filter_map(|z| view.skin(at_height(&spine, z).x, z))
        .collect();
    let ribs = ribs::follow(view, &cage, &spine);
    Landmarks {
        lungs,
        cage,
        spine,
        discs,
        sternum,
        trachea,
        carina,
        aorta: vessels.aorta,
        knob: vessels.knob,
        cava: vessels.cava,
        hila: vessels.hila,
        heart: vessels.heart,
        borders: outline.borders,
        chest: outline.chest,
        skin,
        ribs,
    }
}

/// The place of a line (by height, in any order of height) at a height; its ends are carried on.
pub(super) fn at_height(line: &[Vec3], z: f32) -> Vec3 {
    let near = |a: &&[Vec3]| (a[0].z - z) * (a[1].z - z) <= 0.0 && a[0].z != a[1].z;
    if let Some(pair) = line.windows(2).find(near) {
        return pair[0].lerp(pair[1], (z - pair[0].z) / (pair[1].z - pair[0].z));
    }
    let nearest = line
        .iter()
        .min_by(|a, b| (a.z - z).abs().total_cmp(&(b.z - z).abs()));
    nearest.copied().unwrap_or_default().with_z(z)
}

/// Running mean of values over `reach` to each side.
pub(super) fn smooth(values: &[f32], reach: usize) -> Vec<f32> {
    (0..values.len())
        .map(|i| {
            let part = &values[i.saturating_sub(reach)..(i + reach + 1).min(values.len())];
            part.iter().sum::<f32>() / part.len() as f32
        })
        .collect()
}

fn lung(view: &Centred<'_>, side: Side) -> LungMarks {
    let number = 1 + side.place() as u8;
    let [nx, ny, nz] = view.ct.count;
    let mut apex = Vec3::splat(f32::MIN);
    let mut bottoms: Vec<(Vec3, usize)> = Vec::new();
    for y in 0..ny {
        for x in 0..nx {
            let column = (0..nz).filter(|&z| view.lung[view.at([x, y, z])] == number);
            let (mut low, mut high, mut count) = (None, 0, 0);
            for z in column {
                low.get_or_insert(z);
                high = z;
                count += 1;
            }
            let Some(low) = low else { continue };
            let top = view.place([x, y, high]);
            if top.z > apex.z {
                apex = top;
            }
            bottoms.push((view.place([x, y, low]), count));
        }
    }
    // The dome: the highest floor under thick lung, beside the heart and behind its apex.
    let (low, high) = bottoms.iter().fold((f32::MAX, f32::MIN), |(l, h), (p, _)| {
        (l.min(p.x), h.max(p.x))
    });
    let (inner, width) = match side {
        Side::Right => (high, low - high),
        Side::Left => (low, high - low),
    };
    let across = |p: Vec3| (p.x - inner) / width;
    let behind = view.bounds.0.y + 0.55 * (view.bounds.1.y - view.bounds.0.y);
    let thick = |count: usize| count as f32 * view.ct.spacing.z > 60.0;
    let mut floor: Vec<Vec3> = bottoms
        .iter()
        .filter(|(p, count)| thick(*count) && (0.42..0.82).contains(&across(*p)) && p.y > behind)
        .map(|(p, _)| *p)
        .collect();
    floor.sort_by(|a, b| b.z.total_cmp(&a.z));
    let middle = 0.5 * (view.bounds.0 + view.bounds.1);
    // Not the highest voxel, which may be a vessel's.
    let top = &floor[..(floor.len() / 8).min(floor.len())];
    let dome = if top.is_empty() {
        Vec3::new(
            inner + 0.5 * width,
            middle.y,
            view.bounds.0.z + 0.25 * (view.bounds.1.z - view.bounds.0.z),
        )
    } else {
        top.iter().sum::<Vec3>() / top.len() as f32
    };
    let angle = bottoms
        .iter()
        .filter(|(p, _)| across(*p) > 0.72)
        .map(|(p, _)| *p)
        .min_by(|a, b| a.z.total_cmp(&b.z))
        .unwrap_or(dome);
    LungMarks { apex, dome, angle }
}

fn cage(view: &Centred<'_>, lungs: [LungMarks; 2]) -> Cage {
    let [nx, ny, nz] = view.ct.count;
    let low = view.bounds.0.z;
    let count = (((view.bounds.1.z - low) / ROW) as usize).max(2);
    let domes = 0.5 * (lungs[0].dome.z + lungs[1].dome.z);
    let mut boxes: Vec<[f32; 4]> = Vec::new();
    for row in 0..count {
        // Below the domes only a rim of lung is left; its outline is still that of the ribs.
        let z = view.voxel(Vec3::new(0.0, 0.0, low + row as f32 * ROW))[2];
        let mut found = [f32::MAX, f32::MIN, f32::MAX, f32::MIN];
        for y in 0..ny {
            for x in 0..nx {
                if view.lung[view.at([x, y, z.min(nz - 1)])] > 0 {
                    let p = view.place([x, y, z]);
                    found = [
                        found[0].min(p.x),
                        found[1].max(p.x),
                        found[2].min(p.y),
                        found[3].max(p.y),
                    ];
                }
            }
        }
        if low + (row as f32) * ROW < domes - 20.0 {
            // Filled in from above.
            found = [f32::MAX, f32::MIN, f32::MAX, f32::MIN];
        }
        boxes.push(found);
    }
    let known: Vec<usize> = (0..count).filter(|&i| boxes[i][0] < boxes[i][1]).collect();
    for row in 0..count {
        if boxes[row][0] >= boxes[row][1]
            && let Some(&near) = known.iter().min_by_key(|&&i| i.abs_diff(row))
        {
            boxes[row] = boxes[near];
        }
    }
    let sides: Vec<Vec<f32>> = (0..4)
        .map(|side| {
            let values: Vec<f32> = boxes.iter().map(|b| b[side]).collect();
            smooth(&smooth(&values, 5), 5)
        })
        .collect();
    let rows = (0..count)
        .map(|i| Oval {
            middle: [
                0.5 * (sides[0][i] + sides[1][i]),
                0.5 * (sides[2][i] + sides[3][i]),
            ],
            half: [
                (0.5 * (sides[1][i] - sides[0][i])).max(40.0),
                (0.5 * (sides[3][i] - sides[2][i])).max(35.0),
            ],
        })
        .collect();
    Cage { low, rows }
}
