//! The scope of negations and hedges: it ends at a conjunction such as "but", and at a new statement behind a comma or an
//! "and".

use super::token::Token;
use crate::report::words::listed;

/// How far one word acts on others, in words.
pub(super) const REACH: usize = 48;

/// Words that turn a sentence.
const TURNS: &str = "but however although though except excepting aside apart besides yet otherwise whereas while which";

/// Words that make a statement of what stands before them.
const VERBS: &str = "is are was were has have had remain remains persist persists appear appears show shows demonstrate \
    demonstrates increased decreased improved worsened resolved cleared removed developed projects \
    overlies terminates ends measures may represents suggests noted seen";

/// Words that begin a statement.
const BEGINS: [&str; 8] = ["a", "an", "the", "there", "this", "these", "only", "just"];

/// Words of degree, side and time that begin one without a verb.
const AFFIRMS: &str = "small tiny trace mild mildly minimal minimally moderate \
    moderately large severe severely marked markedly massive left right bilateral bibasilar biapical \
    stable unchanged persistent residual increased increasing decreased improved improving worsening \
    resolving calcified old healed healing chronic prior remote degenerative tortuous atherosclerotic \
    hyperexpanded hyperinflated low borderline enlarged elevated scattered probable possible likely \
    known again interval";

/// Participles of what is merely looked for: "no effusion, pneumothorax, or nodule is seen".
const SEEN: &str = "seen identified present noted evident visualized demonstrated appreciated detected found visible \
    apparent observed";

/// Words before "with" that need it: "no finding consistent with pneumonia".
const NEEDS_WITH: [&str; 7] = [
    "consistent",
    "compatible",
    "associated",
    "keeping",
    "correlated",
    "correlates",
    "concordant",
];

/// Whether a word is one of a list.
pub(super) fn among(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// A sentence with its turns.
pub(super) struct Clauses<'a> {
    pub tokens: &'a [Token],
    /// Whether a new clause begins with the token.
    turns: Vec<bool>,
    /// The part between commas and turns that each token belongs to.
    parts: Vec<usize>,
}

impl<'a> Clauses<'a> {
    pub(super) fn new(tokens: &'a [Token]) -> Self {
        let mut clauses = Self {
            tokens,
            turns: vec![false; tokens.len()],
            parts: Vec::new(),
        };
        let mut verb = false;
        let mut denies = false;
        for at in 0..tokens.len() {
            let turns = clauses.is_turn(at)
                || (verb && clauses.joins_statements(at))
                || (denies && clauses.word(at) == "and" && clauses.begins_on_a_side(at + 1));
            clauses.turns[at] = turns;
            if turns {
                verb = false;
                denies = false;
            }
            denies |= among(&["no", "without", "not"], clauses.word(at));
            verb |= listed(VERBS, clauses.word(at));
        }
        let mut part = 0;
        for at in 0..tokens.len() {
            part += usize::from(clauses.turns[at] || clauses.word(at) == ",");
            clauses.parts.push(part);
        }
        clauses
    }

