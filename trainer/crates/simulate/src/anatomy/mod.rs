//! The built-in anatomy: a parametric adult chest.

pub mod abdomen;
pub mod arms;
pub mod bones;
pub mod girdle;
pub mod heart;
pub mod soft;
pub mod thorax;
pub mod vessels;

use std::f32::consts::FRAC_PI_2;
use xraygan::findings::Side;

use glam::Vec3;

use super::body::Body;
use super::lungs::Lungs;
use super::materials::FLUID;
use super::noise::Noise;
use super::parts::Primitives;
use super::patient::Patient;
use super::volume::{Grid, Volume};
use heart::Mediastinum;
use thorax::Thorax;

/// Side of a voxel (mm).
pub const PITCH: f32 = 2.0;

/// Builds a patient's body, arms apart.
pub fn build(patient: &Patient) -> Body {
    let mut body = without_vessels(patient);
    vessels::fill(&mut body.parts, &body.lungs, &body.marks, patient);
    body
}

/// The body without the vessels of the lungs.
fn without_vessels(patient: &Patient) -> Body {
    let thorax = Thorax::new(patient);
    let grid = Grid::spanning(
        Vec3::new(-216.0, -190.0, -236.0),
        Vec3::new(216.0, 166.0, 232.0),
        PITCH,
    );
    let mut volume = Volume::air(grid);
    let noise = Noise::new(0x6c_756e);
    let lungs = soft::trunk(&mut volume, &thorax, patient, noise);
    soft::breasts(&mut volume, &thorax, patient);
    abdomen::fill(&mut volume, &thorax, patient);
    let marks = Mediastinum::new(&thorax, patient);
    heart::fill(&mut volume, &thorax, patient, &marks);
    let mut lungs = lungs;
    for (lobe, mu) in lungs.lobe.iter_mut().zip(&volume.mu) {
        // What the mediastinum has taken is lung no more.
        if *mu > 0.012 || *mu < 0.001 {
            *lobe = 0;
        }
    }
    fissures(&mut volume, &lungs);
    let mut parts = Primitives::default();
    let ribs = bones::ribs(&thorax, patient);
    for rib in &ribs {
        bones::rib(&mut parts, rib, patient);
    }
    bones::spine(&mut parts, &thorax, patient);
    girdle::add(&mut parts, &thorax, patient);
    let discs = bones::discs(&thorax);
    let heart_edge = heart::edge(&thorax, patient, &marks);
    let lowest = thorax.domes[0].min(thorax.domes[1]);
    let chest_edge = (0..30)
        .map(|step| lowest - 25.0 + 6.0 * step as f32)
        .flat_map(|z| Side::BOTH.map(|side| thorax.surface(side, FRAC_PI_2, z, 0.0)))
        .collect();
    Body {
        volume,
        lungs,
        parts,
        marks,
        ribs,
        discs,
        thorax: Some(thorax),
        patient: patient.clone(),
        name: "built-in".to_owned(),
        scanned: None,
        heart_edge,
        chest_edge,
    }
}

/// Draws the fissures as films of pleura, thinner than a voxel.
fn fissures(volume: &mut Volume, lungs: &Lungs) {
    const THICKNESS: f32 = 0.55;
    let grid = volume.grid;
    let film = |height: f32| (1.0 - height.abs() / grid.pitch).max(0.0) * THICKNESS / grid.pitch;
    for z in 0..grid.count.z {
        for y in 0..grid.count.y {
            for x in 0..grid.count.x {
                let at = grid.index(x, y, z);
                let Some(side) = lungs.side(at) else { continue };
                let p = grid.centre(x, y, z);
                let oblique = lungs.fissures.above_oblique(side, p);
                let mut part = film(oblique);
                if side == Side::Right && oblique > 0.0 {
                    part = part.max(film(lungs.fissures.above_horizontal(p)));
                }
                volume.mu[at] += part * (FLUID - volume.mu[at]);
            }
        }
    }
}
