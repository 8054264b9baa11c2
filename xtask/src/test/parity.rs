//! The native side of the comparison: small models and the weights that ship, one report, one seed, on CPU and GPU.

use std::env::consts::EXE_EXTENSION;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::tools;
use crate::process;
use crate::workspace::Workspace;

/// Seed of the small model's weights.
const WEIGHTS_SEED: &str = "7";
/// Seed of the imagined patient; the browser tests have the same.
const SEED: &str = "3";

/// What is compared: folder of the bundle, ending of the folders of images, and the preset of untrained weights; without
/// one it is a copy of those that ship.
const KINDS: [(&str, &str, Option<&str>); 3] = [
    ("bundle", "", Some("small")),
    ("templates", "-templates", Some("templates")),
    ("shipped", "-shipped", None),
];

/// What the steps hand on to each other, in a folder of their own.
#[derive(Debug)]
pub struct Fixture {
    /// Holds everything below; the browser tests get its path.
    pub folder: PathBuf,
    /// The small model's weights bundle.
    pub bundle: PathBuf,
    /// The report.
    pub report: PathBuf,
    /// The page, with the weights that ship.
    pub site: PathBuf,
}

impl Fixture {
    /// The paths; nothing need be there yet.
    pub fn of(workspace: &Workspace) -> Self {
        let folder = workspace.target.join("xtask-test");
        let [bundle, report, site] = ["bundle", "report.txt", "site"].map(|name| folder.join(name));
        Self {
            folder,
            bundle,
            report,
            site,
        }
    }
}

/// Makes the bundles and runs them natively: `native-cpu`, `native-gpu` and the same with the endings of the kinds get the
/// raw views.
///
/// # Errors
/// If the trainer does not build or one of its commands fails.
pub fn run(workspace: &Workspace, fixture: &Fixture) -> Result<()> {
    // The whole workspace, so that dependencies are the ones that `cargo test` has built.
    process::run(workspace.cargo().args(["build", "--workspace", "--bins"]))?;
    let trainer = || {
        workspace.command(
            workspace
                .target
                .join("debug/trainer")
                .with_extension(EXE_EXTENSION),
        )
    };

    let folders = KINDS.iter().flat_map(|(bundle, end, _)| {
        [
            (*bundle).to_owned(),
            format!("native-cpu{end}"),
            format!("native-gpu{end}"),
        ]
    });
    for name in folders {
        let folder = fixture.folder.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("removing {}", folder.display()))?;
        }
    }
    fs::create_dir_all(&fixture.folder)
        .with_context(|| format!("creating {}", fixture.folder.display()))?;
    let report = workspace.root.join("tests/reports/wrapped.txt");
    fs::copy(&report, &fixture.report).with_context(|| format!("copying {}", report.display()))?;
    let devices: &[&str] = if tools::has_gpu() {
        &["cpu", "gpu"]
    } else {
        println!("No Vulkan driver: the comparison lacks the native GPU");
        &["cpu"]
    };
    for (bundle, end, preset) in KINDS {
        let weights = fixture.folder.join(bundle);
        match preset {
            Some(preset) => {
                let mut init = trainer();
                init.args(["init-weights", "--preset", preset, "--seed", WEIGHTS_SEED]);
                process::run(init.arg("--out").arg(&weights))?;
            }
            None => copy_files(&workspace.root.join("weights"), &weights)?,
        }
        for device in devices {
            let out = fixture.folder.join(format!("native-{device}{end}"));
            let mut generate = trainer();
            generate.args(["generate", "--raw", "--seed", SEED, "--device", device]);
            generate.arg("--report").arg(&fixture.report);
            generate.arg("--weights").arg(&weights);
            process::run(generate.arg("--out").arg(&out))?;
            if !out.join("views.safetensors").is_file() {
                bail!(
                    "the trainer wrote no views.safetensors to {}",
                    out.display()
                );
            }
        }
    }
    Ok(())
}

/// Copies the files of a folder, not the folders in it.
fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            fs::copy(&path, to.join(name))
                .with_context(|| format!("copying {}", path.display()))?;
        }
    }
    Ok(())
}
