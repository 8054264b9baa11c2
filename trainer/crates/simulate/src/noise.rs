//! Value noise on a lattice, from an integer hash: the same on every machine.

use glam::Vec3;

/// Smooth noise in space, evenly spread about zero, within -1 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    seed: u32,
}

impl Noise {
    /// Noise of its own for each seed.
    pub fn new(seed: u32) -> Self {
        Self { seed }
    }

    /// The noise at a place, with features of the size `scale` (mm).
    pub fn at(self, place: Vec3, scale: f32) -> f32 {
        let p = place / scale;
        let cell = p.floor();
        let f = p - cell;
        let w = f * f * (Vec3::splat(3.0) - 2.0 * f);
        let (x, y, z) = (cell.x as i32, cell.y as i32, cell.z as i32);
        let corner = |dx, dy, dz| self.lattice(x + dx, y + dy, z + dz);
        let along = |dy, dz| {
            let low = corner(0, dy, dz);
            low + w.x * (corner(1, dy, dz) - low)
        };
        let plane = |dz| {
            let low = along(0, dz);
            low + w.y * (along(1, dz) - low)
        };
        let low = plane(0);
        low + w.z * (plane(1) - low)
    }

    /// Three octaves of noise, the largest of the size `scale` (mm).
    pub fn fractal(self, place: Vec3, scale: f32) -> f32 {
        let next = Self::new(self.seed ^ 0x9e37_79b9);
        let last = Self::new(self.seed ^ 0x51ed_270b);
        0.57 * self.at(place, scale)
            + 0.29 * next.at(place, scale * 0.5)
            + 0.14 * last.at(place, scale * 0.25)
    }

    fn lattice(self, x: i32, y: i32, z: i32) -> f32 {
        let mut h = self.seed
            ^ (x as u32).wrapping_mul(0x8da6_b343)
            ^ (y as u32).wrapping_mul(0xd816_3841)
            ^ (z as u32).wrapping_mul(0xcb1a_b31f);
        h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
        h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
        h ^= h >> 15;
        h as f32 / (u32::MAX as f32 / 2.0) - 1.0
    }
}
