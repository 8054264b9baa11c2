//! A CT made ready for many bodies: attenuation, lobes and depths on its own grid.

use glam::Vec3;
use xraygan::findings::Side;

use super::nifti::Ct;
use crate::lungs::Fissures;
use crate::materials::of_hounsfield;

/// Attenuation (1/mm) that one step of a stored value stands for.
pub const MU_STEP: f32 = 1e-6;

/// How much each voxel is sharpened along x, y, z: what linear interpolation blurs, and the
/// thickness of the slices.
const SHARPEN: [f32; 3] = [0.10, 0.10, 0.16];

/// A CT on its own grid, x fastest.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Number of voxels along x, y, z.
    pub count: [usize; 3],
    /// Distance of voxels along x, y, z (mm).
    pub spacing: Vec3,
    /// Middle of the lungs (mm from the first voxel).
    pub middle: Vec3,
    /// Attenuation in steps of [`MU_STEP`].
    pub mu: Vec<u16>,
    /// Lobe number, 0 outside the lungs.
    pub lobe: Vec<u8>,
    /// Depth under the chest wall in half millimetres.
    pub depth: Vec<u8>,
    /// The fissures (mm from the middle of the lungs).
    pub fissures: Fissures,
    /// Low and high corner of the body (mm from the middle of the lungs).
    pub body: (Vec3, Vec3),
    /// For each block of [`BLOCK`] voxels along each axis, whether it and its neighbours hold
    /// nothing but air.
    empty: Vec<bool>,
}

/// Side of a block (voxels).
const BLOCK: usize = 10;

impl Prepared {
    /// Whether the voxel nearest to a place (in voxels) holds more than air.
    pub fn holds(&self, v: Vec3) -> bool {
        let v = v.round();
        let inside = [0, 1, 2].map(|i| (0.0..self.count[i] as f32).contains(&v[i]));
        let at = (v.z as usize * self.count[1] + v.y as usize) * self.count[0] + v.x as usize;
        inside == [true; 3] && self.mu[at] > 0
    }

    /// Whether there is nothing but air within a block's side of a place (in voxels).
    pub fn is_air(&self, v: Vec3) -> bool {
        let blocks = self.count.map(|count| count.div_ceil(BLOCK));
        let at = (v / BLOCK as f32).floor().as_ivec3().to_array();
        let [x, y, z] = [0, 1, 2].map(|i| (at[i].max(0) as usize).min(blocks[i] - 1));
        self.empty[(z * blocks[1] + y) * blocks[0] + x]
    }
}

/// The blocks that, with their neighbours, hold nothing but air.
fn empty(mu: &[u16], count: [usize; 3]) -> Vec<bool> {
    let [bx, by, bz] = count.map(|count| count.div_ceil(BLOCK));
    let mut full = vec![false; bx * by * bz];
    for (at, _) in mu.iter().enumerate().filter(|(_, mu)| **mu > 0) {
        let (x, y) = (at % count[0] / BLOCK, at / count[0] % count[1] / BLOCK);
        full[(at / (count[0] * count[1]) / BLOCK * by + y) * bx + x] = true;
    }
    let near = |v: usize, most: usize| v.saturating_sub(1)..(v + 2).min(most);
    let mut empty = Vec::with_capacity(full.len());
    for z in 0..bz {
        for y in 0..by {
            for x in 0..bx {
                let any = near(z, bz)
                    .any(|z| near(y, by).any(|y| near(x, bx).any(|x| full[(z * by + y) * bx + x])));
                empty.push(!any);
            }
        }
    }
    empty
}

/// How far beyond the sides of a CT a cut flank is finished (mm).
const FLANK: f32 = 38.0;

