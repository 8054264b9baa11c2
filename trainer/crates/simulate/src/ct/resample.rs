//! The body of a warped CT on a grid of its own.

use glam::{UVec3, Vec3};

use super::prepare::{MU_STEP, Prepared};
use super::warp::Warp;
use crate::lungs::{Fissures, Lungs};
use crate::materials::MUSCLE;
use crate::volume::{Grid, Volume};

/// Side of a voxel of a CT's body (mm) unless another is asked for: vessels of 2 mm show.
pub const PITCH: f32 = 1.5;

/// Voxels between the places that the field is worked out at; between them it is linear. Its
/// narrowest bells have a deviation of 28 mm.
const STRIDE: usize = 6;

/// Above this attenuation (1/mm) a voxel holds too little air to be lung.
const AERATED: f32 = 0.0145;

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

/// Fills a grid of voxels of `pitch` mm with a CT under a warp. The middle of the CT's lungs is at the origin.
pub fn resample(scan: &Prepared, warp: &Warp<'_>, tissue: Tissue, pitch: f32) -> (Volume, Lungs) {
    let (low, high) = ends(scan, warp);
    let widest = Vec3::new(212.0, 185.0, 0.0);
    let margin = Vec3::new(14.0, 16.0, 0.0);
    let least = (scan.body.0 * warp.scale() * 1.08 - margin).max(-widest);
    let most = (scan.body.1 * warp.scale() * 1.08 + margin).min(widest);
    let whole = Grid::spanning(
        least.with_z(low - BEYOND),
        most.with_z(high + BEYOND),
        pitch,
    );
    let (field, grid) = Field::new(warp, whole, scan).cropped(whole, scan);
    let mut volume = Volume::air(grid);
    let mut lobe = vec![0_u8; grid.voxels()];
    let mut depth = vec![0_u8; grid.voxels()];
    let [nx, ny, nz] = scan.count;
    let plane = nx * ny;
    let most = Vec3::new(nx as f32, ny as f32, nz as f32) - Vec3::splat(1.001);
    let mut line = Vec::new();
    for z in 0..grid.count.z {
        for y in 0..grid.count.y {
            field.line(y, z, &mut line);
            let row = grid.index(0, y, z);
            for (piece, ends) in line.windows(2).enumerate() {
                let first = piece * STRIDE;
                if first >= grid.count.x as usize {
                    break;
                }
                if scan.is_air(0.5 * (ends[0] + ends[1])) {
                    continue;
                }
                let step = (ends[1] - ends[0]) / STRIDE as f32;
                // The last piece holds the end of the row as well.
                let last = if piece + 2 == line.len() { 1 } else { 0 };
                let last = (first + STRIDE + last).min(grid.count.x as usize);
                for x in first..last {
                    let v = ends[0] + step * (x - first) as f32;
                    if v.cmplt(Vec3::ZERO).any() || v.cmpge(most).any() {
                        continue;
                    }
                    let (i, j, k) = (v.x as usize, v.y as usize, v.z as usize);
                    let (fx, fy, fz) = (v.x - i as f32, v.y - j as f32, v.z - k as f32);
                    let from = k * plane + j * nx + i;
                    let low = &scan.mu[from..from + nx + 2];
                    let high = &scan.mu[from + plane..from + plane + nx + 2];
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
                    let at = row + x;
                    if mu < AERATED {
                        let nearest = from
                            + usize::from(fx >= 0.5)
                            + nx * usize::from(fy >= 0.5)
                            + plane * usize::from(fz >= 0.5);
                        let number = scan.lobe[nearest];
                        if number > 0 {
                            lobe[at] = number;
                            depth[at] = scan.depth[nearest];
                            mu *= tissue.lung;
                        }
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

/// Distance of the places that the field is worked out at (mm).
fn lattice(grid: Grid) -> f32 {
    grid.pitch * STRIDE as f32
}

/// A warp on a lattice.
struct Field {
    count: [usize; 3],
    /// Places in the CT, in its voxels.
    places: Vec<Vec3>,
}

impl Field {
    fn new(warp: &Warp<'_>, grid: Grid, scan: &Prepared) -> Self {
        let count = grid
            .count
            .to_array()
            .map(|count| (count as usize).div_ceil(STRIDE) + 1);
        let top = (scan.count[2] - 1) as f32 * scan.spacing.z - scan.middle.z;
        let mut places = Vec::with_capacity(count.iter().product());
        for z in 0..count[2] {
            for y in 0..count[1] {
                for x in 0..count[0] {
                    let at = Vec3::new(x as f32, y as f32, z as f32);
                    let q = warp.source(grid.origin + at * lattice(grid));
                    let q = within(q, -scan.middle.z, top);
                    places.push((q + scan.middle) / scan.spacing);
                }
            }
        }
        Self { count, places }
    }

    /// The part of the lattice that holds more than air across and deep, and its grid.
    fn cropped(self, whole: Grid, scan: &Prepared) -> (Self, Grid) {
        let [nx, ny, nz] = self.count;
        let mut filled = [vec![0_u32; nx], vec![0_u32; ny]];
        for (at, &place) in self.places.iter().enumerate() {
            if scan.holds(place) {
                filled[0][at % nx] += 1;
                filled[1][at / nx % ny] += 1;
            }
        }
        // A few places alone are crumbs of a table.
        let range = |filled: &[u32]| {
            let some = |&i: &usize| filled[i] > 4;
            let all = 0..filled.len();
            let first = all.clone().find(some).unwrap_or(0).saturating_sub(1);
            let last = all.rev().find(some).unwrap_or(filled.len() - 1);
            (first, (last + 1).min(filled.len() - 1).max(first + 1))
        };
        let (x, y) = (range(&filled[0]), range(&filled[1]));
        let mut places = Vec::with_capacity((x.1 - x.0 + 1) * (y.1 - y.0 + 1) * nz);
        for row in self.places.chunks_exact(nx * ny) {
            for y in y.0..=y.1 {
                places.extend_from_slice(&row[y * nx + x.0..=y * nx + x.1]);
            }
        }
        let count = |(first, last): (usize, usize)| ((last - first) * STRIDE + 1) as u32;
        let grid = Grid {
            count: UVec3::new(count(x), count(y), whole.count.z),
            origin: whole.origin + Vec3::new(x.0 as f32, y.0 as f32, 0.0) * lattice(whole),
            pitch: whole.pitch,
        };
        let count = [x.1 - x.0 + 1, y.1 - y.0 + 1, nz];
        (Self { count, places }, grid)
    }

    /// The lattice's places along x at a row of voxels.
    fn line(&self, y: u32, z: u32, line: &mut Vec<Vec3>) {
        let part = |v: u32| {
            let v = v as usize;
            (v / STRIDE, (v % STRIDE) as f32 / STRIDE as f32)
        };
        let ((y, fy), (z, fz)) = (part(y), part(z));
        let [nx, ny, _] = self.count;
        let row = |y: usize, z: usize| &self.places[(z * ny + y) * nx..][..nx];
        // The last row of voxels is the last of the lattice.
        let y1 = (y + 1).min(ny - 1);
        let (a, b) = (row(y, z), row(y1, z));
        let (c, d) = (row(y, z + 1), row(y1, z + 1));
        line.clear();
        line.extend((0..nx).map(|x| {
            let low = a[x].lerp(b[x], fy);
            let high = c[x].lerp(d[x], fy);
            low.lerp(high, fz)
        }));
    }
}
