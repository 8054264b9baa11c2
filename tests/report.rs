//! Reading reports from outside: whole files in, sentences, notices and errors out.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use xraygan::report::{
    MAX_BYTES, MAX_SENTENCES, MAX_WORDS, NoticeKind, Report, SectionKind, TokenizedReport,
    TokenizedSection, Tokenizer, Vocabulary, openi::OpeniStudy,
};

#[path = "reports/agreement.rs"]
mod agreement;
#[path = "reports/bad_input.rs"]
mod bad_input;
#[path = "reports/collection.rs"]
mod collection;
#[path = "reports/field.rs"]
mod field;
#[path = "reports/properties.rs"]
mod properties;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("tests/reports").join(name)).unwrap()
}

/// The default word list, as the trainer uses it.
fn radiology() -> Vocabulary {
    let list =
        std::fs::read_to_string(root().join("trainer/crates/dataset/words/radiology.txt")).unwrap();
    Vocabulary::from_list(&list, Tokenizer::Standard).unwrap()
}

fn read(name: &str) -> TokenizedReport {
    Report::read(&fixture(name))
        .unwrap()
        .tokenize(&radiology())
        .unwrap()
}

fn sentences(section: &TokenizedSection) -> Vec<String> {
    let words = |sentence: &xraygan::report::Sentence| {
        sentence
            .words
            .iter()
            .map(|word| word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    section.sentences.iter().map(words).collect()
}

fn kinds(report: &TokenizedReport) -> Vec<NoticeKind> {
    report.notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn hard_wrapped_report_with_many_headings() {
    let report = read("wrapped.txt");
    assert_eq!(
        sentences(&report.findings),
        [
            "pa and lateral views of the chest provided",
            "lung volumes are low",
            "there is a <num> cm nodule in the right upper lobe approx at the level of the 6th rib",
            "a right picc ends in the lower svc",
            "no effusion or pneumothorax",
            "the heart not enlarged t12 is wedged",
        ]
    );
    assert_eq!(
        sentences(&report.impression),
        [
            "right upper lobe nodule the ct of",
            "no acute cardiopulmonary process"
        ]
    );
    let ignored: Vec<&str> = report
        .notices
        .iter()
        .filter(|notice| notice.kind == NoticeKind::SectionIgnored)
        .map(|notice| notice.message.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        ignored,
        ["EXAMINATION", "INDICATION", "COMPARISON", "NOTIFICATION"]
    );
    // The marks of sections that are not read do not count.
    let marks = report
        .notices
        .iter()
        .find(|notice| notice.kind == NoticeKind::MarksDropped)
        .unwrap();
    assert_eq!(marks.span.unwrap().of(&report.text), "___");
    assert!(marks.message.starts_with("A mark"), "{}", marks.message);
    let unknown: Vec<&str> = report
        .unknown
        .iter()
        .map(|unknown| unknown.span.of(&report.text))
        .collect();
    assert_eq!(unknown, ["cf"]);
}

#[test]
fn lines_without_full_stops() {
    let report = read("lines.txt");
    assert_eq!(
        sentences(&report.findings),
        ["heart normal", "lungs clear", "no effusion"]
    );
    assert_eq!(sentences(&report.impression), ["normal chest"]);
    assert_eq!(kinds(&report), [NoticeKind::HeadingRead]);
}

#[test]
fn one_line_in_capitals() {
    let report = read("capitals.txt");
    assert_eq!(
        sentences(&report.findings),
        ["the heart is normal", "the lungs are clear"]
    );
    assert_eq!(sentences(&report.impression), ["no acute disease"]);
    assert_eq!(kinds(&report), []);
}

#[test]
fn without_headings_all_is_findings() {
    let report = read("bare.txt");
    assert_eq!(
        sentences(&report.findings),
        [
            "the heart is normal",
            "findings are stable",
            "impression of a small nodule on the left"
        ]
    );
    assert!(report.impression.sentences.is_empty());
    assert_eq!(kinds(&report), [NoticeKind::NoHeadings]);
}

#[test]
fn paragraph_without_heading_is_findings() {
    let report = read("unlabelled.txt");
    assert_eq!(
        sentences(&report.findings),
        [
            "pa and lateral chest the heart is normal",
            "the lungs are clear"
        ]
    );
    assert_eq!(sentences(&report.impression), ["no acute disease"]);
    assert!(kinds(&report).contains(&NoticeKind::FindingsAssumed));
}

#[test]
fn combined_repeated_and_missing_sections() {
    let vocabulary = radiology();
    let report = Report::from_text("FINDINGS/IMPRESSION: Clear lungs XXXX.")
        .unwrap()
        .tokenize(&vocabulary)
        .unwrap();
    assert_eq!(report.findings, report.impression);
    assert_eq!(
        kinds(&report),
        [NoticeKind::SectionsCombined, NoticeKind::MarksDropped]
    );

    let text = "FINDINGS: Clear lungs. IMPRESSION: Normal. FINDINGS: Small heart.";
    let report = Report::from_text(text).unwrap();
    assert_eq!(report.section(SectionKind::Findings).len(), 2);
    let report = report.tokenize(&vocabulary).unwrap();
    assert_eq!(sentences(&report.findings), ["clear lungs", "small heart"]);
    assert_eq!(kinds(&report), [NoticeKind::SectionRepeated]);

    let report = Report::from_text("IMPRESSION: Normal chest.").unwrap();
    assert_eq!(report.notices()[0].kind, NoticeKind::SectionMissing);
    let report = Report::from_sections("", "Normal: comparison: none.").unwrap();
    assert_eq!(report.text(), "IMPRESSION: Normal: comparison: none.");
    assert_eq!(
        report.section(SectionKind::Impression)[0].of(report.text()),
        "Normal: comparison: none."
    );
}

#[test]
fn long_sections_are_cut_and_told() {
    let vocabulary = radiology();
    let many = "Clear lungs. ".repeat(MAX_SENTENCES + 1);
    let report = Report::from_sections(&many, "")
        .unwrap()
        .tokenize(&vocabulary)
        .unwrap();
    assert_eq!(report.findings.sentences.len(), MAX_SENTENCES);
    let cut = report
        .notices
        .iter()
        .find(|notice| notice.kind == NoticeKind::SentencesCut)
        .unwrap();
    assert_eq!(cut.span.unwrap().of(&report.text), "Clear lungs.");
    assert!(cut.message.contains("65"), "{}", cut.message);

    let long = "clear ".repeat(MAX_WORDS) + "lungs";
    let report = Report::from_sections(&long, "")
        .unwrap()
        .tokenize(&vocabulary)
        .unwrap();
    assert_eq!(report.findings.sentences[0].words.len(), MAX_WORDS);
    let cut = report
        .notices
        .iter()
        .find(|notice| notice.kind == NoticeKind::WordsCut)
        .unwrap();
    assert_eq!(cut.span.unwrap().of(&report.text), "lungs");

    let exact = Report::from_sections(&"clear ".repeat(MAX_WORDS), "normal").unwrap();
    assert_eq!(kinds(&exact.tokenize(&vocabulary).unwrap()), []);
}

#[test]
fn openi_xml() {
    let report = read("study.xml");
    assert!(
        report
            .text
            .starts_with("FINDINGS: Heart size is normal. Nodule < 1.5 cm"),
        "{}",
        report.text
    );
    assert_eq!(
        sentences(&report.findings),
        [
            "heart size is normal",
            "nodule <num> cm at the left base",
            "the are intact"
        ]
    );
    assert_eq!(
        sentences(&report.impression),
        ["small nodule", "no effusion"]
    );
    assert_eq!(
        kinds(&report),
        [
            NoticeKind::SectionIgnored,
            NoticeKind::SectionIgnored,
            NoticeKind::MarksDropped
        ]
    );

    let study = OpeniStudy::parse(std::str::from_utf8(&fixture("study.xml")).unwrap()).unwrap();
    assert_eq!(study.id, "CXR90001");
    assert_eq!(
        study.images,
        ["CXR90001_IM-0001-1001", "CXR90001_IM-0001-2001"]
    );
    assert_eq!(study.indication.as_deref(), Some("Cough & fever"));
    assert_eq!(
        study.licence.as_deref(),
        Some("http://example.org/licence/")
    );
    assert_eq!(study.mesh, ["Nodule/lung/base/left/small"]);
    assert_eq!(study.mesh_automatic, ["nodule"]);
}

#[test]
fn whole_report_inside_one_xml_section() {
    let inside = "Exam: chest History: Cough FINDINGS: Clear lungs. IMPRESSION: Normal.";
    let xml = String::from_utf8(fixture("study.xml")).unwrap();
    let start = xml.find("Heart size").unwrap();
    let end = xml
        .find("</AbstractText>\n            <AbstractText Label=\"IMPRESSION\"")
        .unwrap();
    let report = Report::from_openi_xml(&[&xml[..start], inside, &xml[end..]].concat()).unwrap();
    let report = report.tokenize(&radiology()).unwrap();
    assert_eq!(sentences(&report.findings), ["clear lungs"]);
    assert_eq!(
        sentences(&report.impression),
        ["normal", "small nodule", "no effusion"]
    );
}

#[test]
fn released_rules_keep_the_authors_quirks() {
    let words = ["xxxx", "mass", "cm", "of", "1", "5", "no"];
    let vocabulary =
        Vocabulary::from_numbered(words.iter().map(ToString::to_string).zip(1..)).unwrap();
    let report = Report::from_sections("Mass of 1.5 cm. XXXX Naïve.", "No X-XXXX").unwrap();
    let report = report.tokenize(&vocabulary).unwrap();
    let ids: Vec<Vec<u32>> = report
        .findings
        .sentences
        .iter()
        .map(|sentence| sentence.words.iter().map(|word| word.id).collect())
        .collect();
    assert_eq!(ids, [vec![2, 4, 5], vec![6, 3], vec![1], vec![]]);
    let unknown: Vec<&str> = report
        .unknown
        .iter()
        .map(|unknown| unknown.word.as_str())
        .collect();
    // The second mark has letters around it, so the published code takes it for a word.
    assert_eq!(unknown, ["naive"]);
    assert_eq!(report.unknown[0].span.of(&report.text), "Naïve");
}

#[test]
fn utf16_and_byte_order_marks() {
    let text = "FINDINGS: Clear lungs.";
    let utf16: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(Report::read(&utf16).unwrap().text(), text);
    let utf8 = ["\u{feff}", text].concat();
    assert_eq!(Report::read(utf8.as_bytes()).unwrap().text(), text);
    assert_eq!(Report::from_text(&utf8).unwrap().text(), text);
}

#[test]
fn results_serialise_with_stable_names() {
    let report = Report::from_text("IMPRESSION: Clear qqq.")
        .unwrap()
        .tokenize(&radiology())
        .unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["notices"][0]["kind"], "section_missing");
    assert_eq!(json["unknown"][0]["section"], "impression");
    assert_eq!(
        json["impression"]["sentences"][0]["words"][0]["span"]["start"],
        12
    );
    assert_eq!(json["findings"]["sentences"], serde_json::json!([]));
}

#[test]
fn word_list_is_sorted_and_small() {
    let path: &Path = &root().join("trainer/crates/dataset/words/radiology.txt");
    let list = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "not sorted");
    assert_eq!(radiology().words(), lines);
    assert!(
        (1200..=2000).contains(&lines.len()),
        "{} words",
        lines.len()
    );
    const { assert!(MAX_BYTES < 1 << 20) };
}

#[test]
fn a_misspelling_finds_the_nearest_word() {
    let vocabulary = radiology();
    for (written, meant) in [
        ("efusion", Some("effusion")),
        ("cardiomegally", Some("cardiomegaly")),
        ("pnuemothorax", Some("pneumothorax")),
        ("haert", Some("heart")),
        // Short words are too alike, and far ones mean nothing.
        ("teh", None),
        ("xylophone", None),
    ] {
        assert_eq!(vocabulary.nearest(written), meant, "{written}");
    }
}
