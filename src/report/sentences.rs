//! Where a sentence of a report ends.
//!
//! Reports are prose, numbered lists, and lines without a full stop, often hard-wrapped. The rules lean on
//! what is common in them; a wrong cut costs little, since the encoder reads all sentences of a section.

use super::{Span, words::listed};

/// Abbreviations that never end a sentence.
const INNER: &str = "dr mr mrs ms prof vs e.g i.e eg approx cf fig st";

/// Abbreviations that end a sentence only in front of a capital letter.
const MAYBE: &str =
    "etc a.m p.m cm mm ml resp incl post ant lat inf sup rt lt bilat pt hx yr yrs jr sr";

/// Abbreviated sides, which begin a sentence but seldom end one.
const SIDES: &str = "rt lt bilat r l";

/// Words after which a single capital letter is an initial: "read by J. Smith".
const BEFORE_INITIAL: &str = "dr mr mrs ms prof by with";

/// Lines narrower than this are taken for lines of a list, not for wrapped prose.
const MIN_WRAP: usize = 60;

/// The sentences of `text`, trimmed, in order, without list numbers and bullets. `marks` are opaque.
pub(super) fn split(text: &str, marks: &[Span]) -> Vec<Span> {
    let width = text
        .split(is_line_break)
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0)
        .max(MIN_WRAP);
    let mut splitter = Splitter {
        text,
        width,
        start: 0,
        number: 0,
        sentences: Vec::new(),
    };
    let mut marks = marks.iter().peekable();
    let mut at = splitter.skip_marker(0, true);
    while let Some(character) = text[at..].chars().next() {
        while marks.next_if(|mark| mark.end <= at).is_some() {}
        if let Some(mark) = marks.peek().filter(|mark| mark.start <= at) {
            at = mark.end;
            continue;
        }
        at = splitter.step(at, character);
    }
    splitter.close(text.len());
    splitter.sentences
}

pub(super) fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_bullet(character: char) -> bool {
    matches!(character, '•' | '▪' | '◦' | '‣' | '●' | '■' | '∙')
}

struct Splitter<'a> {
    text: &'a str,
    /// Length in characters of a full line.
    width: usize,
    /// Start of the sentence being read.
    start: usize,
    /// The last list number.
    number: u32,
    sentences: Vec<Span>,
}

