//! Findings that are named without being asserted: what the examination looks for ("rule out pneumonia"), and history.

use crate::report::rules::{clauses::among, phrase::Place};

use super::Reader;

/// Words before "to exclude" that make of it a hedge.
const IN_VAIN: &[&str] = &["difficult", "unable", "hard", "impossible", "possible"];

impl Reader<'_> {
    /// Advice, conditions and the past: "CT to exclude nodule", "if concern for fracture", "history of pneumothorax".
    pub(super) fn is_condition(&self, place: Place) -> bool {
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
            "if" => usize::from(self.word(at + 1) != "any"),
            "unless" => 1,
            "correlate" | "correlation" => {
                usize::from((1..4).any(|step| self.word(at + step) == "for"))
            }
            "sensitive" => usize::from(self.any(&["for", "to", "in"], at + 1)),
            "exclude" | "excluding" | "exclusion" | "assess" | "assessment" | "evaluate"
            | "evaluation" | "evaluating" | "assessing" | "screen" | "screening" | "detecting"
            | "detection" => {
                let denies = among(&["cannot", "not", "difficult"], before)
                    || (before == "to" && among(IN_VAIN, self.clauses.before(at, 2)));
                usize::from(!denies)
            }
            "rule" if self.word(at + 1) == "out" => {
                let denies = among(&["cannot", "not", "to"], before)
                    && (before != "to" || among(IN_VAIN, self.clauses.before(at, 2)));
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
}
