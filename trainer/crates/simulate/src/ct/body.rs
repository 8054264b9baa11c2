//! The body of a warped CT: landmarks by proportion, the heart measured.

use anyhow::{Result, bail};
use glam::Vec3;
use xraygan::findings::{Kind, Severity, Side};

use super::Scan;
use super::warp::{Warp, resample};
use crate::anatomy::PITCH;
use crate::anatomy::heart::Mediastinum;
use crate::anatomy::thorax::Thorax;
use crate::body::Body;
use crate::code::Code;
use crate::findings::Finding;
use crate::lungs::Lungs;
use crate::parts::Parts;
use crate::patient::Patient;
use crate::volume::Volume;

/// Low and high corner of the built-in anatomy's average lungs (mm), which the landmarks of a CT
/// are carried over from.
const LUNGS: (Vec3, Vec3) = (
    Vec3::new(-139.0, -92.0, -150.0),
    Vec3::new(139.0, 102.0, 146.0),
);

/// An average patient: of a CT nothing is known but its voxels.
pub fn patient(code: &Code) -> Patient {
    Patient {
        scoliosis: 0.0,
        kyphosis: 0.0,
        shift: 0.0,
        diaphragm: [0.0, -10.0],
        ..Patient::of(code)
    }
}

/// Builds the body. Heart and lung size follow the findings as far as the CT allows; a large
/// heart that the CT has of its own becomes a finding, one that could not be had is dropped.
pub fn build(
    scan: &Scan,
    patient: &mut Patient,
    list: &mut Vec<Finding>,
    code: &Code,
) -> Result<Body> {
    let mut warp = Warp::of(code);
    for finding in list.iter() {
        match finding.kind {
            Kind::Cardiomegaly => warp.heart = 0.26 + 0.13 * finding.severity.rank(),
            Kind::LowVolumes => warp.lift = 18.0 + 6.0 * finding.severity.rank(),
            _ => {}
        }
    }
    let (volume, lungs) = resample(scan, &warp, PITCH);
    let Some((low, high)) = lungs.bounds(|_| true) else {
        bail!("{}: the warped body has no lungs", scan.name);
    };
    let average = Patient {
        stature: 1.0,
        breadth: 1.0,
        depth: 1.0,
        heart_ratio: 0.45,
        ..patient.clone()
    };
    let marks = carried(
        &Mediastinum::new(&Thorax::new(&average), &average),
        low,
        high,
        &volume,
    );
    let (heart_edge, chest_edge) = edges(&lungs, low, high);
    let scanned = scan.extent(&warp);
    let mut body = Body {
        scanned: Some(scanned),
        volume,
        lungs,
        parts: Parts::default(),
        marks,
        ribs: Vec::new(),
        thorax: None,
        patient: patient.clone(),
        name: scan.name.clone(),
        heart_edge,
        chest_edge,
    };
    agree(&mut body, list);
    Ok(body)
}

/// Makes the list agree with the heart as it came out.
fn agree(body: &mut Body, list: &mut Vec<Finding>) {
    let width = |places: &[Vec3]| {
        let x = |f: fn(f32, f32) -> f32, start| places.iter().map(|p| p.x).fold(start, f);
        x(f32::max, f32::MIN) - x(f32::min, f32::MAX)
    };
    let ratio = width(&body.heart_edge) / width(&body.chest_edge).max(1.0);
    body.patient.heart_ratio = ratio;
    let at = list.iter().position(|f| f.kind == Kind::Cardiomegaly);
    let severity = match ratio {
        r if r < 0.58 => Severity::Mild,
        r if r < 0.64 => Severity::Moderate,
        _ => Severity::Severe,
    };
    match at {
        Some(at) if ratio < 0.51 => {
            list.remove(at);
        }
        Some(at) => list[at].severity = severity,
        None if ratio > 0.55 => list.push(Finding::new(Kind::Cardiomegaly, severity)),
        None => {}
    }
}

