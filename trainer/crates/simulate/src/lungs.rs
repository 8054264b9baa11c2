//! Where the lungs are on the grid: which lobe a voxel is in, and how deep.

use glam::Vec3;
use xraygan::findings::{Lobe, Side};

use super::volume::Grid;

/// The fissures of a patient's lungs, as surfaces.
#[derive(Clone, Copy, Debug)]
pub struct Fissures {
    /// Heights (mm) of each oblique fissure at the back and at the front of the chest.
    pub oblique: [(f32, f32); 2],
    /// y (mm) of the back and the front of the chest.
    pub ends: (f32, f32),
    /// Height of the horizontal fissure (mm).
    pub horizontal: f32,
}

impl Fissures {
    /// Height (mm) of a place over the oblique fissure of a side.
    pub fn above_oblique(&self, side: Side, p: Vec3) -> f32 {
        let (back, front) = self.oblique[side.place()];
        let t = (p.y - self.ends.0) / (self.ends.1 - self.ends.0);
        let bulge = 10.0 * (1.0 - (2.0 * t - 1.0).powi(2)) - 0.0018 * (p.x.abs() - 70.0).powi(2);
        p.z - (back + (front - back) * t + bulge)
    }

    /// Height (mm) of a place over the horizontal fissure, which falls a little to the front and
    /// the side.
    pub fn above_horizontal(&self, p: Vec3) -> f32 {
        p.z - (self.horizontal + 0.12 * p.y - 0.0012 * (p.x.abs() - 55.0).powi(2))
    }

    /// The lobe of a place in a lung.
    pub fn lobe(&self, side: Side, p: Vec3) -> Lobe {
        let upper = self.above_oblique(side, p) > 0.0;
        match (side, upper) {
            (Side::Right, false) => Lobe::RightLower,
            (Side::Left, false) => Lobe::LeftLower,
            (Side::Left, true) => Lobe::LeftUpper,
            (Side::Right, true) if self.above_horizontal(p) > 0.0 => Lobe::RightUpper,
            (Side::Right, true) => Lobe::RightMiddle,
        }
    }
}

/// The lungs on the grid of a volume.
#[derive(Clone, Debug)]
pub struct Lungs {
    /// The grid.
    pub grid: Grid,
    /// [`Lobe`] number of each voxel, 0 outside the lungs.
    pub lobe: Vec<u8>,
    /// Depth under the chest wall in half millimetres, in lung voxels.
    pub depth: Vec<u8>,
    /// The fissures.
    pub fissures: Fissures,
}

impl Lungs {
    /// The side of a voxel, if it is in a lung.
    pub fn side(&self, at: usize) -> Option<Side> {
        match self.lobe[at] {
            0 => None,
            1..=3 => Some(Side::Right),
            _ => Some(Side::Left),
        }
    }

    /// The lobe at a place.
    pub fn lobe_at(&self, place: Vec3) -> Option<Lobe> {
        let number = self.lobe[self.grid.nearest(place)?];
        Lobe::ALL.into_iter().find(|&lobe| lobe as u8 == number)
    }

    /// Depth (mm) of a place under the chest wall, if it is in a lung.
    pub fn depth_at(&self, place: Vec3) -> Option<f32> {
        let at = self.grid.nearest(place)?;
        (self.lobe[at] > 0).then(|| self.depth_of(at))
    }

    /// Depth (mm) of a lung voxel under the chest wall.
    pub fn depth_of(&self, at: usize) -> f32 {
        0.5 * f32::from(self.depth[at])
    }

    /// The place in a lobe at the given shares, see [`Places::at`]. Only what is at least `depth` mm
    /// under the chest wall counts, if anything is.
    pub fn place_in(&self, lobe: Lobe, depth: f32, shares: [f32; 3]) -> Option<Vec3> {
        self.places(lobe, depth).at(shares)
    }

