//! Osteophytes and rib fractures.

use glam::Vec3;
use xraygan::findings::Side;

use super::Finding;
use crate::anatomy::bones::{bone, vertebrae};
use crate::body::Body;
use crate::code::Code;
use crate::draw::Draw;
use crate::parts::{Matter, Shown};

/// Spurs at the edges of the discs, in front and to the sides.
pub fn osteophytes(body: &mut Body, finding: &mut Finding, code: &Code) {
    let Some(thorax) = &body.thorax else { return };
    let draw = &mut Draw::template(finding.kind, code.of(finding.kind, None).choice("form"));
    let heights = vertebrae(thorax);
    let s = thorax.scale;
    let material = bone(&body.patient);
    let dense = Matter::Solid(0.6 * material.cortex + 0.4 * material.marrow);
    let rank = finding.severity.rank();
    let size = (2.6 + 1.1 * rank) * s;
    for (i, pair) in heights.windows(2).enumerate().skip(6) {
        let affected = draw.chance(0.45 + 0.2 * rank);
        let beside = Side::BOTH.map(|_| draw.chance(0.6));
        if !affected {
            continue;
        }
        let disc = thorax.spine(0.5 * (pair[0] + pair[1]));
        let grow = (0.72 + 0.028 * i as f32) * s;
        let mut spurs = vec![Vec3::new(0.0, -15.5, 0.0)];
        for side in Side::BOTH {
            if beside[side.place()] {
                spurs.push(Vec3::new(side.sign() * 18.0, -3.0, 0.0));
            }
        }
        for spur in spurs {
            for lip in [-1.0, 1.0] {
                let place = disc + spur * grow + Vec3::Z * lip * 2.4 * s;
                let wide = Vec3::new(1.25, 1.25, 0.75) * size;
                body.parts.ball(place, wide, dense, Shown::Both);
            }
        }
        // Worn end plates are denser.
        let plate = Vec3::new(15.0 * grow, 12.0 * grow, 1.3 + 0.4 * rank);
        for lip in [-1.0, 1.0] {
            let place = disc + Vec3::Z * lip * 3.4 * s;
            let extra = 0.5 * (material.cortex - material.marrow);
            body.parts
                .ball(place, plate, Matter::Extra(extra), Shown::Both);
        }
    }
}

/// Notes where a fracture is; the rib itself was broken when the body was built.
pub fn note_fracture(body: &Body, finding: &mut Finding) {
    let fracture =
        body.patient.fractures.iter().find(|fracture| {
            Some(fracture.side) == finding.side && Some(fracture.rib) == finding.rib
        });
    let Some(fracture) = fracture else { return };
    let rib = body
        .ribs
        .iter()
        .find(|rib| rib.side == fracture.side && rib.number == fracture.rib);
    finding.place_mm = rib.map(|rib| {
        let last = rib.path.len() - 1;
        rib.path[((last as f32 * fracture.along) as usize).min(last)]
    });
}
