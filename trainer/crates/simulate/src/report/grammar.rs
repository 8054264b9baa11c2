//! Templates of sentences: `{a|b|}` is one of the alternatives (which may be nested or empty), `<name>` is
//! filled in.

use crate::draw::Draw;

/// A sentence from a template, with one of each set of alternatives taken and the slots filled
/// in. The first letter is made a capital, spaces are tidied.
pub fn expand(template: &str, slots: &[(&str, &str)], draw: &mut Draw) -> String {
    let decided = decided(template, draw);
    tidy(&filled(&decided, slots))
}

/// A template with one of each set of alternatives taken; the slots stay.
pub fn decided(template: &str, draw: &mut Draw) -> String {
    let mut text = String::new();
    choose(template, &mut text, draw);
    text
}

/// A decided template with its slots filled in, in the middle of a sentence: spaces are tidied, no capital is made.
pub fn filled(template: &str, slots: &[(&str, &str)]) -> String {
    let mut text = template.to_owned();
    for (name, value) in slots {
        text = text.replace(&format!("<{name}>"), value);
    }
    spaced(&text)
}

/// A sentence from one of several templates. Where a value is not known (the size of a nodule that a
/// chest has of its own), the templates that need it are left out.
///
/// # Panics
///
/// Panics if there are no templates.
pub fn say(templates: &[&str], slots: &[(&str, &str)], draw: &mut Draw) -> String {
    let known = |template: &&&str| {
        let names = template.split('<').skip(1);
        names
            .filter_map(|rest| rest.split_once('>'))
            .all(|(name, _)| slots.iter().any(|(known, _)| *known == name))
    };
    let filled: Vec<&str> = templates.iter().filter(known).copied().collect();
    let template = *draw.pick(if filled.is_empty() {
        templates
    } else {
        &filled
    });
    expand(template, slots, draw)
}

/// Appends a template with its alternatives decided.
fn choose(template: &str, text: &mut String, draw: &mut Draw) {
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let (options, after) = alternatives(&rest[open + 1..]);
        let option: &&str = draw.pick(&options);
        choose(option, text, draw);
        rest = after;
    }
    text.push_str(rest);
}

/// The alternatives up to the brace that closes them, and what follows it.
fn alternatives(body: &str) -> (Vec<&str>, &str) {
    let (mut depth, mut from, mut options) = (0_usize, 0, Vec::new());
    for (at, character) in body.char_indices() {
        match character {
            '{' => depth += 1,
            '|' if depth == 0 => {
                options.push(&body[from..at]);
                from = at + 1;
            }
            '}' if depth == 0 => {
                options.push(&body[from..at]);
                return (options, &body[at + 1..]);
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    options.push(&body[from..]);
    (options, "")
}

/// Single spaces, none before punctuation.
fn spaced(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let punctuation = word.starts_with(['.', ',', ';']);
        if !tidy.is_empty() && !punctuation {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// A capital at the start.
fn tidy(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// "a", "a or b", "a, b, or c".
pub fn list(items: &[&str], joint: &str) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} {joint} {other}"),
        [first @ .., last] => format!("{}, {joint} {last}", first.join(", ")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::draw::Stream;

    #[test]
    fn alternatives_may_be_nested_and_empty() {
        let mut seen = std::collections::BTreeSet::new();
        for index in 0..200 {
            let mut draw = Draw::new(1, index, Stream::Report);
            seen.insert(expand("{a {b|c}|} <x> .", &[("x", "d")], &mut draw));
        }
        let seen: Vec<_> = seen.into_iter().collect();
        assert_eq!(seen, ["A b d.", "A c d.", "D."]);
    }

    #[test]
    fn templates_with_unknown_values_are_left_out() {
        let templates = ["{A <cm> cm nodule|nodule}.", "<side> nodule.", "Nodule."];
        for index in 0..50 {
            let mut draw = Draw::new(1, index, Stream::Report);
            let said = say(&templates, &[("side", "left")], &mut draw);
            assert!(
                ["Left nodule.", "Nodule."].contains(&said.as_str()),
                "{said}"
            );
        }
    }

    #[test]
    fn lists_are_joined_as_in_prose() {
        assert_eq!(list(&["a"], "or"), "a");
        assert_eq!(list(&["a", "b"], "or"), "a or b");
        assert_eq!(list(&["a", "b", "c"], "or"), "a, b, or c");
    }
}
