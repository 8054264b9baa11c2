//! Noise in the text of reports: words removed by de-identification, or mistyped.

use crate::draw::Draw;

/// Words that may be removed without a loss of what the sentence says of findings.
const REMOVABLE: &[&str] = &[
    "evidence",
    "seen",
    "noted",
    "present",
    "identified",
    "the",
    "is",
    "are",
    "acute",
    "visible",
    "prior",
    "study",
    "again",
    "angle",
    "angles",
    "tip",
    "lungs",
    "thoracic",
    "pulmonary",
    "chest",
    "unchanged",
    "stable",
    "size",
    "within",
    "normal",
    "limits",
];

/// Shortest word that is mistyped.
const LONG: usize = 6;

/// How often it happens in a report.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    /// Share of removable words that are removed.
    removed: f32,
    /// Marks put between words, a sentence.
    inserted: f32,
    /// Share of long words that are mistyped.
    mistyped: f32,
}

impl Noise {
    /// Most reports have little of it.
    pub fn draw(draw: &mut Draw) -> Self {
        let marked = draw.chance(0.35);
        Self {
            removed: if marked { 0.1 } else { 0.0 },
            inserted: if marked { 0.12 } else { 0.0 },
            mistyped: if draw.chance(0.2) { 0.02 } else { 0.0 },
        }
    }

    /// The sentence as it arrives.
    pub fn apply(self, sentence: &str, draw: &mut Draw) -> String {
        let mut words: Vec<String> = sentence.split(' ').map(str::to_owned).collect();
        for word in &mut words {
            let plain = word.trim_end_matches(['.', ',', ';']).to_ascii_lowercase();
            if REMOVABLE.contains(&plain.as_str()) && draw.chance(self.removed) {
                *word = word.replace(word.trim_end_matches(['.', ',', ';']), "XXXX");
            } else if plain.len() >= LONG
                && plain.bytes().all(|it| it.is_ascii_lowercase())
                && draw.chance(self.mistyped)
            {
                *word = mistyped(word, draw);
            }
        }
        if words.len() > 2 && draw.chance(self.inserted) {
            let at = 1 + draw.below(words.len() - 1);
            words.insert(at, "XXXX".to_owned());
        }
        words.join(" ")
    }
}

/// Two letters exchanged, one doubled or one left out, not the first.
fn mistyped(word: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + draw.below(LONG - 2);
    match draw.below(3) {
        0 => letters.swap(at, at + 1),
        1 => letters.insert(at, letters[at]),
        _ => drop(letters.remove(at)),
    }
    letters.into_iter().collect()
}
