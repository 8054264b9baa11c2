//! What holds for every input, however strange.

use std::time::Instant;

use proptest::prelude::*;
use xraygan::report::{
    MAX_BYTES, MAX_SENTENCES, MAX_WORDS, ReadRow, Report, ReportError, Span, TokenizedReport,
    Tokenizer, Vocabulary, openi::OpeniStudy,
};

use super::radiology;

/// Text made of what reports are made of, in any order, and of anything else.
fn report_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "FINDINGS",
            "findings:",
            "Impression",
            "IMPRESSION: ",
            "FINDINGS AND IMPRESSION:",
            "Indication:",
            "REPORT",
            "heart",
            "The lungs",
            "clear",
            "no",
            "left",
            "effusion",
            "effusions",
            "nodule",
            "not seen",
            "may",
            "but",
            "right upper lobe",
            "1.5",
            "8mm",
            "T12",
            "6th",
            "2.",
            "(1)",
            "- ",
            "• ",
            "XXXX",
            "___",
            "[**a.b**]",
            "[**",
            "Dr.",
            "e.g.",
            "p.m.",
            "isn't",
            "x-ray",
            "ﬁ",
            "e\u{301}",
            "\u{ad}",
            "İ",
            "½",
            "—",
            "…",
        ])
        .prop_map(str::to_owned),
        proptest::sample::select(vec![
            " ", "  ", "\n", "\r\n", "\n\n", ".", ". ", "? ", ":", ", ", "**", "\u{2028}", "\t"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn vocabularies() -> [Vocabulary; 2] {
    let words = [
        "xxxx", "heart", "clear", "the", "5", "1", "lungs", "findings",
    ];
    let released =
        Vocabulary::from_numbered(words.iter().map(ToString::to_string).zip(1..)).unwrap();
    [radiology(), released]
}

/// Spans lie within the text, on character boundaries, and one after the other.
fn check_order(text: &str, spans: impl IntoIterator<Item = Span>) {
    let mut before = 0;
    for span in spans {
        assert!(
            before <= span.start && span.start <= span.end,
            "{span:?} in {text:?}"
        );
        assert!(
            text.get(span.start..span.end).is_some(),
            "{span:?} in {text:?}"
        );
        before = span.end;
    }
}

fn check(report: &TokenizedReport, vocabulary: &Vocabulary) {
    let text = report.text.as_str();
    let normalised = |span: Span| vocabulary.tokenizer().normalise(span.of(text));
    for section in [&report.findings, &report.impression] {
        assert!(section.sentences.len() <= MAX_SENTENCES);
        check_order(text, section.sentences.iter().map(|sentence| sentence.span));
        for sentence in &section.sentences {
            assert!(sentence.words.len() <= MAX_WORDS);
            assert!(vocabulary.tokenizer() == Tokenizer::Released || !sentence.words.is_empty());
            check_order(text, sentence.words.iter().map(|word| word.span));
            for word in &sentence.words {
                assert!(
                    sentence.span.start <= word.span.start && word.span.end <= sentence.span.end
                );
                assert_eq!(word.text, normalised(word.span));
                assert_eq!(vocabulary.id(&word.text), Some(word.id));
            }
        }
    }
    for unknown in &report.unknown {
        assert_eq!(unknown.word, normalised(unknown.span));
        assert!(!unknown.word.is_empty() && vocabulary.id(&unknown.word).is_none());
    }
    for notice in &report.notices {
        assert!(
            notice
                .span
                .is_none_or(|span| text.get(span.start..span.end).is_some())
        );
    }
}

/// Each row of the table has words of the text, and no other row its kind and side.
fn check_rows(report: &Report) {
    let rows = report.rows();
    for (at, row) in rows.iter().enumerate() {
        assert!(!row.words.is_empty());
        let words = |it: &Span| report.text().get(it.start..it.end);
        assert!(row.words.iter().all(|it| words(it).is_some()), "{row:?}");
        let same = |it: &&ReadRow| (it.row.kind, it.row.side) == (row.row.kind, row.row.side);
        assert!(!rows[at + 1..].iter().any(|it| same(&it)), "{rows:?}");
    }
}

fn check_text(text: &str) {
    if let Ok(report) = Report::from_text(text) {
        check_rows(&report);
    }
    for vocabulary in vocabularies() {
        match Report::from_text(text).and_then(|report| report.tokenize(&vocabulary)) {
            Ok(report) => check(&report, &vocabulary),
            Err(error) => assert!(!matches!(error, ReportError::Xml(_)), "{error}"),
        }
    }
}

proptest! {
    // Failures are to be fixed, not kept in files.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in report_like()) {
        check_text(&text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Report::read(&bytes);
        let _ = Vocabulary::from_json(&bytes);
    }

    #[test]
    fn any_xml_is_read_or_refused(at in 0usize..1400, cut in any::<bool>(), piece in "[<>&;/\"a-z!\\[\\]-]{0,6}") {
        let xml = String::from_utf8(super::fixture("study.xml")).unwrap();
        let at = xml.floor_char_boundary(at.min(xml.len()));
        let text = if cut { xml[..at].to_owned() } else { [&xml[..at], &piece, &xml[at..]].concat() };
        let _ = OpeniStudy::parse(&text);
        let _ = Report::read(text.as_bytes());
    }

    #[test]
    fn sections_are_taken_as_given(findings in report_like(), impression in report_like()) {
        if let Ok(report) = Report::from_sections(&findings, &impression) {
            for vocabulary in vocabularies() {
                if let Ok(read) = report.tokenize(&vocabulary) {
                    check(&read, &vocabulary);
                }
            }
        }
    }

    #[test]
    fn normalised_words_stay_as_they_are(word in "\\PC{0,12}") {
        for tokenizer in [Tokenizer::Standard, Tokenizer::Released] {
            let once = tokenizer.normalise(&word);
            if once != xraygan::report::NUMBER {
                prop_assert_eq!(tokenizer.normalise(&once), once);
            }
        }
    }

    #[test]
    fn vocabulary_survives_its_file(words in proptest::collection::btree_set("[a-z]{1,8}", 1..40)) {
        // Some of these are spelt in a way that is normalised, and rightly refused.
        if let Ok(vocabulary) = Vocabulary::from_words(words, Tokenizer::Standard) {
            prop_assert_eq!(Vocabulary::from_json(vocabulary.to_json().as_bytes()).unwrap(), vocabulary);
        }
    }
}

/// A paste of the longest length must not hang the page, whatever it repeats.
#[test]
fn repetition_takes_linear_time() {
    let vocabulary = radiology();
    for piece in [
        "a.",
        ".",
        "1.",
        "\n",
        "a\n",
        "Findings ",
        "findings (",
        "FINDINGS: ",
        "INDICATION: a\n",
        "REPORT: a\n\n",
        "[**",
        "XXXX ",
        "1) ",
        "x",
        "e\u{301}",
        "'",
        "a'",
        "clear ",
        "**",
        "? ",
        "<a>",
        "FINDINGS Heart ",
        " ",
        "a ",
        "(",
        "Dr. J. ",
        "a,FINDINGS,",
        "#FINDINGS#",
        "FINDINGS a,",
        "effusion ",
        "no effusion, ",
        "calcified nodule or ",
        "small left mass and ",
        "<b>",
        "&lt;",
        "\u{1b}[1m",
        "Plan: a. ",
        "FINDINGS: a Plan: b. ",
        "plueral ",
    ] {
        // Quadratic time grows 64-fold; a busy machine may hold up one try, not all.
        let grows = || took(&vocabulary, piece, 1) / took(&vocabulary, piece, 8);
        let tries: Vec<f64> = (0..3)
            .map(|_| grows())
            .take_while(|&it| it > 8.0 * 3.0)
            .collect();
        assert!(
            tries.len() < 3,
            "{piece:?}: eight times the text took {tries:?} times as long"
        );
    }
}

/// Seconds for a report of `piece` over and over, of the largest size divided by `share`.
fn took(vocabulary: &Vocabulary, piece: &str, share: usize) -> f64 {
    let text = "clear ".to_owned() + &piece.repeat((MAX_BYTES / share - 6) / piece.len());
    let begin = Instant::now();
    let read = Report::read(text.as_bytes());
    let _ = read.as_ref().map(Report::rows);
    let _ = read.and_then(|report| report.tokenize(vocabulary));
    begin.elapsed().as_secs_f64()
}
