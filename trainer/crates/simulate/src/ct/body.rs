//! The body of a warped CT.

use anyhow::{Result, bail};
use glam::Vec3;
use xraygan::findings::Side;

use super::Scan;
use super::landmarks::{Landmarks, at_height};
use super::resample::{Tissue, ends, resample};
use super::warp::Warp;
use crate::anatomy::bones::Disc;
use crate::anatomy::bones::Rib;
use crate::anatomy::heart::Mediastinum;
use crate::body::Body;
use crate::code::Code;
use crate::parts::Primitives;
use crate::patient::{Patient, Sex};
use crate::volume::Volume;

/// The code of a patient who has this CT: with its sex and age, where those are known.
fn known(scan: &Scan, code: &Code) -> Code {
    let mut code = code.clone();
    if let Some(sex) = scan.about.sex {
        code = code.with("patient.sex", if sex == Sex::Male { 1.0 } else { -1.0 });
    }
    if let Some(age) = scan.about.age {
        code = code.with("patient.age", (age - 50.0) / 18.0);
    }
    code
}

/// The patient of a code, of the CT's sex and age.
pub fn patient(scan: &Scan, code: &Code) -> Patient {
    Patient::of(&known(scan, code))
}

/// The average adult of the same sex and age.
fn usual(scan: &Scan, code: &Code) -> Patient {
    let known = known(scan, code);
    let average = |code: Code, name| code.with(name, known.drawn(name));
    Patient::of(
        &["patient.sex", "patient.age"]
            .into_iter()
            .fold(Code::average(), average),
    )
}

/// How the CT is bent for a patient, and what its tissues are made of.
pub fn plan<'a>(scan: &'a Scan, patient: &Patient, code: &Code) -> (Warp<'a>, Tissue) {
    let usual = usual(scan, code);
    let warp = Warp::new(&scan.marks, patient, &usual, code);
    let tissue = Tissue {
        lung: patient.lung_density,
        bone: (patient.bone / usual.bone).clamp(0.75, 1.25),
    };
    (warp, tissue)
}

/// Builds the body. `patient` is shaped by its findings; the heart comes out as large as the warp
/// can make it.
///
/// # Errors
///
/// Fails, naming the CT, if the warped body has no lungs.
pub fn build(scan: &Scan, patient: &Patient, code: &Code) -> Result<Body> {
    let (warp, tissue) = plan(scan, patient, code);
    let (volume, lungs) = resample(&scan.voxels, &warp, tissue, scan.pitch);
    if lungs.bounds(|_| true).is_none() {
        bail!("{}: the warped body has no lungs", scan.name);
    }
    let marks = mediastinum(&scan.marks, &warp, &volume, patient);
    let all = |places: &[Vec3]| places.iter().map(|&p| warp.carried(p)).collect::<Vec<_>>();
    let ribs = scan.marks.ribs.iter().map(|rib| Rib {
        path: all(&rib.path),
        ..rib.clone()
    });
    let heart_edge = all(&scan.marks.borders);
    let chest_edge = all(&scan.marks.chest);
    let mut patient = patient.clone();
    patient.heart_ratio = width(&heart_edge) / width(&chest_edge).max(1.0);
    Ok(Body {
        scanned: Some(ends(&scan.voxels, &warp)),
        ribs: ribs.collect(),
        discs: discs(&scan.marks, &warp, &volume),
        volume,
        lungs,
        parts: Primitives::default(),
        marks,
        thorax: None,
        patient,
        name: scan.name.clone(),
        heart_edge,
        chest_edge,
    })
}

fn width(places: &[Vec3]) -> f32 {
    let x = |f: fn(f32, f32) -> f32, start| places.iter().map(|p| p.x).fold(start, f);
    x(f32::max, f32::MIN) - x(f32::min, f32::MAX)
}

/// The landmarks where the warp has carried them.
fn mediastinum(
    marks: &Landmarks,
    warp: &Warp<'_>,
    volume: &Volume,
    patient: &Patient,
) -> Mediastinum {
    let all = |path: &[Vec3]| path.iter().map(|&p| warp.carried(p)).collect::<Vec<_>>();
    let heart = marks.heart;
    let [right, left] = marks.borders;
    let floor = 0.5 * (marks.lungs[0].dome.z + marks.lungs[1].dome.z);
    let pocket = |side: Side| {
        let apex = marks.lungs[side.place()].apex;
        let z = apex.z - 46.0;
        let oval = marks.cage.at(z);
        let x = oval.middle[0] + side.sign() * 0.72 * oval.half[0];
        let place = warp.carried(Vec3::new(x, oval.middle[1] - oval.half[1], z));
        under_skin(volume, place, 9.0)
    };
    let hiatus = at_height(&marks.spine, floor - 6.0) + Vec3::new(10.0, -32.0, 0.0);
    Mediastinum {
        carina: warp.carried(marks.carina),
        hila: marks.hila.map(|p| warp.carried(p)),
        cava: all(&marks.cava),
        atrium: warp.carried(heart.with_x(right.x + 24.0) + Vec3::new(0.0, 4.0, 4.0)),
        ventricle: warp.carried(Vec3::new(left.x - 26.0, heart.y - 20.0, floor + 14.0)),
        aorta: all(&marks.aorta),
        aorta_radius: 12.0 + 2.5 * ((patient.age - 30.0) / 40.0).clamp(0.0, 1.3),
        heart: warp.carried(heart),
        hiatus: warp.carried(hiatus),
        sternum: all(&marks.sternum),
        pockets: Side::BOTH.map(pocket),
    }
}

/// The place so far (mm) under the skin in front of a place.
fn under_skin(volume: &Volume, place: Vec3, under: f32) -> Vec3 {
    let grid = volume.grid;
    let skin = (0..grid.count.y)
        .map(|step| grid.origin.y + step as f32 * grid.pitch)
        .find(|&y| volume.sample(place.with_y(y)) > 0.01);
    place.with_y(skin.map_or(place.y, |y| y + under))
}

/// The discs of the thoracic spine, with the size of the bodies beside them.
fn discs(marks: &Landmarks, warp: &Warp<'_>, volume: &Volume) -> Vec<Disc> {
    let scale = warp.scale();
    let disc = |&z: &f32| {
        let centre = warp.carried(at_height(&marks.spine, z));
        // The front of the body is where it turns to soft tissue.
        let above = centre + Vec3::Z * 7.0;
        let ahead = (6..26)
            .map(|y| y as f32)
            .find(|&y| volume.sample(above - Vec3::Y * y) < 0.0212)
            .unwrap_or(15.0);
        Disc {
            centre,
            across: 18.0 * scale.x,
            ahead: ahead.clamp(9.0, 22.0),
        }
    };
    marks.discs.iter().map(disc).collect()
}
