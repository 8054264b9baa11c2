//! The table of findings that a report's mentions make.

use super::TokenizedReport;
use crate::findings::{Certainty, FindingsTable, Laterality, Side, TableRow};

impl TokenizedReport {
    /// The findings that the report says are there or may be there, one row a kind and side.
    #[must_use]
    pub fn table(&self) -> FindingsTable {
        let mut table = FindingsTable::default();
        let shown = self.mentions();
        let shown = shown.iter().filter(|it| it.certainty != Certainty::Denied);
        for mention in shown {
            let sides = match mention.side.filter(|_| mention.finding.is_sided()) {
                None => vec![None],
                Some(Laterality::Left) => vec![Some(Side::Left)],
                Some(Laterality::Right) => vec![Some(Side::Right)],
                Some(Laterality::Both) => Side::BOTH.map(Some).to_vec(),
            };
            for side in sides {
                let same = |row: &&mut TableRow| {
                    row.kind == mention.finding && (row.side == side || side.is_none())
                };
                if let Some(row) = table.rows.iter_mut().find(same) {
                    if mention.certainty == Certainty::Present {
                        row.certainty = Certainty::Present;
                    }
                    continue;
                }
                let row = TableRow::new(mention.finding);
                table.rows.push(TableRow {
                    side,
                    certainty: mention.certainty,
                    ..row
                });
            }
        }
        table
    }
}
