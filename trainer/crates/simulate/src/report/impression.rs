//! The IMPRESSION section: the findings that matter, the gravest first.

use super::grammar::say;
use super::slots::Slots;
use super::writer::Writer;
use super::{normal, positive};
use xraygan::findings::Kind;

/// Old or lasting changes, after which a reader adds that nothing is acute.
const LASTING: [Kind; 14] = [
    Kind::Cardiomegaly,
    Kind::Granuloma,
    Kind::Hyperinflation,
    Kind::LowVolumes,
    Kind::ElevatedHemidiaphragm,
    Kind::HiatalHernia,
    Kind::TortuousAorta,
    Kind::CalcifiedAorta,
    Kind::Scoliosis,
    Kind::DegenerativeSpine,
    Kind::SternalWires,
    Kind::Pacemaker,
    Kind::CentralLine,
    Kind::RibFracture,
];

impl Writer<'_> {
    /// IMPRESSION.
    pub(super) fn impression(&mut self) -> String {
        let mut items = Vec::new();
        let mut findings = self.findings.to_vec();
        findings.sort_by_key(|f| (LASTING.contains(&f.kind), std::cmp::Reverse(f.severity)));
        let mut done: Vec<Kind> = Vec::new();
        for finding in &findings {
            if done.contains(&finding.kind) {
                continue;
            }
            let mention = self.draw.chance(if LASTING.contains(&finding.kind) {
                0.55
            } else {
                0.97
            });
            if !mention && !items.is_empty() {
                continue;
            }
            if let Some(sentence) = self.both_sides(finding.kind) {
                done.push(finding.kind);
                items.push(sentence);
                continue;
            }
            let fracture = finding.kind == Kind::RibFracture && finding.healed == Some(false);
            let templates = if fracture {
                positive::FRACTURE
            } else {
                positive::impression(finding.kind)
            };
            if !templates.is_empty() {
                let slots = Slots::of(finding, self.draw);
                items.push(say(templates, &slots.pairs(), self.draw));
            }
        }
        let acute = self.findings.iter().any(|f| {
            !LASTING.contains(&f.kind) || (f.kind == Kind::RibFracture && f.healed == Some(false))
        });
        if items.is_empty() {
            items.push(self.say(if self.findings.is_empty() {
                normal::IMPRESSION
            } else {
                normal::IMPRESSION_OTHERWISE
            }));
        } else if !acute && self.draw.chance(0.7) {
            let place = if self.draw.chance(0.3) {
                0
            } else {
                items.len()
            };
            let nothing = self.say(normal::IMPRESSION_OTHERWISE);
            if place == 0 {
                items.insert(
                    0,
                    nothing.replace("Otherwise unremarkable chest", "No acute disease"),
                );
            } else {
                items.push(nothing);
            }
        }
        let numbered = self.draw.chance(if items.len() > 1 { 0.6 } else { 0.12 });
        if numbered {
            let lines = items.iter().enumerate();
            lines
                .map(|(i, item)| format!("{}. {item}", i + 1))
                .collect::<Vec<_>>()
                .join(" ")
        } else {
            items.join(" ")
        }
    }
}
