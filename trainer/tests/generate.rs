//! `trainer generate` from the outside: what it writes, and what it says about bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

const REPORT: &str = "FINDINGS: The heart is mildly enlarged. No pleural effusion qzx.\nIMPRESSION: Mild cardiomegaly.";

fn trainer(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_trainer"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A child that refuses its arguments may close its input early.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// A folder with a small untrained bundle, `report.txt`, and room for output.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let bundle = place.path("bundle");
        let made = trainer(
            &[
                "init-weights",
                "--out",
                &bundle,
                "--size",
                "64",
                "--seed",
                "7",
            ],
            b"",
        );
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        fs::write(place.path("report.txt"), REPORT).unwrap();
        place
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn generate(&self, report: &str, out: &str, more: &[&str], input: &[u8]) -> Output {
        let (report, bundle, out) = (
            if report == "-" {
                "-".to_owned()
            } else {
                self.path(report)
            },
            self.path("bundle"),
            self.path(out),
        );
        let mut arguments = vec![
            "generate",
            "--report",
            &report,
            "--weights",
            &bundle,
            "--out",
            &out,
        ];
        arguments.extend(more);
        trainer(&arguments, input)
    }

    /// Runs on the good report and expects code 2, these words, and no output folder.
    fn refuses(&self, report: &str, words: &[&str]) {
        let output = self.generate(report, "refused", &[], b"");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{message}");
        for word in words {
            assert!(message.contains(word), "no `{word}` in: {message}");
        }
        assert!(!message.contains("panicked"), "{message}");
        let left: Vec<PathBuf> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.to_str().unwrap().contains("refused"))
            .collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }
}

#[test]
fn writes_both_views_at_every_size_and_the_facts() {
    let place = Place::new();
    let output = place.generate("report.txt", "out", &["--seed", "3", "--raw"], b"");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("untrained"));
    assert!(String::from_utf8_lossy(&output.stdout).contains("not for diagnosis"));
    for view in ["frontal", "lateral"] {
        for size in [32, 64] {
            let path = place.path(&format!("out/{view}_{size}.png"));
            assert_eq!(image::image_dimensions(path).unwrap(), (size, size));
        }
    }
    let json = fs::read(place.path("out/generation.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["seed"], 3);
    assert_eq!(json["trained"], false);
    assert_eq!(json["report"]["unknown"][0]["word"], "qzx");
    let start = REPORT.find("qzx").unwrap();
    assert_eq!(json["report"]["unknown"][0]["span"]["start"], start);
    let words = json["attention"]["findings"]["words"].as_array().unwrap();
    assert_eq!(words.len(), 2);
    assert_eq!(words[0].as_array().unwrap().len(), 5);
    let sum: f64 = words[0]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w.as_f64().unwrap())
        .sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    assert_eq!(json["consistency"].as_array().unwrap().len(), 2);
    assert!(Path::new(&place.path("out/views.safetensors")).is_file());
}

#[test]
fn a_seed_is_one_patient() {
    let place = Place::new();
    for (out, seed) in [("a", "5"), ("b", "5"), ("c", "6")] {
        assert!(
            place
                .generate("-", out, &["--seed", seed], REPORT.as_bytes())
                .status
                .success()
        );
    }
    let image = |out: &str| fs::read(place.path(&format!("{out}/lateral_64.png"))).unwrap();
    assert_eq!(image("a"), image("b"));
    assert_ne!(image("a"), image("c"));
}

#[test]
fn a_second_run_replaces_the_first_but_nothing_else() {
    let place = Place::new();
    assert!(
        place
            .generate("report.txt", "out", &[], b"")
            .status
            .success()
    );
    assert!(
        place
            .generate("report.txt", "out", &["--raw"], b"")
            .status
            .success()
    );
    assert!(Path::new(&place.path("out/views.safetensors")).is_file());
    fs::create_dir(place.path("mine")).unwrap();
    place.write("mine/thesis.txt", b"precious");
    let output = place.generate("report.txt", "mine", &[], b"");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        fs::read(place.path("mine/thesis.txt")).unwrap(),
        b"precious"
    );
}

#[test]
fn unusable_reports_are_refused() {
    let place = Place::new();
    place.refuses("nowhere.txt", &["nowhere.txt"]);
    place.write("empty.txt", b"  \n ");
    place.refuses("empty.txt", &["empty.txt", "empty"]);
    place.write("headings.txt", b"FINDINGS:\nIMPRESSION:\n");
    place.refuses("headings.txt", &["headings.txt"]);
    place.write("junk.txt", &[0x89, b'P', b'N', b'G', 0, 1, 2, 0xff, 0xfe]);
    place.refuses("junk.txt", &["junk.txt"]);
    place.write(
        "huge.txt",
        "The heart is normal. ".repeat(50_000).as_bytes(),
    );
    place.refuses("huge.txt", &["huge.txt"]);
    place.write("alien.txt", b"Qxzz wvvk blorp.");
    place.refuses("alien.txt", &["alien.txt"]);
    place.write(
        "broken.xml",
        b"<?xml version=\"1.0\"?><eCitation><MedlineCitation>",
    );
    place.refuses("broken.xml", &["broken.xml"]);
}

#[test]
fn unusable_bundles_are_refused() {
    let place = Place::new();
    let part = |name: &str| place.path(&format!("bundle/{name}"));
    let original = fs::read(part("frontal.safetensors")).unwrap();

    fs::write(part("frontal.safetensors"), &original[..original.len() - 9]).unwrap();
    place.refuses("report.txt", &["frontal.safetensors", "incomplete"]);
    let mut altered = original.clone();
    *altered.last_mut().unwrap() ^= 0x40;
    fs::write(part("frontal.safetensors"), &altered).unwrap();
    place.refuses("report.txt", &["frontal.safetensors", "altered"]);
    fs::remove_file(part("frontal.safetensors")).unwrap();
    place.refuses("report.txt", &["frontal.safetensors", "missing"]);
    fs::write(part("frontal.safetensors"), &original).unwrap();

    let manifest = fs::read_to_string(part("model.json")).unwrap();
    let newer = manifest.replace("\"format_version\": 1", "\"format_version\": 99");
    fs::write(part("model.json"), newer).unwrap();
    place.refuses("report.txt", &["version 99", "update"]);
    fs::write(
        part("model.json"),
        manifest.replace("\"code\": 48", "\"code\": 80"),
    )
    .unwrap();
    place.refuses("report.txt", &["shape"]);
    fs::write(part("model.json"), "{").unwrap();
    place.refuses("report.txt", &["model.json"]);
    fs::remove_dir_all(place.path("bundle")).unwrap();
    place.refuses("report.txt", &["bundle", "--weights"]);
}
