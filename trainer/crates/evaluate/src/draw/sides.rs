//! Exchanges "left" and "right" in reports, to test whether the images follow.

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
}
