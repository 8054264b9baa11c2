//! Cone-beam projection: line integrals of attenuation from the tube's focus to each detector
//! pixel.
//!
//! Voxels are crossed slab by slab along the beam with bilinear interpolation in each slab
//! (Joseph, "An improved algorithm for reprojecting rays through pixel images", IEEE Trans. Med.
//! Imaging 1982); the exact parts are added by their path lengths.

mod lines;
mod rig;

use glam::Vec3;

pub use lines::Lines;
pub use rig::{FOCUS_DISTANCE, Pose, Rig};

use super::parts::{Form, Shown};
use super::volume::Volume;

/// A square image of floats, row by row.
#[derive(Clone, Debug)]
pub struct Plate {
    /// Pixels on a side.
    pub size: usize,
    /// The values.
    pub values: Vec<f32>,
}

impl Plate {
    /// An image of one value.
    pub fn even(size: usize, value: f32) -> Self {
        Self {
            size,
            values: vec![value; size * size],
        }
    }

    /// The image at half the size, each pixel the mean of four.
    #[must_use]
    pub fn halved(&self) -> Self {
        let size = self.size / 2;
        let mut out = Self::even(size, 0.0);
        for row in 0..size {
            let [upper, lower] = [0, 1].map(|by| &self.values[(2 * row + by) * self.size..]);
            for (column, value) in out.values[row * size..][..size].iter_mut().enumerate() {
                let at = 2 * column;
                *value = 0.25 * (upper[at] + upper[at + 1] + lower[at] + lower[at + 1]);
            }
        }
        out
    }
}

/// The rows and columns of a film of `size` pixels that see any of a volume.
fn seen(volume: &Volume, rig: &Rig, size: usize) -> [std::ops::Range<usize>; 2] {
    let grid = volume.grid;
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for corner in 0..8_u32 {
        let [x, y, z] = [0, 1, 2].map(|axis| (corner >> axis & 1) * (grid.count[axis] - 1));
        let (column, row, _) = rig.seen(size, grid.centre(x, y, z));
        for (at, value) in [row, column].into_iter().enumerate() {
            low[at] = low[at].min(value);
            high[at] = high[at].max(value);
        }
    }
    [0, 1].map(|at| {
        let last = size as f32;
        let from = (low[at] - 1.0).floor().clamp(0.0, last);
        from as usize..(high[at] + 2.0).ceil().clamp(from, last) as usize
    })
}

/// How the rays of one view cross a volume, in voxels.
struct March {
    /// Steps in the voxels along the beam, across it, and up.
    step: [usize; 3],
    /// Voxels along the beam.
    slabs: usize,
    /// The last place across and up at which four neighbours are there.
    last: [f32; 2],
    /// Where the focus is, along the beam, across and up.
    focus: [f32; 3],
}

impl March {
    fn of(volume: &Volume, rig: &Rig) -> Self {
        let grid = volume.grid;
        let [nx, ny, nz] = grid.count.to_array().map(|count| count as usize);
        let focus = (rig.focus - grid.origin) / grid.pitch;
        let last = |count: usize| (count - 1) as f32;
        if rig.shown == Shown::Lateral {
            Self {
                step: [1, nx, nx * ny],
                slabs: nx,
                last: [last(ny), last(nz)],
                focus: [focus.x, focus.y, focus.z],
            }
        } else {
            Self {
                step: [nx, 1, nx * ny],
                slabs: ny,
                last: [last(nx), last(nz)],
                focus: [focus.y, focus.x, focus.z],
            }
        }
    }

    /// What a ray meets in one slab: `across` and `up` are its slopes.
    #[inline]
    fn sample(&self, voxels: &[f32], slab: usize, across: f32, up: f32) -> f32 {
        let ahead = slab as f32 - self.focus[0];
        let a = self.focus[1] + ahead * across;
        let z = self.focus[2] + ahead * up;
        if !(a >= 0.0 && z >= 0.0 && a < self.last[0] && z < self.last[1]) {
            return 0.0;
        }
        // By way of 32 bits: cheaper, and no place is beyond them.
        let (a0, z0) = (a as i32 as usize, z as i32 as usize);
        let (fa, fz) = (a - a0 as f32, z - z0 as f32);
        let [along, beside, above] = self.step;
        let at = &voxels[slab * along + a0 * beside + z0 * above..];
        let bottom = at[0] + fa * (at[beside] - at[0]);
        let top = at[above] + fa * (at[above + beside] - at[above]);
        bottom + fz * (top - bottom)
    }
}