/// Rounds off the flanks where the CT's sides cut them: the outline closes within [`FLANK`], of
/// what lies at the cut and of fat. Only where the body reaches the side.
pub fn close_flanks(ct: &mut Ct, lung: &mut Vec<u8>) {
    let [nx, ny, nz] = ct.count;
    let body = |hu: i16| hu > -350;
    let cut = |x: usize| {
        let at = |y, z| (z * ny + y) * nx + x;
        let count = (0..nz).flat_map(|z| (0..ny).map(move |y| (y, z)));
        count.filter(|&(y, z)| body(ct.hu[at(y, z)])).count()
    };
    // A thin strip at the border is noise or a blanket.
    let enough = ny * nz / 200;
    if cut(0).max(cut(nx - 1)) < enough {
        return;
    }
    let pad = (FLANK / ct.spacing.x).ceil() as usize;
    let wide = nx + 2 * pad;
    let mut hu = vec![-1000_i16; wide * ny * nz];
    let mut marks = vec![0_u8; hu.len()];
    for z in 0..nz {
        for y in 0..ny {
            let (from, to) = ((z * ny + y) * nx, (z * ny + y) * wide + pad);
            hu[to..to + nx].copy_from_slice(&ct.hu[from..from + nx]);
            marks[to..to + nx].copy_from_slice(&lung[from..from + nx]);
        }
    }
    let voxel = Vec3::new(ct.spacing.x, ct.spacing.y, ct.spacing.z);
    for edge in [0, nx - 1] {
        let at = |y: usize, z: usize| ct.hu[(z * ny + y) * nx + edge];
        let inside: Vec<bool> = (0..nz)
            .flat_map(|z| (0..ny).map(move |y| (y, z)))
            .map(|(y, z)| body(at(y, z)))
            .collect();
        // A cap over the cut: flat in its middle, falling off to its edges.
        let height = smooth_plane(&cap(&inside, ny, voxel), ny, 6.0 / voxel.y, 8.0 / voxel.z);
        for z in 0..nz {
            for y in 0..ny {
                let reach = height[z * ny + y];
                let near = (y.saturating_sub(3)..(y + 4).min(ny))
                    .map(|y| f32::from(at(y, z)))
                    .filter(|&hu| hu > -350.0);
                let (count, sum) = near.fold((0, 0.0), |(n, sum), hu| (n + 1, sum + hu));
                let mean = if count > 0 { sum / count as f32 } else { -90.0 };
                let mean = mean.clamp(-110.0, 60.0);
                for step in 1..=pad {
                    // The last voxel is filled in part.
                    let left = (reach / voxel.x - step as f32 + 1.0).min(1.0);
                    if left <= 0.0 {
                        break;
                    }
                    let far = step as f32 * voxel.x / FLANK;
                    let x = if edge == 0 {
                        pad - step
                    } else {
                        pad + edge + step
                    };
                    let value = mean + far * (-100.0 - mean);
                    hu[(z * ny + y) * wide + x] = (-1000.0 + left * (value + 1000.0)) as i16;
                }
            }
        }
    }
    ct.count[0] = wide;
    ct.hu = hu;
    *lung = marks;
}

/// Height (mm) of a cap over the marked part of a plane: it rises as a circle does from the part's
/// edge and is [`FLANK`] high where the edge is as far or farther.
fn cap(inside: &[bool], ny: usize, voxel: Vec3) -> Vec<f32> {
    let nz = inside.len() / ny;
    let mut far: Vec<f32> = inside.iter().map(|&i| if i { 1e4 } else { 0.0 }).collect();
    // The planes at the first and last slice are no edges: the flank goes on there.
    let mut relax = |z: usize, y: usize, dz: isize, dy: isize| {
        if let (Some(z0), Some(y0)) = (z.checked_add_signed(dz), y.checked_add_signed(dy))
            && z0 < nz
            && y0 < ny
        {
            let step = (dz as f32 * voxel.z).hypot(dy as f32 * voxel.y);
            far[z * ny + y] = far[z * ny + y].min(far[z0 * ny + y0] + step);
        }
    };
    for z in 0..nz {
        for y in 0..ny {
            for (dz, dy) in [(-1, -1), (-1, 0), (-1, 1), (0, -1)] {
                relax(z, y, dz, dy);
            }
        }
    }
    for z in (0..nz).rev() {
        for y in (0..ny).rev() {
            for (dz, dy) in [(1, 1), (1, 0), (1, -1), (0, 1)] {
                relax(z, y, dz, dy);
            }
        }
    }
    let rise = |far: f32| {
        let t = 1.0 - (far / FLANK).min(1.0);
        0.85 * FLANK * (1.0 - t * t).max(0.0).sqrt()
    };
    far.into_iter().map(rise).collect()
}

/// Running means over `ry` and `rz` voxels to each side, twice.
fn smooth_plane(values: &[f32], ny: usize, ry: f32, rz: f32) -> Vec<f32> {
    let nz = values.len() / ny;
    let mut out = values.to_vec();
    for _ in 0..2 {
        for (reach, stride, count, lines, next) in
            [(ry as usize, 1, ny, nz, ny), (rz as usize, ny, nz, ny, 1)]
        {
            for line in 0..lines {
                let old: Vec<f32> = (0..count).map(|i| out[line * next + i * stride]).collect();
                let even = super::landmarks::smooth(&old, reach);
                for (i, value) in even.into_iter().enumerate() {
                    out[line * next + i * stride] = value;
                }
            }
        }
    }
    out
}

