//! A folder with a dataset, and commands of the trainer run in it.
#![allow(dead_code)]

#[path = "../../crates/train/tests/toy/mod.rs"]
mod toy;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A dataset and room for runs.
pub struct Place(TempDir);

impl Place {
    pub fn new(studies: usize, size: u32) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        toy::write(&place.path("data"), studies, size, 2);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn train(&self, run: &str, more: &[&str]) -> Command {
        let mut command = trainer(&["train"]);
        command.arg("--out").arg(self.path(run));
        if !more.contains(&"--resume") {
            command.arg("--data").arg(self.path("data"));
            command.args(["--preset", "tiny", "--tick", "8"]);
        }
        command.args(more);
        command
    }
}

/// A command of the trainer; what it says is kept.
pub fn trainer(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
    command
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub fn good(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    text(&output)
}

pub fn bad(mut command: Command, expected: &[&str]) {
    let output = command.output().unwrap();
    let said = text(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in expected {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

pub fn text(output: &Output) -> String {
    [&output.stdout, &output.stderr]
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

/// Every file under a folder with its bytes, by its path.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut contents, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                contents.insert(name, fs::read(path).unwrap());
            }
        }
    }
    contents
}

/// Fails, naming the file, where two folders differ.
pub fn assert_same(a: &Path, b: &Path) {
    let (a, b) = (contents(a), contents(b));
    assert!(a.keys().eq(b.keys()), "{:?}\n{:?}", a.keys(), b.keys());
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{} differs", name.display());
    }
}

/// The whole checkpoints of a run, oldest first.
pub fn checkpoints(run: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(run.join("checkpoints"));
    let paths = entries.into_iter().flatten().flatten().map(|it| it.path());
    let mut whole: Vec<PathBuf> = paths.filter(|it| it.join("state.json").is_file()).collect();
    whole.sort();
    whole
}

/// A table of `count` radiographs with reports of very different lengths; the path of the table.
pub fn collection(folder: &Path, count: usize) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let mut table = "file,patient,view,findings\n".to_owned();
    for n in 0..count {
        let picture = image::GrayImage::from_fn(64, 56, |x, y| {
            image::Luma([(x * 2 + y * (1 + n as u32 % 3)) as u8])
        });
        picture.save(folder.join(format!("{n}.png"))).unwrap();
        let text = "The lungs are clear. ".repeat(1 + n * 7 % 40);
        table += &format!("{n}.png,p{n},PA,{text}\n");
    }
    let path = folder.join("table.csv");
    fs::write(&path, table).unwrap();
    path
}

/// Imports such a table.
pub fn import(table: &Path, out: &Path) -> Command {
    let mut command = trainer(&["import", "table", "--keep-ids", "--size", "32"]);
    command.arg("--manifest").arg(table).arg("--out").arg(out);
    command
}
