//! Tests of the reader.

use super::*;
use crate::{DatasetWriter, NewStudy, WriterOptions};
use image::GrayImage;

fn dataset() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let options = WriterOptions {
        size: 32,
        licence: String::new(),
        how: String::new(),
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(dir.path(), options, false).unwrap();
    for n in 0..3 {
        let study = NewStudy {
            study: format!("s{n}"),
            patient: format!("p{n}"),
            lateral: Some(GrayImage::new(32, 32).into()),
            ..NewStudy::default()
        };
        writer.write(n, study).unwrap();
    }
    writer.finish().unwrap();
    dir
}

/// The error of opening a dataset after replacing `from` by `to` in one of its files.
fn after(file: &str, from: &str, to: &str) -> String {
    let dir = dataset();
    let path = dir.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    format!("{:#}", Dataset::open(dir.path()).unwrap_err())
}

#[test]
fn faults_are_told_with_file_and_line() {
    let newer = after(INFO_FILE, "\"format_version\": 1", "\"format_version\": 2");
    assert!(newer.contains("newer"), "{newer}");
    let broken = after(MANIFEST_FILE, "}\n{\"study\":\"s1\"", "}\n{\"study\":");
    assert!(broken.contains("manifest.jsonl, line 2"), "{broken}");
    let outside = after(MANIFEST_FILE, "images/s2", "../s2");
    assert!(
        outside.contains("line 3") && outside.contains("outside"),
        "{outside}"
    );
    let twice = after(MANIFEST_FILE, "\"study\":\"s2\"", "\"study\":\"s0\"");
    assert!(
        twice.contains("line 3") && twice.contains("twice"),
        "{twice}"
    );

    let dir = dataset();
    std::fs::remove_file(dir.path().join("images/s1_lateral.png")).unwrap();
    let missing = Dataset::open(dir.path()).unwrap_err().to_string();
    assert!(
        missing.contains("images/s1_lateral.png: missing"),
        "{missing}"
    );
    let (dataset, problems) = Dataset::open_lenient(dir.path()).unwrap();
    assert_eq!((dataset.records().len(), problems.len()), (2, 1));
}

#[test]
fn an_image_of_another_form_is_refused() {
    let dir = dataset();
    let dataset = Dataset::open(dir.path()).unwrap();
    let record = &dataset.records()[0];
    assert!(dataset.load(record, View::Lateral).unwrap().is_some());
    assert!(dataset.load(record, View::Frontal).unwrap().is_none());
    let path = dir.path().join("images/s0_lateral.png");
    GrayImage::new(31, 32).save(&path).unwrap();
    assert!(dataset.load(record, View::Lateral).is_err());
    image::RgbImage::new(32, 32).save(&path).unwrap();
    assert!(dataset.load(record, View::Lateral).is_err());
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n").unwrap();
    let error = format!("{:#}", dataset.load(record, View::Lateral).unwrap_err());
    assert!(error.contains("s0_lateral.png"), "{error}");
}
