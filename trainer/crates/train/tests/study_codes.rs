//! A code learnt for each study tells the cascade what no report says.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{fs, path::Path, sync::atomic::AtomicBool};

use clap::Parser;
use dataset::{DatasetWriter, NewStudy, Split, WriterOptions};
use image::{GrayImage, Luma};
use train::{checkpoint, options::TrainOptions, run};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    options: TrainOptions,
}

fn train(run_folder: &Path, more: &str) {
    let line = format!("test --out {} {more}", run_folder.display());
    let options = Line::parse_from(line.split_whitespace()).options;
    run(&options, &AtomicBool::new(false)).unwrap();
}

/// Films of one grey each, dark to bright, all with the same report.
fn write(folder: &Path) {
    let options = WriterOptions {
        size: 32,
        licence: "CC0-1.0".to_owned(),
        how: "films of one grey".to_owned(),
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(folder, options, false).unwrap();
    for n in 0..20_u8 {
        let film = GrayImage::from_pixel(32, 32, Luma([30 + 10 * n]));
        let study = NewStudy {
            study: format!("grey{n}"),
            patient: format!("patient{n}"),
            split: Some(if n < 16 {
                Split::Train
            } else {
                Split::Validate
            }),
            findings: Some("The lungs are clear.".to_owned()),
            frontal: Some(film.clone().into()),
            lateral: Some(film.into()),
            source: "toy".to_owned(),
            ..NewStudy::default()
        };
        writer.write(n.into(), study).unwrap();
    }
    writer.finish().unwrap();
}

/// The last pixel loss of a run.
fn pixel(run: &Path) -> f64 {
    let stats = fs::read_to_string(run.join("stats.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(stats.lines().last().unwrap()).unwrap();
    line["losses"]["pixel"].as_f64().unwrap()
}

fn codes(run: &Path) -> Vec<u8> {
    let newest = checkpoint::newest(run).unwrap();
    fs::read(newest.join("study_codes.safetensors")).unwrap()
}

#[test]
fn studies_of_unknown_patients_are_told_apart_and_a_resume_goes_on_with_their_codes() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    write(&at("data"));
    let line = format!(
        "--data {} --preset templates --size 32 --embedding 8 --hidden 8 --code 24 --noise 8 --refiner 4 --consistency 2 \
         --critic 4 --layers 2 --layer-channels 2 --widths 8 --batch 4 --rise 4 --warmup-epochs 60 --tick 480 --keep 9",
        at("data").display()
    );
    train(&at("noise"), &line);
    let line = format!("{line} --study-code-rate 0.05");
    train(&at("learnt"), &line);
    let (noise, learnt) = (pixel(&at("noise")), pixel(&at("learnt")));
    assert!(learnt < 0.6 * noise, "{learnt} {noise}");

    let whole = codes(&at("learnt"));
    fs::remove_dir_all(checkpoint::newest(&at("learnt")).unwrap()).unwrap();
    assert_ne!(codes(&at("learnt")), whole);
    train(&at("learnt"), "--resume");
    assert_eq!(codes(&at("learnt")), whole);
}
