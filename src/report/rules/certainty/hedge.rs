//! Hedging: findings that may be there ("may represent", "cannot exclude").

use crate::report::{rules::phrase::Place, words::listed};

use super::Reader;

/// Words of possibility, for what follows.
const HEDGES: &str = "differential favor favors favored favoring possible possibly probable probably likely may might \
    could perhaps potentially potential presumably presumed suspected suspect suspicious suspicion \
    suggest suggests suggesting suggestive suggestion questionable questionably question equivocal \
    concerning concern worrisome versus borderline query";

/// Words of possibility for what stands before, at the end of a statement: "effusion is suspected".
const HEDGES_BEHIND: &str = "possible possibly probable likely suspected questioned questionable considered equivocal doubtful \
    conceivable versus uncertain";

impl Reader<'_> {
    pub(super) fn is_hedged(&self, place: Place) -> bool {
        let forward = self.ahead(place).any(|at| {
            let length = self.hedge(at);
            length > 0 && self.reaches(at, length, place)
        });
        forward
            || self
                .behind(place)
                .any(|at| self.hedge_behind(at) && self.clauses.carries_back(place.last + 1, at))
            || self.is_alternative(place)
    }

    /// Length of the hedge of what follows that begins here, or 0.
    fn hedge(&self, at: usize) -> usize {
        match self.word(at) {
            "?" => usize::from(at + 1 < self.clauses.tokens.len()),
            "cannot" | "not" => {
                usize::from((1..5).any(|step| self.any(&["exclude", "excluded"], at + step)))
                    + usize::from(self.clauses.reads(at, "cannot rule out"))
            }
            "if" if self.word(at + 1) == "any" => 2,
            "difficult" | "unable" | "hard" | "impossible" => {
                usize::from((1..3).any(|step| self.any(&["exclude", "rule"], at + step)))
            }
            "doubt" => usize::from(self.clauses.before(at, 1) != "no"),
            word => usize::from(listed(HEDGES, word)),
        }
    }

    /// Whether what stands here makes what stands before it uncertain.
    fn hedge_behind(&self, at: usize) -> bool {
        match self.word(at) {
            // "Pneumonia?"
            "?" => at + 1 == self.clauses.tokens.len(),
            "cannot" | "not" => {
                let excluded = (1..5).any(|step| {
                    self.any(&["excluded", "exclude"], at + step)
                        || self.clauses.reads(at + step, "ruled out")
                });
                excluded && !self.clauses.earlier(at)
            }
            "differential" | "consideration" => true,
            word => {
                let ends = at + 1 >= self.clauses.tokens.len()
                    || self.any(
                        &[
                            ",", ";", "or", "and", "but", "in", "at", "on", "given", "versus",
                        ],
                        at + 1,
                    )
                    || word == "versus";
                ends && listed(HEDGES_BEHIND, word)
            }
        }
    }

    /// "Atelectasis or infiltrate": either may be there.
    fn is_alternative(&self, place: Place) -> bool {
        let ahead = self.clauses.before(place.first, 1) == "or"
            && place.first >= 2
            && self.named[place.first - 2];
        let behind = self.word(place.last + 1) == "or"
            && (place.last + 2..(place.last + 5).min(self.named.len())).any(|it| self.named[it]);
        ahead || behind
    }
}