fn through_voxels(volume: &Volume, rig: &Rig, size: usize) -> Plate {
    let march = March::of(volume, rig);
    let lateral = rig.shown == Shown::Lateral;
    let mut plate = Plate::even(size, 0.0);
    let [rows, columns] = seen(volume, rig, size);
    // Per pixel of a row: slope across and up per slab, and the slanted length of a slab.
    let mut slopes = vec![(0.0_f32, 0.0_f32, 0.0_f32); columns.len()];
    for row in rows {
        for (slope, column) in slopes.iter_mut().zip(columns.clone()) {
            let ray = rig.pixel(size, column as f32, row as f32) - rig.focus;
            let (main, across) = if lateral {
                (ray.x, ray.y)
            } else {
                (ray.y, ray.x)
            };
            *slope = (across / main, ray.z / main, ray.length() / main.abs());
        }
        let sums = &mut plate.values[row * size..][columns.clone()];
        // Neighbours in memory one after the other: along the ray in a lateral view, from ray to
        // ray in a frontal one.
        if lateral {
            for (sum, &(across, up, _)) in sums.iter_mut().zip(&slopes) {
                *sum = (0..march.slabs)
                    .map(|slab| march.sample(&volume.mu, slab, across, up))
                    .sum();
            }
        } else {
            for slab in 0..march.slabs {
                for (sum, &(across, up, _)) in sums.iter_mut().zip(&slopes) {
                    *sum += march.sample(&volume.mu, slab, across, up);
                }
            }
        }
        for (sum, slope) in sums.iter_mut().zip(&slopes) {
            *sum *= slope.2 * volume.grid.pitch;
        }
    }
    plate
}

/// Adds `mu` times the path length through a part to every pixel that sees it.
fn add_part(plate: &mut Plate, rig: &Rig, form: &Form, mu: f32) {
    let size = plate.size;
    let (ends, reach) = match *form {
        Form::Tube { a, b, u, v, .. } => ([a, b], u.length().min(v.length()).recip()),
        Form::Ball { centre, axes } => {
            let least = axes.iter().map(|a| a.length()).fold(f32::MAX, f32::min);
            ([centre, centre], least.recip())
        }
    };
    let seen = ends.map(|end| rig.seen(size, end));
    let pitch = rig.field / size as f32;
    let margin = reach * seen[0].2.max(seen[1].2) / pitch * 1.3 + 1.0;
    let range = |a: f32, b: f32| {
        let from = (a.min(b) - margin).ceil().max(0.0) as usize;
        let to = (a.max(b) + margin).floor().min(size as f32 - 1.0);
        from..(if to < 0.0 { 0 } else { to as usize + 1 })
    };
    let middle = (ends[0] + ends[1]) * 0.5;
    let columns = range(seen[0].0, seen[1].0);
    for row in range(seen[0].1, seen[1].1) {
        for column in columns.clone() {
            let ray = (rig.pixel(size, column as f32, row as f32) - rig.focus).normalize();
            // Start each ray beside the part, not at the far focus, to keep f32 exact.
            let start = rig.focus + ray * (middle - rig.focus).dot(ray);
            let length = path_length(form, start, ray);
            if length > 0.0 {
                plate.values[row * size + column] += mu * length;
            }
        }
    }
}

/// Length (mm) of a line inside a form, through `start` along the unit vector `ray`.
pub fn path_length(form: &Form, start: Vec3, ray: Vec3) -> f32 {
    match *form {
        Form::Ball { centre, axes } => {
            let o = start - centre;
            let p = Vec3::new(axes[0].dot(o), axes[1].dot(o), axes[2].dot(o));
            let d = Vec3::new(axes[0].dot(ray), axes[1].dot(ray), axes[2].dot(ray));
            let dd = d.length_squared();
            let discriminant = dd - p.cross(d).length_squared();
            if discriminant <= 0.0 {
                0.0
            } else {
                2.0 * discriminant.sqrt() / dd
            }
        }
        Form::Tube {
            a,
            b,
            cut_a,
            cut_b,
            u,
            v,
        } => {
            let o = start - a;
            let (o1, o2) = (u.dot(o), v.dot(o));
            let (d1, d2) = (u.dot(ray), v.dot(ray));
            let dd = (d1 * d1 + d2 * d2).max(1e-9);
            let cross = o1 * d2 - o2 * d1;
            let discriminant = dd - cross * cross;
            if discriminant <= 0.0 {
                return 0.0;
            }
            let half = discriminant.sqrt() / dd;
            let nearest = -(o1 * d1 + o2 * d2) / dd;
            let (mut from, mut to) = (nearest - half, nearest + half);
            for (end, normal) in [(a, cut_a), (b, cut_b)] {
                let height = (start - end).dot(normal);
                let rise = ray.dot(normal);
                let at = -height / rise;
                if rise > 1e-6 {
                    from = from.max(at);
                } else if rise < -1e-6 {
                    to = to.min(at);
                } else if height < 0.0 {
                    return 0.0;
                }
            }
            (to - from).max(0.0)
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
