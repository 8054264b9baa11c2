//! The table of findings: what a report says is there, one row a finding.

use serde::{Deserialize, Serialize};

use super::{Access, Certainty, Kind, Lobe, Severity, Side};

/// One finding of a table. What is not told, or does not apply to the kind, is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRow {
    /// What it is.
    pub kind: Kind,
    /// How sure it is; a simulated finding is there.
    #[serde(default = "present")]
    pub certainty: Certainty,
    /// The side; of a scoliosis the side it is convex to. A finding on both sides has two rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The lobe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobe: Option<Lobe>,
    /// How severe it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Number of leads of a pacemaker, or of wires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u8>,
    /// The way of a catheter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
}

fn present() -> Certainty {
    Certainty::Present
}

impl TableRow {
    /// A finding that is there, without particulars.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            certainty: Certainty::Present,
            side: None,
            lobe: None,
            severity: None,
            count: None,
            access: None,
        }
    }

    /// The finding on a side.
    #[must_use]
    pub fn on(mut self, side: Side) -> Self {
        self.side = Some(side);
        self
    }

    /// The finding in a lobe, and on its side.
    #[must_use]
    pub fn within(mut self, lobe: Lobe) -> Self {
        self.lobe = Some(lobe);
        self.on(lobe.side())
    }

    /// The finding with a severity.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The same finding on the other side; of the lobes the middle one has its counterpart in the upper one.
    #[must_use]
    pub fn mirrored(mut self) -> Self {
        self.side = self.side.map(Side::other);
        self.lobe = self.lobe.map(|lobe| match lobe {
            Lobe::RightUpper | Lobe::RightMiddle => Lobe::LeftUpper,
            Lobe::RightLower => Lobe::LeftLower,
            Lobe::LeftUpper => Lobe::RightUpper,
            Lobe::LeftLower => Lobe::RightLower,
        });
        self
    }

    /// How many leads or wires: two leads or six wires where nothing is said.
    #[must_use]
    pub fn usual_count(&self) -> Option<u8> {
        self.count.or(match self.kind {
            Kind::Pacemaker => Some(2),
            Kind::SternalWires => Some(6),
            _ => None,
        })
    }

    /// Whether it is to be seen: present or possible.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.certainty != Certainty::Denied
    }
}

/// All findings of a study, as its report tells them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingsTable {
    /// The findings, in the order of the report.
    pub rows: Vec<TableRow>,
}

impl FindingsTable {
    /// The table with a side for every finding that has one, chosen by `choose` (from 0 to 1) where none is told.
    #[must_use]
    pub fn completed(mut self, mut choose: impl FnMut() -> f32) -> Self {
        for row in &mut self.rows {
            if row.kind.is_sided() && row.side.is_none() {
                let told = row.lobe.map(Lobe::side);
                row.side = Some(told.unwrap_or_else(|| Side::of(choose() - 0.5)));
            }
        }
        self
    }

    /// Whether a kind is there or may be there.
    #[must_use]
    pub fn shows(&self, kind: Kind) -> bool {
        (self.rows.iter()).any(|row| row.kind == kind && row.is_shown())
    }

    /// The rows that are to be seen.
    pub fn shown(&self) -> impl Iterator<Item = &TableRow> {
        self.rows.iter().filter(|row| row.is_shown())
    }
}

/// A place that a finding can take in what a generator is told: its kind, and its side where the kind has sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The kind.
    pub kind: Kind,
    /// The side of a sided kind.
    pub side: Option<Side>,
}

/// Number of slots: 12 kinds with two sides, 9 without.
pub const SLOTS: usize = 33;

impl Slot {
    /// All slots, kind by kind, the right side first.
    pub fn all() -> impl Iterator<Item = Self> {
        Kind::ALL.into_iter().flat_map(|kind| {
            let sides = if kind.is_sided() {
                [Some(Side::Right), Some(Side::Left)]
            } else {
                [None, None]
            };
            let count = if kind.is_sided() { 2 } else { 1 };
            sides
                .into_iter()
                .take(count)
                .map(move |side| Self { kind, side })
        })
    }

    /// The slot of a finding; `None` where a sided kind lacks its side.
    #[must_use]
    pub fn of(kind: Kind, side: Option<Side>) -> Option<Self> {
        let side = if kind.is_sided() { Some(side?) } else { None };
        Some(Self { kind, side })
    }

    /// Its place in [`Slot::all`].
    #[must_use]
    pub fn place(self) -> usize {
        let before = Kind::ALL.into_iter().take_while(|&kind| kind != self.kind);
        let first: usize = before.map(|it| if it.is_sided() { 2 } else { 1 }).sum();
        first + self.side.map_or(0, Side::place)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_counted_and_found() {
        let all: Vec<Slot> = Slot::all().collect();
        assert_eq!(all.len(), SLOTS);
        for (at, slot) in all.into_iter().enumerate() {
            assert_eq!(slot.place(), at);
        }
        assert_eq!(Slot::of(Kind::Effusion, None), None);
        let heart = Slot::of(Kind::Cardiomegaly, Some(Side::Left)).unwrap();
        assert_eq!(heart.side, None, "a heart has no side");
    }

    #[test]
    fn what_a_manifest_tells_is_read() {
        let text = r#"{"kind": "nodule", "severity": "mild", "side": "right", "lobe": "right_lower", "size_mm": 9.0}"#;
        let row: TableRow = serde_json::from_str(text).unwrap();
        let expected = TableRow::new(Kind::Nodule)
            .within(Lobe::RightLower)
            .with_severity(Severity::Mild);
        assert_eq!(row, expected);
        assert!(row.is_shown());
    }
}
