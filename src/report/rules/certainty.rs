//! Whether a sentence says that a finding is there, may be there or is not, or only speaks of looking for it.
//!
//! The rules follow `NegEx` (Chapman et al., "A simple algorithm for identifying negated findings and diseases in
//! discharge summaries", J. Biomed. Inform. 2001): a trigger acts on what follows it, or on what stands before it,
//! until its clause ends.

use crate::{findings::Certainty, report::words::listed};

use super::{
    clauses::{Clauses, among},
    phrase::Place,
};

/// Degrees and kinds between "no" and "change".
const BETWEEN: &str = "significant significantly interval appreciable appreciably substantial substantially definite major \
    real further great";

/// What "no" and "not" may be said of without a denial: "no change in the effusion", "not larger".
const CHANGES: &str = "change changes changed changing increase increased increasing decrease decreased worse worsened \
    worsening improvement improved progression progressed larger bigger smaller growth grown difference \
    different doubt question only resolution resolved resolving cleared evolution";

/// What "not" may be said of because the film shows too little: "not well seen".
const UNSEEN: &str = "well clearly fully completely entirely optimally adequately included imaged necessarily removed yet";

/// Words of possibility, for what follows.
const HEDGES: &str = "differential favor favors favored favoring possible possibly probable probably likely may might \
    could perhaps potentially potential presumably presumed suspected suspect suspicious suspicion \
    suggest suggests suggesting suggestive suggestion questionable questionably question equivocal \
    concerning concern worrisome versus borderline query";

