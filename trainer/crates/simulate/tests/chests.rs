//! Bodies from CTs: landmarks, warps, findings. With `XRAYGAN_CHEST_CT` set to a folder of chest
//! CTs, the tests look at those as well, and leave pictures of their landmarks in the target folder.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod phantom;

use std::path::{Path, PathBuf};

use glam::Vec3;
use simulate::case::{Case, Source};
use simulate::code::{Code, DIMENSIONS};
use simulate::ct::{self, Scan, picture};
use simulate::draw::{Draw, Stream};
use simulate::findings::{self, Access, Finding};
use simulate::study::film;
use xraygan::findings::{Kind, Lobe, Severity, Side};

const MM: f32 = 3.0;
const COUNT: [i16; 3] = [124, 92, 112];

/// A chest of simple shapes: trunk, lungs over domed diaphragms, heart, spine with discs, ribs as
/// slanted rings, sternum, and a trachea that parts at the carina, 45 mm above the middle.
fn chest(path: &Path) {
    phantom::write(path, COUNT, MM, 0, |x, y, z| {
        let p = Vec3::new(f32::from(x), f32::from(y), f32::from(z));
        let half = Vec3::from(COUNT.map(|c| 0.5 * (f32::from(c) - 1.0)));
        hounsfield((p - half) * MM)
    });
}

fn hounsfield(p: Vec3) -> i16 {
    let oval = |c: Vec3, r: Vec3| ((p - c) / r).length();
    let flat = |cx: f32, cy: f32, rx: f32, ry: f32| ((p.x - cx) / rx).hypot((p.y - cy) / ry);
    if flat(0.0, 0.0, 168.0, 112.0) > 1.0 {
        return -1000;
    }
    // Lungs narrow to their apices.
    let narrow = (1.0 - ((p.z + 40.0).max(0.0) / 175.0).powi(2))
        .max(0.0)
        .sqrt();
    let cage = flat(0.0, 2.0, 138.0 * narrow.max(0.3), 92.0 * narrow.max(0.3));
    let side = p.x.signum();
    let dome = -52.0 - 0.006 * ((p.x - 62.0 * side).powi(2) + (p.y + 10.0).powi(2));
    let spine = flat(0.0, 74.0, 18.0, 15.0) < 1.0 || flat(0.0, 92.0, 9.0, 10.0) < 1.0;
    let trachea = if p.z > 45.0 {
        flat(0.0, 30.0, 8.0, 8.0) < 1.0
    } else {
        p.z > 20.0 && flat(side * (6.0 + 0.9 * (45.0 - p.z)), 30.0, 6.0, 6.0) < 1.0
    };
    let heart = oval(Vec3::new(16.0, -28.0, -30.0), Vec3::new(62.0, 48.0, 56.0)) < 1.0;
    let mediastinum = p.x.abs() < 26.0 || spine || heart;
    if trachea {
        return -980;
    }
    if cage < 1.0 && !mediastinum && p.z > dome && narrow > 0.3 {
        return -850;
    }
    if spine {
        return if p.z.rem_euclid(24.0) < 6.0 && p.y < 90.0 {
            80
        } else {
            320
        };
    }
    if p.x.abs() < 16.0 && (-92.0..-84.0).contains(&p.y) && p.z > -60.0 {
        return 260;
    }
    // Ribs fall to the front by half their depth.
    let fall = p.z + 0.5 * (80.0 - p.y);
    if (1.0..1.09).contains(&cage) && narrow > 0.34 && fall.rem_euclid(26.0) < 9.0 {
        return 420;
    }
    40
}

/// The chest of simple shapes, and the user's chests if there are any.
fn chests() -> Vec<Scan> {
    let folder = tempfile::tempdir().unwrap();
    chest(&folder.path().join("phantom.nii"));
    let mut scans = ct::load_folder(folder.path()).unwrap();
    if let Some(own) = std::env::var_os("XRAYGAN_CHEST_CT") {
        scans.extend(ct::load_folder(Path::new(&own)).unwrap());
    }
    scans
}

