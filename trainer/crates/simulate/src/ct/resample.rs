//! The body of a warped CT on a grid of its own.

use glam::Vec3;

use super::prepare::{MU_STEP, Prepared};
use super::warp::Warp;
use crate::lungs::{Fissures, Lungs};
use crate::materials::MUSCLE;
use crate::volume::{Grid, Volume};

/// Side of a voxel of a CT's body (mm): vessels of 2 mm show.
pub const PITCH: f32 = 1.5;

/// Distance of the places that the field is worked out at (mm); between them it is linear. Its
/// narrowest bells have a deviation of 28 mm.
const LATTICE: f32 = 9.0;

/// How far beyond its last slices a CT's body is carried on (mm), by stretching the outermost part.
pub const BEYOND: f32 = 34.0;

/// Depth of the outermost part (mm).
const STRETCHED: f32 = 22.0;

/// What tissues are made of, relative to the CT.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tissue {
    /// Attenuation of the lungs.
    pub lung: f32,
    /// Mineral content of the bones.
    pub bone: f32,
}

/// Low and high end of the CT's slices in the body (mm).
pub fn ends(scan: &Prepared, warp: &Warp<'_>) -> (f32, f32) {
    let top = (scan.count[2] - 1) as f32 * scan.spacing.z;
    let to = |z: f32| (z - scan.middle.z) * warp.scale().z;
    (to(0.0), to(top))
}

/// Fills a grid with a CT under a warp. The middle of the CT's lungs is at the origin.
pub fn resample(scan: &Prepared, warp: &Warp<'_>, tissue: Tissue) -> (Volume, Lungs) {
    let (low, high) = ends(scan, warp);
    let widest = Vec3::new(212.0, 185.0, 0.0);
    let margin = Vec3::new(14.0, 16.0, 0.0);
    let least = (scan.body.0 * warp.scale() * 1.08 - margin).max(-widest);
    let most = (scan.body.1 * warp.scale() * 1.08 + margin).min(widest);
    let grid = Grid::spanning(
        least.with_z(low - BEYOND),
        most.with_z(high + BEYOND),
        PITCH,
    );
    let field = Field::new(warp, grid);
    let mut volume = Volume::air(grid);
    let mut lobe = vec![0_u8; grid.voxels()];
    let mut depth = vec![0_u8; grid.voxels()];
    let [nx, ny, nz] = scan.count;
    let (plane, top) = (nx * ny, (nz - 1) as f32 * scan.spacing.z - scan.middle.z);
    let most = Vec3::new(nx as f32 - 1.001, ny as f32 - 1.001, nz as f32 - 1.001);
    let inverse = scan.spacing.recip();
    let mut line = Vec::new();
    for z in 0..grid.count.z {
        for y in 0..grid.count.y {
            field.line(y, z, &mut line);
            let row = grid.index(0, y, z);
            let mut x = 0;
            while x < grid.count.x {
                let (at, last) = field.piece(x, grid.count.x);
                let ends = [line[at], line[at + 1]];
                let piece = x..last;
                x = last;
                // Places between the ends of a piece lie on a line: many are wholly in air.
                let inside = ends.map(|q| within(q, -scan.middle.z, top));
                let voxels = inside.map(|q| (q + scan.middle) * inverse);
                if scan.is_air(voxels[0].min(voxels[1]), voxels[0].max(voxels[1])) {
                    continue;
                }
                for x in piece {
                    let q = within(field.along(&line, x), -scan.middle.z, top);
                    let v = (q + scan.middle) * inverse;
                    if v.x < 0.0 || v.y < 0.0 || v.x >= most.x || v.y >= most.y {
                        continue;
                    }
                    let (i, j, k) = (v.x as usize, v.y as usize, v.z.clamp(0.0, most.z) as usize);
                    let (fx, fy, fz) = (
                        v.x - i as f32,
                        v.y - j as f32,
                        (v.z - k as f32).clamp(0.0, 1.0),
                    );
                    let from = k * plane + j * nx + i;
                    let (low, high) = (&scan.mu[from..], &scan.mu[from + plane..]);
                    let pair = |s: &[u16], at: usize| {
                        let (a, b) = (f32::from(s[at]), f32::from(s[at + 1]));
                        a + fx * (b - a)
                    };
                    let flat = |s: &[u16]| {
                        let (a, b) = (pair(s, 0), pair(s, nx));
                        a + fy * (b - a)
                    };
                    let (a, b) = (flat(low), flat(high));
                    let mut mu = MU_STEP * (a + fz * (b - a));
                    if mu < 2e-4 {
                        continue;
                    }
                    let nearest = from
                        + usize::from(fx >= 0.5)
                        + nx * usize::from(fy >= 0.5)
                        + plane * usize::from(fz >= 0.5);
                    let at = row + x as usize;
                    let number = scan.lobe[nearest];
                    if number > 0 {
                        lobe[at] = number;
                        depth[at] = scan.depth[nearest];
                        mu *= tissue.lung;
                    } else if mu > 1.12 * MUSCLE {
                        mu = 1.12 * MUSCLE + (mu - 1.12 * MUSCLE) * tissue.bone;
                    }
                    volume.mu[at] = mu;
                }
            }
        }
    }
    let carried = |z: f32| warp.carried(Vec3::new(0.0, 0.0, z)).z;
    let fissures = Fissures {
        oblique: scan
            .fissures
            .oblique
            .map(|(back, front)| (carried(back), carried(front))),
        ends: scan.fissures.ends,
        horizontal: carried(scan.fissures.horizontal),
    };
    let lungs = Lungs {
        grid,
        lobe,
        depth,
        fissures,
    };
    (volume, lungs)
}

