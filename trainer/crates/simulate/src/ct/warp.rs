//! Bending a CT's body, so that a few CTs give many bodies: one smooth field from a patient's
//! parameters.
//!
//! The field leads back: from a place in the new body to the place in the CT that is shown there.
//! It is a chain of simple steps, each tied to the landmarks. All places are in mm from the middle
//! of the CT's lungs.

use glam::{Mat3, Vec2, Vec3};
use xraygan::findings::Side;

use super::landmarks::{Landmarks, at_height};
use crate::code::Code;
use crate::patient::Patient;

/// How a body differs from its CT.
#[derive(Clone, Debug)]
pub struct Warp<'a> {
    marks: &'a Landmarks,
    /// Scale along x, y, z.
    scale: Vec3,
    /// How far the shoulders lean to the front (mm).
    kyphosis: f32,
    /// How far the spine is bent to the right (mm).
    scoliosis: f32,
    /// Widening to the apex, as a share for each 100 mm.
    taper: f32,
    /// Thickness of what lies outside the ribs against the CT's.
    fat: f32,
    /// How far each hemidiaphragm is pushed up (mm).
    lift: [f32; 2],
    /// How far the middle of each dome is pushed up beyond that (mm).
    dome: f32,
    /// How far the mediastinum is shifted to the left (mm).
    shift: f32,
    /// Widening of the upper mediastinum, a share.
    mediastinum: f32,
    /// Widening of the heart, a share.
    heart: f32,
    /// Turn of the heart in the frontal plane (radians), positive to lying.
    lie: f32,
    /// How far the arch bulges to the left (mm); the ascending and descending parts follow.
    unfold: f32,
}

impl PartialEq for Warp<'_> {
    /// Whether both bend the same CT alike.
    fn eq(&self, other: &Self) -> bool {
        let figures = |warp: &Self| {
            (
                (
                    warp.scale,
                    warp.kyphosis,
                    warp.scoliosis,
                    warp.taper,
                    warp.fat,
                ),
                (warp.lift, warp.dome, warp.shift, warp.mediastinum),
                (warp.heart, warp.lie, warp.unfold),
            )
        };
        std::ptr::eq(self.marks, other.marks) && figures(self) == figures(other)
    }
}

/// 0 below 0, 1 above 1, smooth between.
fn step(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * t * (t * (6.0 * t - 15.0) + 10.0)
}

/// A bell of height 1 and the deviation 1.
fn bell(r2: f32) -> f32 {
    (-0.5 * r2).exp()
}

/// Height from the domes to the apices over the width of the chest, at the least that a film in full
/// inspiration shows. In CTs breath is often shallower.
const INSPIRED: f32 = 0.64;

/// Deviations (mm) of the bell that the heart grows in.
const HEART: Vec3 = Vec3::new(76.0, 46.0, 84.0);
/// Growth of the heart to the back and upwards, against that across.
const GROWTH: Vec3 = Vec3::new(1.0, 0.12, 0.05);
/// Least Jacobian that the growth of the heart may bring about, together with the body's scale.
const LEAST: f32 = 0.48;

/// The least Jacobian that a field keeps on [`Warp::least`]'s grid.
const ROOM: f32 = 0.41;

impl<'a> Warp<'a> {
    /// The warp that makes a patient of a CT: `patient` against `usual`, the average of their sex
    /// and age. The heart is brought to the patient's heart-to-thorax ratio, as far as the field
    /// stays smooth.
    pub fn new(marks: &'a Landmarks, patient: &Patient, usual: &Patient, code: &Code) -> Self {
        let stature = (patient.stature / usual.stature).clamp(0.9, 1.1);
        let part = |own: f32, usual: f32, most: f32| (own / usual).clamp(1.0 / most, most);
        let scale = Vec3::new(
            stature.sqrt() * part(patient.breadth, usual.breadth, 1.11),
            stature.sqrt() * part(patient.depth, usual.depth, 1.17),
            stature,
        );
        let (tall, wide) = (marks.height(), marks.width());
        let breath = (tall - INSPIRED * wide).clamp(-30.0, 0.0);
        let lift = [0, 1].map(|side| {
            let up = patient.diaphragm[side] - usual.diaphragm[side];
            (up + breath).clamp(-0.15 * tall, 56.0)
        });
        // Lift and dome together must leave room for what is above and below.
        let dome = (42.0 * (patient.doming - usual.doming)).clamp(-28.0, 18.0);
        let dome = dome
            .max(-0.17 * tall - lift[0].min(lift[1]))
            .min(60.0 - lift[0].max(lift[1]));
        let mut warp = Self {
            marks,
            scale,
            kyphosis: (patient.kyphosis - usual.kyphosis).clamp(-16.0, 24.0),
            scoliosis: patient.scoliosis.clamp(-34.0, 34.0),
            taper: 0.022 * code.value("patient.thorax_taper"),
            fat: (0.03 * (patient.fat - usual.fat)).clamp(-0.4, 0.34).exp(),
            lift,
            dome,
            shift: patient.shift.clamp(-16.0, 16.0),
            mediastinum: 0.07 * code.value("patient.mediastinum_width"),
            heart: 0.0,
            lie: (-0.28 * (patient.heart_upright - usual.heart_upright)).clamp(-0.22, 0.22),
            unfold: (15.0 * (patient.unfolding - usual.unfolding)).clamp(-6.0, 20.0),
        };
        warp.fit_heart(patient.heart_ratio);
        warp.relax();
        warp
    }

