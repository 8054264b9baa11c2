//! The encoder learns from simulated reports what their sentences say.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod toy;

use std::{path::Path, sync::atomic::AtomicBool};

use clap::Parser;
use serde_json::Value;
use simulate::SimulateOptions;
use train::{options::TrainOptions, run};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: TrainOptions,
}

#[derive(Parser)]
struct Simulate {
    #[command(flatten)]
    options: SimulateOptions,
}

fn train(line: &str) -> anyhow::Result<()> {
    let line = format!(
        "test --preset templates --size 32 --embedding 24 --hidden 24 --code 24 --noise 8 --refiner 4 --consistency 2 \
         --critic 4 --layers 2 --layer-channels 2 --widths 8 --batch 4 --warmup-epochs 0 --average-halflife 500 {line}"
    );
    let options = Line::parse_from(line.split_whitespace()).options;
    run(&options, &AtomicBool::new(false)).map(|_| ())
}

fn last_line(run: &Path) -> Value {
    let lines = std::fs::read_to_string(run.join("stats.jsonl")).unwrap();
    serde_json::from_str(lines.lines().last().unwrap()).unwrap()
}

#[test]
fn reading_is_learnt_from_text_alone() {
    let root = tempfile::tempdir().unwrap();
    let path = |name: &str| root.path().join(name);
    let reports = format!(
        "test --out {} --reports-only --studies 700 --seed 2",
        path("reports").display()
    );
    let options = Simulate::parse_from(reports.split_whitespace()).options;
    simulate::run(&options, &AtomicBool::new(false)).unwrap();
    toy::write(&path("films"), 4, 64, 0);
    let films = format!("--data {}", path("films").display());

    let refused = train(&format!(
        "{films} --out {} --reading-epochs 1",
        path("none").display()
    ));
    let message = format!("{:#}", refused.unwrap_err());
    assert!(message.contains("--reports-only"), "{message}");

    let run = path("run");
    train(&format!(
        "{films} --data {} --out {} --reading-epochs 16 --reading-batch 4 --reading-rate 0.02",
        path("reports").display(),
        run.display()
    ))
    .unwrap();
    let line = last_line(&run);
    let of = |name: &str| line["validation"][name].as_f64().unwrap();
    println!("kinds {:.3}, tables {:.3}", of("kinds"), of("tables"));
    assert!(of("kinds") > 0.4, "{line}");
}
