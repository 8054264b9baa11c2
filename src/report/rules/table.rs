//! From what single sentences say to the table of the whole report.

use serde::Serialize;

use crate::{
    findings::{Certainty, FindingsTable, Kind, Laterality, Lobe, Severity, Side, TableRow},
    report::Span,
};

use super::Mention;

/// A row of the table with the words that said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadRow {
    /// The finding.
    pub row: TableRow,
    /// The words, in the order of the report; several where several sentences say it.
    pub words: Vec<Span>,
}

/// Joins what sentences say to the table of a report, in the order in which it names the findings: one row for each kind
/// and side.
#[must_use]
pub fn rows(mentions: &[Mention]) -> Vec<ReadRow> {
    let mut kinds: Vec<Kind> = Vec::new();
    for mention in mentions {
        if !kinds.contains(&mention.finding) {
            kinds.push(mention.finding);
        }
    }
    kinds
        .into_iter()
        .flat_map(|kind| {
            let own: Vec<&Mention> = mentions.iter().filter(|it| it.finding == kind).collect();
            rows_of(kind, &own)
        })
        .collect()
}

/// The findings of rows, without their words.
pub(crate) fn table(rows: Vec<ReadRow>) -> FindingsTable {
    FindingsTable {
        rows: rows.into_iter().map(|it| it.row).collect(),
    }
}

fn rows_of(kind: Kind, mentions: &[&Mention]) -> Vec<ReadRow> {
    let shown = mentions.iter().any(|it| it.certainty != Certainty::Denied);
    let sided = |it: &Mention| kind.is_sided() && it.side.is_some();
    let on_sides = mentions
        .iter()
        .any(|it| sided(it) && it.certainty != Certainty::Denied);
    let sides: &[Option<Side>] = match (kind.is_sided(), shown && on_sides) {
        (false, _) => &[None],
        // What is said without a side then belongs to the sides that are named.
        (true, true) => &[Some(Side::Right), Some(Side::Left)],
        (true, false) => &[None, Some(Side::Right), Some(Side::Left)],
    };
    let mut rows: Vec<ReadRow> = sides
        .iter()
        .filter_map(|&side| {
            let own: Vec<&Mention> = mentions
                .iter()
                .copied()
                .filter(|it| says(it, side))
                .collect();
            let own_shown = own.iter().any(|it| it.certainty != Certainty::Denied);
            let unsided: Vec<&Mention> = if on_sides && own_shown {
                let loose = mentions.iter().copied();
                loose
                    .filter(|it| !sided(it) && it.certainty != Certainty::Denied)
                    .collect()
            } else {
                Vec::new()
            };
            merged(kind, side, &own, &unsided)
        })
        .collect();
    // A finding that is there on an unknown side, and denied on a known one, is not denied as such.
    if shown {
        rows.retain(|it| it.row.is_shown() || it.row.side.is_some());
    } else if rows.iter().any(|it| it.row.side.is_none()) {
        rows.retain(|it| it.row.side.is_none());
    }
    rows.sort_by_key(|it| it.words.first().map_or(0, |span| span.start));
    rows
}

/// Whether a mention says something of this side.
fn says(mention: &Mention, side: Option<Side>) -> bool {
    if !mention.finding.is_sided() {
        return true;
    }
    match (mention.side, side) {
        (None, None) | (Some(Laterality::Both), Some(_)) => true,
        (Some(Laterality::Left), Some(side)) => side == Side::Left,
        (Some(Laterality::Right), Some(side)) => side == Side::Right,
        _ => false,
    }
}