#[test]
fn landmarks_are_where_the_voxels_have_them() {
    let scans = chests();
    let marks = &scans[0].marks;
    let middle = {
        // Landmarks count from the middle of the lungs.
        let [right, left] = marks.lungs;
        assert!(right.apex.x < 0.0 && left.apex.x > 0.0);
        0.5 * (right.apex.z + marks.lungs[0].angle.z)
    };
    assert!(
        middle.abs() < 20.0,
        "apex and angle are not about the middle: {middle}"
    );
    let [right, left] = marks.lungs;
    let lift = marks.carina.z - 0.5 * (right.dome.z + left.dome.z);
    assert!(
        (lift - 97.0).abs() < 12.0,
        "carina {lift} mm above the domes"
    );
    assert!(marks.carina.x.abs() < 9.0, "{}", marks.carina);
    let [heart_right, heart_left] = marks.borders;
    assert!((heart_right.x + 46.0).abs() < 12.0, "{heart_right}");
    assert!((heart_left.x - 78.0).abs() < 12.0, "{heart_left}");
    let spine = marks.spine_at(0.0);
    assert!(spine.x.abs() < 3.0, "{spine}");
    assert!(
        (8..=14).contains(&marks.discs.len()),
        "{} discs",
        marks.discs.len()
    );
    for side in Side::BOTH {
        let ribs = marks.ribs.iter().filter(|rib| rib.side == side);
        let ribs: Vec<_> = ribs.collect();
        assert!(ribs.len() >= 4, "{} ribs {side:?}", ribs.len());
        for rib in ribs {
            assert!(rib.path.iter().all(|p| p.x * side.sign() > 0.0), "{rib:?}");
        }
    }
    for place in &marks.aorta[marks.knob..] {
        assert!(
            place.x > -8.0,
            "the descending aorta is on the left: {place}"
        );
    }
    for scan in &scans {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let path = path.join(format!("landmarks-{}.png", scan.name()));
        picture::landmarks(scan).unwrap().save(path).unwrap();
    }
}

/// A finding of a kind with all that the table says of it.
fn finding(kind: Kind, side: Side, severity: Severity) -> Finding {
    let mut finding = Finding::new(kind, severity);
    if matches!(
        kind,
        Kind::Consolidation | Kind::Nodule | Kind::Mass | Kind::Granuloma
    ) {
        let lobe = [Lobe::RightUpper, Lobe::LeftLower][side.place()];
        return finding.within(lobe);
    }
    (finding.rib, finding.healed) = (Some(6), Some(side == Side::Right));
    finding.count = Some(3);
    finding.access = Some([Access::Port, Access::Peripheral][side.place()]);
    if kind.is_sided() {
        finding.on(side)
    } else {
        finding
    }
}

#[test]
fn warps_never_fold() {
    let scans = chests();
    let number = |z: f32| Code(vec![z; DIMENSIONS.len()]);
    let mut codes: Vec<Code> = (0..24)
        .map(|at| Code::draw(&mut Draw::new(7, at, Stream::Patient)))
        .collect();
    // Everything at its extremes, alike and against each other.
    codes.extend([number(3.0), number(-3.0)]);
    for at in 0..4 {
        let mut code = number(3.0);
        code.0
            .iter_mut()
            .skip(at % 2)
            .step_by(2 + at / 2)
            .for_each(|z| *z = -3.0);
        codes.push(code);
    }
    let mut worst = (f32::MAX, f32::MIN);
    for scan in &scans {
        for (at, code) in codes.iter().enumerate() {
            let kind = Kind::ALL[at % Kind::ALL.len()];
            let side = Side::BOTH[at % 2];
            let list = [
                finding(kind, side, Severity::Severe),
                finding(Kind::Cardiomegaly, side, Severity::Severe),
            ];
            for list in [&list[..0], &list[..1], &list[..]] {
                let mut patient = scan.adult(code);
                findings::shape(&mut patient, list, code);
                let (least, most) = scan.jacobian(&patient, code);
                worst = (worst.0.min(least), worst.1.max(most));
                assert!(
                    least > 0.3,
                    "{}: Jacobian {least} with {list:?}",
                    scan.name()
                );
            }
        }
    }
    println!("Jacobian {} to {}", worst.0, worst.1);
}