impl Splitter<'_> {
    /// Reads one character, and returns where to go on.
    fn step(&mut self, at: usize, character: char) -> usize {
        let next = at + character.len_utf8();
        match character {
            '.' | '?' | '!' => self.terminator(at),
            '。' | '．' | '？' | '！' if !self.text[next..].starts_with(char::is_numeric) => {
                self.close(next);
                next
            }
            _ if is_line_break(character) => self.line_break(at, next),
            _ if is_bullet(character) => {
                self.close(at);
                self.start = next;
                next
            }
            '(' | '0'..='9' if self.text[..at].ends_with(char::is_whitespace) => {
                let behind = self.skip_marker(at, false);
                if behind > at {
                    return behind;
                }
                // A number is one piece: its second digit is no list number.
                next
            }
            _ => next,
        }
    }

    /// Ends the sentence at `end`, if it holds anything.
    fn close(&mut self, end: usize) {
        let span = Span {
            start: self.start.min(end),
            end,
        }
        .trimmed(self.text);
        if span
            .of(self.text)
            .contains(|character: char| character.is_alphanumeric() || character == '_')
        {
            self.sentences.push(span);
        }
        self.start = end;
    }

    fn terminator(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let run = rest.len() - rest.trim_start_matches(['.', '?', '!']).len();
        let closers = rest[run..].len()
            - rest[run..]
                .trim_start_matches([')', ']', '"', '\'', '”', '’'])
                .len();
        let end = at + run + closers;
        let ends = match &rest[..run] {
            "." => self.stop_ends(at, end),
            _ => {
                self.text[end..]
                    .chars()
                    .next()
                    .is_none_or(char::is_whitespace)
                    && !self.is_query(at, end)
            }
        };
        if !ends {
            return at + run;
        }
        self.close(end);
        let rest = &self.text[end..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
        self.skip_marker(end + blank, true)
    }

    /// Whether the question mark stands alone in front of what is asked: "? pneumonia".
    fn is_query(&self, at: usize, end: usize) -> bool {
        (at == 0 || self.text[..at].ends_with(char::is_whitespace))
            && self.text[end..]
                .trim_start()
                .starts_with(char::is_lowercase)
    }

    /// Whether the full stop at `at` ends the sentence; `end` is behind it and closing brackets.
    fn stop_ends(&self, at: usize, end: usize) -> bool {
        let before = &self.text[self.start..at];
        let word = last_token(before);
        let lower = word.to_lowercase();
        let Some(next) = self.text[end..].chars().next() else {
            return true;
        };
        if next.is_whitespace() {
            let follows = self.text[end..].trim_start().chars().next();
            let small =
                follows.is_some_and(|follows| follows.is_lowercase() || follows.is_ascii_digit());
            let dotted =
                word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
            let capitals = |it: &str| it.len() > 1 && it.bytes().all(|it| it.is_ascii_uppercase());
            let next = self.text[end..].split_whitespace().next().unwrap_or("");
            // "Bilat. Effusions", "rt. PTX".
            let side = listed(SIDES, &lower)
                && (before.trim() == word || capitals(next.trim_end_matches([',', '.', ';'])));
            return !(side
                || listed(INNER, &lower)
                || (small && (end > at + 1 || dotted || listed(MAYBE, &lower)))
                || is_initial(before, word));
        }
        // Without a space: "clear.There" ends, "1.5", "e.g." and "Dr.X" do not.
        let long = word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
        long && !listed(INNER, &lower)
            && (next.is_uppercase() || (next.is_ascii_digit() && end == at + 1))
    }

    /// A line break ends the sentence if the next line is blank, or begins with a list mark, or begins
    /// with a capital letter although its first word had still fitted into this line.
    fn line_break(&mut self, at: usize, next: usize) -> usize {
        // "\r\n" is one break.
        let next = if self.text[at..].starts_with("\r\n") {
            next + 1
        } else {
            next
        };
        let line = self.text[next..].split(is_line_break).next().unwrap_or("");
        let words = line.trim_start();
        if words.is_empty() {
            self.close(at);
            return next;
        }
        let begin = next + (line.len() - words.len());
        let before = self.text[..at].trim_end_matches([' ', '\t']);
        let unfinished = before.ends_with([',', '-', '/', '(', ':', ';']);
        let length = self.text[..at]
            .rsplit(is_line_break)
            .next()
            .unwrap_or("")
            .trim_end()
            .chars()
            .count();
        let first = words
            .split_whitespace()
            .next()
            .unwrap_or("")
            .chars()
            .count();
        let fits = length + 1 + first <= self.width;
        // A row of a table is a sentence.
        let row = words.starts_with('|') || before.ends_with('|') || line.contains('\t');
        if row || (words.starts_with(char::is_uppercase) && fits && !unfinished) {
            self.close(at);
        }
        self.skip_marker(begin, true)
    }

    /// If a bullet or list number starts at `at`, ends the sentence there and returns where its text begins;
    /// otherwise returns `at`. `fresh`: a line or sentence begins here.
    fn skip_marker(&mut self, at: usize, fresh: bool) -> usize {
        let line_start = self.text[..at]
            .trim_end_matches([' ', '\t'])
            .chars()
            .next_back()
            .is_none_or(is_line_break);
        let Some((length, number)) = marker(&self.text[at..], line_start) else {
            return at;
        };
        let behind_colon = self.text[..at].trim_end().ends_with(':');
        let begins = fresh
            || self.text[self.start..at].trim().is_empty()
            || (behind_colon && number == Some(1));
        // In running text only the number that follows the last one counts.
        let continues = self.number > 0 && number == Some(self.number + 1);
        if !begins && !continues {
            return at;
        }
        self.close(at);
        self.number = number.unwrap_or(0);
        self.start = at + length;
        self.start
    }
}

/// Length of the bullet or list number at the start of `text` and the number, if there is one.
fn marker(text: &str, line_start: bool) -> Option<(usize, Option<u32>)> {
    let spaced = |at: usize| text[at..].chars().next().is_none_or(char::is_whitespace);
    let first = text.chars().next()?;
    if line_start
        && matches!(first, '-' | '*' | '+' | '–' | '—' | '·' | '>' | 'o')
        && spaced(first.len_utf8())
    {
        return Some((first.len_utf8(), None));
    }
    let open = usize::from(first == '(');
    let inside = &text[open..];
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    let letter = digits == 0 && line_start && inside.starts_with(|c: char| c.is_ascii_lowercase());
    let name = if letter { 1 } else { digits };
    if name == 0 || name > 2 {
        return None;
    }
    let closer = inside[name..]
        .chars()
        .next()
        .filter(|&c| c == ')' || (c == '.' && open == 0))?;
    let length = open + name + closer.len_utf8();
    let capital = text[length..].starts_with(char::is_uppercase) && closer == '.' && !letter;
    // "1." at the very end is the end of a sentence.
    let followed = !text[length..].trim().is_empty();
    ((spaced(length) || capital) && followed).then(|| (length, inside[..digits].parse().ok()))
}

