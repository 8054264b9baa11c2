//! `cargo xtask fuzz`: the readers of bytes from outside, under libFuzzer.
//!
//! What `cargo fuzz` does, with the flags that the stable compiler takes, so that nothing more need be installed than a
//! C++ compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};

use crate::process;
use crate::workspace::Workspace;

/// Counters of edges and traced comparisons, as `cargo fuzz` has them.
const FLAGS: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg",
    "fuzzing",
    "-Ccodegen-units=1",
];

/// Limits of one input: seconds, memory of the process and of one allocation (MB), bytes.
const LIMITS: [&str; 4] = [
    "-timeout=10",
    "-rss_limit_mb=2048",
    "-malloc_limit_mb=1536",
    "-max_len=65536",
];

#[derive(Debug, clap::Args)]
pub struct FuzzOptions {
    /// The targets, by the names of the files in trainer/fuzz/targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How long each target runs, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    seconds: u32,
}

impl FuzzOptions {
    /// A short run of every target, for the tests.
    pub fn short() -> Self {
        Self {
            targets: Vec::new(),
            seconds: 3,
        }
    }
}

/// Builds the targets and runs them one after the other. What they find new goes to `fuzz/corpus` in cargo's target
/// folder, what breaks a reader to `fuzz/found` there.
///
/// # Errors
/// If there is no C++ compiler or no target of a name, or if a reader panics, hangs or takes too much memory; the error names the
/// input.
pub fn run(workspace: &Workspace, options: &FuzzOptions) -> Result<()> {
    ensure!(
        is_possible(),
        "fuzzing needs Linux on x86-64 and a C++ compiler (`c++` on the PATH)"
    );
    let folder = workspace.root.join("trainer/fuzz");
    let all = names(&folder.join("targets"))?;
    for name in &options.targets {
        ensure!(
            all.contains(name),
            "no fuzz target `{name}`; there are {}",
            all.join(", ")
        );
    }
    let work = workspace.target.join("fuzz");
    let mut cargo = workspace.cargo();
    cargo
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .env("CARGO_TARGET_DIR", &work)
        .args(["build", "--release", "--bins", "--target", TRIPLE])
        .arg("--manifest-path")
        .arg(folder.join("Cargo.toml"));
    process::run(&mut cargo)?;
    let chosen = if options.targets.is_empty() {
        &all
    } else {
        &options.targets
    };
    for name in chosen {
        one(workspace, &folder, &work, name, options.seconds)?;
    }
    Ok(())
}

/// Whether the targets can be built here.
pub fn is_possible() -> bool {
    cfg!(all(target_os = "linux", target_arch = "x86_64")) && process::on_path("c++").is_some()
}

/// Named, so that the flags are not those of build scripts.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

fn one(workspace: &Workspace, folder: &Path, work: &Path, name: &str, seconds: u32) -> Result<()> {
    let make = |path: PathBuf| -> Result<PathBuf> {
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(path)
    };
    let grown = make(work.join("corpus").join(name))?;
    let found = make(work.join("found").join(name))?;
    let log = work.join(format!("{name}.log"));
    let output =
        fs::File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let mut command = workspace.command(work.join(TRIPLE).join("release").join(name));
    command
        .arg(grown)
        .arg(folder.join("corpus").join(name))
        .args(LIMITS)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg("-print_final_stats=1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output);
    let status = command.status();
    let passed = status.is_ok_and(|status| status.success());
    let said = fs::read_to_string(&log).unwrap_or_default();
    let runs = said
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .map_or("?", str::trim);
    if !passed {
        bail!(
            "the fuzz target `{name}` has failed; its input is in {}, what it said in {}",
            found.display(),
            log.display()
        );
    }
    println!("{name:<14} {runs:>9} inputs");
    Ok(())
}

/// The targets: every file beside the library of shared code.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str())
            && name != "lib"
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_corpus_and_an_entry() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../trainer/fuzz");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let names = names(&folder.join("targets")).unwrap();
        assert!(names.len() >= 8, "{names:?}");
        for name in names {
            assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
            let corpus = folder.join("corpus").join(&name);
            assert!(corpus.read_dir().unwrap().count() > 0, "{name}");
        }
    }
}