    /// Weakens a field that comes near to folding: many extremes at once can do that, where each
    /// alone would not.
    fn relax(&mut self) {
        for _ in 0..12 {
            if self.least() > ROOM {
                break;
            }
            const LESS: f32 = 0.88;
            self.lift = self.lift.map(|lift| LESS * lift);
            self.dome *= LESS;
            self.heart *= LESS;
            self.fat = self.fat.powf(LESS);
            self.scoliosis *= LESS;
            self.shift *= LESS;
            self.unfold *= LESS;
            self.scale = Vec3::ONE.lerp(self.scale, LESS);
        }
    }

    /// The least Jacobian on a coarse grid over chest and upper abdomen.
    fn least(&self) -> f32 {
        const EVERY: f32 = 15.0;
        let marks = self.marks;
        let low = marks.lungs[0].angle.z.min(marks.lungs[1].angle.z) - 60.0;
        let high = marks.lungs[0].apex.z.max(marks.lungs[1].apex.z) + 40.0;
        let mut least = f32::MAX;
        let mut z = low * self.scale.z;
        while z < high * self.scale.z {
            let oval = marks.cage.at(z / self.scale.z);
            let [wide, deep] = oval.half.map(|half| (1.4 * half / EVERY).ceil() as i32);
            for y in -deep..=deep {
                for x in -wide..=wide {
                    let across = self.scale.x * (oval.middle[0] + x as f32 * EVERY);
                    let back = self.scale.y * (oval.middle[1] + y as f32 * EVERY);
                    least = least.min(self.jacobian(Vec3::new(across, back, z)));
                }
            }
            z += EVERY;
        }
        least
    }

    /// Finds the growth of the heart that gives a heart-to-thorax ratio.
    fn fit_heart(&mut self, wanted: f32) {
        let chest = self.chest_width();
        let whole = self.scale.element_product();
        let jacobian = |grow: f32| {
            let each = Vec3::ONE + GROWTH * grow;
            (each.element_product() * whole).recip()
        };
        let (mut low, mut high) = (-0.4_f32, 0.9_f32);
        for _ in 0..10 {
            let middle = 0.5 * (low + high);
            self.heart = middle;
            let wide = self.heart_width() / chest > wanted;
            if wide || jacobian(middle) < LEAST {
                high = middle;
            } else {
                low = middle;
            }
        }
        self.heart = 0.5 * (low + high);
    }

    fn heart_width(&self) -> f32 {
        let [right, left] = self.marks.borders.map(|border| self.carried(border).x);
        left - right
    }

    fn chest_width(&self) -> f32 {
        let places = self.marks.chest.iter().step_by(3);
        let (low, high) = places.fold((f32::MAX, f32::MIN), |(low, high), &place| {
            let x = self.carried(place).x;
            (low.min(x), high.max(x))
        });
        (high - low).max(1.0)
    }

    /// The scale of the body along x, y, z.
    pub fn scale(&self) -> Vec3 {
        self.scale
    }

    /// The place in the CT that a place in the body shows.
    pub fn source(&self, p: Vec3) -> Vec3 {
        let mut q = p / self.scale;
        let marks = self.marks;
        // Spine: the shoulders forwards, the column to a side.
        let high = (q.z / 130.0).max(0.0);
        q.y += self.kyphosis * high * high / (1.0 + 0.4 * high * high);
        let spine = marks.spine_at(q.z);
        let beside = bell(((q.x - spine.x) / 78.0).powi(2) + ((q.y - spine.y) / 85.0).powi(2));
        let bend = bell(((q.z + 8.0) / 62.0).powi(2)) - 0.4 * bell(((q.z + 150.0) / 60.0).powi(2));
        q.x += self.scoliosis * bend * (0.12 + 0.88 * beside);
        // The thorax: wider above or below, and what lies around it.
        q.x /= 1.0 + self.taper * (q.z / 100.0).clamp(-1.6, 1.6);
        let oval = marks.cage.at(q.z);
        let out = oval.out(q);
        let excess = out - 1.06;
        if excess > 0.0 {
            const SOFT: f32 = 0.1;
            let thin = 1.0 - self.fat.recip();
            let back = excess - thin * (excess - SOFT * (1.0 - (-excess / SOFT).exp()));
            let ratio = (1.06 + back) / out;
            q.x = oval.middle[0] + (q.x - oval.middle[0]) * ratio;
            q.y = oval.middle[1] + (q.y - oval.middle[1]) * ratio;
        }
        // The mediastinum as a whole, in front of the spine.
        let front = step((spine.y - q.y + 4.0) / 40.0);
        let centre = marks.heart.x;
        let near = bell(((q.x - centre) / 62.0).powi(2) + (q.z / 95.0).powi(2));
        q.x -= self.shift * near * front;
        self.upper(&mut q, spine, front);
        self.heart_back(&mut q);
        self.breath_back(&mut q, spine);
        q
    }