/// The last piece between white space, without opening brackets; only the end of a very long one.
fn last_token(text: &str) -> &str {
    // Longer than any abbreviation; a text without white space must not be searched to its start at every stop.
    let text = &text[text.floor_char_boundary(text.len().saturating_sub(40))..];
    let start = text.rfind(char::is_whitespace).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    text[start..].trim_start_matches(['(', '[', '"', '\'', '“', '‘'])
}

/// Whether `word`, the last of `before`, is a person's initial.
fn is_initial(before: &str, word: &str) -> bool {
    if word.chars().count() != 1 || !word.starts_with(char::is_uppercase) {
        return false;
    }
    let previous = last_token(before[..before.len() - word.len()].trim_end());
    let lower = previous.trim_end_matches('.').to_lowercase();
    listed(BEFORE_INITIAL, &lower) || (previous.ends_with('.') && lower.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::marks;

    fn sentences(text: &str) -> Vec<&str> {
        split(text, &marks::find(text))
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn stops_inside_a_sentence() {
        for text in [
            "A 1.5 cm nodule.",
            "A .5 cm nodule.",
            "Discussed with Dr. J. B. Smith.",
            "Scar vs. atelectasis.",
            "Lines, e.g. a PICC, i.e. a long one.",
            "It measures approx. 3 cm. in diameter.",
            "Reported at 3 p.m. today.",
            "Query: ? pneumonia.",
            "Seen [**2013. 1. 1**] before.",
            "No mass (see above.) was seen",
        ] {
            assert_eq!(sentences(text).len(), 1, "{text}: {:?}", sentences(text));
        }
    }

    #[test]
    fn stops_between_sentences() {
        assert_eq!(
            sentences("Clear.There is no mass.. heart normal"),
            ["Clear.", "There is no mass..", "heart normal"]
        );
        assert_eq!(
            sentences("A mass of 2 cm. No effusion! Pneumonia? No"),
            ["A mass of 2 cm.", "No effusion!", "Pneumonia?", "No"]
        );
        assert_eq!(
            sentences("Fractures of ribs 6 and 7. The heart is normal."),
            ["Fractures of ribs 6 and 7.", "The heart is normal."]
        );
    }

    #[test]
    fn lists() {
        assert_eq!(
            sentences("1. No disease. 2. Stable 3) Scar"),
            ["No disease.", "Stable", "Scar"]
        );
        assert_eq!(sentences("(1) No disease (2) Scar"), ["No disease", "Scar"]);
        assert_eq!(sentences("1.Stable.2.Clear"), ["Stable.", "Clear"]);
        assert_eq!(
            sentences("- clear lungs\n- no effusion\n* heart normal"),
            ["clear lungs", "no effusion", "heart normal"]
        );
        assert_eq!(
            sentences("• clear lungs • no effusion"),
            ["clear lungs", "no effusion"]
        );
        assert_eq!(sentences("a) clear\nb) normal"), ["clear", "normal"]);
        assert_eq!(
            sentences("As follows: 1. clear 2. normal"),
            ["As follows:", "clear", "normal"]
        );
    }

    #[test]
    fn lines_and_wrapped_lines() {
        assert_eq!(
            sentences("Heart normal\nLungs clear\r\nNo effusion"),
            ["Heart normal", "Lungs clear", "No effusion"]
        );
        assert_eq!(
            sentences("The heart is\nnormal in size"),
            ["The heart is\nnormal in size"]
        );
        assert_eq!(
            sentences("heart normal\n\nlungs clear"),
            ["heart normal", "lungs clear"]
        );
        let wrapped = "There is a catheter whose tip lies in the superior vena cava, a right\nPICC is unchanged.";
        assert_eq!(sentences(wrapped), [wrapped]);
    }
}
