//! The words that stand for a finding's side, lobe, degree and measures.

use crate::draw::Draw;
use crate::findings::{Access, Finding};
use xraygan::findings::{Kind, Lobe, Severity, Side};

/// Values for the slots of a finding's templates.
pub struct Slots(Vec<(&'static str, String)>);

impl Slots {
    /// The values for a finding, with synonyms drawn.
    pub fn of(finding: &Finding, draw: &mut Draw) -> Self {
        let mut slots = vec![
            ("degree", degree(finding.severity, draw).to_owned()),
            ("degreely", degreely(finding.severity, draw).to_owned()),
            ("size", size(finding.severity, draw).to_owned()),
        ];
        if let Some(side) = finding.side {
            slots.push(("side", side.name().to_owned()));
            slots.push(("other", side.other().name().to_owned()));
            let curve = match side {
                Side::Right => draw.word(&["dextroscoliosis", "dextroconvex scoliosis"]),
                Side::Left => draw.word(&["levoscoliosis", "levoconvex scoliosis"]),
            };
            slots.push(("curve", curve.to_owned()));
        }
        if let Some(lobe) = finding.lobe {
            slots.push(("lobe", lobe.name().to_owned()));
            slots.push(("zone", zone(lobe, draw).to_owned()));
        }
        if let Some(mm) = finding.size_mm {
            slots.push(("cm", format!("{:.1}", mm / 10.0)));
        }
        if let Some(rib) = finding.rib {
            let ending = match rib {
                1 => "st",
                2 => "nd",
                3 => "rd",
                _ => "th",
            };
            slots.push(("rib", format!("{rib}{ending}")));
        }
        if finding.kind == Kind::Pacemaker {
            let (leads, chambers) = match finding.count {
                Some(1) => ("single lead", "right ventricle"),
                Some(3) => (
                    draw.word(&["triple lead", "biventricular"]),
                    "right atrium and ventricles",
                ),
                _ => (
                    draw.word(&["dual lead", "dual chamber"]),
                    "right atrium and right ventricle",
                ),
            };
            slots.push(("leads", leads.to_owned()));
            slots.push(("chambers", chambers.to_owned()));
        }
        if let (Some(access), Some(side)) = (finding.access, finding.side) {
            let line = match access {
                Access::Jugular => "jugular catheter",
                Access::Peripheral => "PICC",
                Access::Port => "port",
            };
            slots.push(("line", format!("{} {line}", side.name())));
        }
        Self(slots)
    }

    /// One more value.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.to_owned()));
        self
    }

    /// The values, as the grammar takes them.
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}

fn degree(severity: Severity, draw: &mut Draw) -> &'static str {
    match severity {
        Severity::Mild => draw.word(&["mild", "mild", "minimal"]),
        Severity::Moderate => "moderate",
        Severity::Severe => draw.word(&["severe", "marked"]),
    }
}

fn degreely(severity: Severity, draw: &mut Draw) -> &'static str {
    match severity {
        Severity::Mild => draw.word(&["mildly", "mildly", "slightly"]),
        Severity::Moderate => "moderately",
        Severity::Severe => draw.word(&["severely", "markedly"]),
    }
}

fn size(severity: Severity, draw: &mut Draw) -> &'static str {
    match severity {
        Severity::Mild => draw.word(&["small", "small", "small", "minimal"]),
        Severity::Moderate => draw.word(&["moderate", "moderate sized"]),
        Severity::Severe => "large",
    }
}

fn zone(lobe: Lobe, draw: &mut Draw) -> &'static str {
    match lobe {
        Lobe::RightUpper => draw.word(&["right upper lung", "right upper lobe"]),
        Lobe::RightMiddle => draw.word(&["right midlung", "right middle lobe"]),
        Lobe::RightLower => draw.word(&["right lower lung", "right lower lobe"]),
        Lobe::LeftUpper => draw.word(&["left upper lung", "left upper lobe"]),
        Lobe::LeftLower => draw.word(&["left lower lung", "left lower lobe"]),
    }
}
