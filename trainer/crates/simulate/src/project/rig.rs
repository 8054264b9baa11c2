//! Where tube, patient and detector are.

use glam::{Quat, Vec3};

use crate::parts::Shown;

/// Focus-detector distance of an upright chest radiograph (mm).
pub const FOCUS_DISTANCE: f32 = 1800.0;

/// Where the tube and the detector are for one film.
#[derive(Clone, Copy, Debug)]
pub struct Rig {
    /// Which view this is.
    pub shown: Shown,
    /// The focus of the tube (mm).
    pub focus: Vec3,
    /// Middle of the detector (mm).
    pub detector: Vec3,
    /// Direction of the image's columns, to the right, a unit vector.
    pub right: Vec3,
    /// Direction of the image's rows, downwards, a unit vector.
    pub down: Vec3,
    /// Side of the square detector field (mm).
    pub field: f32,
}

/// How the patient stands to the detector.
#[derive(Clone, Copy, Debug)]
pub struct Pose {
    /// Turn about the long axis (radians); positive turns the patient's left side to the back.
    pub rotation: f32,
    /// Lean to a side (radians).
    pub tilt: f32,
    /// What is in the middle of the film (mm).
    pub centre: Vec3,
    /// From the origin to the detector (mm).
    pub gap: f32,
    /// Side of the film (mm).
    pub field: f32,
}

impl Rig {
    /// Posterior-anterior: the tube behind the patient, the chest at the detector. The image is
    /// seen as if facing the patient, so the patient's right is on the image's left.
    pub fn frontal(pose: Pose) -> Self {
        let turn = Quat::from_rotation_z(pose.rotation) * Quat::from_rotation_y(pose.tilt);
        Self::placed(Shown::Frontal, pose, turn, Vec3::Y, Vec3::X)
    }

    /// Left lateral: the left side at the detector, the patient facing the image's left.
    pub fn lateral(pose: Pose) -> Self {
        let turn = Quat::from_rotation_z(pose.rotation) * Quat::from_rotation_x(pose.tilt);
        Self::placed(Shown::Lateral, pose, turn, Vec3::NEG_X, Vec3::Y)
    }

    fn placed(shown: Shown, pose: Pose, turn: Quat, to_focus: Vec3, right: Vec3) -> Self {
        let back = turn * to_focus;
        let detector = pose.centre - back * pose.gap;
        Self {
            shown,
            focus: detector + back * FOCUS_DISTANCE,
            detector,
            right: turn * right,
            down: turn * Vec3::NEG_Z,
            field: pose.field,
        }
    }

    /// The place on the detector that a pixel's middle has, of an image of `size` pixels.
    pub fn pixel(&self, size: usize, column: f32, row: f32) -> Vec3 {
        let pitch = self.field / size as f32;
        let half = size as f32 / 2.0;
        self.detector
            + self.right * ((column + 0.5 - half) * pitch)
            + self.down * ((row + 0.5 - half) * pitch)
    }

    /// The column and row (of `size`) at which a place in the body is seen, and how much larger
    /// than it is.
    pub fn seen(&self, size: usize, place: Vec3) -> (f32, f32, f32) {
        let normal = (self.detector - self.focus) / FOCUS_DISTANCE;
        let ray = place - self.focus;
        let scale = FOCUS_DISTANCE / ray.dot(normal);
        let hit = self.focus + ray * scale - self.detector;
        let pitch = self.field / size as f32;
        let half = size as f32 / 2.0;
        (
            hit.dot(self.right) / pitch + half - 0.5,
            hit.dot(self.down) / pitch + half - 0.5,
            scale,
        )
    }
}
