//! Borders of the heart, great vessels and hila.

use glam::Vec3;
use xraygan::findings::Side;

use super::{Centred, LungMarks, at_height, smooth};

/// What a frontal film shows of heart and chest.
pub(super) struct Outline {
    pub borders: [Vec3; 2],
    pub chest: Vec<Vec3>,
}

/// Heart and great vessels.
pub(super) struct Vessels {
    pub heart: Vec3,
    pub aorta: Vec<Vec3>,
    pub knob: usize,
    pub cava: Vec<Vec3>,
    pub hila: [Vec3; 2],
}

/// The borders of the heart and the inside of the ribs. As in a film, the heart ends where, going
/// outwards from the midline, the beam passes through much lung. (On a CT with organ labels,
/// LIDC-IDRI-0001, this gives 0.51 where the labelled heart has 0.53.)
pub(super) fn outline(view: &Centred<'_>) -> Outline {
    let (low, high) = view.bounds;
    let rows: Vec<ChestRow> = (0..view.ct.count[2])
        .map(|z| ChestRow::of(view, z))
        .collect();
    let depth = low.y + 0.42 * (high.y - low.y);
    let borders = Side::BOTH.map(|side| {
        let thickest = rows.iter().map(|row| row.thickest(side)).max();
        let enough = thickest.unwrap_or(0) * 4 / 5;
        // Above the diaphragm, where lung is thick, and below the hilum.
        let beside = rows.iter().filter(|row| {
            let part = (row.height - low.z) / (high.z - low.z);
            part < 0.55 && row.thickest(side) > enough
        });
        let mut borders: Vec<Vec3> = beside
            .filter_map(|row| {
                let x = view.place([row.border(side)?, 0, 0]).x;
                Some(Vec3::new(x, depth, row.height))
            })
            .collect();
        borders.sort_by(|a, b| (a.x * side.sign()).total_cmp(&(b.x * side.sign())));
        // Not the outermost: the dome may reach into the lowest rows.
        let fallback = Vec3::new(55.0 * side.sign(), depth, low.z + 0.3 * (high.z - low.z));
        borders
            .get(borders.len() * 4 / 5)
            .copied()
            .unwrap_or(fallback)
    });
    let chest = rows.iter().flat_map(|row| {
        let taken = |&x: &usize| row.lung.iter().any(|lung| lung[x] > 0);
        let columns = 0..view.ct.count[0];
        let ends = [columns.clone().find(taken), columns.rev().find(taken)];
        ends.into_iter()
            .flatten()
            .map(|x| Vec3::new(view.place([x, 0, 0]).x, depth, row.height))
            .collect::<Vec<_>>()
    });
    Outline {
        borders,
        chest: chest.collect(),
    }
}

/// How much lung a beam from back to front passes, by side and column, at a height.
struct ChestRow {
    height: f32,
    lung: [Vec<u32>; 2],
}

impl ChestRow {
    fn of(view: &Centred<'_>, z: usize) -> Self {
        let [nx, ny, _] = view.ct.count;
        let mut lung = [vec![0; nx], vec![0; nx]];
        for y in 0..ny {
            let from = view.at([0, y, z]);
            for (x, &side) in view.lung[from..from + nx].iter().enumerate() {
                if let Some(lung) = usize::from(side)
                    .checked_sub(1)
                    .and_then(|at| lung.get_mut(at))
                {
                    lung[x] += 1;
                }
            }
        }
        Self {
            height: view.place([0, 0, z]).z,
            lung,
        }
    }

    fn thickest(&self, side: Side) -> u32 {
        self.lung[side.place()].iter().copied().max().unwrap_or(0)
    }

    /// The first column from the midline with more than 85 % of the thickest lung.
    fn border(&self, side: Side) -> Option<usize> {
        let enough = |x: &usize| self.lung[side.place()][*x] * 20 > self.thickest(side) * 17;
        let columns = 0..self.lung[0].len();
        match side {
            // The patient's right is at low x, so its inner edge is its last column.
            Side::Right => columns.rev().find(enough),
            Side::Left => columns.into_iter().find(enough),
        }
    }
}

/// From the midline outwards, the first place in a lung at a depth and height.
fn lung_edge(view: &Centred<'_>, from: Vec3, side: Side) -> Option<f32> {
    (0..90)
        .map(|step| from + Vec3::X * side.sign() * step as f32)
        .find(|&p| view.in_lung(p))
        .map(|p| p.x)
}

/// Radius of the aorta that its middle lies within its edge (mm).
const AORTA: f32 = 13.0;

