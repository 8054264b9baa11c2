//! All reports of the Open-i collection.
//!
//! The archive `NLMCXR_reports.tgz` is not part of the repository (its licence forbids changes): the test is ignored
//! unless asked for, and reads it from the folder that `XRAYGAN_OPENI_REPORTS` names.

use std::{collections::BTreeMap, io::Read, path::PathBuf};

use xraygan::report::{Report, ReportError, TokenizedSection, openi::OpeniStudy};

use super::radiology;

fn archive() -> PathBuf {
    let folder = std::env::var_os("XRAYGAN_OPENI_REPORTS")
        .expect("XRAYGAN_OPENI_REPORTS must name the folder of NLMCXR_reports.tgz");
    PathBuf::from(folder).join("NLMCXR_reports.tgz")
}

/// Calls `each` with the name, the study and the XML of every file of the collection.
pub fn studies(mut each: impl FnMut(&str, &OpeniStudy, &str)) {
    let path = archive();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(
        std::fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    ));
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        if !name.ends_with(".xml") {
            continue;
        }
        let mut xml = String::new();
        entry.read_to_string(&mut xml).unwrap();
        let study = OpeniStudy::parse(&xml).unwrap_or_else(|error| panic!("{name}: {error}"));
        each(&name, &study, &xml);
    }
}

/// Mean and maximum.
#[derive(Default)]
struct Spread {
    count: usize,
    sum: usize,
    max: usize,
}

impl Spread {
    fn add(&mut self, value: usize) {
        self.count += 1;
        self.sum += value;
        self.max = self.max.max(value);
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "mean {:.2}, at most {}",
            self.sum as f64 / self.count.max(1) as f64,
            self.max
        )
    }
}

#[derive(Default)]
struct Statistics {
    files: usize,
    both: usize,
    only_findings: usize,
    only_impression: usize,
    neither: usize,
    known: usize,
    unknown: usize,
    spreads: BTreeMap<&'static str, Spread>,
    notices: BTreeMap<String, usize>,
    words: BTreeMap<String, usize>,
}

impl Statistics {
    fn section(&mut self, names: [&'static str; 2], section: &TokenizedSection) {
        if section.sentences.is_empty() {
            return;
        }
        self.spreads
            .entry(names[0])
            .or_default()
            .add(section.sentences.len());
        for sentence in &section.sentences {
            self.spreads
                .entry(names[1])
                .or_default()
                .add(sentence.words.len());
            self.known += sentence.words.len();
            for word in &sentence.words {
                *self.words.entry(word.text.clone()).or_default() += 1;
            }
        }
    }
}

#[test]
#[ignore = "needs the Open-i reports: XRAYGAN_OPENI_REPORTS=FOLDER cargo test --test report -- --ignored"]
fn every_report_of_the_collection_is_read() {
    let vocabulary = radiology();
    let mut statistics = Statistics::default();
    studies(|name, study, xml| {
        assert!(
            study.licence.is_some() && study.id.starts_with("CXR"),
            "{name}"
        );
        statistics.files += 1;
        *match (&study.findings, &study.impression) {
            (Some(_), Some(_)) => &mut statistics.both,
            (Some(_), None) => &mut statistics.only_findings,
            (None, Some(_)) => &mut statistics.only_impression,
            (None, None) => &mut statistics.neither,
        } += 1;
        let report =
            match Report::read(xml.as_bytes()).and_then(|report| report.tokenize(&vocabulary)) {
                Ok(report) => report,
                Err(ReportError::OnlyHeadings | ReportError::NoSection { .. })
                    if study.findings.is_none() =>
                {
                    return;
                }
                Err(error) => panic!("{name}: {error}"),
            };
        statistics.section(
            ["sentences of FINDINGS", "words of a FINDINGS sentence"],
            &report.findings,
        );
        statistics.section(
            ["sentences of IMPRESSION", "words of an IMPRESSION sentence"],
            &report.impression,
        );
        statistics.unknown += report.unknown.len();
        for unknown in report.unknown {
            *statistics.words.entry(unknown.word).or_default() += 1;
        }
        for notice in report.notices {
            *statistics
                .notices
                .entry(format!("{:?}", notice.kind))
                .or_default() += 1;
        }
    });
    let Statistics {
        files,
        both,
        only_findings,
        only_impression,
        neither,
        known,
        unknown,
        ..
    } = statistics;
    let covered = known as f64 / (known + unknown) as f64;
    println!(
        "{files} files: {both} with both sections, {only_findings} only FINDINGS, {only_impression} only IMPRESSION, {neither} neither"
    );
    for (name, spread) in &statistics.spreads {
        println!("{name}: {spread}");
    }
    let repeated = statistics
        .words
        .values()
        .filter(|&&count| count > 1)
        .count();
    println!(
        "{} different words, {repeated} more than once; {:.2} % of {} are in the word list",
        statistics.words.len(),
        100.0 * covered,
        known + unknown
    );
    println!("notices: {:?}", statistics.notices);

    assert_eq!(
        [files, both, only_findings, only_impression, neither],
        [3955, 3419, 6, 502, 28]
    );
    assert!(covered > 0.95, "{covered}");
}
