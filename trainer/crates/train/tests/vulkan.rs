//! Every phase of training has the same losses on Vulkan as on the CPU.
//!
//! First weights are drawn by each device in its own way, so the GPU goes on from checkpoints of the CPU. Without a Vulkan
//! driver (a software one will do) there is nothing to compare.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{collections::BTreeMap, fs, path::Path, sync::atomic::AtomicBool};

use clap::Parser;
use learn::device::DeviceChoice;
use serde_json::Value;
use simulate::SimulateOptions;
use train::TrainOptions;

/// Largest difference of a loss, of its size.
const BOUND: f64 = 0.01;

#[derive(Parser)]
struct Simulate {
    #[command(flatten)]
    options: SimulateOptions,
}

fn simulate(out: &Path, more: &str) {
    let line = format!("test --out {} --size 64 --seed 5 {more}", out.display());
    let options = Simulate::parse_from(line.split_whitespace()).options;
    simulate::run(&options, &AtomicBool::new(false)).unwrap();
}

fn train(run: &Path, more: &str) {
    let line = format!("--out {} {more}", run.display());
    let options = TrainOptions::parse_from(line.split_whitespace()).unwrap();
    train::run(&options, &AtomicBool::new(false)).unwrap();
}

/// Phase and losses of each line of statistics, by images.
fn losses(run: &Path) -> BTreeMap<u64, (String, BTreeMap<String, f64>)> {
    let text = fs::read_to_string(run.join("stats.jsonl")).unwrap();
    let line = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let losses = serde_json::from_value(value["losses"].clone()).unwrap();
        (
            value["images"].as_u64().unwrap(),
            (value["phase"].as_str().unwrap().to_owned(), losses),
        )
    };
    text.lines().map(line).collect()
}

/// A copy of a run as it was after `images` images.
fn cut(run: &Path, to: &Path, images: u64) {
    let checkpoint = format!("checkpoints/{images:012}");
    fs::create_dir_all(to.join(&checkpoint)).unwrap();
    for name in ["options.json", "vocabulary.json", "stats.jsonl"] {
        fs::copy(run.join(name), to.join(name)).unwrap();
    }
    for file in fs::read_dir(run.join(&checkpoint)).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(&checkpoint).join(file.file_name())).unwrap();
    }
}

#[test]
fn all_phases_have_the_cpus_losses_on_vulkan() {
    let Ok((_, adapter)) = DeviceChoice::Gpu.open() else {
        println!("no Vulkan driver: nothing is compared");
        return;
    };
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    simulate(&path("films"), "--studies 7");
    simulate(&path("reports"), "--reports-only --studies 24");
    let whole = path("cpu");
    train(
        &whole,
        &format!(
            "--data {} --data {} --preset templates --size 64 --batch 2 --reading-epochs 1 --reading-batch 8 --places-epochs 2 \
             --consistency-epochs 0,0.5 --warmup-epochs 0,1 --gan-epochs 0,1 --embedding 8 --hidden 8 --code 24 --noise 8 \
             --refiner 4 --consistency 2 --critic 4 --layers 2 --layer-channels 2 --widths 8 --rise 0 --tick 1 --keep 1000",
            path("films").display(),
            path("reports").display()
        ),
    );
    let on_cpu = losses(&whole);
    let first_of = |phase: &str| *on_cpu.iter().find(|it| it.1.0 == phase).unwrap().0;
    let (start, adversarial_start) = (*on_cpu.keys().next().unwrap(), first_of("gan"));
    let mut compared = BTreeMap::new();
    // Critics are drawn where adversarial training begins: it goes on from its first step.
    for (at, adversarial) in [(start, false), (adversarial_start, true)] {
        let run = path(&format!("gpu{at}"));
        cut(&whole, &run, at);
        train(&run, "--resume --device gpu");
        for (images, (phase, losses)) in losses(&run).into_iter().filter(|it| it.0 > at) {
            if (phase == "gan") != adversarial {
                continue;
            }
            for (name, on_gpu) in losses {
                let on_cpu = on_cpu[&images].1[&name];
                let apart = (on_gpu - on_cpu).abs() / on_cpu.abs().max(0.1);
                println!("{phase}, {name} after {images}: {on_cpu:.5} {on_gpu:.5}");
                assert!(
                    apart < BOUND,
                    "{phase}, {name} after {images} images: {on_cpu} on the CPU, {on_gpu} on {adapter}"
                );
                let largest = compared.entry(phase.clone()).or_insert(0.0_f64);
                *largest = largest.max(apart);
            }
        }
    }
    println!("largest differences on {adapter}: {compared:?}");
    assert_eq!(compared.len(), 5, "all phases were compared");
}
