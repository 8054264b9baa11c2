//! Simulated reports and the default vocabulary against the words of the real Open-i reports.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{
    collections::HashSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use dataset::words::default_vocabulary;
use simulate::{
    code::Code,
    draw::{Draw, Stream},
    findings,
    patient::Patient,
    report,
};
use xraygan::report::{Report, Vocabulary, openi::OpeniStudy};

/// Simulated reports that are counted.
const SIMULATED: u64 = 800;

/// All word occurrences of a report, and whether the vocabulary has each.
fn words(findings: &str, impression: &str, vocabulary: &Vocabulary) -> Vec<(String, bool)> {
    let Ok(report) = Report::from_sections(findings, impression) else {
        return Vec::new();
    };
    let Ok(read) = report.tokenize(vocabulary) else {
        return Vec::new();
    };
    let sections = [read.findings, read.impression];
    let sentences = sections.into_iter().flat_map(|section| section.sentences);
    let known = sentences.flat_map(|sentence| sentence.words);
    known
        .map(|word| (word.text, true))
        .chain(read.unknown.into_iter().map(|word| (word.word, false)))
        .collect()
}

fn simulated(vocabulary: &Vocabulary) -> Vec<(String, bool)> {
    let text = |index| {
        let patient = Patient::of(&Code::draw(&mut Draw::new(1, index, Stream::Patient)));
        let mut draw = Draw::new(1, index, Stream::Findings);
        let list = findings::choose(&patient, 0.33, &mut draw);
        report::write(&list, &mut Draw::new(1, index, Stream::Report))
    };
    (0..SIMULATED)
        .map(text)
        .flat_map(|text| words(&text.findings, &text.impression, vocabulary))
        .collect()
}

/// The archive as the collection distributes it.
fn archive() -> PathBuf {
    let folder = std::env::var_os("XRAYGAN_OPENI_REPORTS")
        .expect("XRAYGAN_OPENI_REPORTS must name the folder of NLMCXR_reports.tgz");
    PathBuf::from(folder).join("NLMCXR_reports.tgz")
}

fn real(archive: &Path, vocabulary: &Vocabulary) -> Vec<(String, bool)> {
    let file = File::open(archive).unwrap_or_else(|error| panic!("{}: {error}", archive.display()));
    let file = flate2::read::GzDecoder::new(file);
    let mut all = Vec::new();
    for entry in tar::Archive::new(file).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut xml = String::new();
        if entry.read_to_string(&mut xml).is_ok() && !xml.is_empty() {
            let study = OpeniStudy::parse(&xml).unwrap();
            let section = |text: Option<String>| text.unwrap_or_default();
            all.extend(words(
                &section(study.findings),
                &section(study.impression),
                vocabulary,
            ));
        }
    }
    all
}

fn share(words: &[(String, bool)], known: impl Fn(&(String, bool)) -> bool) -> f64 {
    words.iter().filter(|word| known(word)).count() as f64 / words.len() as f64
}

#[test]
fn simulated_words_are_in_the_default_vocabulary() {
    let simulated = simulated(&default_vocabulary().unwrap());
    let share = share(&simulated, |(_, known)| *known);
    println!(
        "{:.2} % of {} simulated words are in the default vocabulary",
        100.0 * share,
        simulated.len()
    );
    assert!(share > 0.95, "{share}");
}

#[test]
#[ignore = "needs the Open-i reports: XRAYGAN_OPENI_REPORTS=FOLDER cargo test -p dataset --test words -- --ignored"]
fn real_and_simulated_reports_share_their_words() {
    let vocabulary = default_vocabulary().unwrap();
    let real = real(&archive(), &vocabulary);
    let covered = share(&real, |(_, known)| *known);
    println!(
        "{:.2} % of {} real words are in the default vocabulary",
        100.0 * covered,
        real.len()
    );
    let real: HashSet<&str> = real.iter().map(|(word, _)| word.as_str()).collect();
    let simulated = simulated(&vocabulary);
    let shared = share(&simulated, |(word, _)| real.contains(word.as_str()));
    println!(
        "{:.2} % of {} simulated words are in the real reports",
        100.0 * shared,
        simulated.len()
    );
    assert!(covered > 0.9 && shared > 0.9, "{covered} {shared}");
}
