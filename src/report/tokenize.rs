//! From a report's sections to the numbered words that the encoder reads.

use serde::Serialize;

use super::{
    MAX_SENTENCES, MAX_WORDS, NUMBER, Notice, NoticeKind, Report, ReportError, SectionKind, Span,
    Tokenizer, Vocabulary, marks, released, rules, sentences, words,
};

/// A report as the encoder reads it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenizedReport {
    /// The text that all spans point into.
    pub text: String,
    /// The FINDINGS; no sentences if the report has none.
    pub findings: TokenizedSection,
    /// The IMPRESSION; no sentences if the report has none.
    pub impression: TokenizedSection,
    /// The words that are not in the vocabulary, in the order of the sections.
    pub unknown: Vec<UnknownWord>,
    /// What was left out or assumed, first of the whole report, then of its words.
    pub notices: Vec<Notice>,
    /// The pieces of FINDINGS and of IMPRESSION, with the words that are not known.
    #[serde(skip)]
    pub(super) pieces: [Vec<Span>; 2],
}

/// The sentences of one section, at most [`MAX_SENTENCES`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenizedSection {
    /// The sentences in order. By the standard rules each has a word; by those of the published code it may be empty.
    pub sentences: Vec<Sentence>,
}

impl TokenizedSection {
    /// The numbers of the known words, `[sentence][word]`: what the encoder takes.
    #[must_use]
    pub fn ids(&self) -> Vec<Vec<u32>> {
        let of = |sentence: &Sentence| sentence.words.iter().map(|word| word.id).collect();
        self.sentences.iter().map(of).collect()
    }
}

/// The known words of one sentence, at most [`MAX_WORDS`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// The sentence with its punctuation.
    pub span: Span,
    /// The known words in order.
    pub words: Vec<Word>,
}

/// A word that is in the vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Word {
    /// The [normalised](Tokenizer::normalise) form.
    pub text: String,
    /// Its number in the vocabulary, from 1.
    pub id: u32,
    /// Where it stands.
    pub span: Span,
}

/// A word that is not in the vocabulary, and so is not read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnknownWord {
    /// The [normalised](Tokenizer::normalise) form.
    pub word: String,
    /// The section it stands in.
    pub section: SectionKind,
    /// Where it stands.
    pub span: Span,
}

impl Report {
    /// Looks up the words of both sections.
    ///
    /// De-identification marks are dropped, unless the vocabulary has them as words (the authors' dictionary does).
    ///
    /// # Errors
    ///
    /// If not a single word is known.
    pub fn tokenize(&self, vocabulary: &Vocabulary) -> Result<TokenizedReport, ReportError> {
        let mut reading = Reading {
            text: self.text(),
            vocabulary,
            unknown: Vec::new(),
            notices: self.notices().to_vec(),
            marks: Vec::new(),
            known: 0,
        };
        let findings = reading.section(SectionKind::Findings, self.section(SectionKind::Findings));
        let impression = reading.section(
            SectionKind::Impression,
            self.section(SectionKind::Impression),
        );
        let known = findings
            .sentences
            .iter()
            .chain(&impression.sentences)
            .any(|sentence| !sentence.words.is_empty());
        if !known {
            return Err(match reading.unknown.into_iter().next() {
                Some(unknown) => ReportError::NoKnownWord {
                    example: unknown.word.chars().take(40).collect(),
                },
                None => ReportError::NoWords,
            });
        }
        reading.check_language()?;
        reading.tell_marks();
        Ok(TokenizedReport {
            text: self.text().to_owned(),
            findings,
            impression,
            unknown: reading.unknown,
            notices: reading.notices,
            pieces: [SectionKind::Findings, SectionKind::Impression]
                .map(|kind| self.section(kind).to_vec()),
        })
    }
}

/// What is gathered while the sections are read.
struct Reading<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary,
    unknown: Vec<UnknownWord>,
    notices: Vec<Notice>,
    marks: Vec<Span>,
    /// How many words other than numbers are known.
    known: usize,
}

/// A vocabulary with fewer words than this says nothing about a report's language.
const LEAST_VOCABULARY: usize = 500;

/// A report with fewer words than this is of no language.
const LEAST_WORDS: usize = 3;