    /// The word at a place; nothing behind the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |it| it.text.as_str())
    }

    /// The word `back` places before; nothing before the start.
    pub(super) fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |it| self.word(it))
    }

    /// Whether these words stand at a place.
    pub(super) fn reads(&self, at: usize, words: &str) -> bool {
        (words.split(' ').enumerate()).all(|(step, word)| self.word(at + step) == word)
    }

    /// Whether a new clause begins here.
    pub(super) fn turns(&self, at: usize) -> bool {
        self.turns[at]
    }

    /// The part of the sentence, counted by commas and turns.
    pub(super) fn part(&self, at: usize) -> usize {
        self.parts[at]
    }

    fn is_turn(&self, at: usize) -> bool {
        let word = self.word(at);
        match word {
            ";" => true,
            "yet" => !among(&["not", "has", "have"], self.before(at, 1)),
            "other" => self.word(at + 1) == "than",
            "there" => {
                at > 0
                    && self.before(at, 1) != "if"
                    && among(&["is", "are", "has", "remains", "was"], self.word(at + 1))
            }
            "that" => among(&["is", "are", "was", "has", "have"], self.word(at + 1)),
            "exception" => self.word(at + 1) == "of",
            _ => listed(TURNS, word),
        }
    }

    /// Whether the "and" at a place joins two statements, of which the first is made already.
    fn joins_statements(&self, at: usize) -> bool {
        self.word(at) == "and"
            && (at + 1..self.tokens.len().min(at + 12))
                .take_while(|&it| {
                    !self.is_turn(it) && !among(&[",", "and", "or"], self.word(it))
                })
                .any(|it| listed(VERBS, self.word(it)))
            // "is not seen and is unlikely" goes on with the same thing.
            && !listed(VERBS, self.word(at + 1))
    }

    /// Whether what a word before `from` says of what follows it still holds at `to`.
    pub(super) fn carries(&self, from: usize, to: usize) -> bool {
        to.saturating_sub(from) <= REACH && (from..to).all(|at| !self.stops(at))
    }

    fn stops(&self, at: usize) -> bool {
        if self.turns[at] {
            return true;
        }
        match self.word(at) {
            "with" => !among(&NEEDS_WITH, self.before(at, 1)),
            "after" | "following" | "status" | "despite" => true,
            "and" => among(&["a", "an", "the", "there", "with"], self.word(at + 1)),
            "," | "-" => !self.goes_on(at),
            _ => false,
        }
    }

    /// "Small effusion on the left", with nothing that makes it a part of a list.
    fn begins_on_a_side(&self, at: usize) -> bool {
        let rest = (at..self.tokens.len().min(at + 12)).take_while(|&it| !self.turns[it]);
        let sided = |it: usize| among(&["left", "right", "bilateral"], self.word(it));
        listed(AFFIRMS, self.word(at))
            && rest.clone().any(sided)
            && !rest
                .clone()
                .any(|it| among(&["or", "nor", "is", "are"], self.word(it)))
    }

    /// The words of the part behind a comma.
    fn behind(&self, comma: usize) -> &'a [Token] {
        let count = self.tokens[comma + 1..]
            .iter()
            .zip(&self.turns[comma + 1..])
            .take(REACH)
            .take_while(|(it, turns)| it.text != "," && !**turns)
            .count();
        &self.tokens[comma + 1..comma + 1 + count]
    }

    /// Whether a denied list goes on behind the comma.
    fn goes_on(&self, comma: usize) -> bool {
        let next = self.word(comma + 1);
        let first = if next == "and" {
            self.word(comma + 2)
        } else {
            next
        };
        if among(&["or", "nor"], next) {
            return true;
        }
        if among(&BEGINS, first) {
            return false;
        }
        let part = self.behind(comma);
        if next != "and" && states(part) {
            return false;
        }
        let ends_in_or = self.tokens[comma + 1..]
            .iter()
            .zip(&self.turns[comma + 1..])
            .take(REACH)
            .take_while(|(_, turns)| !**turns)
            .any(|(it, _)| matches!(it.text.as_str(), "or" | "nor" | "/"));
        ends_in_or || next == "and" || !listed(AFFIRMS, first)
    }

    /// Whether what the words at `to` say of what stands before them holds back at `from`.
    pub(super) fn carries_back(&self, from: usize, to: usize) -> bool {
        if to.saturating_sub(from) > REACH {
            return false;
        }
        (from..to).all(|at| match self.word(at) {
            "with" | "without" | "no" => false,
            "," | "-" => {
                let part = self.ahead(at);
                let inserted = part
                    .first()
                    .is_some_and(|it| among(&["which", "that"], &it.text));
                inserted || (!states(part) && !self.affirmed_ahead(at, to))
            }
            _ => !self.turns[at] || self.refers(at),
        })
    }

    /// The words of the part before a comma.
    fn ahead(&self, comma: usize) -> &'a [Token] {
        let part = self.parts[comma].saturating_sub(1);
        let count = (0..comma)
            .rev()
            .take(REACH)
            .take_while(|&it| self.parts[it] == part && self.word(it) != ",")
            .count();
        &self.tokens[comma - count..comma]
    }

    /// Whether the part before a comma says that something is there, and no list leads on from it.
    fn affirmed_ahead(&self, comma: usize, to: usize) -> bool {
        let begins = self.ahead(comma).first();
        begins.is_some_and(|it| listed(AFFIRMS, &it.text))
            && !(comma..to).any(|at| among(&["or", "and", "nor"], self.word(at)))
    }

    /// Whether the clause that begins here speaks of the word before it, as it is now: "effusion, which has resolved".
    fn refers(&self, at: usize) -> bool {
        among(&["which", "that"], self.word(at)) && !self.earlier(at)
    }

    /// Whether the clause around a place speaks of an earlier examination.
    pub(super) fn earlier(&self, at: usize) -> bool {
        (at..self.tokens.len().min(at + 10))
            .take_while(|&it| it == at || !self.turns[it])
            .any(|it| {
                matches!(
                    self.word(it),
                    "prior" | "previous" | "previously" | "before" | "earlier" | "comparison"
                )
            })
    }
}

/// Whether words make a statement of their own, other than that something is seen.
fn states(part: &[Token]) -> bool {
    part.iter().enumerate().any(|(at, it)| {
        let word = it.text.as_str();
        listed(VERBS, word)
            && !listed(SEEN, word)
            && !part[at + 1..]
                .iter()
                .take(2)
                .any(|it| listed(SEEN, &it.text))
    })
}