/// One row of what mentions of one kind and side say. The surest word counts: what one sentence affirms is there.
fn merged(
    kind: Kind,
    side: Option<Side>,
    own: &[&Mention],
    unsided: &[&Mention],
) -> Option<ReadRow> {
    own.first()?;
    let certainty = own.iter().chain(unsided).map(|it| it.certainty).min()?;
    let mut all: Vec<&Mention> = own
        .iter()
        .chain(unsided)
        .copied()
        .filter(|it| (it.certainty == Certainty::Denied) == (certainty == Certainty::Denied))
        .collect();
    all.sort_by_key(|it| it.span.start);
    let mut row = TableRow::new(kind);
    row.certainty = certainty;
    row.side = side;
    if certainty != Certainty::Denied {
        row.lobe = all.iter().find_map(|it| {
            let fits = |lobe: &&Lobe| side.is_none_or(|side| lobe.side() == side);
            it.lobes.iter().find(fits).copied()
        });
        // The gravest word counts.
        row.severity = all
            .iter()
            .filter_map(|it| it.severity)
            .max_by_key(|it: &Severity| *it);
        row.count = all.iter().find_map(|it| it.count);
        row.access = all.iter().find_map(|it| it.access);
    }
    let words = all.iter().map(|it| it.span).collect();
    Some(ReadRow { row, words })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{findings::Access, report::Report};

    fn rows(findings: &str, impression: &str) -> Vec<TableRow> {
        let report = Report::from_sections(findings, impression).unwrap();
        report.table().rows
    }

    #[test]
    fn a_finding_on_both_sides_has_two_rows() {
        let found = rows(
            "Small bilateral pleural effusions, larger on the right.",
            "",
        );
        let mild = |side| {
            TableRow::new(Kind::Effusion)
                .on(side)
                .with_severity(Severity::Mild)
        };
        assert_eq!(found, [mild(Side::Right), mild(Side::Left)]);
    }

    #[test]
    fn sections_are_joined() {
        let found = rows(
            "Moderate left effusion. No right effusion. No pneumothorax.",
            "Effusion. Possible pneumonia in the right middle lobe.",
        );
        let mut denied = TableRow::new(Kind::Effusion).on(Side::Right);
        denied.certainty = Certainty::Denied;
        let mut pneumonia = TableRow::new(Kind::Consolidation).within(Lobe::RightMiddle);
        pneumonia.certainty = Certainty::Possible;
        let mut clear = TableRow::new(Kind::Pneumothorax);
        clear.certainty = Certainty::Denied;
        let effusion = TableRow::new(Kind::Effusion)
            .on(Side::Left)
            .with_severity(Severity::Moderate);
        assert_eq!(found, [effusion, denied, clear, pneumonia]);
    }

    #[test]
    fn a_sure_word_without_a_side_makes_the_side_sure() {
        let found = rows("Possible left effusion.", "Pleural effusion.");
        assert_eq!(found, [TableRow::new(Kind::Effusion).on(Side::Left)]);
    }

    #[test]
    fn particulars_are_read() {
        let found = rows(
            "Dual lead pacemaker on the left. Right PICC. Six sternal wires. LLL and RUL consolidation. Large right \
             pneumothorax. Mild to moderate cardiomegaly.",
            "",
        );
        let of = |kind| found.iter().find(|it| it.kind == kind).unwrap();
        assert_eq!(of(Kind::Pacemaker).count, Some(2));
        assert_eq!(of(Kind::Pacemaker).side, Some(Side::Left));
        assert_eq!(of(Kind::CentralLine).access, Some(Access::Peripheral));
        assert_eq!(of(Kind::SternalWires).count, Some(6));
        assert_eq!(of(Kind::Pneumothorax).severity, Some(Severity::Severe));
        assert_eq!(of(Kind::Cardiomegaly).severity, Some(Severity::Moderate));
        let lobes: Vec<Option<Lobe>> = (found.iter())
            .filter(|it| it.kind == Kind::Consolidation)
            .map(|it| it.lobe)
            .collect();
        assert_eq!(lobes, [Some(Lobe::RightUpper), Some(Lobe::LeftLower)]);
    }

    #[test]
    fn each_row_has_its_words() {
        let report =
            Report::from_text("FINDINGS: Small left PTX. IMPRESSION: Left pneumothorax.").unwrap();
        let rows = report.rows();
        let words: Vec<&str> = (rows[0].words.iter())
            .map(|it| it.of(report.text()))
            .collect();
        assert_eq!((rows.len(), words), (1, vec!["PTX", "pneumothorax"]));
    }
}