/// The landmarks of the built-in anatomy, stretched to the lungs of this body.
fn carried(marks: &Mediastinum, low: Vec3, high: Vec3, volume: &Volume) -> Mediastinum {
    let scale = (high - low) / (LUNGS.1 - LUNGS.0);
    let to = |p: Vec3| low + (p - LUNGS.0) * scale;
    let all = |path: &[Vec3]| path.iter().map(|&p| to(p)).collect::<Vec<_>>();
    // Places on the front of the body are found there: `under` mm below the skin.
    let front = |p: Vec3, under: f32| {
        let start = volume.grid.origin.y;
        let steps = volume.grid.count.y;
        let skin = (0..steps)
            .map(|step| start + step as f32 * volume.grid.pitch)
            .find(|&y| volume.sample(Vec3::new(p.x, y, p.z)) > 0.01);
        Vec3::new(p.x, skin.map_or(p.y, |y| y + under), p.z)
    };
    Mediastinum {
        carina: to(marks.carina),
        hila: marks.hila.map(to),
        cava: all(&marks.cava),
        atrium: to(marks.atrium),
        ventricle: to(marks.ventricle),
        aorta: all(&marks.aorta),
        aorta_radius: marks.aorta_radius,
        heart: to(marks.heart),
        hiatus: to(marks.hiatus),
        sternum: all(&marks.sternum),
        pockets: marks.pockets.map(|p| front(to(p), 9.0)),
    }
}

/// Places on the borders of the heart and on the inside of the ribs. As in a film, the heart
/// ends where, going outwards from the midline, the beam passes through much lung. (On a CT with
/// organ labels, LIDC-IDRI-0001, this gives 0.51 where the labelled heart has 0.53.)
fn edges(lungs: &Lungs, low: Vec3, high: Vec3) -> (Vec<Vec3>, Vec<Vec3>) {
    let grid = lungs.grid;
    let rows: Vec<Row> = (0..grid.count.z).map(|z| Row::of(lungs, z)).collect();
    let depth = 0.5 * (low.y + high.y);
    let mut heart = Vec::new();
    for side in Side::BOTH {
        let thickest = rows.iter().map(|row| row.thickest(side)).max();
        let enough = thickest.unwrap_or(0) * 4 / 5;
        // Above the diaphragm, where lung is thick, and below the hilum.
        let beside = rows.iter().filter(|row| {
            let part = (row.height - low.z) / (high.z - low.z);
            part < 0.55 && row.thickest(side) > enough
        });
        let mut borders: Vec<Vec3> = beside
            .filter_map(|row| {
                let x = grid.centre(row.border(side)?, 0, 0).x;
                Some(Vec3::new(x, depth, row.height))
            })
            .collect();
        borders.sort_by(|a, b| (a.x * side.sign()).total_cmp(&(b.x * side.sign())));
        // Not the outermost: the dome may reach into the lowest rows.
        heart.extend(borders.get(borders.len() * 4 / 5));
    }
    let chest = rows.iter().flat_map(|row| {
        let taken = |&x: &u32| row.lung.iter().any(|lung| lung[x as usize] > 0);
        let columns = 0..grid.count.x;
        let ends = [columns.clone().find(taken), columns.rev().find(taken)];
        ends.into_iter()
            .flatten()
            .map(|x| Vec3::new(grid.centre(x, 0, 0).x, depth, row.height))
            .collect::<Vec<_>>()
    });
    (heart, chest.collect())
}

/// How much lung a beam from back to front passes, by side and column, at a height.
struct Row {
    height: f32,
    lung: [Vec<u32>; 2],
}

impl Row {
    fn of(lungs: &Lungs, z: u32) -> Self {
        let grid = lungs.grid;
        let mut lung = [
            vec![0; grid.count.x as usize],
            vec![0; grid.count.x as usize],
        ];
        for y in 0..grid.count.y {
            for x in 0..grid.count.x {
                if let Some(side) = lungs.side(grid.index(x, y, z)) {
                    lung[side.place()][x as usize] += 1;
                }
            }
        }
        Self {
            height: grid.centre(0, 0, z).z,
            lung,
        }
    }

    fn thickest(&self, side: Side) -> u32 {
        self.lung[side.place()].iter().copied().max().unwrap_or(0)
    }

    /// The first column from the midline with more than 85 % of the thickest lung.
    fn border(&self, side: Side) -> Option<u32> {
        let enough = |x: &u32| self.lung[side.place()][*x as usize] * 20 > self.thickest(side) * 17;
        let columns = 0..self.lung[0].len() as u32;
        match side {
            // The patient's right is at low x, so its inner edge is its last column.
            Side::Right => columns.rev().find(enough),
            Side::Left => columns.into_iter().find(enough),
        }
    }
}
