//! The FINDINGS section: topic by topic, what is there and what is not.

use super::grammar::{list, say};
use super::slots::Slots;
use super::{normal, positive};
use crate::draw::Draw;
use crate::findings::{Access, Finding};
use xraygan::findings::{Kind, Side};

/// Kinds that make the lungs not clear.
pub(super) const LUNG: [Kind; 6] = [
    Kind::Consolidation,
    Kind::Atelectasis,
    Kind::Edema,
    Kind::Nodule,
    Kind::Mass,
    Kind::Granuloma,
];
/// Kinds of the lungs' size, which may still be clear.
const VOLUMES: [Kind; 2] = [Kind::Hyperinflation, Kind::LowVolumes];
/// Writes the report of one study.
pub(super) struct Writer<'a> {
    pub(super) findings: &'a [Finding],
    pub(super) draw: &'a mut Draw,
}

impl<'a> Writer<'a> {
    /// A writer for these findings.
    pub(super) fn new(findings: &'a [Finding], draw: &'a mut Draw) -> Self {
        Self { findings, draw }
    }

    fn has(&self, kind: Kind) -> bool {
        self.findings.iter().any(|finding| finding.kind == kind)
    }

    fn of(&self, kinds: &[Kind]) -> Vec<Finding> {
        let mut chosen: Vec<Finding> = Vec::new();
        for kind in kinds {
            chosen.extend(self.findings.iter().filter(|f| f.kind == *kind).cloned());
        }
        chosen
    }

    pub(super) fn say(&mut self, templates: &[&str]) -> String {
        say(templates, &[], self.draw)
    }

    /// Says each finding of the kinds; those on both sides in one sentence.
    fn each(&mut self, kinds: &[Kind], into: &mut Vec<String>) {
        let mut done = Vec::new();
        for finding in self.of(kinds) {
            if done.contains(&finding.kind) {
                continue;
            }
            if let Some(sentence) = self.both_sides(finding.kind) {
                done.push(finding.kind);
                into.push(sentence);
            } else {
                into.push(self.describe(&finding));
            }
        }
    }

    fn describe(&mut self, finding: &Finding) -> String {
        let slots = Slots::of(finding, self.draw);
        let templates = match (finding.kind, finding.access) {
            (Kind::RibFracture, _) if finding.healed == Some(true) => positive::OLD_FRACTURE,
            (Kind::RibFracture, _) => positive::FRACTURE,
            (_, Some(Access::Jugular)) => positive::JUGULAR,
            (_, Some(Access::Peripheral)) => positive::PICC,
            (_, Some(Access::Port)) => positive::PORT,
            (kind, None) => positive::findings(kind),
        };
        say(templates, &slots.pairs(), self.draw)
    }

    /// A sentence for a kind that is on both sides, sometimes.
    pub(super) fn both_sides(&mut self, kind: Kind) -> Option<String> {
        let templates = match kind {
            Kind::Effusion => positive::BOTH_EFFUSIONS,
            Kind::Atelectasis => positive::BOTH_ATELECTASIS,
            _ => return None,
        };
        let found = self.of(&[kind]);
        let on = |side| found.iter().find(|f| f.side == Some(side));
        let (right, left) = (on(Side::Right)?, on(Side::Left)?);
        if !self.draw.chance(0.75) {
            return None;
        }
        let amount = |f: &Finding| f.volume_ml.unwrap_or(f.severity.rank());
        let (more, less) = if amount(right) > amount(left) {
            (right, left)
        } else {
            (left, right)
        };
        let name = |f: &Finding| f.side.map_or("", Side::name).to_owned();
        let alike = more.severity == less.severity;
        let slots = Slots::of(more, self.draw)
            .with("more", &name(more))
            .with("less", &name(less));
        let mut sentence = say(templates, &slots.pairs(), self.draw);
        if !alike && !sentence.contains("greater") && !sentence.contains("larger") {
            sentence = format!(
                "{}, {} greater than {}.",
                sentence.trim_end_matches('.'),
                name(more),
                name(less)
            );
        }
        Some(sentence)
    }

    /// FINDINGS.
    pub(super) fn findings(&mut self) -> String {
        let mut topics = Vec::new();
        let heart_first = self.draw.chance(0.62);
        let (heart, lungs, pleura) = (self.heart(), self.lungs(), self.pleura());
        if heart_first {
            topics.extend([heart, lungs, pleura]);
        } else {
            topics.extend([lungs, pleura, heart]);
        }
        if self.draw.chance(0.15) {
            topics.swap(1, 2);
        }
        let devices = self.devices();
        if self.draw.chance(0.4) {
            topics.insert(0, devices);
        } else {
            topics.push(devices);
        }
        topics.push(self.abdomen());
        topics.push(self.bones());
        let mut sentences: Vec<String> = topics.concat();
        if self.draw.chance(0.13) {
            let technique = self.say(normal::TECHNIQUE);
            sentences.insert(0, technique);
        }
        sentences.join(" ")
    }

