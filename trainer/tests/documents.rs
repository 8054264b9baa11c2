//! Commands of the documents, run as they stand: those that `tests/documents/commands.txt` says run here.
#![allow(clippy::unwrap_used, missing_docs)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const HERE: &str = "    run by trainer/tests/documents.rs::documented_commands_run_as_they_stand";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Copies the files of a folder, not the folders in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
fn documented_commands_run_as_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    copy(&root().join("weights"), &place("weights"));
    copy(&root().join("tests/gallery"), &place("FOLDER"));
    fs::copy(place("FOLDER/02-effusion-left.txt"), place("report.txt")).unwrap();
    let list = fs::read_to_string(root().join("tests/documents/commands.txt")).unwrap();
    let lines: Vec<&str> = list.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[1] == HERE) {
        let output = Command::new(env!("CARGO_BIN_EXE_trainer"))
            .args(pair[0].split(' ').skip(1))
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", pair[0]);
    }
    let made = [
        "data/trial/dataset.json",
        "runs/trial/options.json",
        "bundles/trial/CARD.md",
        "trial/frontal_64.png",
        "generated/lateral_128.png",
        "tables.csv",
        "onnx/model.onnx",
    ];
    for file in made {
        assert!(place(file).is_file(), "no {file}");
    }
}