impl Reading<'_> {
    fn section(&mut self, kind: SectionKind, pieces: &[Span]) -> TokenizedSection {
        let found: Vec<(Span, Vec<Span>)> = match self.vocabulary.tokenizer() {
            Tokenizer::Standard => self.standard(pieces),
            Tokenizer::Released => self.released(pieces),
        };
        if let [_, ..] = &found[found.len().min(MAX_SENTENCES)..] {
            let span = Span {
                start: found[MAX_SENTENCES].0.start,
                end: found[found.len() - 1].0.end,
            };
            let message = format!(
                "{kind} has {} sentences; only the first {MAX_SENTENCES} are read.",
                found.len()
            );
            self.notices.push(Notice {
                kind: NoticeKind::SentencesCut,
                message,
                span: Some(span),
            });
        }
        let mut sentences = Vec::new();
        for (span, words) in found.into_iter().take(MAX_SENTENCES) {
            let words = self.look_up(kind, &words);
            // The published code has sentences without words; ours have no use for them.
            if !words.is_empty() || self.vocabulary.tokenizer() == Tokenizer::Released {
                sentences.push(Sentence { span, words });
            }
        }
        TokenizedSection { sentences }
    }

    /// Sentences and their words by the standard rules; sentences without words are left out.
    fn standard(&mut self, pieces: &[Span]) -> Vec<(Span, Vec<Span>)> {
        let mut found = Vec::new();
        for piece in pieces {
            let text = piece.of(self.text);
            let marks = marks::find(text);
            for sentence in sentences::split(text, &marks) {
                let words = words_between(text, sentence, &marks);
                for (part, words) in parts(text, sentence, &words) {
                    let words = words.iter().map(|word| word.shifted(piece.start));
                    found.push((part.shifted(piece.start), words.collect()));
                }
            }
            self.marks
                .extend(marks.into_iter().map(|mark| mark.shifted(piece.start)));
        }
        found
    }

    /// Sentences and their words by the rules of the published code.
    fn released(&mut self, pieces: &[Span]) -> Vec<(Span, Vec<Span>)> {
        let mut found = Vec::new();
        for piece in pieces {
            for sentence in released::sentences(piece.of(self.text)) {
                let sentence = sentence.shifted(piece.start);
                let words = released::words(sentence.of(self.text));
                found.push((
                    sentence,
                    words
                        .into_iter()
                        .map(|word| word.shifted(sentence.start))
                        .collect(),
                ));
            }
        }
        found
    }

    /// The known ones of a sentence's words; the others are noted.
    fn look_up(&mut self, section: SectionKind, words: &[Span]) -> Vec<Word> {
        if let [first, .., last] = &words[words.len().min(MAX_WORDS)..] {
            self.tell_words(
                section,
                Span {
                    start: first.start,
                    end: last.end,
                },
                words.len(),
            );
        } else if let [only] = &words[words.len().min(MAX_WORDS)..] {
            self.tell_words(section, *only, words.len());
        }
        let mut known = Vec::new();
        for &span in words.iter().take(MAX_WORDS) {
            let piece = span.of(self.text);
            let word = self.vocabulary.tokenizer().normalise(piece);
            match self.vocabulary.id(&word) {
                Some(id) => {
                    self.known += usize::from(word != NUMBER);
                    known.push(Word {
                        text: word,
                        id,
                        span,
                    });
                }
                None if marks::is_mark(piece) => self.marks.push(span),
                None => self.unknown.push(UnknownWord {
                    word,
                    section,
                    span,
                }),
            }
        }
        known
    }

    /// Refuses a report of which at most every second word is known.
    fn check_language(&self) -> Result<(), ReportError> {
        let read = |it: &&UnknownWord| rules::reads(it.span.of(self.text));
        let known = self.known + self.unknown.iter().filter(read).count();
        let words = self.known + self.unknown.len();
        let enough = words >= LEAST_WORDS && self.vocabulary.size() >= LEAST_VOCABULARY;
        if enough && known * 2 <= words {
            return Err(ReportError::OtherLanguage { known, words });
        }
        Ok(())
    }

    fn tell_words(&mut self, section: SectionKind, span: Span, count: usize) {
        let message = format!(
            "A sentence of {section} has {count} words; only the first {MAX_WORDS} are read."
        );
        self.notices.push(Notice {
            kind: NoticeKind::WordsCut,
            message,
            span: Some(span),
        });
    }

    fn tell_marks(&mut self) {
        // A heading for both sections makes its marks turn up twice.
        self.marks.sort_unstable();
        self.marks.dedup();
        let Some(&first) = self.marks.first() else {
            return;
        };
        let example = first.of(self.text);
        let message = match self.marks.len() {
            1 => format!("A mark for a removed word ({example}) was left out."),
            count => format!("{count} marks for removed words (such as {example}) were left out."),
        };
        self.notices.push(Notice {
            kind: NoticeKind::MarksDropped,
            message,
            span: Some(first),
        });
    }
}

/// A sentence in parts of at most [`MAX_WORDS`] words, cut where a comma or an "and" lets it; the last part is longer
/// where nothing does. No part if there are no words.
fn parts(text: &str, sentence: Span, words: &[Span]) -> Vec<(Span, Vec<Span>)> {
    let mut parts = Vec::new();
    let mut start = sentence.start;
    let mut rest = words;
    while rest.len() > MAX_WORDS {
        let cuts = |at: &usize| {
            let between = &text[rest[at - 1].end..rest[*at].start];
            between.contains([',', ';'])
                || matches!(rest[*at].of(text), "and" | "with" | "but" | "there")
        };
        let Some(cut) = (MAX_WORDS / 2..=MAX_WORDS).rev().find(cuts) else {
            break;
        };
        let end = rest[cut - 1].end;
        parts.push((Span { start, end }, rest[..cut].to_vec()));
        start = rest[cut].start;
        rest = &rest[cut..];
    }
    if !rest.is_empty() {
        let end = sentence.end;
        parts.push((Span { start, end }, rest.to_vec()));
    }
    parts
}

/// The words of a sentence that are outside of the marks.
fn words_between(text: &str, sentence: Span, marks: &[Span]) -> Vec<Span> {
    let first = marks.partition_point(|mark| mark.end <= sentence.start);
    let mut words = Vec::new();
    let mut start = sentence.start;
    let inside = marks[first..]
        .iter()
        .take_while(|mark| mark.start < sentence.end);
    for stop in inside.copied().chain([Span {
        start: sentence.end,
        end: sentence.end,
    }]) {
        let gap = Span {
            start,
            end: stop.start.max(start),
        };
        words.extend(
            words::split(gap.of(text))
                .into_iter()
                .map(|word| word.shifted(gap.start)),
        );
        start = stop.end;
    }
    words
}