#[test]
fn coarser_voxels_show_the_same_chest() {
    let scans = chests();
    let coarse = scans[0].clone().on_voxels(2.5);
    let films = [&scans[0], &coarse].map(|scan| {
        let case = Case::new(Source::Ct(scan), Code::average(), 64).unwrap();
        let voxels = case.body.volume.mu.len() as f32;
        (voxels, film(&case, Vec::new()).unwrap().films)
    });
    let [(fine, sharp), (few, blurred)] = films;
    let expected = (2.5 / ct::PITCH).powi(3);
    assert!((fine / few / expected - 1.0).abs() < 0.1, "{fine} {few}");
    for (sharp, blurred) in sharp.iter().zip(&blurred) {
        let apart = sharp.values.iter().zip(&blurred.values);
        let apart: Vec<f32> = apart.map(|(a, b)| (a - b).powi(2)).collect();
        let apart = (apart.iter().sum::<f32>() / apart.len() as f32).sqrt();
        assert!(apart > 0.0 && apart < 0.05, "{apart} of the range of grey");
    }
}

#[test]
fn every_finding_shows_in_a_body_of_a_ct_and_on_its_side() {
    let scans = chests();
    for kind in Kind::ALL {
        for side in Side::BOTH {
            let case = Case::new(Source::Ct(&scans[0]), Code::average(), 64).unwrap();
            let healthy = film(&case, Vec::new()).unwrap();
            let (mut change, mut ratios) = (Vec::new(), Vec::new());
            for severity in [Severity::Mild, Severity::Severe] {
                let made = film(&case, vec![finding(kind, side, severity)]).unwrap();
                ratios.push(made.truth.heart_to_thorax_ratio.unwrap());
                assert_eq!(made.findings.len(), 1, "{kind:?} was dropped");
                let columns: Vec<f32> = (0..64)
                    .map(|column| {
                        let at = |row: usize| row * 64 + column;
                        let (after, before) = (&made.films[0].values, &healthy.films[0].values);
                        (0..64)
                            .map(|row| (after[at(row)] - before[at(row)]).abs())
                            .sum()
                    })
                    .collect();
                change.push(columns);
            }
            let sum = |columns: &[f32]| columns.iter().sum::<f32>();
            // Without the finding the film is the same to the bit, so little is enough.
            let small = matches!(kind, Kind::Granuloma | Kind::RibFracture);
            let least = if small { 0.05 } else { 0.3 };
            assert!(
                sum(&change[1]) > least,
                "{kind:?} does not show: {}",
                sum(&change[1])
            );
            if kind == Kind::Cardiomegaly {
                assert!(
                    ratios[0] > 0.51 && ratios[1] > ratios[0] + 0.03,
                    "{ratios:?}"
                );
            }
            let graded = !matches!(
                kind,
                Kind::Cardiomegaly
                    | Kind::Granuloma
                    | Kind::Pacemaker
                    | Kind::CentralLine
                    | Kind::SternalWires
                    | Kind::RibFracture
            );
            if graded {
                assert!(
                    sum(&change[1]) > 1.15 * sum(&change[0]),
                    "{kind:?} {side:?}: mild {} severe {}",
                    sum(&change[0]),
                    sum(&change[1])
                );
            }
            let lateral = matches!(
                kind,
                Kind::Nodule
                    | Kind::Mass
                    | Kind::Consolidation
                    | Kind::Granuloma
                    | Kind::Effusion
                    | Kind::Pneumothorax
                    | Kind::ElevatedHemidiaphragm
                    | Kind::RibFracture
            );
            if lateral {
                // The patient's left is on the right of the frontal film.
                let (right, left) = (sum(&change[1][..32]), sum(&change[1][32..]));
                assert_eq!(left > right, side == Side::Left, "{kind:?}: {right} {left}");
            }
        }
    }
}
