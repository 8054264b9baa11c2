//! Trachea and carina.

use glam::Vec3;

use super::{Centred, LungMarks, at_height};

/// Air of the trachea (HU).
const AIR_HU: i16 = -700;

/// Middle line of the trachea from the top down, and the carina: where its air parts in two, or
/// becomes much wider than it was.
pub(super) fn trachea(
    view: &Centred<'_>,
    spine: &[Vec3],
    lungs: [LungMarks; 2],
) -> (Vec<Vec3>, Vec3) {
    let apex = 0.5 * (lungs[0].apex.z + lungs[1].apex.z);
    let floor = 0.5 * (lungs[0].dome.z + lungs[1].dome.z);
    let mut line: Vec<Vec3> = Vec::new();
    let mut widths: Vec<f32> = Vec::new();
    let (mut wide, mut carina) = (0, None);
    let heights: Vec<f32> = view.heights().collect();
    for &z in heights.iter().rev().filter(|&&z| z < apex + 25.0) {
        let start = line
            .last()
            .copied()
            .unwrap_or_else(|| at_height(spine, z) - Vec3::Y * 42.0);
        let reach = if line.is_empty() { 26.0 } else { 9.0 };
        let Some((middle, low, high)) = blob(view, start.with_z(z), reach) else {
            if line.len() > 8 && z < apex - 20.0 {
                break;
            }
            continue;
        };
        let mut usual = widths.clone();
        usual.sort_by(f32::total_cmp);
        let usual = usual.get(usual.len() / 2).copied().unwrap_or(18.0);
        let low_enough = z < apex - 0.28 * (apex - floor);
        // Where the air parts, the nearer half lies to a side.
        let aside = |p: &Vec3| (p.x - middle.x).abs() > 7.0;
        let parted = line.iter().rev().nth(3).is_some_and(aside);
        let is_wide = high - low > 1.55 * usual;
        if low_enough && (parted || is_wide) {
            wide += 1;
            carina.get_or_insert(middle);
            if wide > 1 {
                break;
            }
            continue;
        }
        (wide, carina) = (0, None);
        line.push(middle);
        if !is_wide {
            widths.push(high - low);
        }
    }
    let part = |p: &Vec3| (apex - p.z) / (apex - floor);
    let likely = |p: &Vec3| (0.27..0.55).contains(&part(p));
    let last = line.last().copied();
    let carina = carina.or(last).filter(likely).unwrap_or_else(|| {
        // The trachea was lost on its way: the carina is below its last place.
        let z = apex - 0.38 * (apex - floor);
        let ahead = last.map_or(-Vec3::Y * 40.0, |p| p - at_height(spine, p.z));
        (at_height(spine, z) + ahead).with_z(z)
    });
    line.retain(|p| p.z > carina.z);
    line.push(carina);
    (line, carina)
}

/// The air joined, within a slice, to the air nearest to a place: its middle and its ends across.
fn blob(view: &Centred<'_>, start: Vec3, reach: f32) -> Option<(Vec3, f32, f32)> {
    let [nx, ny, _] = view.ct.count;
    let air = |at: [usize; 3]| view.ct.hu[view.at(at)] < AIR_HU && view.lung[view.at(at)] == 0;
    let (low, high) = (
        view.voxel(start - Vec3::splat(reach)),
        view.voxel(start + Vec3::splat(reach)),
    );
    let z = view.voxel(start)[2];
    let seed = (low[1]..=high[1])
        .flat_map(|y| (low[0]..=high[0]).map(move |x| [x, y, z]))
        .filter(|&at| air(at))
        .min_by(|&a, &b| {
            let far = |at| view.place(at).distance(start);
            far(a).total_cmp(&far(b))
        })?;
    let mut seen = vec![false; nx * ny];
    let mut open = vec![seed];
    let (mut sum, mut count) = (Vec3::ZERO, 0.0_f32);
    let (mut left, mut right) = (f32::MAX, f32::MIN);
    while let Some(at) = open.pop() {
        let [x, y, _] = at;
        if !air(at) || std::mem::replace(&mut seen[y * nx + x], true) {
            continue;
        }
        let p = view.place(at);
        if p.distance(start) > 45.0 {
            continue;
        }
        sum += p;
        count += 1.0;
        left = left.min(p.x);
        right = right.max(p.x);
        if x > 0 {
            open.push([x - 1, y, z]);
        }
        if x + 1 < nx {
            open.push([x + 1, y, z]);
        }
        if y > 0 {
            open.push([x, y - 1, z]);
        }
        if y + 1 < ny {
            open.push([x, y + 1, z]);
        }
    }
    let area = count * view.ct.spacing.x * view.ct.spacing.y;
    (area > 40.0).then(|| (sum / count, left, right))
}
