//! Negation: findings that a sentence denies, or says to have resolved.

use crate::report::rules::{clauses::among, phrase::Place};

use super::Reader;

/// Degrees and kinds between "no" and "change".
const BETWEEN: &str = "significant significantly interval appreciable appreciably substantial substantially definite major \
    real further great";

/// What "no" and "not" may be said of without a denial: "no change in the effusion", "not larger".
const CHANGES: &str = "change changes changed changing increase increased increasing decrease decreased worse worsened \
    worsening improvement improved progression progressed larger bigger smaller growth grown difference \
    different doubt question only resolution resolved resolving cleared evolution";

/// What "not" may be said of because the film shows too little: "not well seen".
const UNSEEN: &str = "well clearly fully completely entirely optimally adequately included imaged necessarily removed yet";

/// Words before "resolution" that make of it an aim.
const AIMS: &[&str] = &[
    "no",
    "to",
    "until",
    "for",
    "document",
    "documenting",
    "ensure",
    "confirm",
];

impl Reader<'_> {
    pub(super) fn is_denied(&self, place: Place) -> bool {
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
            "none" => of(&["of"]),
            "absence" | "lack" | "removal" | "disappearance" | "explantation" => of(&["of"]),
            "resolution" | "clearing" if !self.is_partial(at) && !among(AIMS, before) => {
                of(&["of"])
            }
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
        // "No more than a trace of".
        if self.word(next + 1) == "than" {
            return true;
        }
        // "No change or effusion" is a list.
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
}
