//! What a chest has of its own that a report would name: nodules that its table names are taken out of the CT, so that
//! a film shows a nodule where its table of findings has one, and nowhere else.

use glam::Vec3;
use xraygan::findings::{Kind, Lobe, Severity};

use super::nifti::Ct;
use crate::findings::Finding;

/// Below this (HU) is lung, above [`DENSE`] tissue.
const LUNG: i16 = -600;
const DENSE: i16 = -500;

/// Middle of a nodule (HU): a vessel with contrast medium, a calcified node and bone are denser.
const SOFT: std::ops::RangeInclusive<f32> = -150.0..=160.0;

/// Diameters (mm) that are tried where the table gives none.
const DIAMETERS: [f32; 5] = [8.0, 12.0, 16.0, 20.0, 28.0];

/// Share of the ball that is tissue, times share of the shell around it that is lung, from which on it is a nodule: a
/// vessel or the chest wall fills a part of any shell.
const LEAST: f32 = 0.6;

/// Reads what a table says that a chest has of its own: parts between semicolons, each with a kind, a lobe, and a
/// diameter in mm if it is known.
pub fn named(text: &str) -> Vec<Finding> {
    let part = |part: &str| {
        let part = part.to_lowercase();
        let lobe = Lobe::ALL
            .into_iter()
            .find(|lobe| part.contains(lobe.name()))?;
        let kinds = [Kind::Nodule, Kind::Mass, Kind::Granuloma];
        let kind = kinds.into_iter().find(|kind| part.contains(kind.label()))?;
        let words: Vec<&str> = part.split_whitespace().collect();
        let size = words.windows(2).find_map(|pair| {
            let unit = pair[1].trim_matches(',') == "mm";
            pair[0].parse::<f32>().ok().filter(|_| unit)
        });
        let severity = match size {
            Some(size) if size > 20.5 => Severity::Severe,
            Some(size) if size > 12.5 => Severity::Moderate,
            _ => Severity::Mild,
        };
        let mut finding = Finding::new(kind, severity).within(lobe);
        finding.size_mm = size;
        finding.own = true;
        Some(finding)
    };
    text.split(';').filter_map(part).collect()
}

/// A ball of tissue in lung.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ball {
    /// Voxel of its middle.
    middle: [usize; 3],
    /// Diameter (mm).
    diameter: f32,
    /// 0 to 1: see [`LEAST`].
    score: f32,
}

/// Takes the findings that a table names out of a CT whose lungs are marked, and marks their place as lung: of each the
/// spot that is most like a nodule of its size. Returns what the table says of the rest, which stays in the films.
pub fn take_out(ct: &mut Ct, lung: &mut [u8], text: &str) -> String {
    let mut left = Vec::new();
    for part in text.split(';') {
        let taken = named(part).first().is_some_and(|finding| {
            let sizes = finding.size_mm.map_or(DIAMETERS.to_vec(), |it| vec![it]);
            let balls = sizes.iter().filter_map(|&it| most_like(ct, lung, it));
            let best = balls.max_by(|a, b| a.score.total_cmp(&b.score));
            let found = best.filter(|it| it.score >= LEAST);
            found.inspect(|&ball| fill(ct, lung, ball)).is_some()
        });
        if !taken {
            left.push(part.trim());
        }
    }
    left.join("; ")
}

/// The ball of a diameter that is most like a nodule, in either lung: tables are not always right about the side.
fn most_like(ct: &Ct, lung: &[u8], diameter: f32) -> Option<Ball> {
    let radius = 0.5 * diameter;
    let core = offsets(ct, 0.0, 0.85 * radius);
    let shell = offsets(ct, 1.25 * radius, 1.9 * radius + 2.0);
    let [nx, ny, _] = ct.count;
    let far = (2.0 * radius + 4.0) / ct.spacing;
    let mut best: Option<Ball> = None;
    for (at, _) in ct.hu.iter().enumerate().filter(|(_, hu)| **hu > DENSE) {
        let middle = [at % nx, at / nx % ny, at / (nx * ny)];
        // Lung on five of six sides.
        let sides = [Vec3::X, Vec3::Y, Vec3::Z];
        let sides = sides.into_iter().flat_map(|it| [it, -it]);
        let beside = sides.filter(|side| {
            let step = (*side * far).round().as_ivec3().to_array();
            within(ct, middle, step).is_some_and(|at| lung[at] > 0)
        });
        if beside.count() < 5 {
            continue;
        }
        let values = |offsets: &[[i32; 3]]| -> Vec<i16> {
            let at = offsets.iter().filter_map(|&it| within(ct, middle, it));
            at.map(|at| ct.hu[at]).collect()
        };
        let inside = values(&core);
        let mean = inside.iter().map(|&it| f32::from(it)).sum::<f32>() / inside.len() as f32;
        if !SOFT.contains(&mean) {
            continue;
        }
        let share = |list: &[i16], is: &dyn Fn(i16) -> bool| {
            list.iter().filter(|&&it| is(it)).count() as f32 / list.len().max(1) as f32
        };
        let score = share(&inside, &|hu| hu > DENSE) * share(&values(&shell), &|hu| hu < LUNG);
        if best.is_none_or(|it| score > it.score) {
            best = Some(Ball {
                middle,
                diameter,
                score,
            });
        }
    }
    best
}

