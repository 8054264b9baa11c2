//! Films are functions of the body, the table of findings and the patient code.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use simulate::case::{Case, Source};
use simulate::findings::{Access, Finding};
use simulate::project::{Lines, Plate};
use simulate::study::{Order, SimulatedStudy, film};
use xraygan::findings::{Kind, Lobe, Severity, Side};

const SIZE: usize = 64;

fn order(seed: u64) -> Order {
    Order {
        seed,
        size: SIZE,
        normal: 0.0,
        developed: false,
    }
}

/// A finding of a kind with all that the table says of it.
fn finding(kind: Kind, side: Side, severity: Severity) -> Finding {
    let mut finding = Finding::new(kind, severity);
    let lobe = if side == Side::Right {
        Lobe::RightUpper
    } else {
        Lobe::LeftLower
    };
    match kind {
        Kind::Consolidation | Kind::Nodule | Kind::Mass | Kind::Granuloma => {
            finding = finding.within(lobe);
        }
        Kind::RibFracture => {
            (finding.rib, finding.healed) = (Some(6), Some(side == Side::Right));
        }
        Kind::Pacemaker => finding.count = Some(2),
        Kind::SternalWires => finding.count = Some(6),
        Kind::CentralLine => {
            let right = side == Side::Right;
            finding.access = Some(if right {
                Access::Port
            } else {
                Access::Peripheral
            });
        }
        _ => {}
    }
    if kind.is_sided() {
        finding.on(side)
    } else {
        finding
    }
}

fn bits(study: &SimulatedStudy) -> Vec<u32> {
    let films = study.films.iter().flat_map(|film| &film.values);
    films.map(|value| value.to_bits()).collect()
}

fn energy(change: &Plate) -> f32 {
    change.values.iter().map(|v| v * v).sum()
}

#[test]
fn the_same_facts_and_code_give_the_same_film_whatever_the_seeds() {
    let (one, other) = (order(3), order(4));
    let code = one.code(0);
    assert_ne!(code, other.code(0));
    let case = |order: &Order| Case::new(Source::BuiltIn, code.clone(), order.size).unwrap();
    let (first, second) = (case(&one), case(&other));
    for study in 0..3 {
        let list = one.findings(&first, study);
        assert_eq!(
            bits(&film(&first, list.clone()).unwrap()),
            bits(&film(&second, list).unwrap())
        );
    }
}

#[test]
fn every_finding_of_every_side_changes_the_film_and_is_told_where() {
    // With debug assertions this walks every name of the code that is ever asked for.
    let code = order(3).code(1);
    let case = Case::new(Source::BuiltIn, code, SIZE).unwrap();
    for kind in Kind::ALL {
        let sides: &[Side] = if kind.is_sided() {
            &Side::BOTH
        } else {
            &[Side::Right]
        };
        for &side in sides {
            let made = film(&case, vec![finding(kind, side, Severity::Severe)]).unwrap();
            let changes = made.changes.unwrap();
            let most = energy(&changes[0]).max(energy(&changes[1]));
            assert!(most > 2e-5, "{kind:?} {side:?} changes nothing: {most}");
            let placed = &made.truth.findings[0];
            let (frontal, lateral) = (placed.frontal.as_ref(), placed.lateral.as_ref());
            for spot in [frontal.unwrap(), lateral.unwrap()] {
                assert!(
                    (0.0..1.0).contains(&spot.y) && spot.r > 0.0,
                    "{kind:?} {spot:?}"
                );
            }
            // The patient's left is on the right of the frontal film.
            if kind.is_sided() && kind != Kind::Scoliosis && kind != Kind::CentralLine {
                let left = frontal.unwrap().x > 0.5;
                assert_eq!(left, side == Side::Left, "{kind:?} {side:?} {frontal:?}");
            }
        }
    }
}

#[test]
fn a_change_is_about_its_spot() {
    let case = Case::new(Source::BuiltIn, order(3).code(2), SIZE).unwrap();
    for kind in [Kind::Mass, Kind::Effusion, Kind::Consolidation] {
        let made = film(&case, vec![finding(kind, Side::Left, Severity::Severe)]).unwrap();
        let spot = made.truth.findings[0].frontal.clone().unwrap();
        let change = &made.changes.unwrap()[0];
        let (mut weight, mut x, mut y) = (0.0, 0.0, 0.0);
        for (at, v) in change.values.iter().enumerate() {
            let (column, row) = (at % change.size, at / change.size);
            weight += v.abs();
            x += v.abs() * (column as f32 + 0.5) / change.size as f32;
            y += v.abs() * (row as f32 + 0.5) / change.size as f32;
        }
        let apart = ((x / weight - spot.x).powi(2) + (y / weight - spot.y).powi(2)).sqrt();
        assert!(apart < 0.12, "{kind:?}: {apart} from {spot:?}");
    }
}

#[test]
fn projecting_only_what_changed_is_projecting_all() {
    let case = Case::new(Source::BuiltIn, order(3).code(4), SIZE).unwrap();
    let mut list: Vec<Finding> = [Kind::Mass, Kind::Consolidation, Kind::Granuloma]
        .map(|kind| finding(kind, Side::Right, Severity::Moderate))
        .to_vec();
    list.push(finding(Kind::CentralLine, Side::Left, Severity::Mild));
    let (body, lines) = case.with(&mut list).unwrap();
    for (plain, lines) in case.plain.iter().zip(&lines) {
        let volume = body.posed(plain.stand.view);
        let whole = Lines::of(&volume, &body.parts.0, &plain.stand.rig, SIZE).plate();
        let plain = plain.lines.plate();
        let mut changed = 0.0_f32;
        for ((a, b), before) in lines
            .plate()
            .values
            .iter()
            .zip(&whole.values)
            .zip(&plain.values)
        {
            assert!((a - b).abs() < 2e-3, "{a} is not {b}");
            changed = changed.max((b - before).abs());
        }
        assert!(changed > 0.2, "nothing changed");
    }
}
