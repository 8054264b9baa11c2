//! Recognises sentences about the film below a heading that is not read: findings often follow INDICATION or COMPARISON
//! without a heading of their own.

use super::{
    Span, marks, rules, sentences,
    sentences::is_line_break,
    words::{self, listed},
};

/// Parts of the chest that reports speak of.
const PARTS: &str = "heart cardiac cardiomediastinal mediastinum mediastinal silhouette lung lungs pulmonary pleura pleural \
    hilum hila hilar trachea diaphragm diaphragms hemidiaphragm hemidiaphragms bones bone bony osseous skeleton skeletal rib \
    ribs spine aorta aortic vascularity vasculature opacity opacities density densities lines tubes tube catheter chest \
    cardiopulmonary costophrenic thorax thoracic";

/// Words that begin such a sentence.
const BEGINS: &str = "the there no a an as both bilateral left right small tiny trace large mild moderate severe minimal \
    stable unchanged normal clear low interval new persistent again since compared heart cardiac cardiomediastinal \
    mediastinum mediastinal lungs lung pulmonary pleura pleural bones bony osseous trachea hila status post subtle patchy \
    increased decreased improved worsening";

/// Verbs of such a sentence.
const VERBS: &str =
    "is are was were has have appears appear remains remain shows show demonstrates demonstrate";

/// Words of a question, of a patient's history, of advice and of messages.
const ASKS: &str = "rule evaluate eval assess history hx year yo yr known complains complaint presents presenting please \
    recommend recommended recommends follow followup notified discussed communicated signed dictated reviewed telephone \
    exclude concern suspected query pain cough fever dyspnea";

/// Words of how a film was made.
const MADE: &str = "view views obtained performed acquired image images projection projections technique portable chest";

/// Whether a sentence says what a film shows. `ended`: the text before it had come to an end.
fn is_statement(sentence: &str, ended: bool) -> bool {
    if sentence.trim_end().ends_with('?') {
        return false;
    }
    let words: Vec<String> = words::split(sentence)
        .into_iter()
        .map(|word| words::normalise(word.of(sentence)))
        .collect();
    let any = |list: &str| words.iter().any(|word| listed(list, word));
    let told = any(PARTS) || words.iter().any(|word| rules::names(word));
    let begins = words.first().is_some_and(|word| listed(BEGINS, word));
    told && !any(ASKS) && (ended || begins || any(VERBS))
}

/// Where in the text below a heading that is not read the report itself begins. `within`: the heading stands within a
/// section that is read, so that it may begin on the same line; `first`: it may begin at once.
pub(super) fn begin(text: &str, body: Span, within: bool, first: bool) -> Option<usize> {
    let inside = body.of(text);
    let sentences = sentences::split(inside, &marks::find(inside));
    // Behind "Technique:" only a clear statement is one.
    let mut ended = false;
    for (index, sentence) in sentences.into_iter().enumerate() {
        let sentence_text = sentence.of(inside);
        let line_start = inside[..sentence.start]
            .trim_end_matches([' ', '\t', '-', '*', '•'])
            .chars()
            .next_back()
            .is_none_or(is_line_break);
        let is_of_making = (words::split(sentence_text).into_iter())
            .any(|it| listed(MADE, &words::normalise(it.of(sentence_text))));
        let may = if index == 0 {
            first && !is_of_making
        } else {
            within || line_start
        };
        if may && is_statement(sentence_text, ended) {
            return Some(body.start + sentence.start);
        }
        ended = sentence_text.ends_with(['.', '!', ')']);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_and_questions() {
        for sentence in [
            "The heart is enlarged.",
            "Large left effusion.",
            "Heart normal.",
            "As compared to the previous radiograph, the patient has received a left PICC.",
            "BONES: Rib fracture on the right.",
        ] {
            assert!(is_statement(sentence, true), "{sentence}");
        }
        for sentence in [
            "Cough for two weeks.",
            "Evaluate for pneumonia.",
            "Pneumothorax?",
            "Known lung mass.",
            "Dr. Smith was notified of the effusion.",
        ] {
            assert!(!is_statement(sentence, true), "{sentence}");
        }
        assert!(!is_statement("Pneumonia", false));
    }
}