/// Words of possibility for what stands before, at the end of a statement: "effusion is suspected".
const HEDGES_BEHIND: &str = "possible possibly probable likely suspected questioned questionable considered equivocal doubtful \
    conceivable versus uncertain";

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
        (place.first.saturating_sub(48)..=place.last).rev()
    }

    /// The places behind a name from which a trigger may act on it.
    fn behind(&self, place: Place) -> impl Iterator<Item = usize> {
        place.last + 1..self.clauses.tokens.len().min(place.last + 48)
    }

    /// Whether a trigger of this length holds at the place of the name.
    fn reaches(&self, trigger: usize, length: usize, place: Place) -> bool {
        trigger > place.first || self.clauses.carries(trigger + length, place.first)
    }

    /// Advice, conditions and the past: "CT to exclude nodule", "if concern for fracture", "history of pneumothorax".
    fn is_condition(&self, place: Place) -> bool {
        self.ahead(place).any(|at| {
            let length = self.condition(at);
            // A condition reaches over commas, but not over turns.
            length > 0 && (at + length..place.first).all(|it| !self.clauses.turns(it))
        })
    }

    /// Length of the condition that begins here, or 0.
    fn condition(&self, at: usize) -> usize {
        let reads = |words: &str| self.clauses.reads(at, words);
        let before = self.clauses.before(at, 1);
        match self.word(at) {
            "if" | "unless" => 1,
            "exclude" | "excluding" | "exclusion" | "assess" | "assessment" | "evaluate"
            | "evaluation" | "evaluating" | "assessing" | "screen" | "screening" | "detecting"
            | "detection" => {
                let denies = among(&["cannot", "not", "difficult"], before)
                    || (before == "to"
                        && among(&["difficult", "unable", "hard"], self.clauses.before(at, 2)));
                usize::from(!denies)
            }
            "rule" if self.word(at + 1) == "out" => {
                let denies = among(&["cannot", "not", "to"], before)
                    && (before != "to"
                        || among(&["difficult", "unable"], self.clauses.before(at, 2)));
                if denies { 0 } else { 2 }
            }
            "look" | "looking" if reads("look for") || reads("looking for") => 2,
            "history" | "risk" if self.word(at + 1) == "of" => {
                if among(&["with", "by"], before)
                    && among(&["consistent", "compatible"], self.clauses.before(at, 2))
                {
                    0
                } else {
                    2
                }
            }
            "mask" | "masking" | "obscure" | "hide" | "simulate" | "mimic" => {
                usize::from(among(&["may", "could", "can", "might", "would"], before))
            }
            "indication" | "reason" if self.word(at + 1) == "for" || self.word(at + 1) == ":" => 2,
            _ => 0,
        }
    }

    fn is_denied(&self, place: Place) -> bool {
        let forward = self.ahead(place).any(|at| {
            let length = self.denial(at);
            length > 0 && self.reaches(at, length, place)
        });
        forward
            || self.behind(place).any(|at| {
                self.denial_behind(at, place) && self.clauses.carries_back(place.last + 1, at)
            })
    }

    /// Length of the denial of what follows that begins here, or 0.
    fn denial(&self, at: usize) -> usize {
        let of = |words: &[&str]| usize::from(among(words, self.word(at + 1))) * 2;
        let before = self.clauses.before(at, 1);
        match self.word(at) {
            "no" => usize::from(!self.is_about_change(at)),
            "not" => usize::from(!self.is_about_change(at) && !self.is_about_film(at)),
            "without" | "nor" | "neither" | "never" | "denies" | "lacks" => {
                usize::from(!self.is_about_change(at))
            }
            "cannot" if self.clauses.reads(at, "cannot be seen") => 1,
            "negative" => of(&["for", "of"]),
            "free" | "clear" | "cleared" | "devoid" => of(&["of", "from"]),
            "absence" | "lack" | "removal" | "disappearance" | "explantation" => of(&["of"]),
            "resolution" | "clearing" if !self.is_partial(at) && before != "no" => of(&["of"]),
            "resolved" if !self.is_partial(at) => usize::from(!among(
                &["has", "have", "is", "are", "been", "and", ",", "now"],
                before,
            )),
            "excludes" => 1,
            "rather" | "instead" => of(&["than", "of"]),
            "unlikely" => usize::from(!among(&["not"], before)),
            "absent" => usize::from(!among(&["is", "are", ":", "-", "|", ","], before)),
            "non" => usize::from(among(
                &["enlarged", "dilated", "elevated", "tortuous", "aneurysmal"],
                self.word(at + 1),
            )),
            "nonenlarged" => 1,
            _ => 0,
        }
    }

    /// "No change in", "not significantly larger", "no doubt".
    fn is_about_change(&self, at: usize) -> bool {
        let mut next = at + 1;
        while self.any_listed(BETWEEN, next) && next < at + 4 {
            next += 1;
        }
        if self.word(next) == "in" {
            next += 1;
        }
        // "No change or effusion" is a list; "no new or larger effusion" too.
        let change = self.any_listed(CHANGES, next) && !among(&["or", "nor"], self.word(next + 1));
        // "No degenerative changes" is none; "no adverse change" is.
        change || (self.any(&["adverse", "suspicious"], next) && self.any_listed(CHANGES, next + 1))
    }

    /// "Not well seen", "not excluded".
    fn is_about_film(&self, at: usize) -> bool {
        self.any_listed(UNSEEN, at + 1)
            || (1..4).any(|step| self.any(&["excluded", "exclude", "definitively"], at + step))
    }

    /// "Partially resolved", "resolution of some of".
    fn is_partial(&self, at: usize) -> bool {
        let partly = [
            "not",
            "partial",
            "partially",
            "partly",
            "incomplete",
            "incompletely",
            "nearly",
            "near",
            "almost",
            "largely",
            "mostly",
            "cannot",
            "never",
        ];
        (1..3).any(|back| among(&partly, self.clauses.before(at, back)))
    }

    /// Whether what stands here denies what stands before it.
    fn denial_behind(&self, at: usize, place: Place) -> bool {
        let before = self.clauses.before(at, 1);
        let next = self.word(at + 1);
        match self.word(at) {
            "none" | "nil" | "negative" | "gone" | "disappeared" => !among(&["for"], next),
            "absent" | "resolved" | "cleared" | "removed" | "withdrawn" | "explanted" => {
                !self.is_partial(at) && !among(&["be"], before)
            }
            "excluded" => {
                !self.is_partial(at) && !among(&["be"], before)
                    || self.clauses.reads(at - 1, "been excluded")
            }
            "ruled" => next == "out" && !self.is_uncertain(at),
            "unlikely" => !among(&["not"], before),
            "no" => self.answers_no(at, place),
            "not" => self.is_unseen(at) && !self.is_about_film(at) && !self.clauses.earlier(at),
            "normal" | "unremarkable" => self.is_predicate(at, place),
            "within" => {
                self.clauses.reads(at, "within normal")
                    || self.clauses.reads(at, "within limits of normal")
            }
            _ => false,
        }
    }

    fn is_uncertain(&self, at: usize) -> bool {
        (1..4).any(|back| among(&["cannot", "not", "to"], self.clauses.before(at, back)))
    }

    /// "Effusion: no", "pneumothorax - no evidence", "no longer seen".
    fn answers_no(&self, at: usize, place: Place) -> bool {
        if self.is_about_change(at) {
            return false;
        }
        if self.word(at + 1) == "longer" {
            return !self.any(&["require", "requires", "needs"], at + 2);
        }
        let close = (place.last + 1..at).all(|it| self.any(&[":", "-", "|", "?", "is", "are"], it))
            && at > place.last + 1;
        let rest = at + 1..self.clauses.tokens.len();
        let names_more = rest
            .take_while(|&it| !self.clauses.turns(it) && self.word(it) != ",")
            .any(|it| self.named[it]);
        (close && !names_more) || (at + 1 == self.clauses.tokens.len())
    }

    /// "Not seen", "not definitely identified", "not".
    fn is_unseen(&self, at: usize) -> bool {
        let seen = [
            "seen",
            "identified",
            "present",
            "noted",
            "evident",
            "visualized",
            "demonstrated",
            "appreciated",
            "detected",
            "found",
            "visible",
            "apparent",
            "observed",
            "shown",
            "suspected",
            "there",
            "confirmed",
            "likely",
            "appreciable",
            "felt",
            "depicted",
            "recognized",
        ];
        self.any(&seen, at + 1)
            || (self.any(&seen, at + 2) && !among(&["on", "the"], self.word(at + 1)))
            || at + 1 == self.clauses.tokens.len()
    }

    /// "Vascular congestion is normal", but not "congestion, normal heart".
    fn is_predicate(&self, at: usize, place: Place) -> bool {
        let verb = among(
            &[
                "is", "are", "appear", "appears", "remain", "remains", "was", ":", "-", "|",
            ],
            self.clauses.before(at, 1),
        );
        verb && self.clauses.part(at) == self.clauses.part(place.last)
            && (place.last + 1..at).all(|it| !self.any(&["and"], it))
    }

    fn is_hedged(&self, place: Place) -> bool {
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
            "difficult" | "unable" => {
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
