//! Fluid and air in the pleural space.

use glam::{DVec3, Vec3};

use super::{Finding, told_size};
use crate::body::Body;
use crate::code::Code;
use crate::materials::FLUID;
use crate::noise::Noise;
use xraygan::findings::Side;

use crate::volume::{Grid, coverage, smooth_min};

/// Fluid that has run to the bottom of the pleural space. At the wall it stands higher (the
/// meniscus), for the lung is held back less there.
pub fn effusion(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(side) = finding.side else { return };
    let rank = finding.severity.rank();
    let own = code.of(finding.kind, finding.side);
    let wanted = [(110.0, 280.0), (420.0, 850.0), (1100.0, 1900.0)][rank as usize];
    let wanted = own.between("volume", wanted);
    let climb = own.value("climb") + 26.0 * rank;
    let thin = own.value("thin") + 5.0 * rank;
    let lungs = &body.lungs;
    let grid = lungs.grid;
    // Height at which each voxel is wetted, with the number of voxels at each height.
    let wet = |depth: f32, z: f32| z - climb * (-depth / thin).exp();
    let lowest = grid.origin.z - 130.0;
    let mut levels = vec![0_u32; (grid.count.z as f32 * grid.pitch) as usize + 132];
    let top = levels.len() - 1;
    each_lung_voxel(body, side, |at, z| {
        let level = wet(lungs.depth_of(at), z) - lowest;
        levels[(level.max(0.0) as usize).min(top)] += 1;
    });
    let millilitres = grid.pitch.powi(3) / 1000.0;
    let mut sum = 0.0;
    let level = levels.iter().position(|&count| {
        sum += count as f32 * millilitres;
        sum >= wanted
    });
    let level = lowest + level.unwrap_or(levels.len()) as f32;
    let mut volume = 0.0;
    let mut touched = Vec::new();
    each_lung_voxel(body, side, |at, z| {
        // Along the wall the surface is steep: what is above it counts across it, not upwards.
        let depth = lungs.depth_of(at);
        let steep = (1.0 + (climb / thin * (-depth / thin).exp()).powi(2)).sqrt();
        let part = coverage((wet(depth, z) - level) / steep, 2.0 * grid.pitch);
        if part > 0.0 {
            volume += part * millilitres;
            touched.push((at, part));
        }
    });
    (finding.place_mm, finding.reach_mm) = extent(grid, touched.iter().copied());
    for (at, part) in touched {
        let mu = &mut body.volume.mu[at];
        *mu = mu.max(*mu + part * (FLUID - *mu));
    }
    finding.volume_ml = Some(volume.round());
}

/// Air that has risen to the top of the pleural space, and the lung's edge as a fine line.
pub fn pneumothorax(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(side) = finding.side else { return };
    let rank = finding.severity.rank();
    let Some(gap) = told_size(finding, code) else {
        return;
    };
    let chosen = |number: u8| (number <= 3) == (side == Side::Right);
    let Some((low, high)) = body.lungs.bounds(chosen) else {
        return;
    };
    let lungs = &body.lungs;
    let grid = lungs.grid;
    let noise = Noise::new(0x70_6e65);
    let tall = high.z - low.z;
    let base = 0.08 + 0.22 * rank;
    let volume = grid.pitch.powi(3) / 1000.0;
    let mut air = 0.0;
    let mut touched = Vec::new();
    each_lung_voxel(body, side, |at, z| {
        let up = ((z - low.z) / tall).clamp(0.0, 1.0);
        let thick = gap * (base + (1.0 - base) * up * up);
        let beside = lungs.depth_of(at) - thick;
        let under = high.z - 1.25 * gap - z;
        let edge = smooth_min(beside, under, 45.0);
        let column = at as u32 % grid.count.x;
        let wave = 1.6 * noise.at(glam::Vec3::new(column as f32 * grid.pitch, 0.0, z), 26.0);
        let edge = edge + wave;
        if edge < grid.pitch {
            let part = coverage(edge, grid.pitch);
            air += part * volume;
            touched.push((at, part, (1.0 - edge.abs() / grid.pitch).max(0.0)));
        }
    });
    let parts = touched.iter().map(|&(at, part, _)| (at, part));
    (finding.place_mm, finding.reach_mm) = extent(grid, parts);
    for (at, part, line) in touched {
        let mu = &mut body.volume.mu[at];
        *mu *= 1.0 - part;
        *mu += line * 0.45 * (FLUID - *mu);
    }
    finding.size_mm = Some(gap.round());
    finding.volume_ml = Some(air.round());
}

/// Calls `visit(index, height)` for every voxel of a side's lung.
fn each_lung_voxel(body: &Body, side: Side, mut visit: impl FnMut(usize, f32)) {
    let grid = body.lungs.grid;
    let plane = (grid.count.x * grid.count.y) as usize;
    for (at, _) in body.lungs.lobe.iter().enumerate().filter(|&(_, &n)| n > 0) {
        if body.lungs.side(at) == Some(side) {
            visit(at, grid.origin.z + (at / plane) as f32 * grid.pitch);
        }
    }
}

/// The middle of voxels (mm), each with the part of it that counts, and how far they spread.
fn extent(grid: Grid, touched: impl Iterator<Item = (usize, f32)>) -> (Option<Vec3>, Option<f32>) {
    let (nx, ny) = (grid.count.x as usize, grid.count.y as usize);
    let (mut weight, mut sum, mut squares) = (0.0_f64, DVec3::ZERO, 0.0);
    for (at, part) in touched {
        let (x, y, z) = (at % nx, at / nx % ny, at / (nx * ny));
        let place = grid.centre(x as u32, y as u32, z as u32).as_dvec3();
        let part = f64::from(part);
        weight += part;
        sum += part * place;
        squares += part * place.length_squared();
    }
    if weight <= 0.0 {
        return (None, None);
    }
    let middle = sum / weight;
    let spread = (squares / weight - middle.length_squared()).max(0.0);
    (Some(middle.as_vec3()), Some(spread.sqrt() as f32))
}
