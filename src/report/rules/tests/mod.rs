//! Sentences of every kind that the rules must tell apart.

#![allow(clippy::unwrap_used)]

use crate::{
    findings::{Certainty, Kind, Side, TableRow},
    report::Report,
};

/// The rows of a report that are to be seen, in the order of their names: `effusion:L`, `nodule?` where it may be there.
fn shown(findings: &str) -> String {
    let table = Report::from_sections(findings, "").unwrap().table();
    let mut names: Vec<String> = Vec::new();
    for kind in Kind::ALL {
        let rows: Vec<&TableRow> = table.shown().filter(|it| it.kind == kind).collect();
        let Some(first) = rows.first() else { continue };
        let doubt = if first.certainty == Certainty::Possible {
            "?"
        } else {
            ""
        };
        let side = match (rows.len(), first.side) {
            (2, _) => ":B",
            (_, Some(Side::Left)) => ":L",
            (_, Some(Side::Right)) => ":R",
            (_, None) => "",
        };
        names.push(format!("{}{doubt}{side}", kind.label()));
    }
    names.sort();
    names.join(" ")
}

/// Checks sentences with what they show, one a line: `small left effusion => effusion:L`.
fn check(cases: &str) {
    let cases = cases.lines().filter_map(|it| it.trim().split_once("=>"));
    let read = cases.map(|(text, expected)| (text.trim(), expected.trim()));
    let wrong: Vec<String> = read
        .map(|(text, expected)| (text, shown(text), expected))
        .filter(|(_, found, expected)| found != expected)
        .map(|(text, found, expected)| format!("{text}: {found:?}, not {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_denied_gone_or_only_looked_for_is_not_there() {
    check(include_str!("denials.txt"));
}

#[test]
fn a_denial_ends_with_its_clause_and_a_change_is_none() {
    check(include_str!("turns.txt"));
}

#[test]
fn hedges_are_possible() {
    check(include_str!("hedges.txt"));
}

#[test]
fn every_kind_has_its_names() {
    check(include_str!("names.txt"));
}
