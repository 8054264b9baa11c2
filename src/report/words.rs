//! The words of a sentence by our own rules ([`Tokenizer::Standard`](super::Tokenizer::Standard)).
//!
//! - Letters are lower-cased and lose their accents; ligatures and full-width forms become plain letters.
//! - A word ends at anything but letters, digits and inner apostrophes: `well-expanded` is two words, so is
//!   `scar/atelectasis`. Compounds are too rare to have words of their own.
//! - Numbers become [`NUMBER`]: a model that draws 32 to 512 px cannot use a measurement's value, and thousands of
//!   different numbers would each be unknown. `8mm` is a number and `mm`. Ordinals (`6th` rib) and names with
//!   a digit (`T12`) stay words.
//! - `n't` words become `not`, other endings after an apostrophe are dropped (`patient's`: `patient`).
//! - Abbreviations lose their full stops (`p.m.`: `pm`).
//! - British spelling is read as American (`oedema`: `edema`), which is that of the training reports.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::Span;

/// The word that stands for every number.
pub const NUMBER: &str = "<num>";

/// Whether this is an invisible character, as word processors and web pages put into words.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Spelling that differs between British and American reports, anywhere in a word.
const BRITISH: [(&str, &str); 8] = [
    ("oedema", "edema"),
    ("haem", "hem"),
    ("anaem", "anem"),
    ("paed", "ped"),
    ("tumour", "tumor"),
    ("calibre", "caliber"),
    ("centre", "center"),
    ("fibre", "fiber"),
];

/// Whether a word is one of a list that spaces separate.
pub(super) fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|entry| entry == word)
}

/// The words of `sentence`, in order. Marks must have been left out before.
pub(super) fn split(sentence: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(character) = sentence[at..].chars().next() {
        let rest = &sentence[at..];
        let length = if character.is_numeric() {
            number(rest)
        } else if character.is_alphabetic() {
            letters(rest)
        } else {
            at += character.len_utf8();
            continue;
        };
        let span = Span {
            start: at,
            end: at + length,
        };
        if !normalise(span.of(sentence)).is_empty() {
            words.push(span);
        }
        at = span.end;
    }
    words
}

/// Length of the number at the start: digits, joined by single `.`, `,`, `:` or `/`, and the ending of an ordinal.
fn number(text: &str) -> usize {
    let is_numeric = |at: usize| text[at..].chars().next().is_some_and(char::is_numeric);
    let mut end = 0;
    for (at, character) in text.char_indices() {
        let joins = matches!(character, '.' | ',' | ':' | '/') && is_numeric(at + 1);
        if !character.is_numeric() && !joins {
            break;
        }
        end = at + character.len_utf8();
    }
    let suffix: String = text[end..]
        .chars()
        .take_while(|character| character.is_alphanumeric())
        .collect();
    if is_ordinal(&text[..end], &suffix.to_ascii_lowercase()) {
        end + suffix.len()
    } else {
        end
    }
}

fn is_ordinal(digits: &str, suffix: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(suffix, "st" | "nd" | "rd" | "th")
}

/// Length of the word at the start.
fn letters(text: &str) -> usize {
    let mut end = 0;
    let mut dotted = true; // so far single letters with full stops between: "p.m."
    for (at, character) in text.char_indices() {
        let behind = at + character.len_utf8();
        let mut following = text[behind..].chars();
        let letter_follows = following.next().is_some_and(char::is_alphabetic);
        let inside = character.is_alphanumeric() || is_combining_mark(character);
        let joins = is_apostrophe(character) || is_invisible(character);
        let stop =
            dotted && character == '.' && !following.next().is_some_and(char::is_alphanumeric);
        if !inside && !(letter_follows && (joins || stop)) {
            break;
        }
        dotted &= stop || text[..at].is_empty() || text[..at].ends_with('.');
        end = behind;
    }
    end
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{2bc}')
}

/// The form of a word that is looked up; empty if nothing of it is left.
pub(super) fn normalise(word: &str) -> String {
    let plain: String = word
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .map(|character| {
            if is_apostrophe(character) {
                '\''
            } else {
                character
            }
        })
        .filter(|&character| {
            character == '\'' || (character.is_alphanumeric() && !is_combining_mark(character))
        })
        .collect();
    let plain = plain.trim_matches('\'').to_owned();
    if plain.starts_with(char::is_numeric) {
        let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
        return if is_ordinal(&plain[..digits], &plain[digits..]) {
            plain
        } else {
            NUMBER.to_owned()
        };
    }
    let mut plain = match plain.rsplit_once('\'') {
        Some((stem, "t")) if stem.ends_with('n') => "not".to_owned(),
        Some((stem, "s" | "re" | "ve" | "ll" | "d" | "m")) => stem.to_owned(),
        _ => plain,
    };
    plain.retain(|character| character != '\'');
    for (british, american) in BRITISH {
        if plain.contains(british) {
            plain = plain.replace(british, american);
        }
    }
    // Only at the start: "gastroesophageal" is American already.
    if plain.starts_with("oesoph") {
        plain.remove(0);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        split(text)
            .into_iter()
            .map(|span| normalise(span.of(text)))
            .collect()
    }

    #[test]
    fn compounds_are_split() {
        assert_eq!(
            words("Well-expanded, T-spine; scar/atelectasis"),
            ["well", "expanded", "t", "spine", "scar", "atelectasis"]
        );
        assert_eq!(words("x-ray en–dash"), ["x", "ray", "en", "dash"]);
    }

    #[test]
    fn numbers_become_one_word() {
        assert_eq!(
            words("1.5 x 2,000 cm, 8mm at 10:35 on 1/2/2010"),
            [
                "<num>", "x", "<num>", "cm", "<num>", "mm", "at", "<num>", "on", "<num>"
            ]
        );
        assert_eq!(
            words("6th rib, 3RD, T12, L1-L2, ½ 12."),
            ["6th", "rib", "3rd", "t12", "l1", "l2", "<num>", "<num>"]
        );
        assert_eq!(words("1.5th"), ["<num>", "th"]);
    }

    #[test]
    fn letters_are_folded() {
        assert_eq!(
            words("Éléphant nai\u{308}ve ﬁbrosis pneumo\u{ad}thorax"),
            ["elephant", "naive", "fibrosis", "pneumothorax"]
        );
        assert_eq!(
            words("oedema, haemothorax, ischaemic tumour"),
            ["edema", "hemothorax", "ischemic", "tumor"]
        );
    }

    #[test]
    fn abbreviations() {
        assert_eq!(
            words("at 3 p.m. by e.g. Dr.X, U.S.A. a.bc normal.The x.y.zz"),
            [
                "at", "<num>", "pm", "by", "eg", "dr", "x", "usa", "a", "bc", "normal", "the",
                "xy", "zz"
            ]
        );
    }

    #[test]
    fn apostrophes() {
        assert_eq!(
            words("patient's isn't There’s o'clock 'quoted' dogs'"),
            ["patient", "not", "there", "oclock", "quoted", "dogs"]
        );
    }
}