    /// The upper mediastinum and the aorta.
    fn upper(&self, q: &mut Vec3, spine: Vec3, front: f32) {
        let marks = self.marks;
        let height = bell(((q.z - marks.carina.z - 20.0) / 42.0).powi(2));
        let x = q.x - spine.x;
        let wide = self.mediastinum * bell((x / 30.0).powi(2)) * height * front;
        q.x = spine.x + x / (1.0 + wide);
        if self.unfold.abs() < 0.01 {
            return;
        }
        let knob = marks.aorta[marks.knob];
        let d = *q - knob;
        let at_knob = bell((d / Vec3::new(34.0, 38.0, 36.0)).length_squared());
        let down = marks.aorta.get(marks.knob..).unwrap_or_default();
        let along = at_height(down, q.z.min(knob.z));
        let d = Vec2::new(q.x - along.x, q.y - along.y) / Vec2::new(32.0, 34.0);
        let below = step((knob.z - q.z) / 40.0) * step((q.z - marks.lungs[1].dome.z + 25.0) / 60.0);
        let rise = at_height(&marks.aorta[..marks.knob.min(12)], q.z.min(marks.carina.z));
        let d2 = (*q - rise) / Vec3::new(30.0, 36.0, 34.0);
        let ascending = bell(d2.length_squared());
        q.x -= self.unfold * (at_knob.max(0.0) + 0.75 * bell(d.length_squared()) * below);
        q.z -= 0.45 * self.unfold * at_knob;
        q.x += 0.55 * self.unfold * ascending;
    }

    /// Size and lie of the heart.
    fn heart_back(&self, q: &mut Vec3) {
        // Growth goes to the left: its fixed point lies to the right of the middle.
        let fixed = self.marks.heart - Vec3::X * 10.0;
        let d = *q - fixed;
        let r2 = (d / HEART).length_squared();
        if r2 > 12.0 {
            return;
        }
        let near = bell(r2);
        let (sin, cos) = (self.lie * near).sin_cos();
        let turned = Vec3::new(cos * d.x - sin * d.z, d.y, sin * d.x + cos * d.z);
        *q = fixed + turned / (Vec3::ONE + self.heart * GROWTH * near);
    }

    /// The diaphragm and what lies above and below it.
    fn breath_back(&self, q: &mut Vec3, spine: Vec3) {
        let marks = self.marks;
        let oval = marks.cage.at(q.z);
        let inside = 1.0 - step((oval.out(*q) - 0.74) / 0.34);
        let column = ((q.x - spine.x) / 30.0).powi(2) + ((q.y - spine.y) / 28.0).powi(2);
        let weight = inside * (1.0 - bell(column));
        if weight < 1e-3 {
            return;
        }
        let left = step((q.x - oval.middle[0]) / 90.0 + 0.5);
        let mut lift = 0.0;
        let mut level = 0.0;
        let mut top = 0.0;
        for side in Side::BOTH {
            let lung = marks.lungs[side.place()];
            let share = if side == Side::Left { left } else { 1.0 - left };
            let d = Vec2::new(q.x - lung.dome.x, q.y - lung.dome.y) / 46.0;
            let own = self.lift[side.place()] + self.dome * bell(d.length_squared());
            lift += share * own;
            level += share * lung.dome.z;
            top += share * lung.apex.z;
        }
        let lift = weight * lift;
        let above = q.z - (level + lift);
        let part = if above > 0.0 {
            1.0 - step(above / (top + 4.0 - level - lift).max(60.0))
        } else {
            bell((above / 92.0).powi(2))
        };
        q.z -= lift * part;
    }

    /// Derivatives of [`Warp::source`].
    fn slopes(&self, p: Vec3) -> Mat3 {
        const STEP: f32 = 1.0;
        let here = self.source(p);
        let along = |axis: Vec3| (self.source(p + axis * STEP) - here) / STEP;
        Mat3::from_cols(along(Vec3::X), along(Vec3::Y), along(Vec3::Z))
    }

    /// How much of the CT's volume a volume of the body shows: below 0 the field would fold.
    pub fn jacobian(&self, p: Vec3) -> f32 {
        self.slopes(p).determinant()
    }

    /// Where the body has a place of the CT.
    pub fn carried(&self, place: Vec3) -> Vec3 {
        let mut p = place * self.scale;
        let mut inverse = Mat3::IDENTITY;
        for round in 0..12 {
            let miss = self.source(p) - place;
            if miss.length_squared() < 0.01 {
                break;
            }
            if round % 3 == 0 {
                inverse = self.slopes(p).inverse();
            }
            p -= (inverse * miss).clamp_length_max(20.0);
        }
        p
    }
}
