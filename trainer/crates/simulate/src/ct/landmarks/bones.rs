//! Spine and sternum.

use glam::Vec3;

use super::{Cage, Centred, LungMarks, at_height, smooth};

/// Above this (HU) is bone; vessels with contrast seldom are.
pub(super) const BONE_HU: f32 = 200.0;

/// From the middle of a whole vertebra to that of its body, to the front (mm).
const BODY_AHEAD: f32 = 12.0;

/// Middle line of the vertebral bodies, slice by slice, and the heights of the discs.
pub(super) fn spine(view: &Centred<'_>, cage: &Cage) -> (Vec<Vec3>, Vec<f32>) {
    let mut line: Vec<Vec3> = Vec::new();
    let mut last: Option<Vec3> = None;
    for z in view.heights() {
        let oval = cage.at(z);
        let back = oval.middle[1] + oval.half[1];
        let x = last.map_or(oval.middle[0], |p| p.x);
        let low = view.voxel(Vec3::new(x - 34.0, back - 55.0, z));
        let high = view.voxel(Vec3::new(x + 34.0, back + 22.0, z));
        let (mut sum, mut weight) = (Vec3::ZERO, 0.0);
        for y in low[1]..=high[1] {
            for x in low[0]..=high[0] {
                let hu = f32::from(view.ct.hu[view.at([x, y, low[2]])]);
                if hu > BONE_HU {
                    let w = (hu - BONE_HU).min(400.0);
                    sum += w * view.place([x, y, low[2]]);
                    weight += w;
                }
            }
        }
        let found = if weight > 2000.0 {
            sum / weight
        } else {
            last.unwrap_or(Vec3::new(oval.middle[0], back - 12.0, z))
        };
        let place = found.with_z(z);
        last = Some(last.map_or(place, |p| (0.7 * p + 0.3 * place).with_z(z)));
        line.push(place);
    }
    let reach = (16.0 / view.ct.spacing.z).ceil() as usize;
    let even = |value: fn(&Vec3) -> f32| {
        let values: Vec<f32> = line.iter().map(value).collect();
        smooth(&smooth(&values, reach), reach)
    };
    let (xs, ys) = (even(|p| p.x), even(|p| p.y));
    let spine: Vec<Vec3> = line
        .iter()
        .zip(xs.iter().zip(&ys))
        .map(|(p, (&x, &y))| Vec3::new(x, y - BODY_AHEAD, p.z))
        .collect();
    let discs = discs(view, &spine);
    (spine, discs)
}

/// Discs: where the middle of the bodies is least dense.
fn discs(view: &Centred<'_>, spine: &[Vec3]) -> Vec<f32> {
    let dense: Vec<f32> = spine
        .iter()
        .map(|&p| view.mean(p, Vec3::new(10.0, 7.0, 0.5)))
        .collect();
    let reach = ((9.0 / view.ct.spacing.z).round() as usize).max(2);
    let mut found: Vec<f32> = Vec::new();
    for i in reach..dense.len().saturating_sub(reach) {
        let around = &dense[i - reach..=i + reach];
        let least = around.iter().copied().fold(f32::MAX, f32::min);
        let most = around.iter().copied().fold(f32::MIN, f32::max);
        if dense[i] <= least && most - least > 25.0 {
            found.push(spine[i].z);
        }
    }
    found.dedup_by(|b, a| (*b - *a).abs() < 13.0);
    // Thick slices blur discs: those between two far ones stand at even distances.
    let mut all: Vec<f32> = Vec::new();
    for &z in &found {
        if let Some(&before) = all.last() {
            let gaps = ((z - before) / 24.0).round().max(1.0);
            let step = (z - before) / gaps;
            all.extend((1..gaps as usize).map(|i| before + step * i as f32));
        }
        all.push(z);
    }
    all
}

/// Middle line of the sternum from its notch down, in five points.
pub(super) fn sternum(
    view: &Centred<'_>,
    spine: &[Vec3],
    carina: Vec3,
    lungs: [LungMarks; 2],
) -> Vec<Vec3> {
    let low = lungs[0].dome.z.max(lungs[1].dome.z) + 8.0;
    let high = carina.z + 48.0;
    let (mut heights, mut depths) = (Vec::new(), Vec::new());
    for z in view.heights().filter(|z| (low..high).contains(z)) {
        let middle = at_height(spine, z).x;
        let mut found: Vec<f32> = (-4..=4)
            .filter_map(|step| {
                let skin = view.skin(middle + 3.0 * step as f32, z)?;
                (4..50)
                    .map(|deep| skin + Vec3::Y * deep as f32)
                    .find(|&p| view.hu(p) > 170.0)
                    .map(|p| p.y + 4.0)
            })
            .collect();
        if found.len() > 4 {
            found.sort_by(f32::total_cmp);
            heights.push(z);
            depths.push(found[found.len() / 2]);
        }
    }
    let line = fit(&heights, &depths);
    (0..5)
        .map(|i| {
            let z = high + (low - high) * i as f32 / 4.0;
            let x = at_height(spine, z).x;
            let y = line.map_or_else(
                || view.skin(x, z).map_or(-80.0, |skin| skin.y + 16.0),
                |(offset, slope)| offset + slope * z,
            );
            let y = view.skin(x, z).map_or(y, |skin| y.max(skin.y + 9.0));
            Vec3::new(x, y, z)
        })
        .collect()
}

/// Offset and slope of the straight line with the least squares; `None` for under five places.
fn fit(x: &[f32], y: &[f32]) -> Option<(f32, f32)> {
    if x.len() < 5 {
        return None;
    }
    let count = x.len() as f32;
    let mean = |v: &[f32]| v.iter().sum::<f32>() / count;
    let (mx, my) = (mean(x), mean(y));
    let spread: f32 = x.iter().map(|x| (x - mx).powi(2)).sum();
    let joint: f32 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let slope = joint / spread.max(1e-3);
    Some((my - slope * mx, slope))
}
