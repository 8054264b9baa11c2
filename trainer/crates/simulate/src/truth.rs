//! The ground truth of a study: what it was made from, and where the films show it.

use glam::Vec3;
use serde::Serialize;
use xraygan::condition::Spot;
use xraygan::film::Development;
use xraygan::findings::{Kind, Side};

use super::body::Body;
use super::case::Stand;
use super::code::Code;
use super::findings::Finding;
use super::parts::Shown;
use super::patient::Patient;
use super::project::Rig;

/// The truth of a study, for the manifest.
#[derive(Clone, Debug, Serialize)]
pub struct Truth {
    /// `built-in`, or the file of the CT.
    pub anatomy: String,
    /// The patient code: the numbers of `code` in `dataset.json`, as drawn.
    pub code: Code,
    /// The patient's parameters (of a CT: only those of the warp), after the findings.
    pub patient: Patient,
    /// Widest heart over widest inner chest, as the frontal film shows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heart_to_thorax_ratio: Option<f32>,
    /// Air-filled volume of the right and left lung before fluid or air (ml).
    pub lung_volume_ml: [f32; 2],
    /// The findings, with their places in the films.
    pub findings: Vec<Placed>,
    /// The frontal film.
    pub frontal: Taken,
    /// The lateral film.
    pub lateral: Taken,
}

impl Truth {
    /// What is told of the film of a view.
    pub fn taken_mut(&mut self, view: Shown) -> &mut Taken {
        match view {
            Shown::Lateral => &mut self.lateral,
            Shown::Frontal | Shown::Both => &mut self.frontal,
        }
    }
}

/// How a film was taken.
#[derive(Clone, Debug, Serialize)]
pub struct Taken {
    /// Turn of the patient about the long axis (degrees).
    pub rotation_degrees: f32,
    /// Lean of the patient (degrees).
    pub tilt_degrees: f32,
    /// Side of the film at the detector (mm).
    pub field_mm: f32,
    /// How it was developed; a canonical film was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub development: Option<Development>,
}

/// A finding and where the films show it.
#[derive(Clone, Debug, Serialize)]
pub struct Placed {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Its place in the frontal film.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontal: Option<Spot>,
    /// Its place in the lateral film.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lateral: Option<Spot>,
}

/// Measures a body with findings as its films show it: those of a patient of this code who stands so, frontal view first.
pub fn measure(code: &Code, stands: [&Stand; 2], body: &Body, findings: &[Finding]) -> Truth {
    let [frontal, lateral] = stands;
    let placed = findings.iter().map(|finding| {
        // Where a chest has what is its own, its table does not say.
        let extent = extent(finding, body).filter(|_| !finding.own);
        let spot = |rig: &Rig| extent.map(|(place, radius)| spot(rig, place, radius, finding));
        Placed {
            finding: finding.clone(),
            frontal: spot(&frontal.rig),
            lateral: spot(&lateral.rig),
        }
    });
    Truth {
        anatomy: body.name.clone(),
        code: code.clone(),
        patient: body.patient.clone(),
        heart_to_thorax_ratio: heart_ratio(body, &frontal.rig),
        lung_volume_ml: lung_volumes(body),
        findings: placed.collect(),
        frontal: taken(frontal),
        lateral: taken(lateral),
    }
}

fn taken(stand: &Stand) -> Taken {
    Taken {
        rotation_degrees: stand.pose.rotation.to_degrees(),
        tilt_degrees: stand.pose.tilt.to_degrees(),
        field_mm: stand.pose.field,
        development: None,
    }
}

fn lung_volumes(body: &Body) -> [f32; 2] {
    let wide = body.lungs.grid.count.x as usize;
    let mut counts = [0_u32; 2];
    for row in body.lungs.lobe.chunks_exact(wide) {
        // Rows are shorter than 65,536 voxels; 16 bits are counted faster.
        let right: u16 = row.iter().map(|&n| u16::from((n > 0) & (n <= 3))).sum();
        let left: u16 = row.iter().map(|&n| u16::from(n > 3)).sum();
        counts[0] += u32::from(right);
        counts[1] += u32::from(left);
    }
    counts.map(|count| (count as f32 * body.lungs.grid.pitch.powi(3) / 1000.0).round())
}

