//! One study: patient, findings, body, the two films, the truth.

use glam::Vec3;
use image::GrayImage;
use serde::Serialize;

use super::anatomy;
use super::body::Body;
use super::code::Code;
use super::draw::{Draw, Purpose};
use super::film::{self, Exposure};
use super::findings::{self, Finding};
use super::parts::Shown;
use super::patient::Patient;
use super::project::{Pose, Rig, project};
use super::truth::{self, Truth};

/// A simulated study without its report.
#[derive(Clone, Debug)]
pub struct Study {
    /// The frontal film.
    pub frontal: GrayImage,
    /// The lateral film.
    pub lateral: GrayImage,
    /// What is to be seen.
    pub findings: Vec<Finding>,
    /// The parameters and measures.
    pub truth: Truth,
}

/// What a study is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// Seed of the dataset.
    pub seed: u64,
    /// Number of the study.
    pub index: u64,
    /// Side of the films in pixels.
    pub size: usize,
    /// Share of studies without findings, 0 to 1.
    pub normal: f32,
}

impl Order {
    /// The patient code of the study.
    pub fn code(&self) -> Code {
        Code::draw(&mut self.draw(Purpose::Patient))
    }

    /// The stream for a purpose.
    pub fn draw(&self, purpose: Purpose) -> Draw {
        Draw::new(self.seed, self.index, purpose)
    }
}

/// A film's place and exposure, for the truth.
#[derive(Clone, Debug, Serialize)]
pub struct Taken {
    /// Turn of the patient about the long axis (degrees).
    pub rotation_degrees: f32,
    /// Lean of the patient (degrees).
    pub tilt_degrees: f32,
    /// Side of the film at the detector (mm).
    pub field_mm: f32,
    /// Exposure and display.
    pub exposure: Exposure,
}

/// Makes a study with the built-in anatomy.
pub fn built_in(order: &Order) -> Study {
    let code = order.code();
    let mut patient = Patient::of(&code);
    let mut draw = order.draw(Purpose::Findings);
    let mut list = findings::choose(&patient, order.normal, &mut draw);
    findings::shape(&mut patient, &list, &code);
    let mut body = anatomy::build(&patient);
    findings::draw_into(&mut body, &mut list, &code);
    film_both(order, &code, &body, list)
}

/// Films a body in both views.
pub fn film_both(order: &Order, code: &Code, body: &Body, list: Vec<Finding>) -> Study {
    let (frontal, front_rig, front) = take(order, code, body, Shown::Frontal, Purpose::Frontal);
    let (lateral, side_rig, side) = take(order, code, body, Shown::Lateral, Purpose::Lateral);
    let truth = truth::measure(
        body,
        code,
        &list,
        order.size,
        (&front_rig, front),
        (&side_rig, side),
    );
    Study {
        frontal,
        lateral,
        findings: list,
        truth,
    }
}

/// How the patient of a code stands for a view of a body.
pub fn pose(code: &Code, body: &Body, view: Shown) -> Pose {
    let frame = body.frame();
    let (name, gap) = match view {
        Shown::Lateral => ("lateral", frame.width),
        Shown::Frontal | Shown::Both => ("frontal", frame.depth),
    };
    let value = |what: &str| code.value(&format!("{name}.{what}"));
    Pose {
        rotation: value("rotation"),
        tilt: value("tilt"),
        centre: frame.centre + Vec3::from(["offset_x", "offset_y", "offset_z"].map(value)),
        gap,
        field: frame.field * value("field"),
    }
}

/// Takes one film.
fn take(
    order: &Order,
    code: &Code,
    body: &Body,
    view: Shown,
    purpose: Purpose,
) -> (GrayImage, Rig, Taken) {
    let mut draw = order.draw(purpose);
    let volume = body.posed(view);
    let pose = pose(code, body, view);
    let rig = match view {
        Shown::Lateral => Rig::lateral(pose),
        Shown::Frontal | Shown::Both => Rig::frontal(pose),
    };
    let plate = project(&volume, &body.parts.0, &rig, order.size);
    let mut exposure = Exposure::draw(&mut draw);
    if view == Shown::Lateral {
        // The lungs overlie each other: a steeper film.
        exposure.gamma *= 1.5;
    }
    let pitch = pose.field / order.size as f32;
    let film = film::develop(&plate, pitch, &exposure, &mut draw);
    let taken = Taken {
        rotation_degrees: pose.rotation.to_degrees(),
        tilt_degrees: pose.tilt.to_degrees(),
        field_mm: pose.field,
        exposure,
    };
    (film, rig, taken)
}
