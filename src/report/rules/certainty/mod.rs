//! Whether a sentence says that a finding is there, may be there or is not, or only speaks of looking for it.
//!
//! The rules follow `NegEx` (Chapman et al., "A simple algorithm for identifying negated findings and diseases in
//! discharge summaries", J. Biomed. Inform. 2001): a trigger acts on what follows it, or on what stands before it,
//! until its clause ends.

use crate::{findings::Certainty, report::words::listed};

use super::{
    clauses::{Clauses, REACH, among},
    phrase::Place,
};

mod condition;
mod denial;
mod hedge;

/// What the words of a sentence make of a finding that it names; nothing where it only speaks of looking for one.
pub(super) fn certainty(clauses: &Clauses<'_>, place: Place, named: &[bool]) -> Option<Certainty> {
    let reader = Reader { clauses, named };
    if reader.is_condition(place) {
        None
    } else if reader.is_denied(place) {
        Some(Certainty::Denied)
    } else if reader.is_hedged(place) {
        Some(Certainty::Possible)
    } else {
        Some(Certainty::Present)
    }
}

struct Reader<'a> {
    clauses: &'a Clauses<'a>,
    /// Which tokens name a finding.
    named: &'a [bool],
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.clauses.word(at)
    }

    fn any_listed(&self, list: &str, at: usize) -> bool {
        listed(list, self.word(at))
    }

    fn any(&self, list: &[&str], at: usize) -> bool {
        among(list, self.word(at))
    }

    /// The places before the end of a name from which a trigger may act on it, the nearest first.
    fn ahead(&self, place: Place) -> impl Iterator<Item = usize> {
        (place.first.saturating_sub(REACH)..=place.last).rev()
    }

    /// The places behind a name from which a trigger may act on it.
    fn behind(&self, place: Place) -> impl Iterator<Item = usize> {
        place.last + 1..self.clauses.tokens.len().min(place.last + REACH)
    }

    /// Whether a trigger of this length holds at the place of the name.
    fn reaches(&self, trigger: usize, length: usize, place: Place) -> bool {
        trigger > place.first || self.clauses.carries(trigger + length, place.first)
    }
}
