//! The map from the terms of the Open-i collection (`MeSH` headings with qualifiers, given by people) to findings.
//!
//! A term is `heading/qualifier/...`. A finding is there if one of its headings stands with one of the qualifiers that
//! the map asks for, and none that it refuses. Some studies say nothing of a finding and are left out for it:
//!
//! - *nodule* where a granuloma or calcification is coded too (the nodule is calcified), or a round density;
//! - *pacemaker* where a device is coded that neither text nor program calls a cardiac one;
//! - *consolidation* where only an opacity is coded.
//!
//! *Sternal wires* are seldom coded; terms that a program found in the text (sternotomy) count for them.

use super::OpeniStudy;
use crate::findings::{Kind, Laterality};

/// A heading (a `*` at its end: its beginning), the qualifiers of which one is needed, and those that it must not have.
type Term = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

impl OpeniStudy {
    /// Whether people gave the study terms, which may be `normal`, and there is a report to compare with them.
    #[must_use]
    pub fn is_coded(&self) -> bool {
        let text = self.findings.is_some() || self.impression.is_some();
        text && !self.mesh.iter().any(|it| it == "No Indexing")
    }

    /// The number in its name, such as 17 of `CXR17`.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        self.id.strip_prefix("CXR")?.parse().ok()
    }

    /// Whether the terms of the study say that a finding is there; `None` where they leave it open.
    #[must_use]
    pub fn says(&self, kind: Kind) -> Option<bool> {
        let coded = self.mesh.iter().any(|term| codes(kind, term));
        let any = |start: &str| self.mesh.iter().any(|term| term.starts_with(start));
        match kind {
            Kind::Nodule => {
                let calcified = any("Granulom") || any("Calcified Granuloma") || any("Calcinosis");
                let round = self.mesh.iter().any(|term| {
                    (term.starts_with("Density") || term.starts_with("Opacity"))
                        && term.contains("/round")
                });
                (!(coded && calcified || round)).then_some(coded)
            }
            Kind::Pacemaker => (!coded || self.names_cardiac_device()).then_some(coded),
            Kind::Consolidation => (coded || !any("Opacity")).then_some(coded),
            Kind::SternalWires => {
                let found = self.mesh_automatic.iter().any(|term| {
                    let term = term.to_lowercase();
                    term.contains("sternotom") || term.contains("sternal wire")
                });
                Some(coded || found)
            }
            _ => Some(coded),
        }
    }

    /// The side that the terms of a finding name, if there is one term and it names one side.
    #[must_use]
    pub fn side(&self, kind: Kind) -> Option<Laterality> {
        let mut terms = self.mesh.iter().filter(|term| codes(kind, term));
        let (Some(term), None) = (terms.next(), terms.next()) else {
            return None;
        };
        let named = |side: &str| term.split('/').any(|it| it == side);
        match (named("left"), named("right"), named("bilateral")) {
            (true, false, false) => Some(Laterality::Left),
            (false, true, false) => Some(Laterality::Right),
            _ => None,
        }
    }

    fn names_cardiac_device(&self) -> bool {
        let texts = [&self.findings, &self.impression].into_iter().flatten();
        texts.chain(&self.mesh_automatic).any(|text| {
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
}

/// Whether a term says that a finding is there.
fn codes(kind: Kind, term: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn study(mesh: &[&str]) -> OpeniStudy {
        OpeniStudy {
            id: "CXR17".to_owned(),
            findings: Some("A report.".to_owned()),
            mesh: mesh.iter().map(|&it| it.to_owned()).collect(),
            ..OpeniStudy::default()
        }
    }

    #[test]
    fn terms_say_what_is_there_and_on_which_side() {
        let found = study(&["Pleural Effusion/left/small", "Nodule/breast"]);
        assert_eq!(found.says(Kind::Effusion), Some(true));
        assert_eq!(found.side(Kind::Effusion), Some(Laterality::Left));
        assert_eq!(found.says(Kind::Nodule), Some(false));
        assert_eq!(found.number(), Some(17));
        let both = study(&["Pleural Effusion/left", "Pleural Effusion/right"]);
        assert_eq!(both.side(Kind::Effusion), None);
    }

    #[test]
    fn what_the_terms_leave_open_is_not_answered() {
        let round = study(&["Opacity/lung/round"]);
        assert_eq!(round.says(Kind::Nodule), None);
        assert_eq!(round.says(Kind::Consolidation), None);
        let device = study(&["Implanted Medical Device"]);
        assert_eq!(device.says(Kind::Pacemaker), None);
        assert!(study(&["normal"]).is_coded());
        assert!(!study(&["No Indexing"]).is_coded());
    }
}
