//! The chest's frame: spine line, rib cage, diaphragm, and the outline of the torso.

use glam::Vec3;
use xraygan::findings::Side;

use crate::patient::Patient;
use crate::volume::smooth_max;

/// Heights (mm) at which the average chest is given below.
const HEIGHT: [f32; 13] = [
    -250.0, -200.0, -160.0, -120.0, -80.0, -40.0, 0.0, 40.0, 70.0, 100.0, 122.0, 138.0, 148.0,
];
/// Half width inside the ribs.
const HALF_WIDTH: [f32; 13] = [
    119.0, 124.0, 130.0, 133.0, 136.0, 137.0, 134.0, 126.0, 116.0, 101.0, 83.0, 61.0, 39.0,
];
/// Inside of the front wall.
const FRONT: [f32; 13] = [
    -75.0, -78.0, -84.0, -87.0, -88.0, -85.0, -80.0, -70.0, -60.0, -45.0, -29.0, -13.0, 2.0,
];
/// Inside of the back wall, beside the spine.
const BACK: [f32; 13] = [
    58.0, 63.0, 70.0, 75.0, 81.0, 84.0, 85.0, 84.0, 82.0, 76.0, 70.0, 64.0, 59.0,
];
/// Height of the top of the right dome at full inspiration.
const DOME: f32 = -71.0;

/// Piecewise linear interpolation in a table over [`HEIGHT`], with its ends carried on.
fn at_height(table: &[f32; 13], z: f32) -> f32 {
    let last = HEIGHT.len() - 1;
    let above = HEIGHT.partition_point(|&h| h <= z).clamp(1, last);
    let (z0, z1) = (HEIGHT[above - 1], HEIGHT[above]);
    let t = ((z - z0) / (z1 - z0)).clamp(0.0, 1.6);
    table[above - 1] + t * (table[above] - table[above - 1])
}

/// A level of the rib cage.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// x of the middle (mm).
    pub middle: f32,
    /// y of the middle.
    pub centre: f32,
    /// Half width inside the ribs.
    pub half_width: f32,
    /// Half depth inside the ribs.
    pub half_depth: f32,
}

/// The frame of one patient's chest.
#[derive(Clone, Debug)]
pub struct Thorax {
    levels: Vec<Level>,
    bottom: f32,
    /// Height of the lung apices (mm).
    pub apex: f32,
    /// Scale of lengths along the body.
    pub scale: f32,
    /// Tops of the right and left hemidiaphragm (mm).
    pub domes: [f32; 2],
    doming: f32,
    scoliosis: f32,
    kyphosis: f32,
}

impl Thorax {
    /// The frame for a patient.
    pub fn new(patient: &Patient) -> Self {
        let scale = patient.stature;
        let (bottom, top) = (-280.0, 260.0);
        let mut thorax = Self {
            levels: Vec::new(),
            bottom,
            apex: 146.0 * scale,
            scale,
            domes: patient.diaphragm.map(|up| (DOME + up) * scale),
            doming: patient.doming,
            scoliosis: patient.scoliosis,
            kyphosis: patient.kyphosis,
        };
        let levels = (bottom as i32..=top as i32).map(|height| {
            // A running mean rounds the corners of the tables.
            let mean = |table: &[f32; 13]| {
                (-3..=3)
                    .map(|i| at_height(table, (height + 4 * i) as f32 / scale))
                    .sum::<f32>()
                    / 7.0
            };
            let z = height as f32;
            let back = mean(&BACK) * patient.depth * scale + thorax.bend(z);
            let front = mean(&FRONT) * patient.depth * scale + 0.5 * thorax.bend(z);
            Level {
                middle: thorax.sway(z) * 0.5,
                centre: 0.5 * (back + front),
                half_width: (mean(&HALF_WIDTH) * patient.breadth * scale).max(1.0),
                half_depth: (0.5 * (back - front)).max(1.0),
            }
        });
        thorax.levels = levels.collect();
        thorax
    }

    /// The cage at a height.
    pub fn level(&self, z: f32) -> Level {
        let at = (z - self.bottom).clamp(0.0, self.levels.len() as f32 - 2.0);
        let (low, t) = (at as usize, at.fract());
        let (a, b) = (self.levels[low], self.levels[low + 1]);
        let mix = |a: f32, b: f32| a + t * (b - a);
        Level {
            middle: mix(a.middle, b.middle),
            centre: mix(a.centre, b.centre),
            half_width: mix(a.half_width, b.half_width),
            half_depth: mix(a.half_depth, b.half_depth),
        }
    }

