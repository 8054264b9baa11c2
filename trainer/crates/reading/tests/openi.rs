//! How far what a network reads agrees with the terms that people gave the reports of the Open-i collection, beside the
//! rules, and both together.
//!
//! `XRAYGAN_HALF=odd` takes the reports of odd numbers, which language and rules may be written from; the figures are
//! those of the even ones.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use burn::tensor::Device;
use xraygan::{
    findings::{FindingsTable, Kind, Laterality, said::shown_probability},
    report::{Report, join, openi::OpeniStudy},
};

/// Kinds with fewer studies in the half are not judged.
const LEAST: usize = 15;

/// One kind: what each reader says of each report, and what the terms say.
#[derive(Default)]
struct Column {
    terms: Vec<bool>,
    probability: Vec<f32>,
    /// Network, rules, both.
    shown: [Vec<bool>; 3],
}

impl Column {
    fn f1(&self, reader: usize) -> f64 {
        let (mut both, mut either) = (0, 0);
        for (&read, &terms) in self.shown[reader].iter().zip(&self.terms) {
            both += usize::from(read && terms);
            either += usize::from(read) + usize::from(terms);
        }
        2.0 * both as f64 / either.max(1) as f64
    }

    /// Area under the ROC curve, ties half.
    fn auroc(&self) -> f64 {
        let of = |wanted: bool| -> Vec<f32> {
            let all = self.probability.iter().zip(&self.terms);
            all.filter(|it| *it.1 == wanted).map(|it| *it.0).collect()
        };
        let (positive, negative) = (of(true), of(false));
        let mut sum = 0.0;
        for a in &positive {
            for b in &negative {
                sum += f64::from(u8::from(a > b)) + 0.5 * f64::from(u8::from(a == b));
            }
        }
        sum / (positive.len() * negative.len()).max(1) as f64
    }

    fn count(&self) -> usize {
        self.terms.iter().filter(|it| **it).count()
    }
}

/// A kind with its AUROC and the F1 of each reader.
type Judged = (Kind, f64, [f64; 3]);

fn folder(name: &str) -> PathBuf {
    let value = std::env::var_os(name).unwrap_or_else(|| panic!("{name} must name a folder"));
    PathBuf::from(value)
}

/// The weights to read with: those that ship, or those of `XRAYGAN_WEIGHTS`.
fn weights() -> PathBuf {
    let shipped = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../weights");
    std::env::var_os("XRAYGAN_WEIGHTS").map_or_else(shipped, PathBuf::from)
}

fn is_judged(study: &OpeniStudy, odd: bool) -> bool {
    study.is_coded() && study.number().unwrap().is_multiple_of(2) != odd
}

#[test]
#[ignore = "needs the Open-i reports: XRAYGAN_OPENI_REPORTS=FOLDER cargo test -p reading --test openi -- --ignored --nocapture"]
fn what_is_read_agrees_with_the_terms_of_the_collection() {
    let bundle = bundle::load(&weights(), &Device::flex()).unwrap();
    let config = &bundle.manifest.model;
    let archive = folder("XRAYGAN_OPENI_REPORTS").join("NLMCXR_reports.tgz");
    let odd = std::env::var("XRAYGAN_HALF").is_ok_and(|it| it == "odd");
    let mut columns: Vec<Column> = Kind::ALL.iter().map(|_| Column::default()).collect();
    let mut sides = [[0, 0]; 3];
    for (_, xml) in import::openi::read_reports(&archive).unwrap() {
        let study = OpeniStudy::parse(&xml.unwrap()).unwrap();
        if !is_judged(&study, odd) {
            continue;
        }
        let text = |section: &Option<String>| section.clone().unwrap_or_default();
        let report =
            Report::from_sections(&text(&study.findings), &text(&study.impression)).unwrap();
        let Ok(tokens) = report.tokenize(&bundle.vocabulary) else {
            continue;
        };
        let network = pollster::block_on(bundle.model.read(config, &tokens))
            .unwrap()
            .unwrap();
        let understood = pollster::block_on(bundle.understand(&tokens)).unwrap();
        let both = FindingsTable {
            rows: understood.rows.into_iter().map(|it| it.read.row).collect(),
        };
        let learnt = FindingsTable {
            rows: join(&network.mentions)
                .into_iter()
                .map(|it| it.row)
                .collect(),
        };
        let tables = [learnt, report.table(), both];
        for (kind, column) in Kind::ALL.into_iter().zip(&mut columns) {
            let Some(terms) = study.says(kind) else {
                continue;
            };
            column.terms.push(terms);
            let scores = network
                .probabilities
                .iter()
                .map(|it| shown_probability(it, kind));
            column.probability.push(scores.fold(0.0, f32::max));
            for ((shown, table), sides) in column.shown.iter_mut().zip(&tables).zip(&mut sides) {
                shown.push(table.shows(kind));
                let rows: Vec<_> = table.shown().filter(|it| it.kind == kind).collect();
                let told = study
                    .side(kind)
                    .filter(|_| terms && kind.is_sided() && kind != Kind::Scoliosis);
                if let ([only], Some(side)) = (rows.as_slice(), told)
                    && let Some(read) = only.side
                {
                    sides[usize::from(Laterality::from(read) == side)] += 1;
                }
            }
        }
    }
    println!(
        "{:24}{:>5}{:>8}{:>9}{:>7}{:>7}",
        "finding", "n", "AUROC", "network", "rules", "both"
    );
    let mut judged = Vec::new();
    for (kind, column) in Kind::ALL.into_iter().zip(&columns) {
        let f1 = [0, 1, 2].map(|reader| column.f1(reader));
        let auroc = column.auroc();
        println!(
            "{:24}{:5}{auroc:8.3}{:9.3}{:7.3}{:7.3}",
            kind.label(),
            column.count(),
            f1[0],
            f1[1],
            f1[2]
        );
        if column.count() >= LEAST {
            judged.push((kind, auroc, f1));
        }
    }
    let mean =
        |of: &dyn Fn(&Judged) -> f64| judged.iter().map(of).sum::<f64>() / judged.len() as f64;
    let (auroc, f1) = (mean(&|it| it.1), [0, 1, 2].map(|at| mean(&|it| it.2[at])));
    println!(
        "mean of the {} kinds with {LEAST} or more: AUROC {auroc:.3}, F1 {f1:.3?}",
        judged.len()
    );
    println!("side right, of those told (network, rules, both): {sides:?}");
    assert!(judged.len() >= 18);
    assert!(auroc >= 0.95, "{auroc}");
    assert!(f1[0] >= 0.75 && f1[1] >= 0.9, "{f1:?}");
}
