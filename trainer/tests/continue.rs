//! `trainer train --from` and `trainer sample` from the outside.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../crates/train/tests/toy/mod.rs"]
mod toy;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tempfile::TempDir;

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        toy::write(&place.path("data"), 15, 64, 2);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn arg(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Runs the trainer; what it says, and its exit code.
    fn run(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = Command::new(env!("CARGO_BIN_EXE_trainer"))
            .args(arguments)
            .output()
            .unwrap();
        let said = [&output.stdout, &output.stderr]
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .concat();
        assert!(!said.contains("panicked"), "{said}");
        (said, output.status.code())
    }

    fn train(&self, run: &str, more: &[&str]) -> (String, Option<i32>) {
        let (data, run) = (self.arg("data"), self.arg(run));
        let mut arguments = vec![
            "train", "--data", &data, "--out", &run, "--preset", "tiny", "--tick", "50",
        ];
        arguments.extend(more);
        self.run(&arguments)
    }
}

fn newest(run: &Path) -> PathBuf {
    let mut all: Vec<PathBuf> = fs::read_dir(run.join("checkpoints"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    all.sort();
    all.pop().unwrap()
}

#[test]
fn a_larger_run_continues_a_smaller_one_and_its_pairs_fill_a_page() {
    let place = Place::new();
    let (said, code) = place.train("small", &["--size", "32"]);
    assert_eq!(code, Some(0), "{said}");

    // Nothing is trained at 32 px and all rates are 0, so what was learnt there must still be there.
    let from = place.arg("small");
    let still = [
        "--from",
        &from,
        "--size",
        "64",
        "--consistency-epochs",
        "0",
        "--warmup-epochs",
        "0,1",
        "--gan-epochs",
        "0",
        "--generator-rate",
        "0",
    ];
    let (said, code) = place.train("large", &still);
    assert_eq!(code, Some(0), "{said}");
    let read = |run: &str| {
        let bytes = fs::read(newest(&place.path(run)).join("generator.safetensors")).unwrap();
        xraygan::weights::tensors::from_safetensors("generator", &bytes).unwrap()
    };
    let (small, large) = (read("small"), read("large"));
    assert!(large.len() > small.len());
    for (name, array) in &small {
        assert_eq!(&large[name], array, "{name}");
    }
    let options: Value =
        serde_json::from_slice(&fs::read(place.path("large/options.json")).unwrap()).unwrap();
    assert_eq!(options["earlier"][0]["settings"]["size"], 32);

    let (said, code) = place.train(
        "other",
        &["--from", &from, "--size", "64", "--hidden", "16"],
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("--hidden is 16, but"), "{said}");
    let (said, code) = place.train("other", &["--from", &place.arg("data"), "--size", "64"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("options.json"), "{said}");

    sample(&place);
    from_a_bundle(&place);
}

/// A bundle gives its weights as a run does.
fn from_a_bundle(place: &Place) {
    let (run, bundle) = (place.arg("large"), place.arg("whole"));
    let (said, code) = place.run(&["export", &run, "--out", &bundle, "--precision", "f32"]);
    assert_eq!(code, Some(0), "{said}");
    let from = ["--from", bundle.as_str(), "--size", "64"];
    let still = ["--consistency-epochs", "0", "--warmup-epochs", "0,0.5"];
    let still = [
        &from[..],
        &still,
        &["--gan-epochs", "0", "--generator-rate", "0"],
    ]
    .concat();
    let (said, code) = place.train("further", &still);
    assert_eq!(code, Some(0), "{said}");
    // The bundle holds the average; at rate 0 the generator that begins with it does not move.
    for (of_large, of_further) in [("average", "generator"), ("consistency", "consistency")] {
        let [before, after] = [("large", of_large), ("further", of_further)].map(|(run, name)| {
            let file = newest(&place.path(run)).join(format!("{name}.safetensors"));
            xraygan::weights::tensors::from_safetensors(name, &fs::read(file).unwrap()).unwrap()
        });
        assert_eq!(before.len(), after.len());
        for (name, array) in &before {
            assert_eq!(&after[name], array, "{name}");
        }
    }
    let other = [&from[..], &["--hidden", "16"]].concat();
    let (said, code) = place.train("other", &other);
    assert_eq!(code, Some(2));
    assert!(said.contains("--hidden is 16, but"), "{said}");
    assert!(said.contains("give the bundle's"), "{said}");
}

/// A page of pairs from a dataset's reports and from files.
fn sample(place: &Place) {
    let (bundle, run) = (place.arg("bundle"), place.arg("large"));
    let (said, code) = place.run(&["export", &run, "--out", &bundle]);
    assert_eq!(code, Some(0), "{said}");
    let (data, out) = (place.arg("data"), place.arg("sample"));
    let common = ["--weights", &bundle, "--out", &out, "--seeds", "2"];
    let take = |reports: &str, more: &[&str]| {
        place.run(&[&["sample", "--reports", reports], &common[..], more].concat())
    };
    let (said, code) = take(&data, &["--limit", "3", "--beside", &data, "--blind"]);
    assert_eq!(code, Some(0), "{said}");
    let key = fs::read_to_string(place.path("sample/blind-key.csv")).unwrap();
    assert_eq!(key.matches(",generated,").count(), 3, "{key}");
    assert_eq!(key.matches(",real,").count(), 3, "{key}");
    assert!(image::open(place.path("sample/blind.png")).is_ok());
    let summary = || -> Value {
        serde_json::from_slice(&fs::read(place.path("sample/sample.json")).unwrap()).unwrap()
    };
    assert_eq!(summary()["reports"], 3);
    assert_eq!(summary()["pairs"], 6);
    assert_eq!(summary()["unknown_words"], 0);
    assert!(
        image::open(place.path("sample/sample.png"))
            .unwrap()
            .width()
            > 4 * 96
    );

    let files = place.path("files");
    fs::create_dir(&files).unwrap();
    fs::write(
        files.join("a.txt"),
        "FINDINGS: Left effuzion. IMPRESSION: Effusion.",
    )
    .unwrap();
    fs::write(files.join("b.txt"), "").unwrap();
    let (said, code) = take(&place.arg("files"), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(summary()["unknown"][0][0], "effuzion");
    assert!(
        summary()["refused"]["b"]
            .as_str()
            .unwrap()
            .contains("empty")
    );

    fs::remove_file(files.join("a.txt")).unwrap();
    fs::remove_file(files.join("b.txt")).unwrap();
    let (said, code) = take(&place.arg("files"), &[]);
    assert_eq!(code, Some(2));
    assert!(said.contains("has no reports"), "{said}");
}
