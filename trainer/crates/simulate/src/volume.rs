//! The body on a grid: attenuation per voxel, and where the lungs are.
//!
//! Axes in mm: x to the patient's left, y to the back, z to the head; the origin is in the middle
//! of the chest.

use glam::{UVec3, Vec3};

/// Size and place of a grid of voxels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Number of voxels along x, y, z.
    pub count: UVec3,
    /// Centre of the first voxel (mm).
    pub origin: Vec3,
    /// Side of a voxel (mm).
    pub pitch: f32,
}

impl Grid {
    /// The grid of cubic voxels that spans a box.
    pub fn spanning(low: Vec3, high: Vec3, pitch: f32) -> Self {
        let count = ((high - low) / pitch).ceil().as_uvec3() + UVec3::ONE;
        Self {
            count,
            origin: low,
            pitch,
        }
    }

    /// Number of voxels.
    pub fn voxels(&self) -> usize {
        self.count.x as usize * self.count.y as usize * self.count.z as usize
    }

    /// Place of a voxel in the arrays of this grid; x runs fastest.
    pub fn index(&self, x: u32, y: u32, z: u32) -> usize {
        let (nx, ny) = (self.count.x as usize, self.count.y as usize);
        (z as usize * ny + y as usize) * nx + x as usize
    }

    /// Centre of a voxel (mm).
    pub fn centre(&self, x: u32, y: u32, z: u32) -> Vec3 {
        self.origin + UVec3::new(x, y, z).as_vec3() * self.pitch
    }

    /// The voxel nearest to a place, if it is on the grid.
    pub fn nearest(&self, place: Vec3) -> Option<usize> {
        let p = ((place - self.origin) / self.pitch).round();
        let inside = p.cmpge(Vec3::ZERO).all() && p.cmplt(self.count.as_vec3()).all();
        inside.then(|| self.index(p.x as u32, p.y as u32, p.z as u32))
    }

    /// Calls `visit(index, centre)` for every voxel within a box.
    pub fn visit(&self, low: Vec3, high: Vec3, mut visit: impl FnMut(usize, Vec3)) {
        let last = self.count - UVec3::ONE;
        let from = ((low - self.origin) / self.pitch).ceil().max(Vec3::ZERO);
        let to = ((high - self.origin) / self.pitch).floor();
        if to.min_element() < 0.0 {
            return;
        }
        let (from, to) = (from.as_uvec3(), to.as_uvec3().min(last));
        for z in from.z..=to.z {
            for y in from.y..=to.y {
                for x in from.x..=to.x {
                    visit(self.index(x, y, z), self.centre(x, y, z));
                }
            }
        }
    }
}

/// Linear attenuation (1/mm) on a grid.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The grid.
    pub grid: Grid,
    /// Attenuation of each voxel, x fastest.
    pub mu: Vec<f32>,
}

impl Volume {
    /// A grid of air.
    pub fn air(grid: Grid) -> Self {
        Self {
            grid,
            mu: vec![0.0; grid.voxels()],
        }
    }

    /// What this volume has more than another on the same grid, on the smallest grid that holds the
    /// difference with a margin of a voxel; `None` if they are the same.
    pub fn less(&self, other: &Self) -> Option<Self> {
        let [nx, ny, nz] = self.grid.count.to_array();
        let (mut low, mut high) = (UVec3::MAX, UVec3::ZERO);
        for z in 0..nz {
            for y in 0..ny {
                let from = self.grid.index(0, y, z);
                let row = from..from + nx as usize;
                let (a, b) = (&self.mu[row.clone()], &other.mu[row]);
                if a == b {
                    continue;
                }
                let differs = |x: &usize| a[*x] != b[*x];
                let mut places = 0..nx as usize;
                if let (Some(first), Some(last)) =
                    (places.clone().find(differs), places.rfind(differs))
                {
                    low = low.min(UVec3::new(first as u32, y, z));
                    high = high.max(UVec3::new(last as u32, y, z));
                }
            }
        }
        if low.x > high.x {
            return None;
        }
        let grid = Grid {
            count: high - low + UVec3::splat(3),
            origin: self.grid.centre(low.x, low.y, low.z) - self.grid.pitch,
            pitch: self.grid.pitch,
        };
        let mut out = Self::air(grid);
        for z in low.z..=high.z {
            for y in low.y..=high.y {
                let from = self.grid.index(low.x, y, z);
                let to = grid.index(1, y - low.y + 1, z - low.z + 1);
                for x in 0..(high.x - low.x + 1) as usize {
                    out.mu[to + x] = self.mu[from + x] - other.mu[from + x];
                }
            }
        }
        Some(out)
    }

    /// Attenuation of the voxel nearest to a place; air outside the grid.
    pub fn sample(&self, place: Vec3) -> f32 {
        self.grid.nearest(place).map_or(0.0, |at| self.mu[at])
    }

