//! What a report tells of the patient code: only what is known and explained.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashMap;

use nalgebra::DMatrix;
use simulate::code::{Code, DIMENSIONS};
use simulate::draw::{Draw, Stream};
use simulate::findings::{choose, told_size};
use simulate::patient::Patient;
use simulate::report;

/// Studies that the fit learns from, and studies that it is judged with.
const LEARNT: usize = 8000;
const HELD_OUT: usize = 4000;
/// Words in fewer of the studies tell nothing.
const RARE: usize = 8;
/// Weight of the squared coefficients, against centred bags of words.
const RIDGE: f64 = 40.0;

/// Dimensions that a report may tell, by the beginnings of their names, and why.
const EXPLAINED: [(&str, &str); 4] = [
    (
        "patient.age",
        "worn spines, tortuous or calcified aortas and hernias are likelier in the old",
    ),
    ("nodule.", "a nodule's diameter is told in cm"),
    ("mass.", "a mass's diameter is told in cm"),
    ("pneumothorax.", "a pneumothorax' thickness is told in cm"),
];

fn study(index: u64) -> (Code, Vec<String>) {
    let code = Code::draw(&mut Draw::new(2, index, Stream::Patient));
    let mut draw = Draw::new(2, index, Stream::Findings);
    let mut list = choose(&Patient::of(&code), 0.2, &mut draw);
    for finding in &mut list {
        finding.size_mm = told_size(finding, &code).map(f32::round);
    }
    let text = report::write(&list, &mut Draw::new(2, index, Stream::Report));
    let text = format!("{} {}", text.findings, text.impression).to_lowercase();
    let words = text.split(|c: char| c.is_whitespace() || ",;:()".contains(c));
    let words = words.map(|word| word.trim_end_matches('.').to_owned());
    (code, words.filter(|word| !word.is_empty()).collect())
}

/// Share of each dimension's variance that bags of words predict on studies they were not fitted to.
fn explained() -> Vec<f64> {
    let studies: Vec<_> = (0..(LEARNT + HELD_OUT) as u64).map(study).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, words) in &studies[..LEARNT] {
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut known: Vec<&str> = counts
        .iter()
        .filter(|&(_, &count)| (RARE..LEARNT).contains(&count))
        .map(|(word, _)| *word)
        .collect();
    known.sort_unstable();
    let places: HashMap<&str, usize> = known.iter().enumerate().map(|(at, w)| (*w, at)).collect();
    let bags = |range: std::ops::Range<usize>| {
        let mut bags = DMatrix::zeros(range.len(), known.len());
        for (row, (_, words)) in studies[range].iter().enumerate() {
            for at in words.iter().filter_map(|word| places.get(word.as_str())) {
                bags[(row, *at)] = 1.0;
            }
        }
        bags
    };
    let codes = |range: std::ops::Range<usize>| {
        let (rows, studies) = (range.len(), &studies[range]);
        DMatrix::from_fn(rows, DIMENSIONS.len(), |row, at| {
            f64::from(studies[row].0.0[at])
        })
    };
    let (mut x, y) = (bags(0..LEARNT), codes(0..LEARNT));
    let means = x.row_mean();
    for mut row in x.row_iter_mut() {
        row -= &means;
    }
    let mut normal = x.transpose() * &x;
    for at in 0..normal.nrows() {
        normal[(at, at)] += RIDGE;
    }
    let fit = normal.cholesky().unwrap().solve(&(x.transpose() * &y));
    let (mut x, truth) = (bags(LEARNT..studies.len()), codes(LEARNT..studies.len()));
    for mut row in x.row_iter_mut() {
        row -= &means;
    }
    let predicted = x * fit;
    let (of_fit, of_mean) = (y.row_mean(), truth.row_mean());
    (0..DIMENSIONS.len())
        .map(|at| {
            let rows = 0..truth.nrows();
            let squares =
                |f: &dyn Fn(usize) -> f64| rows.clone().map(|r| f(r).powi(2)).sum::<f64>();
            let left = squares(&|r| truth[(r, at)] - of_fit[at] - predicted[(r, at)]);
            1.0 - left / squares(&|r| truth[(r, at)] - of_mean[at])
        })
        .collect()
}

#[test]
fn a_report_tells_of_the_code_only_what_is_explained() {
    let mut told: Vec<(f64, &str)> = explained()
        .into_iter()
        .zip(DIMENSIONS.iter())
        .filter(|(share, _)| *share > 0.02)
        .map(|(share, dimension)| (share, dimension.name.as_str()))
        .collect();
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (share, name) in &told {
        let why = EXPLAINED.iter().find(|(start, _)| name.starts_with(start));
        let (_, why) = why.unwrap_or_else(|| panic!("reports tell {share:.3} of {name}: why?"));
        println!("{share:.3} of the variance of {name}: {why}");
    }
    assert!(
        told.iter().any(|(_, name)| *name == "patient.age"),
        "{told:?}"
    );
}
