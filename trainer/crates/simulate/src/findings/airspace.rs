//! Opacities in the lungs: consolidation, atelectasis, oedema, nodules and masses.

use glam::{Quat, Vec3};
use xraygan::findings::{Lobe, Side};

use super::{Finding, Kind, told_size};
use crate::body::Body;
use crate::code::Code;
use crate::draw::Draw;

use crate::materials::{CALCIUM, FLUID, MUSCLE};
use crate::noise::Noise;
use crate::parts::{Matter, Shown};

use crate::volume::{capsule, coverage, smooth_min};

/// Attenuation of a lung whose air spaces are full.
const FILLED: f32 = 0.0186;

/// Step of a sequence that spreads evenly over 0 to 1.
const GOLDEN: f32 = 0.618_034;

fn wave(noise: Noise, p: Vec3, scale: f32) -> f32 {
    noise.fractal(p, scale)
}

/// Thickens lung: `weight` tells how much (0 to 1) at each lung voxel of a box. A body without voxels stays as it is.
fn thicken(body: &mut Body, low: Vec3, high: Vec3, mu: f32, weight: impl Fn(Vec3, u8) -> f32) {
    let (volume, lungs) = (&mut body.volume, &body.lungs);
    if volume.mu.is_empty() {
        return;
    }
    volume.grid.visit(low, high, |at, p| {
        let lobe = lungs.lobe[at];
        if lobe > 0 {
            let part = weight(p, lobe).clamp(0.0, 1.0);
            volume.mu[at] += part * (mu - volume.mu[at]).max(0.0);
        }
    });
}

/// Filled air spaces in a lobe, cloudy at the edges, with air bronchograms when dense.
pub fn consolidation(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(lobe) = finding.lobe else { return };
    let own = code.of(finding.kind, finding.side);
    let Some(centre) = body.lungs.place_in(lobe, 12.0, own.place()) else {
        return;
    };
    let draw = &mut Draw::template(finding.kind, own.choice("form"));
    let rank = finding.severity.rank();
    let reach = 24.0 + 13.0 * rank + own.value("reach");
    let stretch = Vec3::from(["stretch_x", "stretch_y", "stretch_z"].map(|name| own.value(name)));
    let noise = Noise::new(draw.bits());
    let dense = own.value("density") + 0.12 + 0.1 * rank;
    let around = Vec3::splat(reach * 2.1);
    thicken(
        body,
        centre - around,
        centre + around,
        FILLED,
        |p, number| {
            if number != lobe as u8 {
                return 0.0;
            }
            let r = ((p - centre) / (reach * stretch)).length();
            let edge = 1.1 - r + 0.75 * wave(noise, p - centre, 30.0);
            let patchy = 0.75 + 0.5 * noise.at(p - centre, 9.0);
            dense * (2.2 * edge).clamp(0.0, 1.0) * patchy
        },
    );
    if rank >= 1.0 {
        let hilum = body.marks.hila[lobe.side().place()];
        for _ in 0..5 {
            let jitter = Vec3::new(
                draw.normal(0.0, 0.4),
                draw.normal(0.0, 0.4),
                draw.normal(0.0, 0.4),
            );
            let end = centre + jitter * reach;
            let start = hilum.lerp(centre, 0.6) + jitter * 4.0;
            let clear = |p| body.lungs.lobe_at(p) == Some(lobe);
            if clear(end) && clear(start) {
                let radius = draw.uniform(1.1, 1.9);
                let path = [start, start.lerp(end, 0.5) + jitter * 3.0, end];
                let air = Matter::Extra(-0.8 * dense * FILLED);
                body.parts.wire(&path, radius, air, Shown::Both);
            }
        }
    }
    finding.place_mm = Some(centre);
    finding.size_mm = Some((2.0 * reach).round());
}

/// Bands of collapsed lung near a base.
pub fn atelectasis(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(side) = finding.side else { return };
    let lower = match side {
        Side::Right => Lobe::RightLower,
        Side::Left => Lobe::LeftLower,
    };
    let Some((low, high)) = body.lungs.bounds(|number| number == lower as u8) else {
        return;
    };
    let own = code.of(finding.kind, finding.side);
    let draw = &mut Draw::template(finding.kind, own.choice("form"));
    let bands = 1 + finding.severity as usize + usize::from(own.chance("more"));
    for band in 0..bands {
        // The first band is where the code has it, the others step on from it.
        let step = band as f32 * GOLDEN;
        let place = own.place().map(|share| (share + step).fract());
        let Some(mut centre) = body.lungs.place_in(lower, 10.0, place) else {
            continue;
        };
        // Near the diaphragm rather than high up.
        centre.z = low.z + (centre.z - low.z).min(0.62 * (high.z - low.z));
        let turn = Quat::from_rotation_y(own.value("lean") + draw.normal(0.0, 0.1))
            * Quat::from_rotation_x(own.value("tip") + draw.normal(0.0, 0.1));
        let radii = Vec3::new(
            own.value("long"),
            own.value("wide"),
            own.value("thick") + 1.2 * finding.severity.rank(),
        );
        let noise = Noise::new(draw.bits());
        let around = Vec3::splat(radii.x + 8.0);
        let sign = side.sign();
        thicken(body, centre - around, centre + around, FILLED, |p, _| {
            if p.x * sign < 0.0 {
                return 0.0;
            }
            let q = turn * (p - centre);
            let q = q + Vec3::Z * 3.0 * noise.at(p - centre, 22.0);
            let r = (q / radii).length();
            0.95 * ((1.15 - r) * 1.8)
        });
        finding.place_mm.get_or_insert(centre);
    }
    // A haze over the base, of lung that is not quite open.
    let noise = Noise::new(draw.bits());
    let strength = 0.10 + 0.09 * finding.severity.rank();
    let top = low.z + 0.5 * (high.z - low.z);
    thicken(body, low, high, FILLED, |p, number| {
        if number != lower as u8 {
            return 0.0;
        }
        let height = (top - p.z) / (top - low.z);
        strength * height * (1.0 + wave(noise, p, 24.0))
    });
}