/// Steps in voxels from a middle to all voxels between two distances (mm).
fn offsets(ct: &Ct, least: f32, most: f32) -> Vec<[i32; 3]> {
    let reach = (Vec3::splat(most) / ct.spacing).ceil().as_ivec3();
    let mut list = Vec::new();
    for z in -reach.z..=reach.z {
        for y in -reach.y..=reach.y {
            for x in -reach.x..=reach.x {
                let distance = (Vec3::new(x as f32, y as f32, z as f32) * ct.spacing).length();
                if (least..=most).contains(&distance) {
                    list.push([x, y, z]);
                }
            }
        }
    }
    list
}

/// The voxel that lies a step from another, if it is in the CT.
fn within(ct: &Ct, [x, y, z]: [usize; 3], step: [i32; 3]) -> Option<usize> {
    let [nx, ny, nz] = ct.count;
    let moved = |at: usize, by: i32, count: usize| {
        at.checked_add_signed(by as isize).filter(|it| *it < count)
    };
    let (x, y, z) = (
        moved(x, step[0], nx)?,
        moved(y, step[1], ny)?,
        moved(z, step[2], nz)?,
    );
    Some((z * ny + y) * nx + x)
}

/// Fills a ball and its edge with the lung around it, mirrored at the ball's surface, so that its grain goes on.
fn fill(ct: &mut Ct, lung: &mut [u8], ball: Ball) {
    // The edge of a nodule is blurred over a voxel or two.
    let radius = 0.5 * ball.diameter * 1.3 + 1.5 * ct.spacing.max_element();
    let shell: Vec<usize> = offsets(ct, radius, 1.6 * radius)
        .into_iter()
        .filter_map(|it| within(ct, ball.middle, it))
        .filter(|&at| lung[at] > 0 && ct.hu[at] < LUNG)
        .collect();
    let mut around: Vec<i16> = shell.iter().map(|&at| ct.hu[at]).collect();
    around.sort_unstable();
    let Some(&median) = around.get(around.len() / 2) else {
        return;
    };
    let side = shell.first().map_or(1, |&at| lung[at]);
    let old = ct.hu.clone();
    for step in offsets(ct, 0.0, radius) {
        let Some(at) = within(ct, ball.middle, step) else {
            continue;
        };
        // The pleura and vessels around the ball stay.
        if old[at] < LUNG && lung[at] > 0 {
            continue;
        }
        let way = Vec3::new(step[0] as f32, step[1] as f32, step[2] as f32);
        let distance = (way * ct.spacing).length().max(0.1);
        let beyond = (way * (2.0 * radius - distance) / distance).round();
        let mirrored = within(ct, ball.middle, beyond.as_ivec3().to_array())
            .map(|at| old[at])
            .filter(|&hu| hu < LUNG);
        ct.hu[at] = mirrored.unwrap_or(median);
        lung[at] = side;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_chest_has_of_its_own_is_read() {
        let list =
            named("calcified nodes near the left hilum; Nodule about 15 mm, right upper lobe");
        assert_eq!(list.len(), 1);
        assert_eq!(
            (list[0].kind, list[0].severity),
            (Kind::Nodule, Severity::Moderate)
        );
        assert_eq!(list[0].lobe, Some(Lobe::RightUpper));
        assert!(list[0].own && named("").is_empty());
    }

    /// A lung with a ball at [20, 20, 20] and a vessel of contrast medium through [30, y, 30].
    fn chest(ball: f32) -> (Ct, Vec<u8>) {
        let count = [40, 40, 40];
        let mut ct = Ct {
            count,
            spacing: Vec3::splat(2.0),
            hu: Vec::new(),
        };
        for at in 0..40 * 40 * 40 {
            let (x, y, z) = (at % 40, at / 40 % 40, at / 1600);
            let from = |at: [f32; 3]| {
                2.0 * (Vec3::new(x as f32, y as f32, z as f32) - Vec3::from(at)).length()
            };
            let wall = [x, y, z].iter().any(|it| !(3..37).contains(it));
            let grain = ((at * 7919) % 60) as i16;
            ct.hu.push(match (wall, from([20.0; 3]) <= ball) {
                (true, _) => 50,
                (_, true) => 30,
                _ if from([30.0, y as f32, 30.0]) <= 7.0 => 350,
                _ => -850 + grain,
            });
        }
        let lung = ct.hu.iter().map(|&hu| u8::from(hu < LUNG)).collect();
        (ct, lung)
    }

    #[test]
    fn a_nodule_is_taken_out_and_a_vessel_stays() {
        let (mut ct, mut lung) = chest(8.0);
        let table = "scar; nodule about 16 mm, left lower lobe";
        assert_eq!(take_out(&mut ct, &mut lung, table), "scar");
        let middle = (20 * 40 + 20) * 40 + 20;
        let vessel = (30 * 40 + 20) * 40 + 30;
        assert!(
            ct.hu[middle] < LUNG && lung[middle] == 1,
            "{}",
            ct.hu[middle]
        );
        assert_eq!(ct.hu[vessel], 350);
        let dense = |ct: &Ct| ct.hu.iter().filter(|&&hu| hu == 30).count();
        assert_eq!(dense(&ct), 0);
        // There is none any more.
        assert_eq!(take_out(&mut ct, &mut lung, table), table);
    }
}