    /// All places in a lobe, for more than one of them.
    pub fn places(&self, lobe: Lobe, depth: f32) -> Places<'_> {
        let inner = (2.0 * depth).clamp(0.0, 255.0) as u8;
        let deep = Places::new(self, lobe as u8, inner);
        if deep.rows.iter().any(|&count| count > 0) {
            deep
        } else {
            Places::new(self, lobe as u8, 0)
        }
    }

    /// The box (low and high corner, mm) around the voxels that `choose` takes, if any.
    pub fn bounds(&self, choose: impl Fn(u8) -> bool) -> Option<(Vec3, Vec3)> {
        let (mut low, mut high) = (Vec3::MAX, Vec3::MIN);
        let count = self.grid.count;
        for z in 0..count.z {
            for y in 0..count.y {
                let from = self.grid.index(0, y, z);
                let row = &self.lobe[from..from + count.x as usize];
                let taken = |&number: &u8| number > 0 && choose(number);
                if let (Some(first), Some(last)) =
                    (row.iter().position(taken), row.iter().rposition(taken))
                {
                    low = low.min(self.grid.centre(first as u32, y, z));
                    high = high.max(self.grid.centre(last as u32, y, z));
                }
            }
        }
        (low.x <= high.x).then_some((low, high))
    }
}

/// Where `share` of all counts is reached: the place, and how far (-0.5 to 0.5) from its middle.
fn quantile(counts: &[usize], share: f32) -> Option<(usize, f32)> {
    let wanted = share.clamp(0.0, 1.0) * counts.iter().sum::<usize>() as f32;
    let mut before = 0.0;
    let mut last = None;
    for (at, &count) in counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
        let part = (wanted - before) / count as f32;
        last = Some((at, part.clamp(0.0, 1.0) - 0.5));
        if part <= 1.0 {
            break;
        }
        before += count as f32;
    }
    last
}

/// The voxels of a lobe, counted by rows.
#[derive(Clone, Debug)]
pub struct Places<'a> {
    lungs: &'a Lungs,
    number: u8,
    least: u8,
    /// How many voxels of each row along x count, y fastest.
    rows: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(lungs: &'a Lungs, number: u8, least: u8) -> Self {
        let wide = lungs.grid.count.x as usize;
        let lobes = lungs.lobe.chunks_exact(wide);
        let rows = lobes.zip(lungs.depth.chunks_exact(wide));
        let rows = rows.map(|(lobe, depth)| {
            let voxels = lobe.iter().zip(depth);
            // Rows are shorter than 65,536 voxels; 16 bits are counted faster.
            let taken = |(&lobe, &depth)| u16::from((lobe == number) & (depth >= least));
            usize::from(voxels.map(taken).sum::<u16>())
        });
        Self {
            lungs,
            number,
            least,
            rows: rows.collect(),
        }
    }

    /// The place at the given shares (0 to 1) of the lobe's volume: `high` of it lies lower, `deep`
    /// of that slice further in front, `across` of that row further to the right.
    pub fn at(&self, [across, deep, high]: [f32; 3]) -> Option<Vec3> {
        let grid = self.lungs.grid;
        let tall = grid.count.y as usize;
        let slices: Vec<usize> = self
            .rows
            .chunks_exact(tall)
            .map(|rows| rows.iter().sum())
            .collect();
        let (z, up) = quantile(&slices, high)?;
        let (y, back) = quantile(&self.rows[z * tall..][..tall], deep)?;
        let from = grid.index(0, y as u32, z as u32);
        let taken: Vec<usize> = (from..from + grid.count.x as usize)
            .map(|at| (self.lungs.lobe[at], self.lungs.depth[at]))
            .map(|(lobe, depth)| usize::from(lobe == self.number && depth >= self.least))
            .collect();
        let (x, left) = quantile(&taken, across)?;
        let offset = Vec3::new(left, back, up) * grid.pitch;
        Some(grid.centre(x as u32, y as u32, z as u32) + offset)
    }
}
