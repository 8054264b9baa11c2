//! The truth of a study: the parameters it was made with, and measures of its films.

use serde::Serialize;
use xraygan::findings::Side;

use super::body::Body;
use super::code::Code;
use super::findings::Finding;
use super::patient::Patient;
use super::project::Rig;
use super::study::Taken;

/// The truth of a study, for the manifest.
#[derive(Clone, Debug, Serialize)]
pub struct Truth {
    /// `built-in`, or the file of the CT.
    pub anatomy: String,
    /// The patient code: the numbers of `code` in `dataset.json`, as drawn.
    pub code: Code,
    /// The patient's parameters (of a CT: only those of the warp).
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

/// A finding and where the films show it (column and row in pixels, from the top left).
#[derive(Clone, Debug, Serialize)]
pub struct Placed {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Its place in the frontal film.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontal_px: Option<[f32; 2]>,
    /// Its place in the lateral film.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lateral_px: Option<[f32; 2]>,
}

/// Measures a body and its films.
pub fn measure(
    body: &Body,
    code: &Code,
    findings: &[Finding],
    size: usize,
    frontal: (&Rig, Taken),
    lateral: (&Rig, Taken),
) -> Truth {
    let seen = |rig: &Rig, finding: &Finding| {
        finding.place_mm.map(|place| {
            let (column, row, _) = rig.seen(size, place);
            [column, row].map(|v| (v * 10.0).round() / 10.0)
        })
    };
    let placed = findings.iter().map(|finding| Placed {
        finding: finding.clone(),
        frontal_px: seen(frontal.0, finding),
        lateral_px: seen(lateral.0, finding),
    });
    Truth {
        anatomy: body.name.clone(),
        code: code.clone(),
        patient: body.patient.clone(),
        heart_to_thorax_ratio: heart_ratio(body, frontal.0, size),
        lung_volume_ml: Side::BOTH.map(|side| {
            let grid = body.lungs.grid;
            let count = (0..grid.voxels())
                .filter(|&at| body.lungs.side(at) == Some(side))
                .count();
            (count as f32 * grid.pitch.powi(3) / 1000.0).round()
        }),
        findings: placed.collect(),
        frontal: frontal.1,
        lateral: lateral.1,
    }
}

/// The heart's widest extent over the chest's, both projected onto the frontal film.
fn heart_ratio(body: &Body, rig: &Rig, size: usize) -> Option<f32> {
    let width = |places: &mut dyn Iterator<Item = glam::Vec3>| {
        let (mut left, mut right) = (f32::MAX, f32::MIN);
        for place in places {
            let column = rig.seen(size, place).0;
            left = left.min(column);
            right = right.max(column);
        }
        (right - left).max(0.0)
    };
    let heart = width(&mut body.heart_edge.iter().copied());
    let chest = width(&mut body.chest_edge.iter().copied());
    (chest > 0.0 && heart > 0.0).then(|| (1000.0 * heart / chest).round() / 1000.0)
}