    /// Attenuation at a place, trilinear; air outside the grid.
    pub fn smooth(&self, place: Vec3) -> f32 {
        let v = (place - self.grid.origin) / self.grid.pitch;
        let last = self.grid.count.as_vec3() - Vec3::splat(1.001);
        if v.cmplt(Vec3::ZERO).any() || v.cmpge(last).any() {
            return 0.0;
        }
        let low = v.as_uvec3();
        let f = v - low.as_vec3();
        let corner = |x, y, z| self.mu[self.grid.index(low.x + x, low.y + y, low.z + z)];
        let along = |y, z| corner(0, y, z) + f.x * (corner(1, y, z) - corner(0, y, z));
        let plane = |z| along(0, z) + f.y * (along(1, z) - along(0, z));
        plane(0) + f.z * (plane(1) - plane(0))
    }

    /// Fills a shape, given by its signed distance (mm, negative inside), with an attenuation.
    /// Voxels on its surface are filled in part, so that edges are finer than the grid.
    pub fn fill(&mut self, low: Vec3, high: Vec3, mu: f32, distance: impl Fn(Vec3) -> f32) {
        self.shade(low, high, distance, |_, _| mu);
    }

    /// Like [`Volume::fill`], with the attenuation from the place and what was there.
    pub fn shade(
        &mut self,
        low: Vec3,
        high: Vec3,
        distance: impl Fn(Vec3) -> f32,
        shade: impl Fn(Vec3, f32) -> f32,
    ) {
        let grid = self.grid;
        let margin = Vec3::splat(grid.pitch);
        let mu = &mut self.mu;
        grid.visit(low - margin, high + margin, |at, place| {
            let covered = coverage(distance(place), grid.pitch);
            if covered > 0.0 {
                mu[at] += covered * (shade(place, mu[at]) - mu[at]);
            }
        });
    }

    /// Like [`Volume::fill`], only where the body is thinner than `mu` so far.
    pub fn add_tissue(&mut self, low: Vec3, high: Vec3, mu: f32, distance: impl Fn(Vec3) -> f32) {
        let grid = self.grid;
        let values = &mut self.mu;
        grid.visit(low, high, |at, place| {
            let covered = coverage(distance(place), grid.pitch);
            values[at] = values[at].max(covered * mu);
        });
    }

    /// Fills a capsule: a thick line from `a` to `b` with the radii `ra` and `rb`.
    pub fn fill_capsule(&mut self, a: Vec3, b: Vec3, ra: f32, rb: f32, mu: f32) {
        let reach = Vec3::splat(ra.max(rb));
        let (low, high) = (a.min(b) - reach, a.max(b) + reach);
        self.fill(low, high, mu, |p| capsule(p, a, b, ra, rb));
    }

    /// Fills a thick curve through the points, of one radius.
    pub fn fill_path(&mut self, path: &[Vec3], radius: f32, mu: f32) {
        for pair in path.windows(2) {
            self.fill_capsule(pair[0], pair[1], radius, radius, mu);
        }
    }

    /// Fills an ellipsoid with the given half axes along x, y, z.
    pub fn fill_ellipsoid(&mut self, centre: Vec3, radii: Vec3, mu: f32) {
        self.fill(centre - radii, centre + radii, mu, |p| {
            ellipsoid(p - centre, radii)
        });
    }
}

/// Part of a voxel that lies inside a surface at a signed distance, 0 to 1.
pub fn coverage(distance: f32, pitch: f32) -> f32 {
    (0.5 - distance / pitch).clamp(0.0, 1.0)
}

/// Signed distance to a capsule whose radius changes evenly from `ra` at `a` to `rb` at `b`.
pub fn capsule(p: Vec3, a: Vec3, b: Vec3, ra: f32, rb: f32) -> f32 {
    let axis = b - a;
    let along = ((p - a).dot(axis) / axis.length_squared().max(1e-6)).clamp(0.0, 1.0);
    (p - a - axis * along).length() - (ra + (rb - ra) * along)
}

/// Approximate signed distance to an ellipsoid about the origin.
pub fn ellipsoid(p: Vec3, radii: Vec3) -> f32 {
    let k = (p / radii).length();
    let gradient = (p / (radii * radii)).length();
    if gradient < 1e-6 {
        -radii.min_element()
    } else {
        k * (k - 1.0) / gradient
    }
}

/// The smaller of two distances, with the edge between them rounded over a width `k` (mm).
pub fn smooth_min(a: f32, b: f32, k: f32) -> f32 {
    let h = (k - (a - b).abs()).max(0.0) / k;
    a.min(b) - h * h * k * 0.25
}

/// The larger of two distances, with the edge between them rounded over a width `k` (mm).
pub fn smooth_max(a: f32, b: f32, k: f32) -> f32 {
    -smooth_min(-a, -b, k)
}
