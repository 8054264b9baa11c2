//! De-identification marks: what stands in a report of a public collection where a name, date or other word was removed.
//!
//! Open-i writes `XXXX` (also glued to other characters: `4XXXX`, `XXXX's`), MIMIC-CXR writes `___`, older MIMIC notes
//! `[**...**]`. None of them is a word of the report.

use super::Span;

/// A bracketed mark longer than this is taken for text.
const MAX_BRACKETED: usize = 200;

/// All marks in `text`, in order and without overlap.
pub(super) fn find(text: &str) -> Vec<Span> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let end = if text[at..].starts_with("[**") {
            bracketed(text, at)
        } else {
            None
        };
        if let Some(end) = end {
            marks.push(Span { start: at, end });
            at = end;
        } else if is_run(character) {
            let end = run_end(text, at);
            if is_mark(&text[at..end]) {
                marks.push(Span { start: at, end });
            }
            at = end;
        } else {
            at += character.len_utf8();
        }
    }
    marks
}

/// Where the mark `[**...**]` that starts at `at` ends.
fn bracketed(text: &str, at: usize) -> Option<usize> {
    let inside = &text.as_bytes()[at + 3..];
    let window = &inside[..inside.len().min(MAX_BRACKETED)];
    let close = window.windows(3).position(|three| three == b"**]")?;
    Some(at + 3 + close + 3)
}

/// Whether the piece is a mark: four capital X anywhere, nothing but three or more x, or two underscores.
pub(super) fn is_mark(run: &str) -> bool {
    let only_x = run.len() >= 3 && run.bytes().all(|byte| byte.eq_ignore_ascii_case(&b'x'));
    run.contains("XXXX") || only_x || run.contains("__")
}

fn is_run(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn run_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let end = rest
        .char_indices()
        .find(|&(index, character)| {
            !is_run(character) && !is_inner_apostrophe(rest, index, character)
        })
        .map_or(rest.len(), |(index, _)| index);
    at + end
}

/// Whether an apostrophe with letters on both sides (`XXXX't`).
fn is_inner_apostrophe(text: &str, at: usize, character: char) -> bool {
    let next = text[at + character.len_utf8()..].chars().next();
    at > 0 && matches!(character, '\'' | '\u{2019}') && next.is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|mark| mark.of(text)).collect()
    }

    #[test]
    fn finds_the_marks_of_three_collections() {
        assert_eq!(
            found("chest x-XXXX, 4XXXX and XXXX's 02/XXXX."),
            ["XXXX", "4XXXX", "XXXX's", "XXXX"]
        );
        assert_eq!(found("___F with a ____ cough"), ["___F", "____"]);
        assert_eq!(
            found("seen [**2013-1-1**] by [**Name (NI) 12**]."),
            ["[**2013-1-1**]", "[**Name (NI) 12**]"]
        );
    }

    #[test]
    fn leaves_words_alone() {
        assert!(found("x-ray, apex, snake_case, [** not closed, II, xx").is_empty());
    }
}
