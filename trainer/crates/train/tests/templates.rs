//! A cascade of templates learns what the table of findings says, and a larger size goes on from a smaller one.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod toy;

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use burn::tensor::Device;
use clap::Parser;
use dataset::{Split, words::default_vocabulary};
use learn::data::Studies;
use simulate::SimulateOptions;
use train::{
    checkpoint, networks::Networks, options::TrainOptions, presets::Preset, run, run_folder,
};
use xraygan::{
    findings::{FindingsTable, Kind, Side, TableRow},
    generation::{Request, SubjectChoice, pairs},
    views::View,
    weights::tensors,
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

/// Studies of the simulator, `what` of them, of which everything is told; those of the largest split that have films.
fn simulated(folder: &Path, what: &str) -> Arc<Studies> {
    #[derive(Parser)]
    struct Simulate {
        #[command(flatten)]
        options: SimulateOptions,
    }
    let line = format!("test --out {} --size 64 --seed 4 {what}", folder.display());
    let options = Simulate::parse_from(line.split_whitespace()).options;
    simulate::run(&options, &AtomicBool::new(false)).unwrap();
    let datasets = Studies::open(&[folder.to_path_buf()]).unwrap();
    let vocabulary = default_vocabulary().unwrap();
    let of = |split| Studies::of(&datasets, split, &vocabulary).unwrap();
    let all = Split::ALL.map(of);
    Arc::new(all.into_iter().max_by_key(|it| it.all().len()).unwrap())
}

#[test]
fn first_templates_are_films() {
    let root = tempfile::tempdir().unwrap();
    let studies = simulated(&root.path().join("films"), "--studies 8");
    let settings = Preset::Templates.settings();
    let config = settings.model(10, studies.patient().clone());
    let mut networks = Networks::new(&settings, &config, &Device::flex()).unwrap();
    networks.begin_with_films(&config, &studies).unwrap();
    let arrays = tensors::collect(&networks.average);
    let templates = &arrays["lateral.scales.0.templates"];
    let film_of = |at: usize| {
        let film = studies.floats(at, View::Lateral, 64).unwrap();
        let change = studies.difference(at, View::Lateral, 64).unwrap();
        film.iter()
            .zip(&change)
            .map(|(film, change)| film - change)
            .collect::<Vec<f32>>()
    };
    let second = &templates.values[64 * 64..2 * 64 * 64];
    let nearest = (0..studies.all().len())
        .map(|at| {
            second
                .iter()
                .zip(film_of(at))
                .map(|(a, b)| (a - b).abs())
                .sum::<f32>()
                / (64.0 * 64.0)
        })
        .fold(f32::MAX, f32::min);
    assert!(nearest < 0.02, "{nearest}: not a film");
    assert_eq!(tensors::collect(&networks.generator).len(), arrays.len());
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

#[test]
fn the_places_head_learns_without_images() {
    let root = tempfile::tempdir().unwrap();
    let (data, begun, run) = (
        root.path().join("data"),
        root.path().join("begun"),
        root.path().join("run"),
    );
    simulated(&data, "--studies 8");
    let line = format!("--data {} --size 32 --warmup-epochs 0", data.display());
    train(&begun, &format!("{line} --places-epochs 1"));
    train(&run, &format!("{line} --places-epochs 300"));
    let last = |run: &Path| -> serde_json::Value {
        let stats = std::fs::read_to_string(run.join("stats.jsonl")).unwrap();
        let line: serde_json::Value = serde_json::from_str(stats.lines().last().unwrap()).unwrap();
        assert_eq!(line["phase"], "places");
        line
    };
    let error = |run: &Path| last(run)["losses"]["places"].as_f64().unwrap();
    let (first, learnt) = (error(&begun), error(&run));
    assert!(learnt < 0.5 * first, "{first} {learnt}");
    // Studies that have no films are learnt from as well.
    let (places, more) = (root.path().join("places"), root.path().join("more"));
    let studies = simulated(&places, "--places-only --studies 40 --per-patient 4");
    assert!(studies.all().is_empty());
    let line = format!("{line} --data {}", places.display());
    train(&more, &format!("{line} --places-epochs 1"));
    let seen = |run: &Path| last(run)["images"].as_u64().unwrap();
    assert!(
        seen(&more) > seen(&begun) + 8,
        "{} {}",
        seen(&more),
        seen(&begun)
    );
    let network = |run: &Path| {
        let options = run_folder::read_options(run).unwrap();
        let config = options.model(run_folder::read_vocabulary(run).unwrap().size());
        let networks = Networks::new(&options.settings, &config, &Device::flex()).unwrap();
        let newest = checkpoint::newest(run).unwrap();
        tensors::collect(&checkpoint::fill(&newest, "average", networks.average).unwrap())
    };
    let [before, after] = [&begun, &run].map(|run| network(run));
    for (name, array) in before {
        let mut both = array.values.iter().zip(&after[&name].values);
        let moved = both.any(|(a, b)| (a - b).abs() > 1e-5);
        assert_eq!(moved, name.starts_with("places."), "{name}");
    }
}
