//! Words for sides and lobes.

use crate::findings::{Laterality, Lobe};

use super::clauses::{Clauses, among};

/// The side that a word says.
pub(super) fn side_of(word: &str) -> Option<Laterality> {
    match word {
        "left" | "leftsided" | "leftward" | "lingula" | "lingular" => Some(Laterality::Left),
        "right" | "rightsided" | "rightward" => Some(Laterality::Right),
        "bilateral" | "both" | "bibasilar" | "bibasal" | "biapical" | "bibasally" => {
            Some(Laterality::Both)
        }
        _ if word.starts_with("dextro") => Some(Laterality::Right),
        _ if word.starts_with("levo") => Some(Laterality::Left),
        _ => None,
    }
}

/// The side that the word at a place says of a lung, not of a heart chamber.
pub(super) fn side_at(clauses: &Clauses<'_>, at: usize) -> Option<Laterality> {
    let word = clauses.word(at);
    let side = side_of(word)?;
    if side == Laterality::Both || word.starts_with("dextro") || word.starts_with("levo") {
        return Some(side);
    }
    let next = clauses.word(at + 1);
    if next.starts_with("ventric")
        || next.starts_with("atri")
        || among(&["heart", "main", "pulmonary"], next)
    {
        return None;
    }
    let joint = |it: usize| {
        matches!(
            clauses.word(it),
            "and"
                | "or"
                | "greater"
                | "more"
                | "larger"
                | "less"
                | "smaller"
                | "than"
                | ">"
                | "to"
                | "the"
                | "sided"
                | "side"
                | "lung"
                | "base"
                | "upper"
                | "lower"
                | "middle"
                | "lobe"
                | "with"
                | "in"
                | "on"
        )
    };
    let opposite = |it: usize| match (side, clauses.word(it)) {
        (Laterality::Left, "right" | "rightsided") => true,
        (_, "left" | "leftsided" | "lingula") => side == Laterality::Right,
        _ => false,
    };
    // "Right greater than left", "in the right lower lobe and left base".
    let ahead = (at + 1..at + 9).find(|&it| !joint(it));
    let back = (1..9)
        .map_while(|step| at.checked_sub(step))
        .find(|&it| !joint(it));
    let pairs = |it: usize| {
        opposite(it)
            && it.abs_diff(at) > 1
            && (it.min(at) + 1..it.max(at))
                .any(|between| matches!(clauses.word(between), "and" | "or" | "than" | ">"))
    };
    if ahead.is_some_and(pairs) || back.is_some_and(pairs) {
        return Some(Laterality::Both);
    }
    Some(side)
}

/// How high a lobe lies.
#[derive(Clone, Copy)]
pub(super) enum Level {
    Upper,
    Middle,
    Lower,
    Lingula,
}

impl Level {
    /// The lobes of this level on a side.
    pub(super) fn lobes(self, side: Option<Laterality>) -> Vec<Lobe> {
        let right = matches!(side, Some(Laterality::Right | Laterality::Both));
        let left = matches!(side, Some(Laterality::Left | Laterality::Both));
        let of = |right_lobe: Option<Lobe>, left_lobe: Option<Lobe>| {
            [right_lobe.filter(|_| right), left_lobe.filter(|_| left)]
                .into_iter()
                .flatten()
                .collect()
        };
        match self {
            Self::Upper => of(Some(Lobe::RightUpper), Some(Lobe::LeftUpper)),
            Self::Middle => of(Some(Lobe::RightMiddle), None),
            Self::Lower => of(Some(Lobe::RightLower), Some(Lobe::LeftLower)),
            Self::Lingula => of(None, Some(Lobe::LeftUpper)),
        }
    }
}

/// The lobe's level that a word says: "upper" with "lobe" close behind it, or "lingula".
pub(super) fn level_at(clauses: &Clauses<'_>, at: usize) -> Option<Level> {
    let level = match clauses.word(at) {
        "upper" => Level::Upper,
        "middle" => Level::Middle,
        "lower" => Level::Lower,
        "lingula" | "lingular" => return Some(Level::Lingula),
        _ => return None,
    };
    let lobe = (at + 1..at + 5).any(|it| among(&["lobe", "lobes", "lobar"], clauses.word(it)));
    lobe.then_some(level)
}