pub(super) fn vessels(
    view: &Centred<'_>,
    spine: &[Vec3],
    sternum: &[Vec3],
    carina: Vec3,
    lungs: [LungMarks; 2],
    borders: [Vec3; 2],
) -> Vessels {
    let floor = 0.5 * (lungs[0].dome.z + lungs[1].dome.z);
    let apex = lungs[1].apex.z;
    let between = |z: f32, part: f32| {
        let (front, back) = (at_height(sternum, z), at_height(spine, z));
        front.lerp(back, part).with_z(z)
    };
    let middle = 0.5 * (borders[0].x + borders[1].x);
    let heart = between(floor + 0.36 * (carina.z - floor), 0.42).with_x(middle);
    // The knob: where, above the carina, soft tissue reaches farthest into the left lung.
    let heights: Vec<f32> = view
        .heights()
        .filter(|z| (carina.z + 2.0..(carina.z + 40.0).min(apex - 24.0)).contains(z))
        .collect();
    let edges: Vec<f32> = heights
        .iter()
        .map(|&z| {
            let from = between(z, 0.72);
            lung_edge(view, from + 8.0 * Vec3::X, Side::Left).unwrap_or(from.x + 26.0)
        })
        .collect();
    let edges = smooth(&edges, 2);
    // Towards the apex the lung narrows, which is no bulge.
    let bulges = |i: &usize| edges[*i] >= edges[i - 1] && edges[*i] >= edges[i + 1];
    let inner = (1..edges.len().saturating_sub(1)).filter(bulges);
    let widest = inner.max_by(|&a, &b| edges[a].total_cmp(&edges[b]));
    let knob = widest.map_or(between(carina.z + 18.0, 0.72) + 20.0 * Vec3::X, |i| {
        between(heights[i], 0.72).with_x(edges[i] - AORTA)
    });
    let root = heart + Vec3::new(-4.0, -6.0, 26.0);
    let rise = between(0.5 * (root.z + knob.z), 0.3);
    let top = knob.z + 5.0;
    let mut aorta = vec![
        root,
        rise + Vec3::X * -16.0,
        between(top - 6.0, 0.38) + Vec3::X * -10.0,
        between(top, 0.55) + Vec3::X * 4.0,
        knob,
    ];
    // Down along the spine, where the left lung ends beside it.
    for step in 1..5 {
        let z = knob.z + (floor - 10.0 - knob.z) * step as f32 / 4.0;
        let beside = at_height(spine, z) - Vec3::Y * 14.0;
        let edge = lung_edge(view, beside + 6.0 * Vec3::X, Side::Left);
        let x = edge.map_or(beside.x + 14.0, |x| (x - AORTA).min(beside.x + 30.0));
        aorta.push(beside.with_x(x.max(beside.x)));
    }
    let aorta = crate::parts::curve(&aorta, 6);
    // The cava makes the right border of the mediastinum above the heart.
    let cava_at = |z: f32, part: f32| {
        let from = between(z, part);
        let edge = lung_edge(view, from - 6.0 * Vec3::X, Side::Right);
        from.with_x(edge.map_or(from.x - 22.0, |x| (x + 10.0).max(from.x - 45.0)))
    };
    let atrium = heart.with_x(borders[0].x + 24.0) + Vec3::new(0.0, 8.0, 4.0);
    let mut cava: Vec<Vec3> = [(78.0, 0.42), (46.0, 0.42), (14.0, 0.42), (-14.0, 0.44)]
        .map(|(up, part)| cava_at(carina.z + up, part))
        .to_vec();
    // One line, not the lung's every dent.
    let mean = 0.5 * (cava[1].x + cava[2].x);
    cava[1].x = 0.5 * (cava[1].x + mean);
    cava[2].x = 0.5 * (cava[2].x + mean);
    cava[3].x = 0.5 * (cava[3].x + mean);
    cava[0].x = cava[1].x - 6.0;
    cava.push(atrium + Vec3::new(2.0, -2.0, 18.0));
    let hila = Side::BOTH.map(|side| {
        let z = carina.z - if side == Side::Right { 26.0 } else { 16.0 };
        let from = between(z, 0.6);
        let edge = lung_edge(view, from + side.sign() * 14.0 * Vec3::X, side);
        let far = edge.unwrap_or(from.x + 34.0 * side.sign());
        let far = (far - from.x).abs().clamp(26.0, 46.0);
        from + side.sign() * far * Vec3::X
    });
    Vessels {
        heart,
        aorta,
        knob: 24,
        cava,
        hila,
    }
}
