//! A text without invisible characters and with plain letters, and the way back to the places in the given one.

use unicode_normalization::UnicodeNormalization;

use crate::report::{Span, words::is_invisible};

/// The plain form of a text.
pub(super) struct Folded {
    pub text: String,
    /// Where the character of each byte stands in the given text.
    places: Vec<Span>,
}

impl Folded {
    /// The plain form; nothing where the text is plain already.
    pub(super) fn new(text: &str) -> Option<Self> {
        if text.is_ascii() {
            return None;
        }
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            places: Vec::with_capacity(text.len()),
        };
        for (start, character) in text.char_indices() {
            if is_invisible(character) {
                continue;
            }
            let place = Span {
                start,
                end: start + character.len_utf8(),
            };
            let before = folded.text.len();
            // Full-width and ornamental letters become plain ones; letters of other scripts stay.
            if !character.is_ascii() && std::iter::once(character).nfkc().all(|it| it.is_ascii()) {
                folded.text.extend(std::iter::once(character).nfkc());
            } else {
                folded.text.push(character);
            }
            folded
                .places
                .extend(std::iter::repeat_n(place, folded.text.len() - before));
        }
        Some(folded)
    }

    /// Where a piece of the plain text stands in the given one.
    pub(super) fn original(&self, piece: Span) -> Span {
        let end = match piece.end.checked_sub(1) {
            Some(last) => self.places.get(last).map_or(0, |it| it.end),
            None => 0,
        };
        let start = self.places.get(piece.start).map_or(end, |it| it.start);
        Span {
            start: start.min(end),
            end,
        }
    }
}
