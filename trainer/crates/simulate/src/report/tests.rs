use std::collections::{BTreeSet, HashSet};
use xraygan::findings::{Kind, Lobe, Side};

use super::writer::LUNG;
use super::*;
use crate::code::Code;
use crate::draw::Stream;
use crate::findings;

use crate::patient::Patient;

/// Many studies' findings (with sizes, as drawing them would note) and reports.
fn reports(count: u64) -> Vec<(Vec<Finding>, Text)> {
    (0..count)
        .map(|index| {
            let patient = Patient::of(&Code::draw(&mut Draw::new(7, index, Stream::Patient)));
            let mut draw = Draw::new(7, index, Stream::Findings);
            let mut list = findings::choose(&patient, 0.3, &mut draw);
            for finding in &mut list {
                if matches!(finding.kind, Kind::Nodule | Kind::Mass | Kind::Pneumothorax) {
                    finding.size_mm = Some(draw.uniform(10.0, 50.0));
                }
            }
            let text = write(&list, &mut Draw::new(7, index, Stream::Report));
            (list, text)
        })
        .collect()
}

fn sentences(text: &Text) -> Vec<String> {
    format!("{} {}", text.findings, text.impression)
        .split(". ")
        .map(str::to_lowercase)
        .collect()
}

fn negated(sentence: &str) -> bool {
    let words: Vec<_> = sentence.split(|c: char| !c.is_alphabetic()).collect();
    ["no", "not", "without", "negative", "free"]
        .iter()
        .any(|no| words.contains(no))
}

#[test]
fn what_is_said_is_true() {
    let terms = [
        ("effusion", Kind::Effusion),
        ("pneumothorax", Kind::Pneumothorax),
        ("atelectasis", Kind::Atelectasis),
        ("pneumonia", Kind::Consolidation),
        ("granuloma", Kind::Granuloma),
        ("cardiomegaly", Kind::Cardiomegaly),
        ("hernia", Kind::HiatalHernia),
        ("fracture", Kind::RibFracture),
        ("pacemaker", Kind::Pacemaker),
        ("edema", Kind::Edema),
        ("scoliosis", Kind::Scoliosis),
    ];
    for (list, text) in reports(3000) {
        for sentence in sentences(&text) {
            for (term, kind) in terms {
                if !sentence.contains(term) || negated(&sentence) {
                    continue;
                }
                let found: Vec<_> = list.iter().filter(|f| f.kind == kind).collect();
                assert!(!found.is_empty(), "{sentence:?} without {kind:?}");
                if kind == Kind::Scoliosis || sentence.contains("bilateral") {
                    continue;
                }
                for side in Side::BOTH {
                    let lobes = Lobe::ALL.iter().filter(|lobe| lobe.side() == side);
                    let said = sentence.contains(side.name())
                        || lobes.into_iter().any(|lobe| sentence.contains(lobe.name()));
                    let there = found.iter().any(|f| f.side.is_none_or(|s| s == side));
                    assert!(
                        !said || there || sentence.contains("ventric"),
                        "{sentence:?} of {found:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn nothing_present_is_denied() {
    let denied = [
        ("effusion", Kind::Effusion),
        ("pneumothorax", Kind::Pneumothorax),
        ("consolidation", Kind::Consolidation),
        ("cardiomegaly", Kind::Cardiomegaly),
        ("nodules", Kind::Nodule),
        ("edema", Kind::Edema),
    ];
    for (list, text) in reports(3000) {
        let has = |kind| list.iter().any(|f| f.kind == kind);
        for sentence in sentences(&text) {
            let rest = ["remain", "otherwise", "other"]
                .iter()
                .any(|word| sentence.contains(word));
            if rest {
                continue;
            }
            let start = sentence.trim_start_matches(|c: char| !c.is_alphabetic());
            let plain = [
                "no ",
                "there is no",
                "there are no",
                "negative",
                "specifically",
            ];
            if plain.iter().any(|no| start.starts_with(no)) {
                for (term, kind) in denied {
                    assert!(
                        !(sentence.contains(term) && has(kind)),
                        "{sentence:?} in {list:?}"
                    );
                }
            }
            let heart = [
                "heart is normal",
                "heart size is normal",
                "normal heart",
                "not enlarged",
            ];
            if heart.iter().any(|normal| sentence.contains(normal)) {
                assert!(!has(Kind::Cardiomegaly), "{sentence:?}");
            }
            if sentence.contains("lungs are clear") || sentence == "clear lungs" {
                assert!(
                    !LUNG.iter().any(|&kind| has(kind)),
                    "{sentence:?} in {list:?}"
                );
            }
        }
    }
}

#[test]
fn every_finding_is_mentioned() {
    for (list, text) in reports(1500) {
        let all = sentences(&text).join(". ");
        for finding in &list {
            let words: &[&str] = match finding.kind {
                Kind::Cardiomegaly => &["cardiomegaly", "enlarged", "enlargement"],
                Kind::Effusion => &["effusion", "pleural fluid", "costophrenic"],
                Kind::Pneumothorax => &["pneumothorax"],
                Kind::Nodule | Kind::Granuloma => &["nod", "granulom", "rounded", "round"],
                Kind::Mass => &["mass"],
                Kind::Pacemaker => &["pacemaker", "pacer"],
                Kind::CentralLine => &["picc", "port", "catheter", "line"],
                Kind::RibFracture => &["fracture"],
                Kind::SternalWires => &["stern"],
                Kind::HiatalHernia => &["hernia"],
                _ => continue,
            };
            assert!(
                words.iter().any(|word| all.contains(word)),
                "{finding:?} not in {all:?}"
            );
        }
    }
}

#[test]
fn no_template_shows_through_and_reports_differ() {
    let all = reports(600);
    for (_, text) in &all {
        for section in [&text.findings, &text.impression] {
            assert!(!section.is_empty());
            assert!(!section.contains(['<', '>', '{', '}', '|']), "{section}");
            assert!(
                !section.contains("  ") && !section.contains(".."),
                "{section}"
            );
            assert!(section.ends_with('.'), "{section}");
        }
    }
    let distinct: BTreeSet<_> = all.iter().map(|(_, text)| &text.findings).collect();
    assert!(distinct.len() > 570, "{}", distinct.len());
    let words: HashSet<_> = all
        .iter()
        .flat_map(|(_, text)| text.findings.split_whitespace())
        .collect();
    assert!(words.len() > 250, "{}", words.len());
}
