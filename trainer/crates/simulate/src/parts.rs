//! Exact shapes for what is finer than the voxels: bones, vessels, wires.
//!
//! A ray's path length through an elliptic tube or an ellipsoid has a closed form, so these are
//! drawn straight onto the detector at its own resolution, as what they add to (or take from)
//! the attenuation of the voxels they lie in.

use glam::Vec3;

/// What a part does to the attenuation where it is.
#[derive(Clone, Copy, Debug)]
pub enum Matter {
    /// Replaces what is there with this attenuation (1/mm).
    Solid(f32),
    /// Adds to what is there (1/mm); negative for the hollow of a bone.
    Extra(f32),
    /// A vessel in the lung: replaces lung, and is not seen where there is no lung around it.
    Vessel(f32),
}

/// The views a part is in; the arms are elsewhere in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In both views.
    Both,
    /// Arms down.
    Frontal,
    /// Arms up.
    Lateral,
}

/// The form of a part.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// A tube of elliptic section from `a` to `b`, cut off by the planes through its ends.
    Tube {
        /// One end (mm).
        a: Vec3,
        /// The other end (mm).
        b: Vec3,
        /// Normal of the plane at `a`, into the tube.
        cut_a: Vec3,
        /// Normal of the plane at `b`, into the tube.
        cut_b: Vec3,
        /// A half axis of the section, divided by its squared length (1/mm).
        u: Vec3,
        /// The other half axis, likewise.
        v: Vec3,
    },
    /// An ellipsoid.
    Ball {
        /// Centre (mm).
        centre: Vec3,
        /// Half axes, each divided by its squared length (1/mm).
        axes: [Vec3; 3],
    },
}

/// A part: its form, what it is made of, where it is seen.
#[derive(Clone, Copy, Debug)]
pub struct Primitive {
    /// The form.
    pub form: Form,
    /// The matter.
    pub matter: Matter,
    /// The views.
    pub shown: Shown,
}

impl Primitive {
    /// A place inside the part, to tell what it lies in.
    pub fn middle(&self) -> Vec3 {
        match self.form {
            Form::Tube { a, b, .. } => (a + b) * 0.5,
            Form::Ball { centre, .. } => centre,
        }
    }
}

/// A section of a bone or vessel: half axes (mm) along `up` and along the normal to it.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Half axis nearest to `up`.
    pub along: f32,
    /// Half axis across.
    pub across: f32,
    /// The direction of the first half axis (made perpendicular to the tube).
    pub up: Vec3,
}

impl Section {
    /// A circle.
    pub fn round(radius: f32) -> Self {
        Self {
            along: radius,
            across: radius,
            up: Vec3::Z,
        }
    }

    /// The section with both half axes `by` smaller, at least 0.1 mm.
    pub fn inner(self, by: f32) -> Self {
        Self {
            along: (self.along - by).max(0.1),
            across: (self.across - by).max(0.1),
            up: self.up,
        }
    }
}

/// A growing list of parts.
#[derive(Clone, Debug, Default)]
pub struct Primitives(pub Vec<Primitive>);

impl Primitives {
    /// Adds a curved tube through points, with a section for each, mitred where it bends.
    pub fn tube(&mut self, points: &[(Vec3, Section)], matter: Matter, shown: Shown) {
        let direction = |i: usize| (points[i + 1].0 - points[i].0).normalize_or(Vec3::Z);
        for i in 0..points.len().saturating_sub(1) {
            let axis = direction(i);
            let cut_a = if i > 0 {
                (direction(i - 1) + axis).normalize_or(axis)
            } else {
                axis
            };
            let cut_b = if i + 2 < points.len() {
                -(axis + direction(i + 1)).normalize_or(axis)
            } else {
                -axis
            };
            let ((a, from), (b, to)) = (points[i], points[i + 1]);
            let along = 0.5 * (from.along + to.along);
            let across = 0.5 * (from.across + to.across);
            let up = from.up + to.up;
            let first = (up - axis * up.dot(axis)).normalize_or(axis.any_orthonormal_vector());
            let second = axis.cross(first);
            self.0.push(Primitive {
                form: Form::Tube {
                    a,
                    b,
                    cut_a,
                    cut_b,
                    u: first / along,
                    v: second / across,
                },
                matter,
                shown,
            });
        }
    }

    /// Adds a curved tube of one round section.
    pub fn wire(&mut self, path: &[Vec3], radius: f32, matter: Matter, shown: Shown) {
        let points: Vec<_> = path.iter().map(|&p| (p, Section::round(radius))).collect();
        self.tube(&points, matter, shown);
    }

    /// Adds a bone: a shell of cortex of the given thickness (mm) around marrow.
    pub fn bone(&mut self, points: &[(Vec3, Section)], shell: f32, bone: Bone, shown: Shown) {
        self.tube(points, Matter::Solid(bone.cortex), shown);
        let inner: Vec<_> = points.iter().map(|&(p, s)| (p, s.inner(shell))).collect();
        self.tube(&inner, Matter::Extra(bone.marrow - bone.cortex), shown);
    }

    /// Adds an ellipsoid with half axes along x, y, z.
    pub fn ball(&mut self, centre: Vec3, radii: Vec3, matter: Matter, shown: Shown) {
        let axes = [Vec3::X / radii.x, Vec3::Y / radii.y, Vec3::Z / radii.z];
        self.0.push(Primitive {
            form: Form::Ball { centre, axes },
            matter,
            shown,
        });
    }
}

/// Attenuation (1/mm) of the bones of a patient; lower in osteopenia.
#[derive(Clone, Copy, Debug)]
pub struct Bone {
    /// Of the shell.
    pub cortex: f32,
    /// Of the inside.
    pub marrow: f32,
}

/// A smooth curve (Catmull-Rom) through points, with `steps` pieces between each two.
pub fn curve(points: &[Vec3], steps: usize) -> Vec<Vec3> {
    let last = points.len().saturating_sub(1);
    let mut path = Vec::with_capacity(last * steps + 1);
    for i in 0..last {
        let p0 = points[i.saturating_sub(1)];
        let (p1, p2) = (points[i], points[i + 1]);
        let p3 = points[(i + 2).min(last)];
        for step in 0..steps {
            let t = step as f32 / steps as f32;
            let (t2, t3) = (t * t, t * t * t);
            path.push(
                0.5 * (2.0 * p1
                    + (p2 - p0) * t
                    + (2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3) * t2
                    + (3.0 * p1 - p0 - 3.0 * p2 + p3) * t3),
            );
        }
    }
    path.extend(points.last());
    path
}
