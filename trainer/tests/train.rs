//! `trainer train` and `trainer export` from the outside: every phase, stopping, resuming, bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod place;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use place::{Place, bad, good, text};
use serde_json::Value;

fn stats(run: &Path) -> Vec<Value> {
    let text = fs::read_to_string(run.join("stats.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What must be equal in two runs: place, rates, losses and validation, not times.
fn learned(line: &Value) -> Value {
    let mut line = line.clone();
    for name in ["seconds", "images_per_second", "memory_mb"] {
        line.as_object_mut().unwrap().remove(name);
    }
    line
}

#[test]
fn every_phase_then_export_then_generate() {
    let place = Place::new(15, 64);
    let said = good(place.train("run", &[]));
    assert!(said.contains("trained"), "{said}");
    let run = place.path("run");
    let lines = stats(&run);
    let phases: Vec<(u64, &str)> = lines
        .iter()
        .map(|it| (it["size"].as_u64().unwrap(), it["phase"].as_str().unwrap()))
        .collect();
    for size in [32, 64] {
        for phase in ["consistency", "warmup", "gan"] {
            assert!(phases.contains(&(size, phase)), "{size} {phase}");
        }
    }
    let last = lines.last().unwrap();
    for loss in [
        "critic",
        "adversarial",
        "pixel",
        "penalty",
        "generator",
        "sameness",
        "score_wrong_report",
    ] {
        assert!(
            last["losses"][loss].as_f64().unwrap().is_finite(),
            "{loss}: {last}"
        );
    }
    assert!(last["validation"]["ssim"].as_f64().unwrap() > 0.0);
    let svg = fs::read_to_string(run.join("loss.svg")).unwrap();
    assert!(svg.contains("<svg") && svg.contains("critic"));
    let sheets: Vec<_> = fs::read_dir(run.join("sheets"))
        .unwrap()
        .flatten()
        .map(|it| it.path())
        .collect();
    assert!(!sheets.is_empty());
    for sheet in &sheets {
        image::open(sheet).unwrap();
    }
    assert_eq!(
        fs::read_dir(run.join("checkpoints")).unwrap().count(),
        2,
        "older ones are removed"
    );

    export_and_generate(&place, &run);
}

/// A bundle of each precision, and the image that each makes.
fn export_and_generate(place: &Place, run: &Path) {
    let mut images = Vec::new();
    for precision in ["f32", "f16", "int8"] {
        let bundle = place.path(precision);
        let mut export = Command::new(env!("CARGO_BIN_EXE_trainer"));
        export
            .arg("export")
            .arg(run)
            .arg("--out")
            .arg(&bundle)
            .args(["--precision", precision]);
        export.args(["--licence", "CC-BY-4.0"]);
        let said = good(export);
        assert!(said.contains("images differ by"), "{said}");
        let manifest: Value =
            serde_json::from_slice(&fs::read(bundle.join("model.json")).unwrap()).unwrap();
        assert_eq!(manifest["precision"], precision);
        assert_eq!(manifest["trained"], true);
        assert_eq!(manifest["licence"], "CC-BY-4.0");
        assert!(
            manifest["training_data"]
                .as_str()
                .unwrap()
                .contains("toy discs")
        );
        let card = fs::read_to_string(bundle.join("CARD.md")).unwrap();
        assert!(
            card.contains("not for diagnosis") && card.contains("CC0-1.0"),
            "{card}"
        );

        let report = place.path("report.txt");
        fs::write(&report, "FINDINGS: There is a left pleural effusion.").unwrap();
        let out = place.path(&format!("{precision}-images"));
        let mut generate = Command::new(env!("CARGO_BIN_EXE_trainer"));
        generate
            .arg("generate")
            .arg("--weights")
            .arg(&bundle)
            .arg("--report")
            .arg(&report);
        good({
            generate.arg("--out").arg(&out);
            generate
        });
        images.push(
            image::open(out.join("lateral_64.png"))
                .unwrap()
                .into_luma8(),
        );
    }
    for other in &images[1..] {
        let far = images[0]
            .as_raw()
            .iter()
            .zip(other.as_raw())
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(
            far.unwrap() < 30,
            "a stored precision changes the image by {far:?}"
        );
    }
}

#[test]
fn a_killed_run_goes_on_as_if_nothing_had_been() {
    let place = Place::new(15, 64);
    let more = ["--size", "32", "--gan-epochs", "30"];
    good(place.train("whole", &more));
    let mut killed = place.train("killed", &more).spawn().unwrap();
    // Killed in the middle of adversarial training, wherever it is.
    let run = place.path("killed");
    wait_until(|| {
        fs::read_to_string(run.join("stats.jsonl")).is_ok_and(|it| it.lines().count() > 12)
    });
    killed.kill().unwrap();
    killed.wait().unwrap();
    let before = stats_before(&run);
    // What a kill in the middle of writing leaves behind.
    fs::create_dir(run.join("checkpoints/.000000999999.partial-1")).unwrap();
    good(place.train("killed", &["--resume"]));
    let (whole, resumed) = (stats(&place.path("whole")), stats(&run));
    assert!(before < whole.len(), "it was killed before its end");
    assert_eq!(whole.len(), resumed.len());
    for (a, b) in whole.iter().zip(&resumed) {
        assert_eq!(learned(a), learned(b));
    }
    assert!(!run.join("checkpoints/.000000999999.partial-1").exists());
    let weights = |run: &str| {
        let newest = checkpoints(&place.path(run)).into_iter().max().unwrap();
        fs::read(newest.join("average.safetensors")).unwrap()
    };
    assert_eq!(weights("whole"), weights("killed"));
    assert!(
        good(place.train("killed", &["--resume"])).contains("trained"),
        "there is nothing left to do"
    );
}

/// Lines of a run that was just killed; the last may be cut.
fn stats_before(run: &Path) -> usize {
    fs::read_to_string(run.join("stats.jsonl"))
        .unwrap()
        .lines()
        .count()
}

fn wait_until(mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "nothing happened in two minutes"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_everything() {
    let place = Place::new(15, 64);
    let more = ["--size", "32", "--gan-epochs", "40", "--tick", "80"];
    let more: Vec<&str> = more.into_iter().collect();
    let whole = {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
        command
            .arg("train")
            .arg("--out")
            .arg(place.path("whole"))
            .arg("--data")
            .arg(place.path("data"));
        command.args(["--preset", "tiny"]).args(&more);
        good(command);
        stats(&place.path("whole"))
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
    command
        .arg("train")
        .arg("--out")
        .arg(place.path("run"))
        .arg("--data")
        .arg(place.path("data"));
    command.args(["--preset", "tiny"]).args(&more);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let run = place.path("run");
    wait_until(|| {
        fs::read_to_string(run.join("stats.jsonl")).is_ok_and(|it| it.lines().count() > 3)
    });
    let signalled = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(signalled.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", text(&output));
    assert!(text(&output).contains("--resume"), "{}", text(&output));
    good(place.train("run", &["--resume"]));
    let resumed = stats(&run);
    assert_eq!(whole.len(), resumed.len());
    for (a, b) in whole.iter().zip(&resumed) {
        let close = |a: &Value, b: &Value| (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-4;
        for (name, value) in a["losses"].as_object().unwrap() {
            // Sums of float32, cut where the run was stopped.
            assert!(close(value, &b["losses"][name]), "{name}: {a} {b}");
        }
        assert_eq!(a["validation"], b["validation"]);
    }
}

#[test]
fn bad_input_is_named() {
    let place = Place::new(10, 32);
    bad(place.train("run", &[]), &["--size is 64", "32 px"]);
    bad(place.train("run", &["--batch", "1"]), &["--batch"]);
    bad(
        place.train("run", &["--size", "32", "--device", "cuda"]),
        &["CUDA"],
    );
    bad(place.train("run", &["--resume"]), &["holds no run"]);
    let mut nothing = Command::new(env!("CARGO_BIN_EXE_trainer"));
    nothing.arg("train").arg("--out").arg(place.path("run"));
    bad(nothing, &["--data"]);
    assert!(!place.path("run").exists(), "nothing is left behind");

    let quick = ["--size", "32", "--gan-epochs", "1"];
    good(place.train("run", &quick));
    bad(place.train("run", &quick), &["--resume"]);
    bad(
        place.train("run", &["--resume", "--noise", "40"]),
        &["--noise was 8, now 40"],
    );
    bad(
        place.train("run", &["--resume", "--preset", "tiny"]),
        &["--preset is for a new run"],
    );
    let words = place.path("words.txt");
    fs::write(&words, "effusion\n").unwrap();
    bad(
        place.train("run", &["--resume", "--words", words.to_str().unwrap()]),
        &["--words is for a new run"],
    );
    let plan = good(place.train("other", &["--size", "32", "--dry-run"]));
    assert!(
        plan.contains("images in all") && !place.path("other").exists(),
        "{plan}"
    );

    // Changed data.
    let manifest = place.path("data/manifest.jsonl");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("There is", "There was", 1)).unwrap();
    bad(place.train("run", &["--resume"]), &["data changed"]);

    let mut export = Command::new(env!("CARGO_BIN_EXE_trainer"));
    export
        .arg("export")
        .arg(place.path("run"))
        .arg("--out")
        .arg(place.path("bundle"));
    export.args(["--checkpoint", "7"]);
    bad(export, &["no such checkpoint"]);
}

#[test]
fn a_loss_that_is_no_number_stops_the_run_and_names_the_last_good_checkpoint() {
    let place = Place::new(10, 32);
    // Gradients of so heavy a loss are beyond the range of 16 bits.
    let more = [
        "--size",
        "32",
        "--compute",
        "f16",
        "--pixel-weight",
        "1000000",
        "--consistency-epochs",
        "0",
    ];
    bad(
        place.train("run", &more),
        &["no longer a number", "there is no checkpoint yet"],
    );
    assert!(checkpoints(&place.path("run")).is_empty());
}

#[test]
fn a_checkpoint_that_cannot_be_written_is_told() {
    let place = Place::new(10, 32);
    let more = ["--size", "32", "--gan-epochs", "2"];
    good(place.train("run", &more));
    let folder = place.path("run/checkpoints");
    fs::rename(&folder, place.path("run/kept")).unwrap();
    fs::write(&folder, "in the way").unwrap();
    fs::remove_file(place.path("run/stats.jsonl")).unwrap();
    bad(place.train("run", &["--resume"]), &["checkpoints"]);
}

/// Whole and half-written checkpoints.
fn checkpoints(run: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(run.join("checkpoints"))
        .into_iter()
        .flatten()
        .flatten();
    entries.map(|it| it.path()).collect()
}
