//! Misspelt headings, which only a colon or a line of their own tells from text.

use super::Role;
use crate::report::sentences::is_line_break;

/// The headings that are looked for, in lower case.
const HEADINGS: [(Role, &str); 12] = [
    (Role::Findings, "findings"),
    (Role::Impression, "impression"),
    (Role::Impression, "impressions"),
    (Role::Impression, "conclusion"),
    (Role::Addendum, "addendum"),
    (Role::Circumstance, "technique"),
    (Role::Circumstance, "examination"),
    (Role::Ignored, "indication"),
    (Role::Ignored, "comparison"),
    (Role::Ignored, "clinical history"),
    (Role::Ignored, "reason for exam"),
    (Role::Ignored, "recommendation"),
];

/// The longest heading with slips, in bytes.
const MAX_BYTES: usize = 20;

/// The length, the role and the name of the heading that may have been meant at `at`, the start of a line.
pub(super) fn heading(text: &str, at: usize) -> Option<(usize, Role, &'static str)> {
    let lead = text[..at].trim_end_matches([' ', '\t', '*', '#', '_']);
    if !lead.chars().next_back().is_none_or(is_line_break) {
        return None;
    }
    let rest = &text[at..];
    let near = &rest[..rest.floor_char_boundary(MAX_BYTES)];
    let length = near
        .find(|it: char| !(it.is_ascii_alphabetic() || it == ' '))
        .unwrap_or(near.len());
    let name = near[..length].trim_end();
    let behind = rest[length..].trim_start_matches(['*', '_', ' ', '\t']);
    let ends = behind.starts_with(':')
        || (behind.chars().next().is_none_or(is_line_break)
            && name.bytes().all(|it| it.is_ascii_uppercase() || it == b' '));
    if !ends || name.len() < 6 {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let slips = |meant: &str| {
        let most = if meant.len() < 9 { 1 } else { 2 };
        let distance = strsim::osa_distance(&lower, meant);
        (distance <= most).then_some(distance)
    };
    let measured = HEADINGS
        .iter()
        .filter_map(|&(role, meant)| Some((slips(meant)?, role, meant)));
    let (_, role, meant) = measured.min_by_key(|&(distance, ..)| distance)?;
    Some((name.len(), role, meant))
}
