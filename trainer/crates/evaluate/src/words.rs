//! Words of reports that say which images are right: sides, and findings that are negated.

/// Words after which a sentence denies what it names.
const DENIALS: [&str; 4] = ["no", "not", "without", "negative"];

/// How reports name a label's finding where the label itself is no phrase of theirs.
const PHRASES: &[(&str, &[&str])] = &[
    (
        "consolidation",
        &[
            "consolidation",
            "infiltrate",
            "airspace disease",
            "pneumonia",
        ],
    ),
    ("edema", &["edema", "vascular congestion"]),
    ("cardiomegaly", &["cardiomegaly", "cardiac enlargement"]),
    ("rib_fracture", &["rib fracture", "fracture"]),
    ("nodule", &["nodule", "nodular opacity"]),
    ("hyperinflation", &["hyperinflation", "hyperexpansion"]),
    ("low_volumes", &["low lung volume", "low volume"]),
    ("degenerative_spine", &["degenerative change", "osteophyte"]),
];

/// How reports name a label's finding, in lower case: from a short list, or the label itself up to the first of
/// `/` and `,` with `_` as spaces.
#[must_use]
pub fn phrases(label: &str) -> Vec<String> {
    let label = label.to_lowercase();
    if let Some((_, phrases)) = PHRASES.iter().find(|(of, _)| *of == label) {
        return phrases.iter().map(|&it| it.to_owned()).collect();
    }
    let name = label.split(['/', ',']).next().unwrap_or_default();
    vec![name.replace('_', " ").trim().to_owned()]
}

/// Whether a sentence of the text names one of `phrases` after "no", "not", "without" or "negative".
#[must_use]
pub fn denies(text: &str, phrases: &[String]) -> bool {
    let text = text.to_lowercase();
    text.split(['.', ';', '\n']).any(|sentence| {
        let mut at = 0;
        for word in sentence.split(|c: char| !c.is_alphanumeric()) {
            let end = at + word.len();
            if DENIALS.contains(&word) {
                let rest = &sentence[end..];
                return phrases
                    .iter()
                    .any(|phrase| !phrase.is_empty() && begins_word(rest, phrase));
            }
            // Every separator is one character, of any length in bytes.
            at = end + sentence[end..].chars().next().map_or(0, char::len_utf8);
        }
        false
    })
}

/// Whether `phrase` stands in the text at the beginning of a word, so that plurals count.
fn begins_word(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase)
        .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Which of the words "left" and "right" a text has.
#[must_use]
pub fn sides(text: &str) -> [bool; 2] {
    let has = |side: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case(side))
    };
    ["left", "right"].map(has)
}

/// The text with "left" for "right" and the other way round, in the same case.
#[must_use]
pub fn swap_sides(text: &str) -> String {
    let mut swapped = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let other = match word.to_ascii_lowercase().as_str() {
            "left" => "right",
            "right" => "left",
            _ => {
                swapped.push_str(piece);
                continue;
            }
        };
        let mut letters = word.chars();
        let upper = |c: Option<char>| c.is_some_and(char::is_uppercase);
        match (upper(letters.next()), upper(letters.next())) {
            (true, true) => swapped.push_str(&other.to_uppercase()),
            (true, false) => {
                swapped.push_str(&other[..1].to_uppercase());
                swapped.push_str(&other[1..]);
            }
            _ => swapped.push_str(other),
        }
        swapped.push_str(&piece[word.len()..]);
    }
    swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_swapped_as_words() {
        let text = "Left-sided effusion; LEFT base (left). Brightly upright, leftover.";
        let swapped = "Right-sided effusion; RIGHT base (right). Brightly upright, leftover.";
        assert_eq!(swap_sides(text), swapped);
        assert_eq!(swap_sides(swapped), text);
        assert_eq!(sides(text), [true, false]);
        assert_eq!(sides("é left, right"), [true, true]);
        assert_eq!(swap_sides("right"), "left");
    }

    #[test]
    fn denials_reach_to_the_end_of_their_sentence() {
        let effusion = phrases("effusion");
        for text in [
            "No pleural effusion.",
            "Heart normal. No pneumothorax or pleural effusions are seen.",
            "Negative for – effusion",
        ] {
            assert!(denies(text, &effusion), "{text}");
        }
        for text in [
            "Small effusion. No pneumothorax.",
            "There is an effusion, no pneumothorax",
            "Known effusion",
            "No noneffusion",
        ] {
            assert!(!denies(text, &effusion), "{text}");
        }
        assert_eq!(phrases("Pleural Effusion/left"), ["pleural effusion"]);
        assert!(denies(
            "no enlarged low_volumes; no low lung volumes",
            &phrases("low_volumes")
        ));
    }
}