/// Fluid in the interstitium: haze around the hila, thick septa at the bases.
pub fn edema(body: &mut Body, finding: &mut Finding, code: &Code) {
    let rank = finding.severity.rank();
    let draw = &mut Draw::template(finding.kind, code.of(finding.kind, None).choice("form"));
    let noise = Noise::new(draw.bits());
    let hila = body.marks.hila;
    let (Some((low, high)), strength) = (body.lungs.bounds(|_| true), 0.10 + 0.11 * rank) else {
        return;
    };
    thicken(body, low, high, FILLED, |p, _| {
        let near = p.distance(hila[0]).min(p.distance(hila[1]));
        let haze = (-(near / (58.0 + 14.0 * rank)).powi(2)).exp();
        let base = 0.55 * (1.0 - (p.z - low.z) / (high.z - low.z));
        // Septa: sheets where the noise crosses zero.
        let mesh = (1.0 - noise.at(p, 11.0).abs() / 0.11).max(0.0);
        let cloud = 1.0 + 1.1 * wave(noise, p, 28.0);
        strength * (haze + base) * cloud.max(0.0) + (0.16 + 0.1 * rank) * mesh * (0.4 + base)
    });
    for side in Side::BOTH {
        let lobe = if side == Side::Right {
            Lobe::RightLower
        } else {
            Lobe::LeftLower
        };
        let places = body.lungs.places(lobe, 0.0);
        for _ in 0..(7 + 5 * finding.severity as usize) {
            let shares = [0.0; 3].map(|_| draw.uniform(0.0, 1.0));
            let length = draw.uniform(9.0, 17.0);
            let Some(place) = places.at(shares) else {
                continue;
            };
            if body.lungs.depth_at(place).is_none_or(|d| d > 16.0) {
                continue;
            }
            let inner = place - Vec3::X * side.sign() * length;
            let line = Matter::Vessel(FLUID);
            body.parts.wire(&[place, inner], 0.9, line, Shown::Both);
        }
    }
}

/// A nodule, mass or granuloma.
pub fn nodule(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(lobe) = finding.lobe else { return };
    let Some(diameter) = told_size(finding, code) else {
        return;
    };
    let own = code.of(finding.kind, finding.side);
    let radius = 0.5 * diameter;
    let Some(centre) = body.lungs.place_in(lobe, radius + 4.0, own.place()) else {
        return;
    };
    finding.place_mm = Some(centre);
    finding.size_mm = Some(diameter.round());
    if finding.kind == Kind::Granuloma {
        let radii = Vec3::splat(radius) * Vec3::new(1.0, own.value("flat"), 0.9);
        let calcified = Matter::Solid(CALCIUM);
        body.parts.ball(centre, radii, calcified, Shown::Both);
        return;
    }
    let draw = &mut Draw::template(finding.kind, own.choice("form"));
    let mut way = || {
        let [x, y, z] = [0; 3].map(|_| draw.normal(0.0, 1.0));
        Vec3::new(x, y, z).normalize_or(Vec3::X)
    };
    // A round middle with lobules grown out of it.
    let bulge = if finding.kind == Kind::Mass {
        0.5
    } else {
        0.34
    };
    let lobules: Vec<(Vec3, f32)> = (0..5)
        .map(|i| {
            let size = radius * (0.52 + 0.05 * (i % 3) as f32);
            (centre + way() * radius * bulge, size)
        })
        .collect();
    let spikes: Vec<(Vec3, f32)> = (0..if own.chance("spiculated") { 11 } else { 0 })
        .map(|i| {
            let reach = radius * (1.3 + 0.1 * (i % 5) as f32);
            (centre + way() * reach, 0.09 * radius)
        })
        .collect();
    let around = Vec3::splat(radius * 2.0);
    let pitch = body.volume.grid.pitch;
    let soft = 0.35 * radius;
    thicken(body, centre - around, centre + around, MUSCLE, |p, _| {
        let core = p.distance(centre) - 0.80 * radius;
        let round = lobules.iter().fold(core, |so_far, &(middle, size)| {
            smooth_min(so_far, p.distance(middle) - size, soft)
        });
        let whole = spikes.iter().fold(round, |so_far, &(end, thick)| {
            let spike = capsule(p, centre, end, thick * 1.8, thick * 0.4);
            smooth_min(so_far, spike, 0.12 * radius)
        });
        coverage(whole, 2.0 * pitch)
    });
}
