//! What is to be seen in a study beside the normal chest.

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
use super::draw::Draw;
use super::lungs::Lobe;
use super::patient::Side;

/// The kind of a finding; its name is the study's label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Enlarged heart.
    Cardiomegaly,
    /// Fluid in the pleural space.
    Effusion,
    /// Air in the pleural space.
    Pneumothorax,
    /// Air spaces filled, as in pneumonia.
    Consolidation,
    /// Collapsed lung: bands at the bases.
    Atelectasis,
    /// Interstitial pulmonary oedema.
    Edema,
    /// Round opacity of at most 30 mm.
    Nodule,
    /// Round opacity of more than 30 mm.
    Mass,
    /// Small calcified nodule.
    Granuloma,
    /// Overinflated lungs with flat diaphragms.
    Hyperinflation,
    /// Shallow inspiration.
    LowVolumes,
    /// One hemidiaphragm too high.
    ElevatedHemidiaphragm,
    /// Stomach above the diaphragm, behind the heart.
    HiatalHernia,
    /// Unfolded aorta.
    TortuousAorta,
    /// Calcified arch.
    CalcifiedAorta,
    /// Spine bent to a side.
    Scoliosis,
    /// Osteophytes.
    DegenerativeSpine,
    /// Broken rib.
    RibFracture,
    /// Wires of a sternotomy.
    SternalWires,
    /// Pacemaker with its leads.
    Pacemaker,
    /// Central venous catheter.
    CentralLine,
}

impl Kind {
    /// The label in the manifest.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cardiomegaly => "cardiomegaly",
            Self::Effusion => "effusion",
            Self::Pneumothorax => "pneumothorax",
            Self::Consolidation => "consolidation",
            Self::Atelectasis => "atelectasis",
            Self::Edema => "edema",
            Self::Nodule => "nodule",
            Self::Mass => "mass",
            Self::Granuloma => "granuloma",
            Self::Hyperinflation => "hyperinflation",
            Self::LowVolumes => "low_volumes",
            Self::ElevatedHemidiaphragm => "elevated_hemidiaphragm",
            Self::HiatalHernia => "hiatal_hernia",
            Self::TortuousAorta => "tortuous_aorta",
            Self::CalcifiedAorta => "calcified_aorta",
            Self::Scoliosis => "scoliosis",
            Self::DegenerativeSpine => "degenerative_spine",
            Self::RibFracture => "rib_fracture",
            Self::SternalWires => "sternal_wires",
            Self::Pacemaker => "pacemaker",
            Self::CentralLine => "central_line",
        }
    }
}

/// How severe a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Mild or small.
    Mild,
    /// Moderate.
    Moderate,
    /// Severe or large.
    Severe,
}

impl Severity {
    /// 0, 1 or 2.
    pub fn rank(self) -> f32 {
        self as u8 as f32
    }
}

/// The way a central venous catheter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Through the internal jugular vein.
    Jugular,
    /// From the arm.
    Peripheral,
    /// From a port under the skin of the chest.
    Port,
}

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

/// Draws the findings into a body and notes what was drawn in their particulars. What only
/// shapes the body ([`shape`]) is there already.
pub fn draw_into(body: &mut Body, findings: &mut [Finding], draw: &mut Draw) {
    for finding in findings.iter_mut() {
        match finding.kind {
            Kind::Effusion | Kind::Pneumothorax => {}
            Kind::Consolidation => airspace::consolidation(body, finding, draw),
            Kind::Atelectasis => airspace::atelectasis(body, finding, draw),
            Kind::Edema => airspace::edema(body, finding, draw),
            Kind::Nodule | Kind::Granuloma | Kind::Mass => airspace::nodule(body, finding, draw),
            Kind::HiatalHernia => mediastinal::hernia(body, finding, draw),
            Kind::CalcifiedAorta => mediastinal::calcified_aorta(body, finding, draw),
            Kind::DegenerativeSpine => skeletal::osteophytes(body, finding, draw),
            Kind::RibFracture => skeletal::note_fracture(body, finding),
            Kind::SternalWires => devices::sternal_wires(body, finding, draw),
            Kind::Pacemaker => devices::pacemaker(body, finding, draw),
            Kind::CentralLine => devices::central_line(body, finding, draw),
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
            Kind::Effusion => pleura::effusion(body, finding, draw),
            Kind::Pneumothorax => pleura::pneumothorax(body, finding, draw),
            _ => {}
        }
    }
}
