//! `kill -9` at random moments: nothing is lost beyond the last checkpoint, nothing half-written is taken for whole, and
//! what is there in the end is the same to the bit.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod killing;
#[path = "../place/mod.rs"]
mod place;
mod training;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use dataset::{Dataset, PARTIAL_FILE};
use killing::killed;
use place::{Place, assert_same, collection, contents, good, import, trainer};
use training::kill_train;

/// What a kill may leave of a dataset: one that says that it is not finished, or a whole one. Whether it was at its end.
fn is_at_its_end(reference: &Path, out: &Path) -> bool {
    if !out.join("dataset.json").exists() {
        assert!(Dataset::open(out).is_err());
        return false;
    }
    Dataset::open(out).unwrap();
    let (whole, found) = (contents(reference), contents(out));
    for (name, bytes) in &whole {
        // Drawn from the whole dataset, after it.
        if name != Path::new("preview.png") {
            assert!(found.get(name) == Some(bytes), "{}", name.display());
        }
    }
    !found.contains_key(Path::new(PARTIAL_FILE))
}

fn empty(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
}

fn kill_import(folder: &Path, kills: usize) {
    let table = collection(&folder.join("collection"), 60);
    let [whole, out] = ["imported", "killed-import"].map(|name| folder.join(name));
    good(import(&table, &whole));
    empty(&out);
    killed(
        kills,
        1,
        || import(&table, &out),
        || empty(&out),
        || is_at_its_end(&whole, &out),
    );
    assert_same(&whole, &out);
}

fn kill_simulate(folder: &Path, kills: usize) {
    let [whole, out] = ["simulated", "killed-simulate"].map(|name| folder.join(name));
    let simulate = |out: &Path| {
        let mut command = trainer(&["simulate", "--studies", "16", "--size", "64"]);
        command.arg("--out").arg(out);
        command
    };
    good(simulate(&whole));
    empty(&out);
    killed(
        kills,
        2,
        || simulate(&out),
        || empty(&out),
        || is_at_its_end(&whole, &out),
    );
    assert_same(&whole, &out);
}

/// Each time a bundle that is there is replaced.
fn kill_export(folder: &Path, run: &Path, kills: usize) {
    let [old, whole, out] = ["old", "exported", "killed-export"].map(|name| folder.join(name));
    let export = |out: &Path, precision: &str| {
        let mut command = trainer(&["export", "--name", "test", "--precision", precision]);
        command.arg(run).arg("--out").arg(out);
        command
    };
    good(export(&old, "f32"));
    good(export(&whole, "f16"));
    let [first, second] = [contents(&old), contents(&whole)];
    let is_whole =
        |folder: &Path| folder.is_dir() && [&first, &second].contains(&&contents(folder));
    let aside = folder.join(".killed-export.old");
    killed(
        kills,
        3,
        || export(&out, "f16"),
        || {
            empty(&out);
            good(export(&out, "f32"));
        },
        // Between two renames the predecessor stands beside its place, whole.
        || {
            assert!(is_whole(&out) || is_whole(&aside));
            false
        },
    );
    assert_same(&whole, &out);
    let left = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name());
    let left: Vec<_> = left
        .filter(|it| it.to_string_lossy().starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_killed_import_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    kill_import(folder.path(), 3);
}

#[test]
#[ignore = "takes long: XRAYGAN_KILLS asks for it"]
fn a_killed_simulation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    kill_simulate(folder.path(), 3);
}

#[test]
#[ignore = "takes long: XRAYGAN_KILLS asks for it"]
fn a_killed_training_goes_on_and_a_killed_export_leaves_a_bundle() {
    let place = Place::new(15, 64);
    kill_train(&place, 4);
    let folder = tempfile::tempdir().unwrap();
    kill_export(folder.path(), &place.path("whole"), 3);
}

#[test]
#[ignore = "takes long: XRAYGAN_KILLS names a folder to work in"]
fn fifty_kills_of_everything_change_nothing() {
    let folder = PathBuf::from(env::var_os("XRAYGAN_KILLS").expect("XRAYGAN_KILLS"));
    let place = Place::new(15, 64);
    kill_train(&place, 50);
    kill_export(&folder, &place.path("whole"), 50);
    kill_import(&folder, 50);
    kill_simulate(&folder, 50);
}
