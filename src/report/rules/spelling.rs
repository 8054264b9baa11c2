//! Corrects misspellings of the words that the rules look for.

use super::lexicon;

/// Words that carry a finding, a side or a denial, in full.
const WORDS: &[&str] = &[
    "atelectasis",
    "atherosclerotic",
    "bilateral",
    "calcified",
    "cardiac",
    "cardiomegaly",
    "catheter",
    "consolidation",
    "consolidations",
    "costophrenic",
    "defibrillator",
    "degenerative",
    "diaphragm",
    "edema",
    "effusion",
    "effusions",
    "elevated",
    "emphysema",
    "enlarged",
    "eventration",
    "fracture",
    "fractures",
    "granuloma",
    "granulomas",
    "granulomatous",
    "hemidiaphragm",
    "hernia",
    "hiatal",
    "hyperinflated",
    "hyperinflation",
    "infiltrate",
    "infiltrates",
    "mediastinum",
    "moderate",
    "nodule",
    "nodules",
    "opacity",
    "osteophytes",
    "pacemaker",
    "pericardial",
    "pleural",
    "pneumonia",
    "pneumothoraces",
    "pneumothorax",
    "scoliosis",
    "sternotomy",
    "tortuous",
    "without",
];

/// Words that are spelt right though they are near to one of [`WORDS`].
const OTHERS: &[&str] = &[
    "cardia",
    "carotid",
    "elevates",
    "elevator",
    "empyema",
    "engorged",
    "enlarges",
    "fractured",
    "gradual",
    "module",
    "modules",
    "nodular",
    "pneumonic",
    "pneumonitis",
    "pleura",
    "moderately",
    "mediastinal",
    "diaphragms",
    "hemidiaphragms",
    "catheters",
    "pacemakers",
    "hernias",
    "opaque",
    "opacify",
    "emphysematous",
    "calcifies",
    "infiltrated",
    "infiltrative",
    "withhold",
    "calcific",
];

/// The word that was meant, where `word` differs from one of the rules' words by a slip or two.
pub(super) fn corrected(word: &str) -> Option<&'static str> {
    let length = word.len();
    // Letters of other scripts are no slips.
    if length < 5 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) || OTHERS.contains(&word) {
        return None;
    }
    let most = if length < 9 { 1 } else { 2 };
    let first = &word.as_bytes()[..1];
    let near = WORDS.iter().filter(|it| {
        it.as_bytes().starts_with(first) && it.len().abs_diff(length) <= most && it.len() + 1 >= 5
    });
    let measured = near.map(|it| (strsim::osa_distance(word, it), *it));
    let best = measured.min_by_key(|&(distance, _)| distance)?;
    (best.0 > 0 && best.0 <= most && !lexicon::knows(word)).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_other_words_left() {
        for (word, meant) in [
            ("plueral", "pleural"),
            ("effussion", "effusion"),
            ("pnuemothorax", "pneumothorax"),
            ("sternotmoy", "sternotomy"),
            ("consoldation", "consolidation"),
            ("edmea", "edema"),
        ] {
            assert_eq!(corrected(word), Some(meant), "{word}");
        }
        for word in [
            "effusion",
            "infusion",
            "modules",
            "fissure",
            "opacities",
            "elevation",
            "general",
            "lateral",
            "hypoinflated",
            "hypoinflation",
        ] {
            assert_eq!(corrected(word), None, "{word}");
        }
    }
}
