//! Which findings a study has: a main story, and what age brings along.

use super::{Access, Finding, Kind, Severity};
use crate::draw::Draw;
use xraygan::findings::{Lobe, Side};

use crate::patient::Patient;

const SEVERITIES: [Severity; 3] = [Severity::Mild, Severity::Moderate, Severity::Severe];

fn severity(draw: &mut Draw) -> Severity {
    SEVERITIES[draw.weighted(&[0.5, 0.34, 0.16])]
}

fn side(draw: &mut Draw) -> Side {
    *draw.pick(&Side::BOTH)
}

fn lobe(draw: &mut Draw) -> Lobe {
    *draw.pick(&Lobe::ALL)
}

/// Chooses the findings of a study; none with the probability `normal`.
pub fn choose(patient: &Patient, normal: f32, draw: &mut Draw) -> Vec<Finding> {
    if draw.chance(normal) {
        return Vec::new();
    }
    let mut list = story(draw);
    incidental(&mut list, patient, draw);
    list.retain(|finding| finding.kind != Kind::Granuloma || finding.lobe.is_some());
    if list.is_empty() {
        // Never an abnormal study without an abnormality.
        let lobe = lobe(draw);
        list.push(Finding::new(Kind::Nodule, severity(draw)).within(lobe));
    }
    list
}

/// The main story of a study.
fn story(draw: &mut Draw) -> Vec<Finding> {
    let mut list = Vec::new();
    let grave = severity(draw);
    match draw.weighted(&[13.0, 12.0, 11.0, 10.0, 9.0, 9.0, 8.0, 8.0, 8.0, 12.0]) {
        0 => heart_failure(&mut list, grave, draw),
        1 => {
            let lobe = lobe(draw);
            list.push(Finding::new(Kind::Consolidation, grave).within(lobe));
            if draw.chance(0.25) {
                list.push(Finding::new(Kind::Effusion, Severity::Mild).on(lobe.side()));
            } else if draw.chance(0.2) {
                let second = self::lobe(draw);
                if second != lobe {
                    list.push(Finding::new(Kind::Consolidation, Severity::Mild).within(second));
                }
            }
        }
        2 => {
            let side = side(draw);
            list.push(Finding::new(Kind::Effusion, grave).on(side));
            if draw.chance(0.35) {
                list.push(Finding::new(Kind::Effusion, severity(draw)).on(side.other()));
            }
            if draw.chance(0.3) {
                list.push(Finding::new(Kind::Cardiomegaly, severity(draw)));
            }
        }
        3 => {
            let side = side(draw);
            list.push(Finding::new(Kind::Pneumothorax, grave).on(side));
            if draw.chance(0.3) {
                list.push(fracture(side, false, draw));
            }
        }
        4 => {
            let lobe = lobe(draw);
            list.push(Finding::new(Kind::Nodule, grave).within(lobe));
        }
        5 => {
            let lobe = lobe(draw);
            list.push(Finding::new(Kind::Mass, grave).within(lobe));
            if draw.chance(0.2) {
                list.push(Finding::new(Kind::Effusion, Severity::Mild).on(lobe.side()));
            }
        }
        6 => list.push(Finding::new(Kind::Hyperinflation, grave)),
        7 => {
            let side = side(draw);
            list.push(Finding::new(Kind::Atelectasis, grave).on(side));
            if draw.chance(0.4) {
                list.push(Finding::new(Kind::Atelectasis, Severity::Mild).on(side.other()));
            }
            if draw.chance(0.45) {
                list.push(Finding::new(Kind::LowVolumes, severity(draw)));
            } else if draw.chance(0.3) {
                list.push(Finding::new(Kind::ElevatedHemidiaphragm, grave).on(side));
            }
        }
        8 => after_surgery(&mut list, draw),
        _ => chronic(&mut list, grave, draw),
    }
    list
}

fn heart_failure(list: &mut Vec<Finding>, grave: Severity, draw: &mut Draw) {
    list.push(Finding::new(Kind::Cardiomegaly, grave));
    if draw.chance(0.55) {
        list.push(Finding::new(Kind::Edema, severity(draw)));
        for side in Side::BOTH {
            if draw.chance(0.45) {
                list.push(Finding::new(Kind::Effusion, Severity::Mild).on(side));
            }
        }
    }
    if draw.chance(0.22) {
        list.push(pacemaker(draw));
    }
}