    fn heart(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        let aorta = [Kind::TortuousAorta, Kind::CalcifiedAorta];
        let enlarged = self.has(Kind::Cardiomegaly);
        if enlarged {
            self.each(&[Kind::Cardiomegaly], &mut said);
        }
        if self.of(&aorta).is_empty() && !self.has(Kind::HiatalHernia) {
            match (enlarged, self.draw.weighted(&[0.55, 0.3, 0.15])) {
                (false, 0) => said.push(self.say(normal::HEART_AND_MEDIASTINUM)),
                (false, 1) => {
                    said.push(self.say(normal::HEART));
                    said.push(self.say(normal::MEDIASTINUM));
                }
                (false, _) => said.push(self.say(normal::HEART)),
                (true, 0) => said.push(self.say(normal::MEDIASTINUM)),
                (true, _) => {}
            }
        } else {
            if !enlarged {
                said.push(self.say(normal::HEART));
            }
            self.each(&aorta, &mut said);
        }
        self.each(&[Kind::HiatalHernia], &mut said);
        if !self.has(Kind::Edema) && self.draw.chance(0.28) {
            said.push(self.say(normal::VESSELS));
        }
        said
    }

    fn lungs(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        self.each(&VOLUMES, &mut said);
        let mut lung = self.of(&LUNG);
        if lung.is_empty() {
            if !self.has(Kind::Effusion) && !self.has(Kind::Pneumothorax) {
                let clear = self.say(normal::LUNGS);
                let inflated = clear.contains("expanded") || clear.contains("inflated");
                if said.is_empty() || !inflated {
                    said.push(clear);
                } else {
                    said.push("Lungs are otherwise clear.".to_owned());
                }
            } else if self.draw.chance(0.5) {
                said.push(self.say(&["No focal {airspace consolidation|consolidation|infiltrate|airspace disease}{| is seen}."]));
            }
            return said;
        }
        // The gravest first.
        lung.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let mut kinds: Vec<Kind> = Vec::new();
        for finding in &lung {
            if !kinds.contains(&finding.kind) {
                kinds.push(finding.kind);
            }
        }
        self.each(&kinds, &mut said);
        let sides: Vec<Side> = lung.iter().filter_map(|f| f.side).collect();
        let diffuse = self.has(Kind::Edema);
        let pleural = self.has(Kind::Effusion) || self.has(Kind::Pneumothorax);
        if let Some(&side) = sides.first()
            && !diffuse
            && !pleural
        {
            let one_sided = sides.iter().all(|&other| other == side);
            if one_sided && self.draw.chance(0.4) {
                said.push(say(
                    normal::OTHER_LUNG,
                    &[("other", side.other().name())],
                    self.draw,
                ));
            } else if self.draw.chance(0.4) {
                said.push(self.say(normal::LUNGS_OTHERWISE));
            }
        }
        said
    }

    fn pleura(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        let (fluid, air) = (self.has(Kind::Effusion), self.has(Kind::Pneumothorax));
        self.each(&[Kind::Pneumothorax, Kind::Effusion], &mut said);
        if !fluid && !air && self.draw.chance(0.55) {
            said.push(self.say(normal::PLEURA));
            return said;
        }
        let mut absent = Vec::new();
        let draw = &mut *self.draw;
        if !air {
            absent.push("pneumothorax");
        }
        if !fluid {
            absent.push(draw.word(&["pleural effusion", "effusion", "large pleural effusion"]));
        }
        let has = |kind| self.findings.iter().any(|f| f.kind == kind);
        let opaque = [Kind::Consolidation, Kind::Edema, Kind::Mass, Kind::Effusion];
        if !opaque.iter().any(|&kind| has(kind)) && draw.chance(0.4) {
            absent.insert(
                0,
                draw.word(&[
                    "focal consolidation",
                    "focal airspace disease",
                    "focal infiltrate",
                ]),
            );
        }
        if !has(Kind::Edema) && draw.chance(0.12) {
            absent.push("pulmonary edema");
        }
        if !absent.is_empty() {
            draw.shuffle(&mut absent);
            let listed = list(&absent, "or");
            said.push(say(normal::ABSENT, &[("list", &listed)], self.draw));
        }
        if !has(Kind::Nodule) && !has(Kind::Mass) && !has(Kind::Granuloma) && self.draw.chance(0.06)
        {
            said.push(
                self.say(&["{There are no|No} {suspicious |}{pulmonary |}nodules or masses."]),
            );
        }
        said
    }

    fn devices(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        self.each(
            &[Kind::SternalWires, Kind::Pacemaker, Kind::CentralLine],
            &mut said,
        );
        said
    }

    fn abdomen(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        self.each(&[Kind::ElevatedHemidiaphragm], &mut said);
        if self.draw.chance(0.08) {
            said.push(self.say(normal::ABDOMEN));
        }
        said
    }

    fn bones(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        let kinds = [Kind::RibFracture, Kind::Scoliosis, Kind::DegenerativeSpine];
        self.each(&kinds, &mut said);
        let broken = self
            .findings
            .iter()
            .any(|f| f.kind == Kind::RibFracture && f.healed == Some(false));
        if said.is_empty() {
            if self.draw.chance(0.5) {
                said.push(self.say(normal::BONES));
            }
        } else if !broken && self.draw.chance(0.3) {
            said.push(self.say(normal::BONES_OTHERWISE));
        }
        said
    }
}
