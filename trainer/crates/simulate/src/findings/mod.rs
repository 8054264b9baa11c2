//! The findings of a simulated study, and how each is drawn into the body.

mod airspace;
mod choose;
mod devices;
mod mediastinal;
mod pleura;
mod shape;
mod skeletal;

pub use choose::choose;
pub use shape::shape;

use glam::Vec3;
use serde::Serialize;

use super::body::Body;
use super::code::Code;
use xraygan::findings::{Kind, Lobe, Severity, Side};

pub use xraygan::findings::Access;

/// One finding. What does not apply to its kind is absent.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The kind.
    pub kind: Kind,
    /// How severe.
    pub severity: Severity,
    /// The side; of a scoliosis, the side it is convex to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The lobe.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lobe: Option<Lobe>,
    /// Diameter (mm), or thickness of a pneumothorax at the apex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_mm: Option<f32>,
    /// Volume of fluid or air (ml), as drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_ml: Option<f32>,
    /// Its middle in the body (mm; x to the patient's left, y to the back, z to the head).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_mm: Option<Vec3>,
    /// How far it reaches from there (mm), where that is not half its size.
    #[serde(skip)]
    pub reach_mm: Option<f32>,
    /// Points along leads, catheters and wires (mm).
    #[serde(skip)]
    pub points_mm: Vec<Vec3>,
    /// Whether a CT has it of its own, so that it is not drawn.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// The rib, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rib: Option<usize>,
    /// Whether it is old: a healed fracture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healed: Option<bool>,
    /// Number of leads or wires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// The way of a catheter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
}

impl Finding {
    /// A finding without particulars.
    pub fn new(kind: Kind, severity: Severity) -> Self {
        Self {
            kind,
            severity,
            side: None,
            lobe: None,
            size_mm: None,
            volume_ml: None,
            place_mm: None,
            reach_mm: None,
            points_mm: Vec::new(),
            own: false,
            rib: None,
            healed: None,
            count: None,
            access: None,
        }
    }

    /// The finding on a side.
    pub fn on(mut self, side: Side) -> Self {
        self.side = Some(side);
        self
    }

    /// The finding in a lobe, and on its side.
    pub fn within(mut self, lobe: Lobe) -> Self {
        self.lobe = Some(lobe);
        self.side = Some(lobe.side());
        self
    }
}

/// The size (mm) of a finding that a report may tell: a diameter, or the thickness of a pneumothorax
/// at the apex. Of the ranges for mild, moderate and severe the code says which size it is.
pub fn told_size(finding: &Finding, code: &Code) -> Option<f32> {
    let (name, ranges) = match finding.kind {
        Kind::Granuloma => ("size", [(4.5, 8.5); 3]),
        Kind::Nodule => ("size", [(8.0, 12.0), (13.0, 20.0), (21.0, 29.0)]),
        Kind::Mass => ("size", [(31.0, 40.0), (41.0, 55.0), (56.0, 75.0)]),
        Kind::Pneumothorax => ("gap", [(11.0, 18.0), (22.0, 34.0), (42.0, 62.0)]),
        _ => return None,
    };
    let range = ranges[finding.severity.rank() as usize];
    Some(code.of(finding.kind, finding.side).between(name, range))
}

/// Draws the findings into a body and notes what was drawn in their particulars. What only
/// shapes the body ([`shape`]) is there already.
pub fn draw_into(body: &mut Body, findings: &mut [Finding], code: &Code) {
    for finding in findings.iter_mut().filter(|finding| !finding.own) {
        match finding.kind {
            Kind::Effusion | Kind::Pneumothorax => {}
            Kind::Consolidation => airspace::consolidation(body, finding, code),
            Kind::Atelectasis => airspace::atelectasis(body, finding, code),
            Kind::Edema => airspace::edema(body, finding, code),
            Kind::Nodule | Kind::Granuloma | Kind::Mass => airspace::nodule(body, finding, code),
            Kind::HiatalHernia => mediastinal::hernia(body, finding, code),
            Kind::CalcifiedAorta => mediastinal::calcified_aorta(body, finding, code),
            Kind::DegenerativeSpine => skeletal::osteophytes(body, finding, code),
            Kind::RibFracture => skeletal::fracture(body, finding),
            Kind::SternalWires => devices::sternal_wires(body, finding, code),
            Kind::Pacemaker => devices::pacemaker(body, finding, code),
            Kind::CentralLine => devices::central_line(body, finding, code),
            Kind::Cardiomegaly
            | Kind::Hyperinflation
            | Kind::LowVolumes
            | Kind::ElevatedHemidiaphragm
            | Kind::TortuousAorta
            | Kind::Scoliosis => {}
        }
    }
    // Fluid and air around the lung hide what is in it, so they come last.
    for finding in findings.iter_mut() {
        match finding.kind {
            Kind::Effusion => pleura::effusion(body, finding, code),
            Kind::Pneumothorax => pleura::pneumothorax(body, finding, code),
            _ => {}
        }
    }
}