/// Beyond the CT's slices its outermost part is stretched, and above them it narrows to a neck.
fn within(mut q: Vec3, low: f32, high: f32) -> Vec3 {
    let soft = |beyond: f32| STRETCHED * (1.0 - (-beyond / STRETCHED).exp());
    if q.z > high - STRETCHED {
        let beyond = q.z - (high - STRETCHED);
        let over = (q.z - high).max(0.0) / BEYOND;
        let narrow = 1.0 + 0.5 * over * over;
        q.x *= narrow;
        q.z = high - STRETCHED + soft(beyond);
    } else if q.z < low + STRETCHED {
        q.z = low + STRETCHED - soft(low + STRETCHED - q.z);
    }
    q
}

/// A warp on a lattice.
struct Field {
    count: [usize; 3],
    /// Lattice steps for a voxel.
    step: f32,
    places: Vec<Vec3>,
}

impl Field {
    fn new(warp: &Warp<'_>, grid: Grid) -> Self {
        let step = PITCH / LATTICE;
        let count = grid
            .count
            .to_array()
            .map(|count| (count as f32 * step).ceil() as usize + 2);
        let mut places = Vec::with_capacity(count.iter().product());
        for z in 0..count[2] {
            for y in 0..count[1] {
                for x in 0..count[0] {
                    let at = Vec3::new(x as f32, y as f32, z as f32);
                    places.push(warp.source(grid.origin + at * LATTICE));
                }
            }
        }
        Self {
            count,
            step,
            places,
        }
    }

    /// The lattice's places along x at a row of voxels.
    fn line(&self, y: u32, z: u32, line: &mut Vec<Vec3>) {
        let (fy, fz) = (y as f32 * self.step, z as f32 * self.step);
        let (y, z) = (fy as usize, fz as usize);
        let (fy, fz) = (fy.fract(), fz.fract());
        let [nx, ny, _] = self.count;
        let row = |y: usize, z: usize| &self.places[(z * ny + y) * nx..][..nx];
        let (a, b) = (row(y, z), row(y + 1, z));
        let (c, d) = (row(y, z + 1), row(y + 1, z + 1));
        line.clear();
        line.extend((0..nx).map(|x| {
            let low = a[x].lerp(b[x], fy);
            let high = c[x].lerp(d[x], fy);
            low.lerp(high, fz)
        }));
    }

    /// The lattice's place that a voxel of a row comes after, and the first voxel of the next.
    fn piece(&self, x: u32, count: u32) -> (usize, u32) {
        let at = (x as f32 * self.step) as usize;
        let next = ((at + 1) as f32 / self.step).ceil() as u32;
        (at, next.clamp(x + 1, count))
    }

    /// The place in the CT of a voxel in a row.
    fn along(&self, line: &[Vec3], x: u32) -> Vec3 {
        let t = x as f32 * self.step;
        let at = t as usize;
        line[at].lerp(line[at + 1], t - at as f32)
    }
}