/// Makes a CT ready. `bounds` are the corners of its lungs (mm from the first voxel).
pub fn prepare(ct: &Ct, lung: &[u8], bounds: (Vec3, Vec3)) -> Prepared {
    let [nx, ny, _] = ct.count;
    let middle = 0.5 * (bounds.0 + bounds.1);
    let (low, high) = (bounds.0 - middle, bounds.1 - middle);
    let at = |part: f32| low.z + part * (high.z - low.z);
    // The fissures of a CT are seldom seen, so they are put where an average chest has them.
    let fissures = Fissures {
        oblique: [(at(0.72), at(0.18)), (at(0.76), at(0.20))],
        ends: (high.y, low.y),
        horizontal: at(0.53),
    };
    let mut lobe = vec![0; lung.len()];
    for (at, &side) in lung.iter().enumerate().filter(|(_, side)| **side > 0) {
        let voxel = Vec3::new(
            (at % nx) as f32,
            (at / nx % ny) as f32,
            (at / (nx * ny)) as f32,
        );
        let side = if side == 1 { Side::Right } else { Side::Left };
        lobe[at] = fissures.lobe(side, voxel * ct.spacing - middle) as u8;
    }
    let mut depth = vec![0; lung.len()];
    for (side, depth) in lung
        .chunks_exact(nx * ny)
        .zip(depth.chunks_exact_mut(nx * ny))
    {
        depths(side, depth, nx, ct.spacing.x);
    }
    let (mut least, mut most) = (Vec3::MAX, Vec3::MIN);
    for (at, _) in ct.hu.iter().enumerate().filter(|(_, hu)| **hu > -350) {
        let voxel = Vec3::new(
            (at % nx) as f32,
            (at / nx % ny) as f32,
            (at / (nx * ny)) as f32,
        );
        least = least.min(voxel);
        most = most.max(voxel);
    }
    let mu = sharpened(ct);
    Prepared {
        empty: empty(&mu, ct.count),
        count: ct.count,
        spacing: ct.spacing,
        middle,
        mu,
        lobe,
        depth,
        fissures,
        body: (least * ct.spacing - middle, most * ct.spacing - middle),
    }
}

/// Attenuation, sharpened along each axis by its second difference.
fn sharpened(ct: &Ct) -> Vec<u16> {
    let mut mu: Vec<f32> = ct
        .hu
        .iter()
        .map(|&hu| of_hounsfield(f32::from(hu)))
        .collect();
    let [nx, ny, nz] = ct.count;
    for (axis, (stride, length)) in [(1, nx), (nx, ny), (nx * ny, nz)].into_iter().enumerate() {
        let old = mu.clone();
        for (at, value) in mu.iter_mut().enumerate() {
            let place = at / stride % length;
            if place > 0 && place + 1 < length {
                *value += SHARPEN[axis] * (2.0 * old[at] - old[at - stride] - old[at + stride]);
            }
        }
    }
    let to = |mu: f32| (mu / MU_STEP).clamp(0.0, 65535.0) as u16;
    // Air around the body stays air: sharpening would draw a rim.
    mu.iter()
        .zip(&ct.hu)
        .map(|(&mu, &hu)| if hu <= -990 { 0 } else { to(mu) })
        .collect()
}

/// Depth of a slice's lung under the chest wall: the distance to the outside of both lungs
/// together (what lies between them in a row counts as inside), by a two-pass chamfer.
fn depths(side: &[u8], depth: &mut [u8], nx: usize, pitch: f32) {
    let ny = side.len() / nx;
    let mut distance = vec![0.0_f32; side.len()];
    for y in 0..ny {
        let row = &side[y * nx..(y + 1) * nx];
        let taken = |&s: &u8| s > 0;
        if let (Some(first), Some(last)) = (row.iter().position(taken), row.iter().rposition(taken))
        {
            distance[y * nx + first..=y * nx + last].fill(1e4);
        }
    }
    let diagonal = std::f32::consts::SQRT_2 * pitch;
    let relax = |distance: &mut [f32], at: usize, near: &[(usize, f32)]| {
        for &(other, step) in near {
            distance[at] = distance[at].min(distance[other] + step);
        }
    };
    for y in 1..ny.saturating_sub(1) {
        for x in 1..nx - 1 {
            let at = y * nx + x;
            let near = [
                (at - 1, pitch),
                (at - nx, pitch),
                (at - nx - 1, diagonal),
                (at - nx + 1, diagonal),
            ];
            relax(&mut distance, at, &near);
        }
    }
    for y in (1..ny.saturating_sub(1)).rev() {
        for x in (1..nx - 1).rev() {
            let at = y * nx + x;
            let near = [
                (at + 1, pitch),
                (at + nx, pitch),
                (at + nx + 1, diagonal),
                (at + nx - 1, diagonal),
            ];
            relax(&mut distance, at, &near);
        }
    }
    for ((depth, distance), &side) in depth.iter_mut().zip(distance).zip(side) {
        if side > 0 {
            *depth = (2.0 * distance).min(255.0) as u8;
        }
    }
}
