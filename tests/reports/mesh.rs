//! The map from the terms of the Open-i collection (MeSH headings with qualifiers, given by people) to findings.
//!
//! A term is `heading/qualifier/...`. A finding is there if one of its headings stands with one of the qualifiers that
//! the map asks for, and none that it refuses. Some studies say nothing of a finding and are left out for it:
//!
//! - *nodule* where a granuloma or calcification is coded too (the nodule is calcified), or a round density;
//! - *pacemaker* where a device is coded that neither text nor program calls a cardiac one;
//! - *consolidation* where only an opacity is coded.
//!
//! *Sternal wires* are seldom coded; terms that a program found in the text (sternotomy) count for them.

use xraygan::{findings::Kind, report::openi::OpeniStudy};

/// A heading (a `*` at its end: its beginning), the qualifiers of which one is needed, and those that it must not have.
type Term = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// Whether the terms of a study say that a finding is there; nothing where they leave it open.
pub fn finding(study: &OpeniStudy, kind: Kind) -> Option<bool> {
    let coded = study.mesh.iter().any(|term| codes(kind, term));
    let any = |start: &str| study.mesh.iter().any(|term| term.starts_with(start));
    match kind {
        Kind::Nodule => {
            let calcified = any("Granulom") || any("Calcified Granuloma") || any("Calcinosis");
            let round = study.mesh.iter().any(|term| {
                (term.starts_with("Density") || term.starts_with("Opacity"))
                    && term.contains("/round")
            });
            (!(coded && calcified || round)).then_some(coded)
        }
        Kind::Pacemaker => (!coded || names_cardiac_device(study)).then_some(coded),
        Kind::Consolidation => (coded || !any("Opacity")).then_some(coded),
        Kind::SternalWires => {
            let found = study.mesh_automatic.iter().any(|term| {
                let term = term.to_lowercase();
                term.contains("sternotom") || term.contains("sternal wire")
            });
            Some(coded || found)
        }
        _ => Some(coded),
    }
}

fn names_cardiac_device(study: &OpeniStudy) -> bool {
    let texts = [&study.findings, &study.impression].into_iter().flatten();
    texts.chain(&study.mesh_automatic).any(|text| {
        let text = text.to_lowercase();
        [
            "pacemaker",
            "pacer",
            "pacing",
            "defibrillator",
            "icd",
            "generator",
            "resynch",
            "lead",
        ]
        .iter()
        .any(|it| text.contains(it))
    })
}

/// Whether a term says that a finding is there.
pub fn codes(kind: Kind, term: &str) -> bool {
    let (heading, qualifiers) = term.split_once('/').unwrap_or((term, ""));
    terms(kind).iter().any(|(name, needed, refused)| {
        let same = match name.strip_suffix('*') {
            Some(start) => heading.starts_with(start),
            None => heading == *name,
        };
        same && (needed.is_empty() || needed.iter().any(|it| qualifiers.contains(it)))
            && !refused.iter().any(|it| qualifiers.contains(it))
    })
}

fn terms(kind: Kind) -> &'static [Term] {
    match kind {
        Kind::Cardiomegaly => &[
            ("Cardiomegaly", &[], &[]),
            ("Cardiac Shadow", &["enlarged", "borderline"], &[]),
        ],
        Kind::Effusion => &[
            ("Pleural Effusion", &[], &[]),
            ("Hydropneumothorax", &[], &[]),
            ("Hemopneumothorax", &[], &[]),
            ("Hemothorax", &[], &[]),
            ("Costophrenic Angle", &["blunted", "obscured"], &[]),
        ],
        Kind::Pneumothorax => &[
            ("Pneumothorax", &[], &[]),
            ("Hydropneumothorax", &[], &[]),
            ("Hemopneumothorax", &[], &[]),
        ],
        Kind::Consolidation => &[
            ("Consolidation", &[], &[]),
            ("Pneumonia*", &[], &[]),
            ("Infiltrate", &[], &[]),
            ("Airspace Disease", &[], &[]),
        ],
        Kind::Atelectasis => &[
            ("Pulmonary Atelectasis", &[], &[]),
            ("Volume Loss", &[], &[]),
        ],
        Kind::Edema => &[
            ("Pulmonary Edema", &[], &[]),
            ("Pulmonary Congestion", &[], &[]),
            ("Heart Failure", &[], &[]),
        ],
        Kind::Nodule => &[("Nodule", &[], &["breast", "thoracic vertebrae"])],
        Kind::Mass => &[("Mass", &[], &["breast"])],
        Kind::Granuloma => &[
            ("Calcified Granuloma", &[], &[]),
            ("Granuloma", &[], &[]),
            ("Granulomatous Disease", &[], &[]),
        ],
        Kind::Hyperinflation => &[
            ("Lung", &["hyperdistention"], &[]),
            ("Emphysema", &[], &[]),
            ("Pulmonary Emphysema", &[], &[]),
            ("Bullous Emphysema", &[], &[]),
            ("Pulmonary Disease, Chronic Obstructive", &[], &[]),
            ("Diaphragm", &["flattened"], &[]),
            ("Lung, Hyperlucent", &[], &[]),
        ],
        Kind::LowVolumes => &[("Lung", &["hypoinflation"], &[])],
        Kind::ElevatedHemidiaphragm => &[
            ("Diaphragm", &["elevated"], &[]),
            ("Diaphragmatic Eventration", &[], &[]),
        ],
        Kind::HiatalHernia => &[("Hernia, Hiatal", &[], &[])],
        Kind::TortuousAorta => &[
            ("Aorta", &["tortuous", "enlarged", "prominent"], &[]),
            (
                "Aorta, Thoracic",
                &["tortuous", "enlarged", "prominent"],
                &[],
            ),
        ],
        Kind::CalcifiedAorta => &[
            ("Atherosclerosis", &[], &[]),
            ("Calcinosis", &["aorta", "blood vessels"], &[]),
        ],
        Kind::Scoliosis => &[("Scoliosis", &[], &[])],
        Kind::DegenerativeSpine => &[
            ("Spine", &["degenerative"], &[]),
            ("Thoracic Vertebrae", &["degenerative"], &[]),
            ("Thoracic vertebrae", &["degenerative"], &[]),
            ("Lumbar Vertebrae", &["degenerative"], &[]),
            ("Cervical Vertebrae", &["degenerative"], &[]),
            ("Spondylosis", &[], &[]),
            ("Osteophyte", &[], &["shoulder", "humerus"]),
            ("Hyperostosis, Diffuse*", &[], &[]),
            ("Arthritis*", &["spine", "vertebrae"], &[]),
        ],
        Kind::RibFracture => &[
            ("Fractures, Bone", &["ribs"], &[]),
            ("Deformity", &["ribs"], &[]),
        ],
        Kind::SternalWires => &[
            ("Surgical Instruments", &["mediastinum"], &[]),
            ("Sutures", &["sternum", "mediastinum"], &[]),
        ],
        Kind::Pacemaker => &[
            ("Implanted Medical Device", &[], ELSEWHERE),
            ("Medical Device", &[], ELSEWHERE),
        ],
        Kind::CentralLine => &[("Catheters, Indwelling", &[], &["abdomen", "vertebrae"])],
    }
}

/// Places of devices that are no pacemakers.
const ELSEWHERE: &[&str] = &[
    "valve",
    "humerus",
    "shoulder",
    "vertebrae",
    "abdomen",
    "spine",
    "breast",
    "pulmonary artery",
];
