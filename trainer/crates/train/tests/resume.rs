//! A run that is cut and resumed anywhere, and a run that is repeated, come to the same weights to the bit.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod toy;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use train::{
    Outcome, TrainOptions, checkpoint,
    run_folder::read_options,
    schedule::{Counts, Phase, Schedule},
};

/// Trains in `run` with more options to the end.
fn train(run: &Path, more: &str) {
    let line = format!("--out {} {more}", run.display());
    let options = TrainOptions::parse_from(line.split_whitespace()).unwrap();
    let outcome = train::run(&options, &AtomicBool::new(false)).unwrap();
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}

/// Every network, average and optimiser of the last checkpoint, by file, running statistics included.
fn weights(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let newest = checkpoint::newest(run).unwrap();
    let files = fs::read_dir(newest).unwrap().map(|it| it.unwrap().path());
    let weights: BTreeMap<String, Vec<u8>> = files
        .filter(|path| path.extension().is_some_and(|it| it == "safetensors"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    assert_eq!(weights.len(), 9, "{:?}", weights.keys());
    weights
}

fn assert_same_weights(a: &Path, b: &Path, what: &str) {
    let (a, b) = (weights(a), weights(b));
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{what}: {name} differs");
    }
}

/// Lines of statistics without times and speeds.
fn losses(run: &Path) -> Vec<Value> {
    let text = fs::read_to_string(run.join("stats.jsonl")).unwrap();
    let lines = text.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        for name in ["seconds", "images_per_second", "memory_mb"] {
            line.as_object_mut().unwrap().remove(name).unwrap();
        }
        line
    });
    lines.collect()
}

/// A copy of `run` as if it had been killed after `images` images.
fn cut(run: &Path, to: &Path, images: u64) {
    fs::create_dir_all(to.join("checkpoints")).unwrap();
    for name in ["options.json", "vocabulary.json", "stats.jsonl"] {
        fs::copy(run.join(name), to.join(name)).unwrap();
    }
    let name = format!("checkpoints/{images:012}");
    fs::create_dir(to.join(&name)).unwrap();
    for file in fs::read_dir(run.join(&name)).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(&name).join(file.file_name())).unwrap();
    }
}

/// A run of two scales with a checkpoint after every step, and its folder.
fn whole(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    toy::write(&data, 15, 64, 2);
    let run = folder.join("whole");
    let more = "--consistency-epochs 2 --warmup-epochs 1 --gan-epochs 1 --critic-norm spectral --tick 1 --keep 1000";
    train(
        &run,
        &format!("--data {} --preset tiny {more}", data.display()),
    );
    run
}

#[test]
fn a_resume_anywhere_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = whole(folder.path());
    let options = read_options(&run).unwrap();
    let [studies, pairs] = options.studies;
    let schedule = Schedule::new(&options.settings, Counts::of_films(studies, pairs));
    let mut cuts = Vec::new();
    for stage in schedule.stages() {
        let after = |step: u64| (stage.phase, step, stage.first + step * stage.batch as u64);
        // The last step of a phase is the place before the next.
        match stage.phase {
            Phase::Consistency => cuts.extend([1, stage.steps / 2, stage.steps].map(after)),
            Phase::Reading | Phase::Places | Phase::Warmup => {}
            Phase::Gan => cuts.extend([1, stage.steps].map(after)),
        }
    }
    assert_eq!(cuts.len(), 10);
    for (phase, step, images) in cuts {
        let resumed = folder.path().join(format!("cut{images}"));
        cut(&run, &resumed, images);
        train(&resumed, "--resume");
        let what = format!("cut after {images} images, step {step} of {}", phase.name());
        let (whole, again) = (losses(&run), losses(&resumed));
        assert_eq!(whole.len(), again.len(), "{what}");
        for (line, again) in whole.iter().zip(&again) {
            assert_eq!(line, again, "{what}");
        }
        assert_same_weights(&run, &resumed, &what);
    }
}

#[test]
fn checkpoints_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = whole(folder.path());
    let quiet = folder.path().join("quiet");
    let options = format!("--options {}", run.join("options.json").display());
    let data = folder.path().join("data");
    train(
        &quiet,
        &format!("--data {} {options} --tick 1000000", data.display()),
    );
    assert!(losses(&quiet).len() < losses(&run).len());
    assert_same_weights(&run, &quiet, "with fewer checkpoints");
}

#[test]
fn the_same_seed_makes_the_same_weights_on_busy_threads() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    toy::write(&data, 15, 64, 2);
    // More threads than cores, so that sums have many parts and tasks end in any order.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(8)
        .build()
        .unwrap();
    let more = format!(
        "--data {} --preset tiny --batch 8 --critic-norm spectral --refiner 8 --tick 1000000",
        data.display()
    );
    let [calm, busy] = ["calm", "busy"].map(|name| folder.path().join(name));
    pool.install(|| train(&calm, &more));
    std::thread::scope(|scope| {
        let running = scope.spawn(|| pool.install(|| train(&busy, &more)));
        // Other work takes threads away for a moment, over and over.
        let disturbed = Arc::new(AtomicUsize::new(0));
        while !running.is_finished() {
            for part in 0..6 {
                let disturbed = Arc::clone(&disturbed);
                pool.spawn(move || {
                    std::hint::black_box((0..20_000_u64).fold(part, |a, b| a ^ b));
                    disturbed.fetch_add(1, Ordering::Relaxed);
                });
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let disturbed = disturbed.load(Ordering::Relaxed);
        assert!(disturbed > 50, "{disturbed}");
    });
    assert_same_weights(&calm, &busy, "on busy threads");
}
