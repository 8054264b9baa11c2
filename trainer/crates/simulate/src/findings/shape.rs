//! Findings that change the shape of the body: heart size, lung volumes, diaphragm, spine.

use super::{Finding, Kind};
use crate::code::Code;
use crate::patient::{Fracture, Patient};

/// Shapes a patient after the findings, before the body is built.
pub fn shape(patient: &mut Patient, findings: &[Finding], code: &Code) {
    for finding in findings {
        let rank = finding.severity.rank();
        let own = code.of(finding.kind, finding.side);
        let side = finding.side.map_or(0, |side| side.place());
        let sign = finding.side.map_or(0.0, |side| side.sign());
        match finding.kind {
            Kind::Cardiomegaly => {
                patient.heart_ratio = 0.548 + 0.05 * rank + own.value("excess");
                patient.heart_upright *= 0.4;
            }
            Kind::LowVolumes => {
                let up = 18.0 + 10.0 * rank + own.value("rise");
                patient.diaphragm = patient.diaphragm.map(|d| d + up);
                patient.lung_density *= 1.3;
                patient.heart_upright *= 0.3;
            }
            Kind::Hyperinflation => {
                let down = 12.0 + 5.0 * rank;
                patient.diaphragm = patient.diaphragm.map(|d| d.min(2.0) - down);
                patient.doming *= 0.62 - 0.14 * rank;
                patient.depth *= 1.07 + 0.04 * rank;
                patient.lung_density *= 0.86 - 0.07 * rank;
                patient.vessels *= 0.93 - 0.04 * rank;
                patient.heart_upright = 1.0;
                patient.heart_ratio = patient.heart_ratio.min(0.62) * (0.94 - 0.03 * rank);
            }
            Kind::ElevatedHemidiaphragm => {
                patient.diaphragm[side] += 29.0 + 14.0 * rank + own.value("rise");
                if sign > 0.0 {
                    // The left must end up above the right to be called high.
                    patient.diaphragm[1] += 12.0;
                }
            }
            Kind::TortuousAorta => patient.unfolding = 1.25 + 0.35 * rank + own.value("unfolding"),
            Kind::Scoliosis => {
                patient.scoliosis = -sign * (9.0 + 9.0 * rank + own.value("bend"));
            }
            Kind::Edema => patient.vessels *= 1.18 + 0.06 * rank,
            Kind::Effusion if rank > 1.0 => {
                patient.shift -= sign * own.between("shift", (6.0, 14.0))
            }
            Kind::Pneumothorax if rank > 1.0 => {
                patient.shift -= sign * own.between("shift", (4.0, 14.0))
            }
            Kind::Atelectasis => {
                patient.diaphragm[side] += own.value("rise") + 3.0 * rank;
                patient.shift += sign * rank * 2.0;
            }
            Kind::RibFracture => {
                if let (Some(side), Some(number)) = (finding.side, finding.rib) {
                    patient.fractures.push(Fracture {
                        side,
                        rib: number,
                        along: own.value("along"),
                        step: if finding.healed == Some(true) {
                            own.between("step", (0.5, 1.5))
                        } else {
                            own.between("step", (2.5, 6.0))
                        },
                        healed: finding.healed == Some(true),
                    });
                }
            }
            _ => {}
        }
    }
}