    /// Backward bend of the spine at a height (mm), from kyphosis.
    fn bend(&self, z: f32) -> f32 {
        let t = (z / (150.0 * self.scale)).clamp(-1.6, 1.5);
        self.kyphosis * (0.35 - t * t)
    }

    /// Sideways bend of the spine at a height (mm): one curve in the chest, a lesser one back.
    fn sway(&self, z: f32) -> f32 {
        let t = (z - 10.0) / (95.0 * self.scale);
        -self.scoliosis * (1.5 * (-t * t).exp() - 0.5)
    }

    /// Middle of the vertebral bodies at a height.
    pub fn spine(&self, z: f32) -> Vec3 {
        let level = self.level(z.min(self.apex));
        // Above the chest the neck leans forwards.
        let neck = (z - self.apex).max(0.0);
        let back = level.centre + level.half_depth;
        Vec3::new(self.sway(z), back - 37.0 * self.scale - 0.25 * neck, z)
    }

    /// Distance to the inside of the rib cage, measured from its middle line; negative inside.
    pub fn wall(&self, level: &Level, p: Vec3) -> f32 {
        let x = p.x - level.middle;
        let y = p.y - level.centre;
        let y = y - self.gutter(level, x) * (y / level.half_depth).clamp(0.0, 1.0);
        let gauge = gauge(x / level.half_width, y / level.half_depth);
        (x * x + y * y).sqrt() * (1.0 - 1.0 / gauge.max(0.02))
    }

    /// Height of a hemidiaphragm above a place.
    pub fn diaphragm(&self, side: Side, level: &Level, x: f32, y: f32) -> f32 {
        let s = self.scale;
        let sign = side.sign();
        let outwards = sign * (x - level.middle) - 62.0 * s;
        let backwards = y - (level.centre - 6.0 * s);
        let (across, side_drop) = if outwards > 0.0 {
            (outwards / (level.half_width - 62.0 * s), 42.0)
        } else {
            (outwards / (62.0 * s), 12.0)
        };
        let (deep, depth_drop) = if backwards > 0.0 {
            (backwards / (level.half_depth + 6.0 * s), 74.0)
        } else {
            (backwards / (level.half_depth - 6.0 * s), 34.0)
        };
        let (across, deep) = (across * across, deep * deep);
        let rise = 0.85 + 0.15 * (across + deep).min(1.6);
        let drop = (side_drop * across + depth_drop * deep) * rise;
        self.domes[side.place()] - drop * s * self.doming
    }

    /// A place `outside` mm off the inner cage surface: `angle` runs from 0 at the back to pi at
    /// the front of a side.
    pub fn surface(&self, side: Side, angle: f32, z: f32, outside: f32) -> Vec3 {
        let level = self.level(z);
        let (sine, cosine) = angle.sin_cos();
        let (x, y) = (
            side.sign() * sine * level.half_width,
            cosine * level.half_depth,
        );
        let g = gauge(x / level.half_width, y / level.half_depth);
        let radius = (x * x + y * y).sqrt() / g;
        let stretch = (radius + outside) / (radius * g);
        let back = self.gutter(&level, x) * cosine.max(0.0);
        Vec3::new(
            level.middle + x * stretch,
            level.centre + y * stretch + back,
            z,
        )
    }

    /// How much further back the chest reaches beside the spine than behind it (mm).
    fn gutter(&self, level: &Level, x: f32) -> f32 {
        let t = (x.abs() / level.half_width).min(1.0);
        let bulge = 4.0 * t * (1.0 - t);
        17.0 * self.scale * bulge * bulge
    }

    /// Signed distance to a lung: inside the cage, above the diaphragm, beside the mediastinum
    /// (whose half width here is `medial`).
    pub fn lung(&self, side: Side, level: &Level, p: Vec3, medial: f32) -> f32 {
        let wall = self.wall(level, p);
        let floor = 0.75 * (self.diaphragm(side, level, p.x, p.y) - p.z);
        let inner = medial - side.sign() * p.x;
        let roof = 0.8 * (p.z - self.apex + 0.004 * (p.x.abs() - 50.0).powi(2));
        let beside = smooth_max(wall, inner, 14.0);
        smooth_max(smooth_max(beside, roof, 12.0), floor, 3.0)
    }
}

/// The gauge of a rounded box between an ellipse and a rectangle: 1 on its surface, and
/// proportional to the distance from the middle.
pub fn gauge(x: f32, y: f32) -> f32 {
    let (x, y) = (x * x, y * y);
    0.7 * (x + y).sqrt() + 0.3 * (x * x + y * y).sqrt().sqrt()
}