fn after_surgery(list: &mut Vec<Finding>, draw: &mut Draw) {
    let mut wires = Finding::new(Kind::SternalWires, Severity::Mild);
    wires.count = Some(5 + draw.below(3));
    list.push(wires);
    if draw.chance(0.5) {
        list.push(Finding::new(Kind::Cardiomegaly, severity(draw)));
    }
    if draw.chance(0.3) {
        list.push(pacemaker(draw));
    }
    if draw.chance(0.3) {
        list.push(Finding::new(Kind::Effusion, Severity::Mild).on(Side::Left));
    } else if draw.chance(0.3) {
        list.push(Finding::new(Kind::Atelectasis, Severity::Mild).on(Side::Left));
    }
}

fn chronic(list: &mut Vec<Finding>, grave: Severity, draw: &mut Draw) {
    let kinds = [
        Kind::Cardiomegaly,
        Kind::Granuloma,
        Kind::HiatalHernia,
        Kind::TortuousAorta,
        Kind::Scoliosis,
        Kind::DegenerativeSpine,
        Kind::RibFracture,
        Kind::ElevatedHemidiaphragm,
        Kind::CentralLine,
        Kind::LowVolumes,
        Kind::Pacemaker,
    ];
    let kind = *draw.pick(&kinds);
    list.push(match kind {
        Kind::Granuloma => Finding::new(kind, Severity::Mild).within(lobe(draw)),
        Kind::Scoliosis | Kind::ElevatedHemidiaphragm => Finding::new(kind, grave).on(side(draw)),
        Kind::RibFracture => fracture(side(draw), draw.chance(0.6), draw),
        Kind::CentralLine => central_line(draw),
        Kind::Pacemaker => pacemaker(draw),
        _ => Finding::new(kind, grave),
    });
}

/// What comes along by age and chance.
fn incidental(list: &mut Vec<Finding>, patient: &Patient, draw: &mut Draw) {
    let old = ((patient.age - 45.0) / 35.0).clamp(0.0, 1.2);
    let has = |list: &[Finding], kind| list.iter().any(|f| f.kind == kind);
    let mut maybe = |kind, probability: f32, draw: &mut Draw| {
        if !has(list, kind) && draw.chance(probability) {
            let grave = SEVERITIES[draw.weighted(&[0.65, 0.3, 0.05])];
            let finding = Finding::new(kind, grave);
            list.push(match kind {
                Kind::Granuloma => finding.within(lobe(draw)),
                Kind::Scoliosis => finding.on(side(draw)),
                Kind::CentralLine => central_line(draw),
                _ => finding,
            });
        }
    };
    maybe(Kind::DegenerativeSpine, 0.10 + 0.34 * old, draw);
    maybe(Kind::TortuousAorta, 0.22 * old, draw);
    maybe(Kind::CalcifiedAorta, 0.24 * old, draw);
    maybe(Kind::Granuloma, 0.09, draw);
    maybe(Kind::Scoliosis, 0.05, draw);
    maybe(Kind::HiatalHernia, 0.05 * old, draw);
    maybe(Kind::CentralLine, 0.06, draw);
}

fn fracture(side: Side, healed: bool, draw: &mut Draw) -> Finding {
    let mut finding = Finding::new(Kind::RibFracture, Severity::Mild).on(side);
    finding.rib = Some(4 + draw.below(6));
    finding.healed = Some(healed);
    finding
}

fn pacemaker(draw: &mut Draw) -> Finding {
    let left = if draw.chance(0.85) {
        Side::Left
    } else {
        Side::Right
    };
    let mut finding = Finding::new(Kind::Pacemaker, Severity::Mild).on(left);
    finding.count = Some(1 + draw.weighted(&[0.2, 0.7, 0.1]));
    finding
}

fn central_line(draw: &mut Draw) -> Finding {
    let right = if draw.chance(0.75) {
        Side::Right
    } else {
        Side::Left
    };
    let mut finding = Finding::new(Kind::CentralLine, Severity::Mild).on(right);
    let ways = [Access::Jugular, Access::Peripheral, Access::Port];
    finding.access = Some(ways[draw.weighted(&[0.3, 0.35, 0.35])]);
    finding
}
