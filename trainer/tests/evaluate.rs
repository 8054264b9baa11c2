//! `trainer evaluate` from the outside, on drawn studies: a bright blob on the left or right is an effusion.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use dataset::{DatasetWriter, NewStudy, Split, WriterOptions};
use image::{GrayImage, Luma};
use serde_json::{Value, json};
use tempfile::TempDir;

const SIZE: u32 = 32;
const TRAIN: usize = 96;
const TEST: usize = 40;

const GROUPS: [&str; 11] = [
    "likeness",
    "distribution",
    "diversity",
    "findings",
    "sides",
    "severity",
    "consistency",
    "memorisation",
    "negation",
    "swap",
    "true_pairs",
];

/// A grey body whose width and brightness are the patient's, a little grain, and perhaps a blob.
fn body(patient: usize, blob: Option<(u32, u32)>) -> GrayImage {
    let (wide, grey) = (4 + (patient * 7 % 9) as u32, 60 + (patient * 37 % 80) as u8);
    GrayImage::from_fn(SIZE, SIZE, |x, y| {
        let inside = x.abs_diff(SIZE / 2) <= wide;
        let near = blob.is_some_and(|(bx, size)| x.abs_diff(bx) + y.abs_diff(22) <= size);
        let grain = (patient as u32 * 31 + x * 17 + y * 29 + x * y) % 11;
        let level = match (near, inside) {
            (true, _) => 240,
            (false, true) => grey,
            (false, false) => 10,
        };
        Luma([level + grain as u8])
    })
}

/// Every second study has an effusion, in turn right and left, mild and severe.
fn study(n: usize, split: Split) -> NewStudy {
    let ill = n.is_multiple_of(2);
    let (left, severe) = (n.is_multiple_of(4), n % 8 < 4);
    let side = if left { "left" } else { "right" };
    let (severity, word) = if severe {
        ("severe", "Large")
    } else {
        ("mild", "Small")
    };
    let size = if severe { 8 } else { 5 };
    let patient = if split == Split::Train { n } else { TRAIN + n };
    // The patient's left is on the image's right.
    let blob = ill.then_some((if left { 24 } else { 8 }, size));
    let finding = json!({"kind": "effusion", "side": side, "severity": severity});
    let findings = if ill {
        format!("{word} {side} pleural effusion.")
    } else {
        "The heart is normal. No pneumothorax or pleural effusion.".to_owned()
    };
    NewStudy {
        study: format!("{}-{n}", split.name()),
        patient: format!("{}-p{n}", split.name()),
        split: Some(split),
        findings: Some(findings),
        frontal: Some(body(patient, blob).into()),
        // One study in ten has no lateral.
        lateral: (n % 10 != 9).then(|| body(patient, ill.then_some((16, size))).into()),
        source: "drawn".to_owned(),
        labels: ill.then(|| "effusion".to_owned()).into_iter().collect(),
        truth: Some(json!({"findings": if ill { vec![finding] } else { vec![] }})),
        ..NewStudy::default()
    }
}

fn dataset(root: &Path, train: usize, test: usize) {
    let options = WriterOptions {
        size: SIZE,
        licence: "CC0".to_owned(),
        how: "a test".to_owned(),
        inputs: String::new(),
    };
    let writer = DatasetWriter::create(root, options, false).unwrap();
    for n in 0..train {
        writer.write(n, study(n, Split::Train)).unwrap();
    }
    for n in 0..test {
        writer.write(train + n, study(n, Split::Test)).unwrap();
    }
    writer.finish().unwrap();
}

fn trainer(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_trainer"))
        .args(arguments)
        .output()
        .unwrap()
}

struct Place(TempDir);

impl Place {
    /// A folder with a bundle of `size` px.
    fn new(size: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let bundle = place.path("bundle");
        let made = trainer(&[
            "init-weights",
            "--preset",
            "small",
            "--out",
            &bundle,
            "--size",
            size,
        ]);
        assert!(made.status.success(), "{made:?}");
        place
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn evaluate(&self, data: &str, out: &str, more: &[&str]) -> Output {
        let (bundle, data, out) = (self.path("bundle"), self.path(data), self.path(out));
        let mut arguments = vec![
            "evaluate",
            "--weights",
            &bundle,
            "--data",
            &data,
            "--out",
            &out,
            "--judge-width",
            "8",
            "--judge-epochs",
            "12",
        ];
        arguments.extend(more);
        trainer(&arguments)
    }

    /// Expects code 2, these words, and neither an output folder nor a half-written one.
    fn refuses(&self, data: &str, more: &[&str], words: &[&str]) {
        let output = self.evaluate(data, "refused", more);
        let message = text(&output.stderr);
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
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn result(out: &str) -> Value {
    serde_json::from_slice(&fs::read(Path::new(out).join("evaluation.json")).unwrap()).unwrap()
}

fn group<'a>(evaluation: &'a Value, name: &str) -> &'a Value {
    let groups = evaluation["groups"].as_array().unwrap();
    groups.iter().find(|it| it["name"] == name).unwrap()
}

fn figure<'a>(evaluation: &'a Value, of: &str, name: &str) -> &'a Value {
    let figures = group(evaluation, of)["figures"].as_array().unwrap();
    let found = figures.iter().find(|it| it["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} among {figures:#?}"))
}

