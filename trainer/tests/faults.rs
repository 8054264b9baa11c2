//! What a machine may do to the trainer: full disks, folders that cannot be written, files that vanish or are cut, leftovers
//! of crashes, and a second process at the same work. Each is told in one line, and the same command goes on afterwards.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod place;

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use place::{Place, assert_same, bad, checkpoints, collection, contents, good, import, trainer};

/// Few steps at one scale.
const SHORT: [&str; 4] = ["--size", "32", "--gan-epochs", "4"];

/// The same command where no file can grow beyond `kib` KiB: what a full disk does, at a place of our choice.
fn limited(command: &Command, kib: usize) -> Command {
    let mut shell = Command::new("bash");
    // Without its signal the limit is an error of the write.
    shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\""]);
    shell.arg(kib.to_string()).arg(command.get_program());
    shell.args(command.get_args());
    shell
}

/// The same command as a user who may write nothing here; root may everything.
fn unprivileged(command: &Command, place: &Path) -> Command {
    let is_root = fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0);
    if !is_root {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        return same;
    }
    // The target folder may be closed to that user.
    let program = place.join("trainer");
    fs::copy(command.get_program(), &program).unwrap();
    let mut other = Command::new(program);
    other.args(command.get_args()).uid(65534).gid(65534);
    other
}

fn export(run: &Path, out: &Path) -> Command {
    let mut command = trainer(&["export", "--precision", "f32", "--name", "test"]);
    command.arg(run).arg("--out").arg(out);
    command
}

#[test]
fn a_full_disk_is_told_and_the_import_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let table = collection(&folder.path().join("collection"), 60);
    let [whole, out] = ["whole", "out"].map(|name| folder.path().join(name));
    good(import(&table, &whole));
    // The list of studies outgrows the limits, at other places of other lines.
    for kib in [4, 7, 11] {
        bad(
            limited(&import(&table, &out), kib),
            &["cannot write", "manifest.partial.jsonl"],
        );
    }
    good(import(&table, &out));
    assert_same(&whole, &out);
}

#[test]
fn a_full_disk_is_told_and_training_and_export_go_on() {
    let place = Place::new(10, 32);
    let [whole, run] = ["whole", "run"].map(|name| place.path(name));
    good(place.train("whole", &SHORT));
    let largest = contents(&checkpoints(&whole)[0])
        .values()
        .map(Vec::len)
        .max()
        .unwrap();
    let kib = largest / 1024 - 1;
    bad(
        limited(&place.train("run", &SHORT), kib),
        &[
            "cannot write",
            "checkpoints/",
            "the last good checkpoint is",
        ],
    );
    let left = fs::read_dir(run.join("checkpoints")).unwrap().count();
    assert_eq!(left, checkpoints(&run).len(), "nothing half-written");
    good(place.train("run", &["--resume"]));
    let stats = |run: &Path| fs::read_to_string(run.join("stats.jsonl")).unwrap();
    assert_eq!(stats(&whole).lines().count(), stats(&run).lines().count());
    let newest = checkpoints(&run).pop().unwrap();
    for (name, bytes) in contents(&checkpoints(&whole).pop().unwrap()) {
        if name != Path::new("state.json") {
            assert!(
                bytes == fs::read(newest.join(&name)).unwrap(),
                "{}",
                name.display()
            );
        }
    }

    let bundle = place.path("bundle");
    good(export(&whole, &bundle));
    let before = contents(&bundle);
    let largest = before.values().map(Vec::len).max().unwrap();
    bad(
        limited(&export(&run, &bundle), largest / 1024 - 1),
        &["cannot write", ".safetensors"],
    );
    assert_eq!(
        before,
        contents(&bundle),
        "the earlier bundle is still there"
    );
    assert!(!fs::read_dir(place.path(".")).unwrap().any(|it| {
        it.unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with(".bundle")
    }));
}

#[test]
fn folders_that_cannot_be_written_are_told() {
    let place = Place::new(10, 32);
    good(place.train("run", &SHORT));
    let table = collection(&place.path("collection"), 3);
    let closed = place.path("closed");
    fs::create_dir(&closed).unwrap();
    for (folder, mode) in [
        (place.path("."), 0o755),
        (place.path("run"), 0o755),
        (closed.clone(), 0o555),
    ] {
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    }
    let out = closed.join("out");
    let mut simulate = trainer(&["simulate", "--studies", "1", "--size", "64"]);
    simulate.arg("--out").arg(&out);
    let mut train = trainer(&["train", "--preset", "tiny", "--size", "32"]);
    train
        .arg("--data")
        .arg(place.path("data"))
        .arg("--out")
        .arg(&out);
    let commands = [
        import(&table, &out),
        simulate,
        train,
        export(&place.path("run"), &out),
    ];
    for command in commands {
        bad(
            unprivileged(&command, &place.path(".")),
            &["closed", "Permission denied"],
        );
    }
    assert!(fs::read_dir(&closed).unwrap().next().is_none());
}

