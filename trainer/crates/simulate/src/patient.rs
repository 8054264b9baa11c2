//! The patient: everything the built-in anatomy is shaped by.

use serde::Serialize;
use xraygan::findings::Side;

use super::code::Code;

/// Sex, as far as it shapes a chest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// A break of a rib.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fracture {
    /// Which side.
    pub side: Side,
    /// Which rib, 1 to 12.
    pub rib: usize,
    /// How far along the rib, 0 at the spine, 1 at the cartilage.
    pub along: f32,
    /// How far the ends are out of line (mm).
    pub step: f32,
    /// Whether callus has grown around it.
    pub healed: bool,
}

/// What shapes the body and its stance. Lengths in mm, ratios relative to an average adult.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Patient {
    /// Sex.
    pub sex: Sex,
    /// Age in years, 18 to 92.
    pub age: f32,
    /// Size of the skeleton in all directions, 1 for 175 cm.
    pub stature: f32,
    /// Width of the chest.
    pub breadth: f32,
    /// Depth of the chest.
    pub depth: f32,
    /// Thickness of the fat under the skin (mm).
    pub fat: f32,
    /// Thickness of the chest's muscles.
    pub muscle: f32,
    /// Size of each breast, 0 for none.
    pub breast: f32,
    /// How far the hemidiaphragms are above (+) or below their place at full inspiration (mm).
    pub diaphragm: [f32; 2],
    /// How much the diaphragm is domed, 1 average, 0 flat.
    pub doming: f32,
    /// Transverse diameter of the heart over the inner width of the chest.
    pub heart_ratio: f32,
    /// How vertical the heart lies, 0 (lying) to 1 (hanging).
    pub heart_upright: f32,
    /// Extra bend of the thoracic spine forwards (mm over the chest's height).
    pub kyphosis: f32,
    /// Bend of the spine to the patient's right (+) or left, as an offset in mm.
    pub scoliosis: f32,
    /// Unfolding of the aorta, 0 (young) to 1 and above (tortuous).
    pub unfolding: f32,
    /// Attenuation of the lungs relative to full inspiration.
    pub lung_density: f32,
    /// Calibre of the lung vessels.
    pub vessels: f32,
    /// Mineral content of the bones, 1 young and healthy.
    pub bone: f32,
    /// Shift of the mediastinum to the left (mm).
    pub shift: f32,
    /// Gas in the stomach, 0 to 1.
    pub stomach_gas: f32,
    /// Gas in the colon, 0 to 1.
    pub colon_gas: f32,
    /// Broken ribs.
    #[serde(skip)]
    pub fractures: Vec<Fracture>,
}

impl Patient {
    /// The adult without findings that a code describes.
    pub fn of(code: &Code) -> Self {
        let value = |name: &str| code.value(&format!("patient.{name}"));
        let sex = if code.choice("patient.sex") == 0 {
            Sex::Female
        } else {
            Sex::Male
        };
        let female = sex == Sex::Female;
        let age = value("age");
        let old = ((age - 40.0) / 40.0).clamp(0.0, 1.3);
        let build = value("build");
        let fat = (if female { 13.0 } else { 9.0 } + 5.5 * build).clamp(4.0, 34.0);
        let heavy = ((fat - 12.0) / 14.0).clamp(0.0, 1.5);
        let breast = if female {
            (0.9 + 0.35 * heavy + 0.3 * value("breast")).clamp(0.25, 1.9)
        } else {
            (0.25 * heavy).min(0.45)
        };
        let level = 8.5 * value("breath") + 8.0 * heavy;
        let gap = -10.0 + 4.5 * value("breath_left");
        let gas = |name: &str| {
            let present = code.chance(&format!("patient.{name}_present"));
            if present { value(name) } else { 0.0 }
        };
        let breadth = if female { 0.98 } else { 1.0 } + 0.02 * build;
        let depth = if female { 0.95 } else { 0.99 } + 0.07 * old + 0.04 * heavy;
        let mineral = 1.04 - 0.16 * old - if female { 0.06 * old } else { 0.0 };
        let heart = 0.44 + 0.012 * old + 0.01 * heavy;
        Self {
            sex,
            age,
            stature: if female { 0.93 } else { 1.0 } + 0.037 * value("stature"),
            breadth: (breadth + 0.045 * value("breadth")).clamp(0.85, 1.15),
            depth: (depth + 0.07 * value("depth")).clamp(0.82, 1.22),
            fat,
            muscle: if female { 0.85 } else { 1.05 } + 0.12 * value("muscle"),
            breast,
            diaphragm: [level, level + gap],
            doming: 1.0 + 0.12 * value("doming"),
            heart_ratio: (heart + 0.018 * value("heart_size")).min(0.482),
            heart_upright: (0.55 + 0.2 * value("heart_upright") - 0.2 * heavy).clamp(0.0, 1.0),
            kyphosis: (6.0 + 5.0 * value("kyphosis") + 14.0 * old).max(-4.0),
            scoliosis: value("scoliosis"),
            unfolding: (0.55 * old + 0.1 + 0.12 * value("unfolding")).clamp(0.0, 0.75),
            lung_density: value("lung_density"),
            vessels: value("vessels"),
            bone: (mineral + 0.05 * value("bone")).clamp(0.65, 1.15),
            shift: value("mediastinum_shift"),
            stomach_gas: gas("stomach_gas"),
            colon_gas: gas("colon_gas"),
            fractures: Vec::new(),
        }
    }
}
