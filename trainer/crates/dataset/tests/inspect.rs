//! `trainer inspect`: counts, words, repeated images, broken files.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::Parser;
use dataset::inspect::{InspectOptions, Inspection, run};
use dataset::{DatasetWriter, NewStudy, Split, WriterOptions};
use image::{GrayImage, Luma};

/// Six studies; the frontal views of 1 and 2 are the same.
fn dataset(root: &Path) {
    let options = WriterOptions {
        size: 64,
        licence: "CC0".to_owned(),
        how: "a test".to_owned(),
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(root, options, false).unwrap();
    for n in 0..6_u8 {
        let grey = if n == 2 { 1 } else { n };
        let image = GrayImage::from_fn(64, 64, |x, y| Luma([(x + y) as u8 + grey]));
        let study = NewStudy {
            study: format!("s{n}"),
            patient: format!("p{n}"),
            split: Some(if n % 2 == 0 {
                Split::Train
            } else {
                Split::Test
            }),
            findings: Some("The heart is large. No effusion.".to_owned()),
            impression: (n == 0).then(|| "Cardiomegaly, xyzzyx.".to_owned()),
            frontal: Some(image.into()),
            lateral: (n == 0).then(|| GrayImage::new(64, 64).into()),
            source: "test".to_owned(),
            labels: vec!["Cardiomegaly".to_owned()],
            ..NewStudy::default()
        };
        writer.write(n.into(), study).unwrap();
    }
    writer.finish().unwrap();
}

fn inspect(root: &Path) -> anyhow::Result<Inspection> {
    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        options: InspectOptions,
    }
    let cli = Cli::parse_from(["inspect", root.to_str().unwrap()]);
    run(&cli.options, &AtomicBool::new(false))
}

#[test]
fn a_sound_dataset() {
    let dir = tempfile::tempdir().unwrap();
    dataset(dir.path());
    let found = inspect(dir.path()).unwrap();
    assert!(found.is_sound());
    assert_eq!(found.labels, [("Cardiomegaly".to_owned(), 6)]);
    assert_eq!(found.words.reports, 6);
    assert_eq!(found.words.words, [36, 2]);
    assert_eq!(found.words.sentences, [12, 1]);
    assert_eq!(found.words.unknown, 1, "xyzzyx");
    let count = |word: &str| {
        found
            .words
            .counts
            .iter()
            .find(|(w, _)| w == word)
            .map(|(_, n)| *n)
    };
    assert_eq!(
        (count("heart"), count("effusion"), count("xyzzyx")),
        (Some(6), Some(6), Some(1))
    );
    assert_eq!(found.repeated, 1);
    assert_eq!(found.leaking.len(), 1, "the same film in two splits");
    let text = found.to_string();
    for part in [
        "train 3, validate 0, test 3",
        "both 1, frontal only 5",
        "CC0",
        "a test",
        "all files are sound",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let sheet = image::open(dir.path().join("contact.png"))
        .unwrap()
        .into_luma8();
    assert!(sheet.width() > 1_500 && sheet.height() > 400);
    assert!(sheet.pixels().any(|pixel| pixel.0[0] > 200), "captions");
}

#[test]
fn broken_files_are_listed() {
    let dir = tempfile::tempdir().unwrap();
    dataset(dir.path());
    let image = |name: &str| dir.path().join("images").join(name);
    let bytes = std::fs::read(image("s3_frontal.png")).unwrap();
    std::fs::write(image("s3_frontal.png"), &bytes[..bytes.len() / 2]).unwrap();
    GrayImage::new(32, 32)
        .save(image("s4_frontal.png"))
        .unwrap();
    std::fs::remove_file(image("s5_frontal.png")).unwrap();
    let manifest = dir.path().join("manifest.jsonl");
    let mut text = std::fs::read_to_string(&manifest).unwrap();
    text.push_str("{broken\n");
    std::fs::write(&manifest, text).unwrap();
    let found = inspect(dir.path()).unwrap();
    let files: Vec<&str> = found
        .problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    let expected = [
        "images/s5_frontal.png",
        "manifest.jsonl",
        "images/s3_frontal.png",
        "images/s4_frontal.png",
    ];
    assert_eq!(files, expected);
    assert_eq!(found.problems[1].line, Some(7));
    assert!(!found.is_sound());
    assert!(found.to_string().contains("4 broken:"));
}

#[test]
fn what_is_no_dataset_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let error = inspect(dir.path()).unwrap_err().to_string();
    assert!(error.contains("no dataset here"), "{error}");
    let error = inspect(&dir.path().join("nothing"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("no such folder"), "{error}");
}
