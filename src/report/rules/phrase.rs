//! Patterns of words, and where they stand in a sentence.
//!
//! A pattern is written as its words: `a|b` is either, `nodul*` and `*thorax` are a beginning and an ending, `*mid*` a
//! middle, `~4` lets up to four words stand between.

use super::token::Token;

/// Words that no pattern reaches across: what stands behind is another thing.
const WALLS: [&str; 11] = [
    "with",
    "without",
    "but",
    "however",
    "normal",
    "unremarkable",
    "clear",
    "intact",
    ",",
    ";",
    "?",
];

#[derive(Debug)]
enum Form {
    Whole(&'static str),
    Begins(&'static str),
    Ends(&'static str),
    Holds(&'static str),
}

impl Form {
    fn of(text: &'static str) -> Self {
        match (text.strip_prefix('*'), text.strip_suffix('*')) {
            (Some(rest), Some(_)) => Self::Holds(rest.trim_end_matches('*')),
            (Some(rest), None) => Self::Ends(rest),
            (None, Some(rest)) => Self::Begins(rest),
            (None, None) => Self::Whole(text),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Whole(it) => word == *it,
            Self::Begins(it) => word.starts_with(it),
            Self::Ends(it) => word.ends_with(it),
            Self::Holds(it) => word.contains(it),
        }
    }
}

#[derive(Debug)]
struct Element {
    /// Words that may stand before it.
    gap: usize,
    forms: Vec<Form>,
}

/// A pattern of words.
#[derive(Debug)]
pub(super) struct Phrase {
    elements: Vec<Element>,
}

/// Where a phrase stands: the first and the last token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub first: usize,
    pub last: usize,
}

impl Phrase {
    /// Reads a pattern.
    pub(super) fn new(pattern: &'static str) -> Self {
        let mut elements = Vec::new();
        let mut gap = 0;
        for word in pattern.split(' ') {
            match word.strip_prefix('~').and_then(|it| it.parse().ok()) {
                Some(count) => gap = count,
                None => elements.push(Element {
                    gap: std::mem::take(&mut gap),
                    forms: word.split('|').map(Form::of).collect(),
                }),
            }
        }
        Self { elements }
    }

    /// Whether a word is one that the phrase looks for.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.elements
            .iter()
            .any(|it| it.forms.iter().any(|it| it.fits(word)))
    }

    /// All places of the phrase, by their first word.
    pub(super) fn places(&self, tokens: &[Token]) -> Vec<Place> {
        let begin = |&first: &usize| self.elements[0].fits(tokens, first);
        let starts = (0..tokens.len()).filter(begin);
        let place = |first| {
            let last = self.end(tokens, first, 1)?;
            Some(Place { first, last })
        };
        starts.filter_map(place).collect()
    }

    /// The last token, where the elements from `element` on follow behind `at`.
    fn end(&self, tokens: &[Token], at: usize, element: usize) -> Option<usize> {
        let Some(wanted) = self.elements.get(element) else {
            return Some(at);
        };
        let mut between = 0;
        for next in at + 1..tokens.len() {
            if wanted.fits(tokens, next)
                && let Some(end) = self.end(tokens, next, element + 1)
            {
                return Some(end);
            }
            if WALLS.contains(&tokens[next].text.as_str()) {
                return None;
            }
            between += usize::from(tokens[next].is_word());
            if between > wanted.gap {
                return None;
            }
        }
        None
    }
}

impl Element {
    fn fits(&self, tokens: &[Token], at: usize) -> bool {
        let word = tokens[at].text.as_str();
        self.forms.iter().any(|it| it.fits(word))
    }
}
