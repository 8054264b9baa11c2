//! Where the lungs are on the grid: which lobe a voxel is in, and how deep.

use glam::Vec3;
use xraygan::findings::{Lobe, Side};

use super::draw::Draw;

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

    /// A random place in a lobe, at least `depth` mm under the chest wall if there is one.
    pub fn place_in(&self, lobe: Lobe, depth: f32, draw: &mut Draw) -> Option<Vec3> {
        let (low, high) = self.bounds(|number| number == lobe as u8)?;
        let mut last = None;
        for _ in 0..400 {
            let unit = Vec3::new(
                draw.uniform(0.0, 1.0),
                draw.uniform(0.0, 1.0),
                draw.uniform(0.0, 1.0),
            );
            let place = low + (high - low) * unit;
            if self.lobe_at(place) == Some(lobe) {
                last = Some(place);
                if self.depth_at(place).is_some_and(|d| d >= depth) {
                    break;
                }
            }
        }
        last
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
