//! Input that cannot be read: each has its own error, which says where and what to do.

use xraygan::report::{MAX_BYTES, Report, ReportError, Tokenizer, Vocabulary, VocabularyError};

use super::{fixture, radiology};

fn error(bytes: &[u8]) -> ReportError {
    Report::read(bytes).expect_err(&String::from_utf8_lossy(&bytes[..bytes.len().min(60)]))
}

#[test]
fn files_that_are_no_report() {
    let long = "clear lungs ".repeat(1 << 17);
    let cases: [(&[u8], &str, &str); 14] = [
        (b"", "empty", "enter"),
        (b" \r\n\t ", "empty", "enter"),
        ("\u{feff}".as_bytes(), "empty", "enter"),
        (b"FINDINGS:\nIMPRESSION:\n", "only_headings", "below"),
        (b"Findings\n\nImpression", "only_headings", "below"),
        (
            b"INDICATION: cough\nTECHNIQUE: two views",
            "no_section",
            "INDICATION, TECHNIQUE",
        ),
        (b"FINDINGS: clear\n\x00\x01\x02", "binary", "line 2"),
        (b"FINDINGS: caf\xe9", "not_utf8", "line 1"),
        (b"\xff\xfe\x00\xd8\x41\x00", "not_utf8", "UTF-8"),
        (b"%PDF-1.7\n...", "other_format", "a PDF file"),
        (b"PK\x03\x04\x14\x00", "other_format", "Word"),
        (b"<!DOCTYPE html><html></html>", "other_format", "web page"),
        (long.as_bytes(), "too_long", "1572864 bytes"),
        (
            b"<html><body>Clear lungs</body></html>",
            "other_format",
            "web page",
        ),
    ];
    for (bytes, code, part) in cases {
        let error = error(bytes);
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(Report::read(&b"clear ".repeat(MAX_BYTES / 6)).is_ok());
}

#[test]
fn text_without_a_known_word() {
    let vocabulary = radiology();
    let read = |text: &str| {
        Report::from_text(text)
            .unwrap()
            .tokenize(&vocabulary)
            .unwrap_err()
    };
    assert_eq!(
        read("qwertz zxcvb").to_string().split('"').nth(1),
        Some("qwertz")
    );
    assert_eq!(read("心臓は正常です。").code(), "no_known_word");
    assert_eq!(read("FINDINGS: XXXX ... ___").code(), "no_words");
    assert!(read(&"q".repeat(10_000)).to_string().len() < 300);
}

#[test]
fn broken_xml() {
    let xml = String::from_utf8(fixture("study.xml")).unwrap();
    let nested = format!("<eCitation>\n{}", "<a>".repeat(1000));
    let cases = [
        (
            xml[..xml.find("Nodule &lt;").unwrap()].to_owned(),
            "line 11 inside <AbstractText>",
        ),
        (
            xml[..xml.find("IMPRESSION\"").unwrap()].to_owned(),
            "inside <Abstract>",
        ),
        (xml.replace("</Abstract>", "</Wrong>"), "line 13"),
        (xml.replace("&amp;", "&bomb;"), "unknown entity &bomb;"),
        (xml.replace("&amp;", "&#xFFFFFFFF;"), "line 10"),
        (
            xml.replace(
                "<eCitation>",
                "<!DOCTYPE eCitation [<!ENTITY a \"b\">]>\n<eCitation>",
            ),
            "line 2",
        ),
        (xml.replace("<uId id=\"CXR90001\"/>", ""), "uId"),
        (nested, "line 2"),
        ("<?xml version=\"1.0\"?>".to_owned(), "no element"),
    ];
    for (xml, part) in cases {
        let error = error(xml.as_bytes());
        assert_eq!(error.code(), "xml", "{error}");
        assert!(
            error.to_string().contains(part),
            "expected \"{part}\": {error}"
        );
    }
    let empty = [
        "Heart size",
        "Nodule",
        "The XXXX are intact.",
        "1. Small nodule. 2. No effusion.",
    ];
    let mut bare = xml;
    for text in empty {
        bare = bare.replace(text, "");
    }
    bare = bare.replace(" is normal.  &lt; 1.5 cm at the left base. ", "");
    let error = error(bare.as_bytes());
    assert_eq!(
        error,
        ReportError::NoSection {
            sections: "INDICATION, COMPARISON".to_owned()
        }
    );
}

#[test]
fn vocabulary_files() {
    let good = Vocabulary::from_words(["heart", "clear", "<num>"], Tokenizer::Standard).unwrap();
    assert_eq!(
        Vocabulary::from_json(good.to_json().as_bytes()).unwrap(),
        good
    );
    assert_eq!(
        (good.size(), good.id("clear"), good.id("lungs")),
        (4, Some(2), None)
    );
    assert_eq!(
        (good.word(0), good.word(3), good.word(4)),
        (None, Some("heart"), None)
    );
    let serialised: serde_json::Value = serde_json::to_value(&good).unwrap();
    assert_eq!(
        serialised,
        serde_json::from_str::<serde_json::Value>(&good.to_json()).unwrap()
    );

    let json = |version: u32, words: &str| {
        let text = format!(
            r#"{{"format_version": {version}, "tokenizer": "standard", "words": [{words}]}}"#
        );
        Vocabulary::from_json(text.as_bytes()).unwrap_err()
    };
    assert_eq!(json(2, "\"a\""), VocabularyError::NewerFormat { found: 2 });
    assert_eq!(json(1, ""), VocabularyError::Empty);
    assert_eq!(
        json(1, "\"a\", \"a\""),
        VocabularyError::Duplicate("a".to_owned())
    );
    assert_eq!(
        json(1, "\"b\", \"a\""),
        VocabularyError::Unsorted {
            id: 2,
            word: "a".to_owned()
        }
    );
    for word in ["", "Heart", "two words", "x-ray", "café"] {
        assert!(
            matches!(
                json(1, &format!("\"{word}\"")),
                VocabularyError::NotNormalised { id: 1, .. }
            ),
            "{word}"
        );
    }
    for text in ["", "[]", "{\"format_version\": 1}", "\u{0}"] {
        assert!(
            matches!(
                Vocabulary::from_json(text.as_bytes()),
                Err(VocabularyError::Json(_))
            ),
            "{text}"
        );
    }
    let newer = br#"{"format_version": 9, "entries": {}}"#;
    assert_eq!(
        Vocabulary::from_json(newer),
        Err(VocabularyError::NewerFormat { found: 9 })
    );
}

#[test]
fn authors_dictionaries() {
    let numbered = |pairs: &[(&str, u32)]| {
        Vocabulary::from_numbered(pairs.iter().map(|&(word, id)| (word.to_owned(), id)))
    };
    let good = numbered(&[("the", 1), ("heart", 3), ("is", 2)]).unwrap();
    assert_eq!(good.words(), ["the", "is", "heart"]);
    assert_eq!(
        Vocabulary::from_json(good.to_json().as_bytes()).unwrap(),
        good
    );
    assert_eq!(
        numbered(&[("the", 1), ("is", 3)]),
        Err(VocabularyError::Numbering { words: 2, id: 2 })
    );
    assert_eq!(
        numbered(&[("the", 0), ("is", 1)]),
        Err(VocabularyError::Numbering { words: 2, id: 1 })
    );
    assert_eq!(
        numbered(&[("the", 1), ("is", 1)]),
        Err(VocabularyError::Numbering { words: 2, id: 2 })
    );
    assert_eq!(
        numbered(&[("the", 1), ("the", 2)]),
        Err(VocabularyError::Duplicate("the".to_owned()))
    );
    assert_eq!(numbered(&[]), Err(VocabularyError::Empty));
}

#[test]
fn counts_become_a_vocabulary() {
    let counts = [
        ("the".to_owned(), 5),
        ("rare".to_owned(), 1),
        ("heart".to_owned(), 2),
    ];
    let vocabulary = Vocabulary::from_counts(counts, 2, Tokenizer::Standard).unwrap();
    assert_eq!(vocabulary.words(), ["heart", "the"]);
}
