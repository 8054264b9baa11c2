//! Sentences and words as the authors' published code splits them ([`Tokenizer::Released`](super::Tokenizer::Released)),
//! with its quirks:
//! `1.5 cm` ends a sentence within the number, and the empty piece behind the last full stop is a sentence too.
//! Weights imported from there were trained on exactly this.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Span;

/// The pieces between full stops, the empty ones too.
pub(super) fn sentences(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut sentences = Vec::new();
    for piece in text.split('.') {
        let end = start + piece.len();
        sentences.push(Span { start, end });
        start = end + 1;
    }
    sentences
}

/// What stands between white space, but for pieces of which nothing is left.
pub(super) fn words(sentence: &str) -> Vec<Span> {
    sentence
        .split_whitespace()
        .map(|word| {
            let start = word.as_ptr() as usize - sentence.as_ptr() as usize;
            Span {
                start,
                end: start + word.len(),
            }
        })
        .filter(|span| !normalise(span.of(sentence)).is_empty())
        .collect()
}

/// Lower case, without accents, and nothing but `[a-z0-9_]`.
pub(super) fn normalise(word: &str) -> String {
    word.nfd()
        .filter(|&character| !is_combining_mark(character))
        .flat_map(char::to_lowercase)
        .filter(|character| matches!(character, 'a'..='z' | '0'..='9' | '_'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_every_full_stop() {
        let text = "Mass of 1.5 cm. Naïve x-ray (old).";
        let pieces: Vec<_> = sentences(text)
            .into_iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(pieces, ["Mass of 1", "5 cm", " Naïve x-ray (old)", ""]);
        let words: Vec<_> = words(pieces[2])
            .into_iter()
            .map(|span| normalise(span.of(pieces[2])))
            .collect();
        assert_eq!(words, ["naive", "xray", "old"]);
    }
}
