use std::collections::BTreeSet;

use super::*;
use crate::draw::{Draw, Stream};
use xraygan::{
    findings::{Certainty, Kind},
    report::Report,
};

fn reports(count: u64) -> Vec<WrittenReport> {
    (0..count)
        .map(|at| write(0.2, &mut Draw::new(3, at, Stream::Report)))
        .collect()
}

#[test]
fn statements_lie_within_their_sections_and_no_template_shows() {
    for report in reports(500) {
        for (text, said) in [&report.findings, &report.impression]
            .into_iter()
            .zip(&report.said)
        {
            assert!(!text.contains(['<', '>', '{', '}', '|']), "{text}");
            assert!(!text.contains("  ") && !text.contains(".."), "{text}");
            for statement in said {
                let sentence = &text[statement.start..statement.end];
                assert!(sentence.ends_with('.') && sentence.len() > 2, "{sentence}");
            }
        }
        assert!(!report.findings.is_empty() || !report.impression.is_empty());
    }
}

#[test]
fn every_kind_is_said_to_be_there_possible_and_denied() {
    let mut seen = BTreeSet::new();
    for report in reports(4000) {
        for row in report.said.iter().flatten().flat_map(|it| &it.rows) {
            seen.insert((row.kind, row.certainty));
        }
    }
    for kind in Kind::ALL {
        for certainty in [Certainty::Present, Certainty::Possible, Certainty::Denied] {
            assert!(seen.contains(&(kind, certainty)), "{kind:?} {certainty:?}");
        }
    }
}

/// The rules were written apart from these phrases: where both agree, neither is far off.
#[test]
fn the_rules_read_most_of_it_alike() {
    let (mut same, mut all) = (0_u32, 0_u32);
    for written in reports(600) {
        let report = Report::from_sections(&written.findings, &written.impression).unwrap();
        let read = report.table();
        for kind in Kind::ALL {
            all += 1;
            same += u32::from(read.shows(kind) == written.table.shows(kind));
        }
    }
    let share = f64::from(same) / f64::from(all);
    println!("{share:.4} of {all}");
    assert!(share > 0.97, "{share}");
}
