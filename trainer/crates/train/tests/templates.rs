//! A cascade of templates learns what the table of findings says, and a larger size goes on from a smaller one.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod toy;

use std::{path::Path, sync::atomic::AtomicBool};

use burn::tensor::Device;
use clap::Parser;
use train::{checkpoint, networks::Networks, options::TrainOptions, run, run_folder};
use xraygan::{
    findings::{FindingsTable, Kind, Side, TableRow},
    generation::{Request, SubjectChoice, pairs},
};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: TrainOptions,
}

/// A tiny run; what of the weights is not told here is as in the preset.
fn train(run_folder: &Path, more: &str) {
    let line = format!(
        "test --out {} --preset templates --embedding 8 --hidden 8 --code 24 --noise 8 --refiner 4 --consistency 2 \
         --critic 4 --layers 2 --layer-channels 2 --widths 8 --batch 4 --rise 4 --average-halflife 40 {more}",
        run_folder.display()
    );
    let options = Line::parse_from(line.split_whitespace()).options;
    run(&options, &AtomicBool::new(false)).unwrap();
}

/// How much brighter the image's left half is, for an effusion on each side; of the averaged weights.
fn balances(run: &Path) -> [f32; 2] {
    let options = run_folder::read_options(run).unwrap();
    let rows = run_folder::read_vocabulary(run).unwrap().size();
    let config = options.model(rows);
    let networks = Networks::new(&options.settings, &config, &Device::flex()).unwrap();
    let newest = checkpoint::newest(run).unwrap();
    let average = checkpoint::fill(&newest, "average", networks.average).unwrap();
    Side::BOTH.map(|side| {
        let request = Request {
            findings: vec![vec![1]],
            impression: Vec::new(),
            table: FindingsTable {
                rows: vec![TableRow::new(Kind::Effusion).on(side)],
            },
            subject: SubjectChoice::from(3),
        };
        let last = config.sizes().len() - 1;
        let requests = [request];
        let drawn = pairs(average.drawing(), &config, &requests, last)
            .next()
            .unwrap();
        let values: Vec<f32> = drawn.views.frontal.into_data().try_to_vec().unwrap();
        toy::balance(&values)
    })
}

#[test]
fn a_finding_goes_where_the_table_says_and_a_larger_size_goes_on() {
    let root = tempfile::tempdir().unwrap();
    let (data, small, large) = (
        root.path().join("data"),
        root.path().join("small"),
        root.path().join("large"),
    );
    toy::write(&data, 40, 64, 0);
    let data = format!("--data {}", data.display());
    train(&small, &format!("{data} --size 32 --warmup-epochs 60"));
    let [right, left] = balances(&small);
    assert!(right > 0.1 && left < -0.1, "{right} {left}");

    // One step of a larger size leaves what was learnt.
    let from = format!(
        "{data} --grow {} --size 64 --warmup-epochs 0,0.2",
        small.display()
    );
    train(&large, &from);
    let [right, left] = balances(&large);
    assert!(right > 0.05 && left < -0.05, "{right} {left}");
}
