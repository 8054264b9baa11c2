//! A folder with a dataset, and commands of the trainer run in it.

#[path = "../../crates/train/tests/toy/mod.rs"]
mod toy;

use std::{
    path::PathBuf,
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_trainer"));
        command.arg("train").arg("--out").arg(self.path(run));
        if !more.contains(&"--resume") {
            command.arg("--data").arg(self.path("data"));
            command.args(["--preset", "tiny", "--tick", "8"]);
        }
        command
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
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