/// Where a place is seen, in shares of the film's side.
fn seen(rig: &Rig, place: Vec3) -> [f32; 2] {
    let (column, row, _) = rig.seen(1, place);
    [column + 0.5, row + 0.5].map(|share| (share * 1e4).round() / 1e4)
}

fn spot(rig: &Rig, place: Vec3, radius: f32, finding: &Finding) -> Spot {
    let [x, y] = seen(rig, place);
    let r = radius * rig.seen(1, place).2 / rig.field;
    Spot {
        x,
        y,
        r: (r * 1e4).round() / 1e4,
        points: finding.points_mm.iter().map(|&p| seen(rig, p)).collect(),
    }
}

/// The middle of a finding (mm) and how far it reaches: as noted when it was drawn, or else from
/// the part of the body that it is a matter of.
fn extent(finding: &Finding, body: &Body) -> Option<(Vec3, f32)> {
    let noted = match (finding.reach_mm, finding.size_mm) {
        (Some(reach), _) => Some(reach),
        (None, Some(size)) if finding.kind != Kind::Pneumothorax => Some(0.5 * size),
        _ => None,
    };
    if let (Some(place), Some(radius)) = (finding.place_mm, noted) {
        return Some((place, radius));
    }
    let (low, high) = match finding.side {
        Some(side) => body.lungs.bounds(|n| (n <= 3) == (side == Side::Right))?,
        None => body.lungs.bounds(|_| true)?,
    };
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let marks = &body.marks;
    let usual = match finding.kind {
        Kind::Cardiomegaly => (marks.heart, 0.45 * half.x),
        Kind::Edema | Kind::Hyperinflation | Kind::LowVolumes => (middle, half.z),
        Kind::Effusion => (middle.with_z(low.z + 0.3 * half.z), 0.6 * half.x),
        Kind::Pneumothorax => (middle.with_z(high.z - 0.3 * half.z), 0.6 * half.x),
        Kind::ElevatedHemidiaphragm => (middle.with_z(low.z + 0.35 * half.z), 0.8 * half.x),
        Kind::TortuousAorta | Kind::CalcifiedAorta => {
            let arch = marks.aorta.get(marks.aorta.len() / 2);
            (arch.copied().unwrap_or(marks.carina), 30.0)
        }
        Kind::Scoliosis | Kind::DegenerativeSpine => {
            (Vec3::new(0.0, high.y, middle.z), 0.8 * half.z)
        }
        Kind::Consolidation | Kind::Mass => (middle, 25.0),
        Kind::Atelectasis => (middle, 35.0),
        Kind::Nodule => (middle, 10.0),
        Kind::Granuloma => (middle, 4.0),
        Kind::HiatalHernia => (marks.hiatus, 25.0),
        Kind::RibFracture => (middle, 12.0),
        Kind::SternalWires => (marks.heart, 60.0),
        Kind::Pacemaker | Kind::CentralLine => (marks.carina, 20.0),
    };
    let place = finding.place_mm.unwrap_or(usual.0);
    Some((place, noted.unwrap_or(usual.1)))
}

/// The heart's widest extent over the chest's, both projected onto the frontal film.
fn heart_ratio(body: &Body, rig: &Rig) -> Option<f32> {
    let width = |places: &[Vec3]| {
        let columns = places.iter().map(|&place| rig.seen(1, place).0);
        let (left, right) = columns.fold((f32::MAX, f32::MIN), |(left, right), column| {
            (left.min(column), right.max(column))
        });
        (right - left).max(0.0)
    };
    let (heart, chest) = (width(&body.heart_edge), width(&body.chest_edge));
    (chest > 0.0 && heart > 0.0).then(|| (1000.0 * heart / chest).round() / 1000.0)
}
