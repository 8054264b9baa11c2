//! Findings of chest radiographs: what can be there, where, how much and how surely.
//!
//! Report reader, simulator, evaluation, weights and page all use these types.

pub mod said;
mod table;

pub use table::{FindingsTable, SLOTS, Slot, TableRow};

use serde::{Deserialize, Serialize};

/// What can be seen beside the normal chest; in JSON and manifests by its [`Kind::label`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// Collapsed lung: bands at the bases, or volume lost.
    Atelectasis,
    /// Interstitial pulmonary edema, as in heart failure.
    Edema,
    /// Round opacity of at most 30 mm (Fleischner Society, Radiology 2008).
    Nodule,
    /// Round opacity of more than 30 mm.
    Mass,
    /// Small calcified nodule.
    Granuloma,
    /// Overinflated lungs with flat diaphragms, as in emphysema.
    Hyperinflation,
    /// Shallow inspiration.
    LowVolumes,
    /// One hemidiaphragm too high.
    ElevatedHemidiaphragm,
    /// Stomach above the diaphragm, behind the heart.
    HiatalHernia,
    /// Unfolded aorta.
    TortuousAorta,
    /// Calcified arch of the aorta.
    CalcifiedAorta,
    /// Spine bent to a side.
    Scoliosis,
    /// Osteophytes and narrowed discs.
    DegenerativeSpine,
    /// Broken rib.
    RibFracture,
    /// Wires of a sternotomy.
    SternalWires,
    /// Pacemaker or defibrillator with its leads.
    Pacemaker,
    /// Central venous catheter or port.
    CentralLine,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 21] = [
        Self::Cardiomegaly,
        Self::Effusion,
        Self::Pneumothorax,
        Self::Consolidation,
        Self::Atelectasis,
        Self::Edema,
        Self::Nodule,
        Self::Mass,
        Self::Granuloma,
        Self::Hyperinflation,
        Self::LowVolumes,
        Self::ElevatedHemidiaphragm,
        Self::HiatalHernia,
        Self::TortuousAorta,
        Self::CalcifiedAorta,
        Self::Scoliosis,
        Self::DegenerativeSpine,
        Self::RibFracture,
        Self::SternalWires,
        Self::Pacemaker,
        Self::CentralLine,
    ];

    /// The label in manifests and JSON, such as `central_line`.
    #[must_use]
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

    /// What users read, such as `central line`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cardiomegaly => "enlarged heart",
            Self::Effusion => "pleural effusion",
            Self::Pneumothorax => "pneumothorax",
            Self::Consolidation => "consolidation",
            Self::Atelectasis => "atelectasis",
            Self::Edema => "pulmonary edema",
            Self::Nodule => "nodule",
            Self::Mass => "mass",
            Self::Granuloma => "granuloma",
            Self::Hyperinflation => "hyperinflation",
            Self::LowVolumes => "low lung volumes",
            Self::ElevatedHemidiaphragm => "elevated hemidiaphragm",
            Self::HiatalHernia => "hiatal hernia",
            Self::TortuousAorta => "tortuous aorta",
            Self::CalcifiedAorta => "calcified aorta",
            Self::Scoliosis => "scoliosis",
            Self::DegenerativeSpine => "degenerative spine",
            Self::RibFracture => "rib fracture",
            Self::SternalWires => "sternal wires",
            Self::Pacemaker => "pacemaker",
            Self::CentralLine => "central line",
        }
    }

    /// The kind with this label.
    #[must_use]
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
    }

    /// Whether it is on a side, which a reader must name.
    #[must_use]
    pub fn is_sided(self) -> bool {
        matches!(
            self,
            Self::Effusion
                | Self::Pneumothorax
                | Self::Consolidation
                | Self::Atelectasis
                | Self::Nodule
                | Self::Mass
                | Self::Granuloma
                | Self::ElevatedHemidiaphragm
                | Self::Scoliosis
                | Self::RibFracture
                | Self::Pacemaker
                | Self::CentralLine
        )
    }
}

/// Left or right of the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The patient's right: the left of a frontal image.
    Right,
    /// The patient's left.
    Left,
}

impl Side {
    /// Both sides.
    pub const BOTH: [Self; 2] = [Self::Right, Self::Left];

    /// The sign of x on this side, where x points to the patient's left: -1 right, +1 left.
    #[must_use]
    pub fn sign(self) -> f32 {
        match self {
            Self::Right => -1.0,
            Self::Left => 1.0,
        }
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Left => "left",
        }
    }

    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
        }
    }

    /// The side of a place by its x.
    #[must_use]
    pub fn of(x: f32) -> Self {
        if x < 0.0 { Self::Right } else { Self::Left }
    }

    /// 0 for right, 1 for left: its place in arrays by side.
    #[must_use]
    pub fn place(self) -> usize {
        self as usize
    }
}

/// The side that a report gives a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Laterality {
    /// The patient's left.
    Left,
    /// The patient's right.
    Right,
    /// Both sides.
    Both,
}

impl From<Side> for Laterality {
    fn from(side: Side) -> Self {
        match side {
            Side::Right => Self::Right,
            Side::Left => Self::Left,
        }
    }
}

/// A lobe of a lung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lobe {
    /// Right upper lobe.
    RightUpper = 1,
    /// Right middle lobe.
    RightMiddle = 2,
    /// Right lower lobe.
    RightLower = 3,
    /// Left upper lobe, with the lingula.
    LeftUpper = 4,
    /// Left lower lobe.
    LeftLower = 5,
}

impl Lobe {
    /// All lobes.
    pub const ALL: [Self; 5] = [
        Self::RightUpper,
        Self::RightMiddle,
        Self::RightLower,
        Self::LeftUpper,
        Self::LeftLower,
    ];

    /// The side it is on.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Self::RightUpper | Self::RightMiddle | Self::RightLower => Side::Right,
            Self::LeftUpper | Self::LeftLower => Side::Left,
        }
    }

    /// The name in a report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RightUpper => "right upper lobe",
            Self::RightMiddle => "right middle lobe",
            Self::RightLower => "right lower lobe",
            Self::LeftUpper => "left upper lobe",
            Self::LeftLower => "left lower lobe",
        }
    }
}

/// How severe a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    #[must_use]
    pub fn rank(self) -> f32 {
        f32::from(self as u8)
    }
}

/// The way a central venous catheter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Through the internal jugular vein.
    Jugular,
    /// From the arm.
    Peripheral,
    /// From a port under the skin of the chest.
    Port,
}

impl Access {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Jugular, Self::Peripheral, Self::Port];
}

/// What a report says of a finding that it names, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// It is there.
    Present,
    /// It may be there.
    Possible,
    /// It is not there.
    Denied,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_the_names_in_json() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.label());
            assert_eq!(Kind::from_label(kind.label()), Some(kind));
        }
        assert_eq!(Kind::from_label("hernia"), None);
    }
}
