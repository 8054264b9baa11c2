//! Side, lobe, severity, number and access of a finding, from the words around its name.

use crate::findings::{Access, Kind, Laterality, Lobe, Severity, Side};

use super::{
    clauses::{Clauses, among},
    phrase::Place,
    places::{Level, level_at, side_at, side_of},
};

/// What the words around a name tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Particulars {
    pub side: Option<Laterality>,
    /// The lobes named with it.
    pub lobes: Vec<Lobe>,
    pub severity: Option<Severity>,
    pub count: Option<u8>,
    pub access: Option<Access>,
}

/// Reads the words around `place`; `named` are the tokens that name a finding.
pub(super) fn particulars(
    clauses: &Clauses<'_>,
    kind: Kind,
    place: Place,
    named: &[bool],
) -> Particulars {
    let reader = Reader {
        clauses,
        place,
        named,
    };
    let side = if kind.is_sided() {
        reader.side(kind)
    } else {
        None
    };
    Particulars {
        lobes: if in_lobe(kind) {
            reader.lobes(side)
        } else {
            Vec::new()
        },
        severity: if has_severity(kind) {
            reader.severity()
        } else {
            None
        },
        count: reader.count(kind),
        access: if kind == Kind::CentralLine {
            reader.access()
        } else {
            None
        },
        side,
    }
}

fn in_lobe(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Consolidation | Kind::Atelectasis | Kind::Nodule | Kind::Mass | Kind::Granuloma
    )
}

fn has_severity(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::SternalWires | Kind::Pacemaker | Kind::CentralLine | Kind::RibFracture
    )
}

struct Reader<'a> {
    clauses: &'a Clauses<'a>,
    place: Place,
    named: &'a [bool],
}

/// How far from a name its particulars may stand, in words.
const REACH: usize = 24;