/// Every figure is a finite number in the range of its kind.
fn check_ranges(evaluation: &Value) {
    for group in evaluation["groups"].as_array().unwrap() {
        let figures = group["figures"].as_array().unwrap();
        assert!(!figures.is_empty(), "{group:#}");
        for figure in figures {
            let name = figure["name"].as_str().unwrap();
            let value = figure["value"].as_f64().expect(name);
            assert!(
                value.is_finite() && figure["n"].as_u64().unwrap() > 0,
                "{figure}"
            );
            let range = match name.split([' ', ',']).next().unwrap() {
                "SSIM" => -1.0..=1.0,
                "FID" | "density" | "ratio" => 0.0..=f64::MAX,
                "KID" => f64::MIN..=f64::MAX,
                _ => 0.0..=1.0,
            };
            assert!(range.contains(&value), "{figure}");
            if let Some(interval) = figure["interval"].as_array() {
                let [low, high] = [0, 1].map(|at| interval[at].as_f64().unwrap());
                assert!(low <= value + 1e-9 && value <= high + 1e-9, "{figure}");
            }
        }
    }
}

#[test]
fn a_drawn_dataset_is_evaluated_and_the_judges_are_reused() {
    let place = Place::new("32");
    dataset(Path::new(&place.path("data")), TRAIN, TEST);
    let output = place.evaluate("data", "out", &["--seeds", "2"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("judges: trained"));
    let out = place.path("out");
    let found = result(&out);
    let names: Vec<&str> = found["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, GROUPS);
    check_ranges(&found);
    assert_eq!(found["studies"], TEST);
    assert_eq!(found["weights"]["trained"], false);
    assert_eq!(found["judges_fit"], true);
    // What the judges are good for, on real images.
    for (of, name) in [
        ("findings", "AUROC, effusion"),
        ("sides", "AUROC, effusion left"),
        ("sides", "AUROC, effusion right"),
        ("severity", "AUROC, effusion: severe against mild"),
        ("negation", "AUROC present against denied, effusion"),
        ("consistency", "AUROC, matched against shuffled"),
    ] {
        let figure = figure(&found, of, name);
        assert!(figure["ceiling"].as_f64().unwrap() > 0.8, "{figure}");
        assert_eq!(figure["floor"], 0.5);
    }
    // What the figures are about, for `trainer export`.
    for (of, name, about) in [
        ("findings", "AUROC, effusion", json!("present")),
        ("sides", "AUROC, effusion left", json!("left")),
        (
            "negation",
            "AUROC present against denied, effusion",
            json!(null),
        ),
    ] {
        assert_eq!(figure(&found, of, name)["about"]["question"], about);
    }
    let manifest = fs::read(Path::new(&place.path("bundle")).join("model.json")).unwrap();
    assert_eq!(
        found["weights"]["sha256"],
        xraygan::weights::sha256(&manifest)
    );
    // Real images are nearer to real ones than noise is.
    for name in ["FID, frontal, classifier", "KID, lateral, consistency"] {
        let figure = figure(&found, "distribution", name);
        assert!(
            figure["ceiling"].as_f64() < figure["value"].as_f64(),
            "{figure}"
        );
    }
    let laterals = TEST as u64 * 9 / 10;
    // The weights' own network, of real pairs, for the page.
    let own = figure(&found, "true_pairs", "own score of true pairs, 32 px");
    assert_eq!(own["n"], laterals);
    assert!(own["floor"].as_f64().is_some(), "{own}");
    assert_eq!(figure(&found, "likeness", "SSIM, lateral")["n"], laterals);
    assert_eq!(
        figure(&found, "swap", "change, frontal")["n"],
        TEST as u64 / 2
    );
    for picture in ["pairs.png", "seeds.png", "swap.png", "nearest.png"] {
        let image = image::open(Path::new(&out).join(picture)).unwrap();
        assert!(image.width() >= 128, "{picture}");
    }
    let page = fs::read_to_string(Path::new(&out).join("evaluation.md")).unwrap();
    for words in [
        "not for diagnosis",
        "untrained",
        "CC0",
        "(swap.png)",
        "AUROC, effusion left",
    ] {
        assert!(page.contains(words), "no `{words}` in {page}");
    }

    // Again: the same judges, the same figures.
    let again = place.evaluate("data", "out", &["--seeds", "2"]);
    assert!(
        text(&again.stderr).contains("judges: reused"),
        "{}",
        text(&again.stderr)
    );
    assert_eq!(result(&out)["groups"], found["groups"]);
    // From elsewhere, for some of the studies.
    let judges = place.path("out-judges");
    let more = ["--judges", &judges, "--limit", "6"];
    let other = place.evaluate("data", "other", &more);
    assert!(other.status.success(), "{}", text(&other.stderr));
    assert!(!Path::new(&place.path("other-judges")).exists());
    let other = result(&place.path("other"));
    assert_eq!(other["studies"], 6);
    let notes = group(&other, "findings")["notes"].to_string();
    assert!(notes.contains("effusion: left out"), "{notes}");
}

#[test]
fn real_reports_with_terms_and_films_of_another_source_are_judged() {
    let place = Place::new("32");
    dataset(Path::new(&place.path("data")), TRAIN, TEST);
    openi(Path::new(&place.path("openi")), 104);
    dataset(Path::new(&place.path("lessons")), TRAIN / 2, 0);
    let [reports, films, lessons] = ["openi", "data", "lessons"].map(|it| place.path(it));
    #[rustfmt::skip]
    let more = ["--reports", &reports, "--films", &films, "--judge-data", &lessons];
    let coded = place.evaluate("data", "coded", &more);
    assert!(coded.status.success(), "{}", text(&coded.stderr));
    let coded = result(&place.path("coded"));
    assert_eq!(coded["judges"]["classifier"]["studies"], TRAIN * 3 / 2);
    assert_eq!(coded["judges_fit"], true);
    let found = figure(&coded, "reports", "AUROC, effusion");
    // Those of even number; the reader finds what the terms say, an untrained picture does not show it.
    assert_eq!(found["n"], 52);
    assert_eq!(found["note"], "26 with, 26 without");
    assert_eq!(found["ceiling"], 1.0, "{found}");
    assert!(found["value"].as_f64().unwrap() < 0.9, "{found}");
    let of = |what: &str| figure(&coded, "films", &format!("KID, pair, {what}"))["value"].clone();
    // The films are the studies' own here, and noise is not like them.
    assert!(of("own films").as_f64() < of("drawn").as_f64());
}

/// Reports as Open-i distributes them, every second one of each parity with an effusion.
fn openi(folder: &Path, count: usize) {
    fs::create_dir(folder).unwrap();
    for n in 0..count {
        let (text, term) = if n % 4 < 2 {
            (
                "There is a large left pleural effusion.",
                "Pleural Effusion/left/large",
            )
        } else {
            ("The heart is normal. No pleural effusion.", "normal")
        };
        let xml = format!(
            r#"<eCitation><uId id="CXR{n}"/><Abstract><AbstractText Label="FINDINGS">{text}</AbstractText></Abstract><MeSH><major>{term}</major></MeSH></eCitation>"#
        );
        fs::write(folder.join(format!("{n}.xml")), xml).unwrap();
    }
}

#[test]
fn bad_input_is_named() {
    let place = Place::new("64");
    dataset(Path::new(&place.path("data")), 4, 1);
    place.refuses("data", &[], &["data", "32 px", "64 px", "--size 64"]);
    place.refuses("nowhere", &[], &["nowhere", "no such folder"]);
    place.refuses("data", &["--split", "train"], &["--split train"]);
    let place = Place::new("32");
    dataset(Path::new(&place.path("data")), 4, 1);
    place.refuses("data", &[], &["1 studies of the test split", "--split"]);
    dataset(Path::new(&place.path("few")), 4, 4);
    place.refuses("few", &[], &["too few to train a judge", "4 studies"]);
    let nowhere = place.path("nowhere");
    place.refuses(
        "few",
        &["--judges", &nowhere],
        &["nowhere", "no judges here"],
    );
    place.refuses(
        "few",
        &["--judge-size", "64"],
        &["--judge-size 64", "32 px"],
    );
    let (reports, films) = (place.path("openi"), place.path("few"));
    openi(Path::new(&reports), 0);
    place.refuses("few", &["--reports", &reports], &["openi", "no XML"]);
    place.refuses("few", &["--films", &films], &["few", "fewer than 20"]);
    fs::create_dir(place.path("full")).unwrap();
    fs::write(place.path("full/letter"), "dear").unwrap();
    let output = place.evaluate("few", "full", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("other files"));
}