#[test]
fn an_image_that_vanishes_is_named_and_the_run_goes_on_with_it() {
    let place = Place::new(10, 32);
    good(place.train("whole", &SHORT));
    let image = place.path("data/images/toy3_frontal.png");
    let bytes = fs::read(&image).unwrap();
    fs::remove_file(&image).unwrap();
    let run = |place: &Place| {
        let begun = place.path("run/options.json").is_file();
        place.train("run", if begun { &["--resume"] } else { &SHORT })
    };
    bad(run(&place), &["toy3_frontal.png"]);
    fs::write(&image, &bytes[..bytes.len() / 2]).unwrap();
    bad(run(&place), &["toy3_frontal.png"]);
    fs::write(&image, &bytes).unwrap();
    good(run(&place));
    let newest = |run: &str| checkpoints(&place.path(run)).pop().unwrap();
    let average = |run: &str| fs::read(newest(run).join("average.safetensors")).unwrap();
    assert!(average("whole") == average("run"));
}

#[test]
fn a_checkpoint_that_was_cut_is_named_with_the_way_out() {
    let place = Place::new(10, 32);
    good(place.train("run", &SHORT));
    let run = place.path("run");
    let whole = contents(&checkpoints(&run)[1]);
    let newest = checkpoints(&run).pop().unwrap();
    for name in [
        "generator.safetensors",
        "critic_lateral_optimiser.safetensors",
        "state.json",
    ] {
        let file = newest.join(name);
        let bytes = fs::read(&file).unwrap();
        for kept in [0, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&file, &bytes[..kept]).unwrap();
            bad(
                place.train("run", &["--resume"]),
                &[name, "remove", "older"],
            );
        }
        fs::write(&file, bytes).unwrap();
    }
    fs::remove_dir_all(&newest).unwrap();
    good(place.train("run", &["--resume"]));
    for (name, bytes) in contents(&newest) {
        if name != Path::new("state.json") {
            assert!(bytes == whole[&name], "{}", name.display());
        }
    }
}

#[test]
fn leftovers_of_a_crash_between_two_renames_are_cleared() {
    let place = Place::new(10, 32);
    good(place.train("run", &SHORT));
    let [run, bundle, whole] = ["run", "bundle", "whole"].map(|name| place.path(name));
    good(export(&run, &whole));
    good(export(&run, &bundle));
    // The predecessor had been moved aside, and a part of the successor was there.
    fs::rename(&bundle, place.path(".bundle.old")).unwrap();
    fs::create_dir(place.path(".bundle.partial-1")).unwrap();
    fs::write(place.path(".bundle.partial-1/frontal.safetensors"), "cut").unwrap();
    fs::write(place.path(".bundle.lock"), "").unwrap();
    good(export(&run, &bundle));
    assert_same(&whole, &bundle);
    let names = fs::read_dir(place.path(".")).unwrap();
    let left: Vec<_> = names
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_second_process_is_refused() {
    let place = Place::new(10, 32);
    let long = ["--size", "32", "--gan-epochs", "100000"];
    let mut first = place.train("run", &long).spawn().unwrap();
    let stats = place.path("run/stats.jsonl");
    let start = Instant::now();
    while !stats.is_file() {
        assert!(start.elapsed() < Duration::from_secs(300));
        thread::sleep(Duration::from_millis(5));
    }
    bad(
        place.train("run", &["--resume"]),
        &["another process is training this run"],
    );
    first.kill().unwrap();
    first.wait().unwrap();

    let out = place.path("simulated");
    let simulate = || {
        let mut command = trainer(&["simulate", "--studies", "100000", "--size", "64"]);
        command.arg("--out").arg(&out);
        command
    };
    let mut first = simulate().spawn().unwrap();
    while !out.join("manifest.partial.jsonl").is_file() {
        assert!(start.elapsed() < Duration::from_secs(600));
        thread::sleep(Duration::from_millis(5));
    }
    bad(simulate(), &["another run is writing here"]);
    first.kill().unwrap();
    first.wait().unwrap();
}
