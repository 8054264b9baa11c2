//! Bending a CT's body, so that a few CTs give many bodies.

use glam::Vec3;
use xraygan::findings::Side;

use super::Scan;
use crate::code::Code;
use crate::lungs::{Fissures, Lungs};
use crate::materials::of_hounsfield;

use crate::volume::{Grid, Volume};

/// How a body differs from its CT.
#[derive(Clone, Debug)]
pub struct Warp {
    /// Scale of the body along x, y, z.
    pub scale: Vec3,
    /// Growth of the heart: 0 for none, 0.2 for a fifth wider.
    pub heart: f32,
    /// How far the diaphragm is pushed up (mm).
    pub lift: f32,
    /// Height of the waves the body is bent in (mm).
    pub wave: f32,
    /// Their phases.
    pub phase: Vec3,
    /// Extra fat under the skin, as a scale of the body outside the ribs.
    pub density: f32,
}

impl Warp {
    /// The warp that a code describes.
    pub fn of(code: &Code) -> Self {
        let value = |name: &str| code.value(&format!("patient.{name}"));
        Self {
            scale: Vec3::new(
                1.0 + 0.035 * value("breadth"),
                1.0 + 0.045 * value("depth"),
                1.0 + 0.035 * value("stature"),
            ),
            heart: 0.04 * value("heart_size"),
            lift: 7.0 * value("breath"),
            wave: value("wave"),
            phase: Vec3::from(["wave_across", "wave_deep", "wave_high"].map(value)),
            density: value("tissue"),
        }
    }
}

/// Resamples a CT under a warp. The middle of its lungs comes to the origin.
pub fn resample(scan: &Scan, warp: &Warp, pitch: f32) -> (Volume, Lungs) {
    let ct = &scan.ct;
    let [nx, ny, nz] = ct.count;
    let extent = Vec3::new(nx as f32, ny as f32, nz as f32) * ct.spacing * warp.scale;
    let half = Vec3::new(
        (0.5 * extent.x).min(225.0),
        (0.5 * extent.y).min(190.0),
        240.0,
    );
    let grid = Grid::spanning(-half, half, pitch);
    let mut volume = Volume::air(grid);
    let mut side = vec![0_u8; grid.voxels()];
    let (low, high) = scan.lungs;
    let middle = 0.5 * (low + high);
    let heart = scan.heart - middle;
    let spread = 0.5 * (high.x - low.x) * 0.42;
    let dome = low.z + 0.3 * (high.z - low.z) - middle.z;
    // The waves, once per row of the grid.
    let wavy = |at: f32, phase: f32| warp.wave * (at / 70.0 + phase).sin();
    for z in 0..grid.count.z {
        let pz = grid.centre(0, 0, z).z;
        // Lungs grow or shrink between apex and dome; the abdomen follows.
        let t = ((pz - dome) / (0.55 * (high.z - low.z))).clamp(0.0, 1.0);
        let lift = warp.lift * (1.0 - t * t * (3.0 - 2.0 * t));
        for y in 0..grid.count.y {
            let py = grid.centre(0, y, 0).y;
            for x in 0..grid.count.x {
                let p = Vec3::new(grid.centre(x, 0, 0).x, py, pz);
                let mut q = p / warp.scale;
                q.z -= lift;
                q += Vec3::new(
                    wavy(pz, warp.phase.x),
                    wavy(p.x, warp.phase.y),
                    wavy(py, warp.phase.z),
                );
                let r2 = (q - heart).length_squared() / (spread * spread);
                if r2 < 9.0 {
                    let shrink = 1.0 / (1.0 + warp.heart * (-0.5 * r2).exp());
                    q = heart + (q - heart) * shrink;
                }
                let v = (q + middle) / ct.spacing;
                // Above and below the scan its end slices go on.
                let v = Vec3::new(v.x, v.y, v.z.clamp(0.0, nz as f32 - 1.001));
                if v.x < 0.0 || v.y < 0.0 || v.x >= nx as f32 - 1.0 || v.y >= ny as f32 - 1.0 {
                    continue;
                }
                let at = grid.index(x, y, z);
                let hu = scan.hounsfield(v);
                if hu > -995.0 {
                    volume.mu[at] = of_hounsfield(hu) * warp.density;
                }
                side[at] = scan.side(v);
            }
        }
    }
    let lungs = lungs(grid, side);
    (volume, lungs)
}

/// Lobes and depths from the sides. The fissures of a CT are seldom seen, so they are put where
/// an average chest has them.
fn lungs(grid: Grid, side: Vec<u8>) -> Lungs {
    let mut lungs = Lungs {
        grid,
        lobe: side,
        depth: vec![0; grid.voxels()],
        fissures: Fissures {
            oblique: [(0.0, 0.0); 2],
            ends: (1.0, -1.0),
            horizontal: 0.0,
        },
    };
    let Some((low, high)) = lungs.bounds(|_| true) else {
        return lungs;
    };
    let tall = high.z - low.z;
    let at = |part: f32| low.z + part * tall;
    lungs.fissures = Fissures {
        oblique: [(at(0.72), at(0.18)), (at(0.76), at(0.20))],
        ends: (high.y, low.y),
        horizontal: at(0.53),
    };
    let (nx, ny) = (grid.count.x as usize, grid.count.y as usize);
    for z in 0..grid.count.z {
        let from = grid.index(0, 0, z);
        depths(
            &lungs.lobe[from..from + nx * ny],
            &mut lungs.depth[from..from + nx * ny],
            nx,
            grid.pitch,
        );
        for y in 0..grid.count.y {
            for x in 0..grid.count.x {
                let at = grid.index(x, y, z);
                let side = match lungs.lobe[at] {
                    0 => continue,
                    1 => Side::Right,
                    _ => Side::Left,
                };
                lungs.lobe[at] = lungs.fissures.lobe(side, grid.centre(x, y, z)) as u8;
            }
        }
    }
    lungs
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