impl Reader<'_> {
    /// The nearest value of `read` in the name, before it or behind it, in its part of the sentence; a value beyond
    /// another finding counts only if there is none nearer.
    fn nearest<T: Copy>(&self, read: impl Fn(usize) -> Option<T>) -> Option<T> {
        let Place { first, last } = self.place;
        if let Some(inside) = (first..=last).find_map(&read) {
            return Some(inside);
        }
        let part = |at: usize| self.clauses.part(at) == self.clauses.part(self.place.first);
        let apart = |at: usize| among(&["with", "without"], self.clauses.word(at));
        let ahead = (first.saturating_sub(REACH)..first)
            .rev()
            .take_while(|&at| part(at) && !apart(at));
        let end = self.clauses.tokens.len().min(last + REACH);
        let behind = (last + 1..end).take_while(|&at| part(at) && !apart(at));
        let free = |it: &usize| !self.named[*it];
        ahead
            .clone()
            .take_while(free)
            .find_map(&read)
            .or_else(|| behind.clone().take_while(free).find_map(&read))
            .or_else(|| ahead.clone().find_map(&read))
    }

    fn side(&self, kind: Kind) -> Option<Laterality> {
        let of = |at: usize| side_at(self.clauses, at);
        self.nearest(of)
            .or_else(|| self.side_in_next_part())
            .or_else(|| self.only_side())
            .or_else(|| (kind == Kind::Atelectasis).then(|| self.nearest(|at| self.bases(at)))?)
    }

    /// "Atelectasis at the lung bases" is on both sides.
    fn bases(&self, at: usize) -> Option<Laterality> {
        (self.clauses.word(at) == "bases").then_some(Laterality::Both)
    }

    /// A part of its own for the side: "pleural effusions, right greater than left".
    fn side_in_next_part(&self) -> Option<Laterality> {
        let tokens = self.clauses.tokens.len();
        let part = self.clauses.part(self.place.last);
        let next: Vec<usize> = (self.place.last..tokens.min(self.place.last + REACH))
            .filter(|&at| self.clauses.part(at) == part + 1)
            .collect();
        if next.iter().any(|&at| self.named[at]) {
            return None;
        }
        next.iter().find_map(|&at| side_at(self.clauses, at))
    }

    /// The side of the whole sentence, where it names one only.
    fn only_side(&self) -> Option<Laterality> {
        let start = self.place.first.saturating_sub(REACH);
        let end = self.clauses.tokens.len().min(self.place.last + REACH);
        let mut sides = (start..end).filter_map(|at| side_at(self.clauses, at));
        let first = sides.next()?;
        sides.all(|it| it == first).then_some(first)
    }

    fn lobes(&self, side: Option<Laterality>) -> Vec<Lobe> {
        let of = |at: usize| level_at(self.clauses, at);
        if self.nearest(of).is_none() {
            return Vec::new();
        }
        let part = self.clauses.part(self.place.first);
        let start = self.place.first.saturating_sub(REACH);
        let end = self.clauses.tokens.len().min(self.place.last + REACH);
        let mut found = Vec::new();
        for at in (start..end).filter(|&at| self.clauses.part(at) == part) {
            let Some(level) = of(at) else { continue };
            let own = (at.saturating_sub(3)..at)
                .rev()
                .find_map(|it| side_of(self.clauses.word(it)));
            let sides = match level {
                Level::Middle => Some(Laterality::Right),
                Level::Lingula => Some(Laterality::Left),
                _ => own.or(side),
            };
            let wanted = |it: &Lobe| match side {
                Some(Laterality::Left) => it.side() == Side::Left,
                Some(Laterality::Right) => it.side() == Side::Right,
                _ => true,
            };
            found.extend(level.lobes(sides).into_iter().filter(wanted));
        }
        found.dedup();
        found
    }

    fn severity(&self) -> Option<Severity> {
        self.nearest(|at| {
            let one = severity_of(self.clauses.word(at))?;
            // "Mild to moderate", "moderate to large": the graver one.
            let joined =
                among(&["to", "or"], self.clauses.word(at + 1)) || self.clauses.word(at + 1) == "-";
            let second = if joined {
                severity_of(self.clauses.word(at + 2))
            } else {
                None
            };
            let ahead = among(&["to", "or"], self.clauses.before(at, 1))
                .then(|| severity_of(self.clauses.before(at, 2)))
                .flatten();
            [Some(one), second, ahead].into_iter().flatten().max()
        })
    }

    fn count(&self, kind: Kind) -> Option<u8> {
        match kind {
            Kind::Pacemaker => self.nearest(|at| match self.clauses.word(at) {
                "biventricular" | "triple" | "crt" => Some(3),
                "dual" => Some(2),
                "single" => Some(1),
                _ => self.number_before(at, "lead"),
            }),
            Kind::SternalWires => self.nearest(|at| self.number_before(at, "wire")),
            _ => None,
        }
    }

    /// The number at a place, where the thing counted stands within three words behind it.
    fn number_before(&self, at: usize, thing: &str) -> Option<u8> {
        let numbers = [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        ];
        let number = numbers.iter().position(|it| *it == self.clauses.word(at))?;
        let counted = (at + 1..at + 4).any(|it| self.clauses.word(it).starts_with(thing));
        if counted {
            u8::try_from(number + 1).ok()
        } else {
            None
        }
    }

    fn access(&self) -> Option<Access> {
        self.nearest(|at| {
            let word = self.clauses.word(at);
            if word.starts_with("picc") || word == "peripherally" {
                Some(Access::Peripheral)
            } else if matches!(word, "ij" | "jugular") {
                Some(Access::Jugular)
            } else if [
                "port",
                "ports",
                "mediport",
                "chemoport",
                "infusaport",
                "powerport",
            ]
            .contains(&word)
                || word.starts_with("portacath")
            {
                Some(Access::Port)
            } else {
                None
            }
        })
    }
}

/// The severity that a word says.
fn severity_of(word: &str) -> Option<Severity> {
    match word {
        "mild" | "mildly" | "minimal" | "minimally" | "small" | "tiny" | "trace" | "slight"
        | "slightly" | "minor" | "subtle" | "minute" | "borderline" | "early" | "little" => {
            Some(Severity::Mild)
        }
        "moderate" | "moderately" | "medium" => Some(Severity::Moderate),
        "severe" | "severely" | "large" | "marked" | "markedly" | "massive" | "extensive"
        | "gross" | "grossly" | "huge" | "advanced" | "significant" | "significantly" => {
            Some(Severity::Severe)
        }
        _ => None,
    }
}
