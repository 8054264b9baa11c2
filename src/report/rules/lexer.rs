//! The words and punctuation of a sentence as the rules see them: normalised, abbreviations written out, misspellings
//! corrected.

use crate::report::{Span, marks, words};

use super::{abbreviations, spelling, token::Token};

/// The word that stands for a removed one (`XXXX`, `___`).
const REMOVED: &str = "xxxx";

/// The tokens of a sentence; spans count from the start of `text`.
pub(super) fn tokens(text: &str, sentence: Span, marks: &[Span]) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        tokens: Vec::new(),
    };
    let mut at = sentence.start;
    let first = marks.partition_point(|mark| mark.end <= sentence.start);
    let inside = marks[first..]
        .iter()
        .take_while(|mark| mark.start < sentence.end);
    for &mark in inside {
        lexer.gap(at, mark.start.max(at));
        lexer.push(REMOVED, mark);
        at = mark.end.min(sentence.end).max(at);
    }
    lexer.gap(at, sentence.end);
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn push(&mut self, words: &str, span: Span) {
        for word in words.split(' ') {
            self.tokens.push(Token {
                text: word.to_owned(),
                span,
            });
        }
    }

    /// Reads a piece without marks.
    fn gap(&mut self, start: usize, end: usize) {
        let piece = &self.text[start..end];
        let mut at = 0;
        for word in words::split(piece) {
            // A signed or slashed abbreviation may already have taken this word.
            if word.start < at {
                continue;
            }
            at = self.between(start, piece, at, word.start);
            if word.start < at {
                continue;
            }
            if let Some((length, expansion)) = abbreviations::slashed(piece, word.start) {
                let span = Span {
                    start: word.start,
                    end: word.start + length,
                };
                self.push(expansion, span.shifted(start));
                at = span.end;
                continue;
            }
            self.word(piece, start, word);
            at = word.end;
        }
        self.between(start, piece, at, piece.len());
    }

    fn word(&mut self, piece: &str, start: usize, word: Span) {
        let raw = word.of(piece);
        let plain = words::normalise(raw);
        let span = word.shifted(start);
        if let Some(expansion) = abbreviations::written_out(raw, &plain) {
            self.push(expansion, span);
        } else if let Some(corrected) = spelling::corrected(&plain) {
            self.push(corrected, span);
        } else {
            self.push(&plain, span);
        }
    }

    /// Notes the stops between two words, and returns where the next word may begin.
    fn between(&mut self, start: usize, piece: &str, from: usize, to: usize) -> usize {
        let mut at = from;
        while let Some(character) = piece[at..to].chars().next() {
            if let Some((length, expansion)) = abbreviations::signed(piece, at) {
                let span = Span {
                    start: at,
                    end: at + length,
                };
                self.push(expansion, span.shifted(start));
                at += length;
                if at >= to {
                    return at;
                }
                continue;
            }
            let next = at + character.len_utf8();
            let span = Span {
                start: at,
                end: next,
            }
            .shifted(start);
            let spaced = piece[..at].ends_with(char::is_whitespace)
                && piece[next..].starts_with(char::is_whitespace);
            let stop = match character {
                ',' | '，' | '、' => ",",
                ';' | '；' => ";",
                ':' | '：' | '=' => ":",
                '|' | '\t' => "|",
                '?' | '？' => "?",
                '>' | '<' => ">",
                '/' => "/",
                '–' | '—' => "-",
                '-' if spaced || piece[next..].starts_with('-') => "-",
                _ => "",
            };
            let repeated = (self.tokens.last()).is_some_and(|it| it.text == stop);
            if !stop.is_empty() && !repeated {
                self.push(stop, span);
            }
            at = next;
        }
        at
    }
}

/// The tokens of each sentence of a piece of the report.
pub(super) fn sentences(text: &str, piece: Span) -> Vec<Vec<Token>> {
    let inside = piece.of(text);
    let marks = marks::find(inside);
    let mut all: Vec<Vec<Token>> = Vec::new();
    for sentence in crate::report::sentences::split(inside, &marks) {
        let mut found = tokens(inside, sentence, &marks);
        for token in &mut found {
            token.span = token.span.shifted(piece.start);
        }
        // "Effusion? None."
        match all.last_mut() {
            Some(asked) if is_answer(&found) && ends_asking(asked) => asked.append(&mut found),
            _ => all.push(found),
        }
    }
    all
}

fn ends_asking(tokens: &[Token]) -> bool {
    tokens.last().is_some_and(|it| it.text == "?")
}

fn is_answer(tokens: &[Token]) -> bool {
    let first = tokens.first().map_or("", |it| it.text.as_str());
    tokens.len() <= 2
        && matches!(
            first,
            "no" | "none" | "not" | "negative" | "absent" | "yes" | "present"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let all = Span {
            start: 0,
            end: text.len(),
        };
        let words = tokens(text, all, &marks::find(text));
        let words: Vec<&str> = words.iter().map(|it| it.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn abbreviations_are_written_out() {
        assert_eq!(
            read("LLL PNA w/o PTX, R > L"),
            "left lower lobe pneumonia without pneumothorax , right > left"
        );
        assert_eq!(
            read("s/p CABG w/ MSW; PTX (-)"),
            "status post cabg with median sternotomy wires ; pneumothorax negative"
        );
        assert_eq!(
            read("a 2 cm nodule. Rt base b/l"),
            "a <num> cm nodule right base bilateral"
        );
    }

    #[test]
    fn slips_are_corrected_and_marks_kept() {
        assert_eq!(
            read("left plueral effussion - none XXXX"),
            "left pleural effusion - none xxxx"
        );
        assert_eq!(read("infusion, perfusion"), "infusion , perfusion");
    }
}
