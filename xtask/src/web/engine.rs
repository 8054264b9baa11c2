//! The two engines of the page: the root crate compiled to wasm, once for the CPU, once for WebGPU.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::inputs::fingerprint;
use super::wasm;
use crate::process;
use crate::toolchain::{TARGET, Toolchain};
use crate::workspace::Workspace;

/// The root crate, and the stem of the files that wasm-bindgen writes.
const NAME: &str = "xraygan";

/// What wasm-bindgen is asked for; part of the engine's fingerprint.
#[derive(Clone, Copy, Debug)]
struct Bindings {
    typescript: bool,
    remove_name_section: bool,
    remove_producers_section: bool,
}

const BINDINGS: Bindings = Bindings {
    typescript: false,
    remove_name_section: true,
    remove_producers_section: true,
};

/// What computes: a feature of the root crate and a folder of the site.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    /// Burn's CPU backend, with wasm's 128-bit vectors.
    Cpu,
    /// Burn on WebGPU.
    Gpu,
}

impl Engine {
    /// Both engines; the small one, with which the page starts, first.
    pub const ALL: [Self; 2] = [Self::Cpu, Self::Gpu];

    /// The name of the feature and of the folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cpu => "cpu",
            Self::Gpu => "gpu",
        }
    }

    /// Whether [`Self::build`] would find the engine made from the same inputs, and compile nothing.
    ///
    /// # Errors
    /// If the inputs cannot be read.
    pub fn is_built(self, workspace: &Workspace, toolchain: Toolchain) -> Result<bool> {
        let out = self.folder(workspace);
        let (_, stamp) = self.plan(workspace, toolchain)?;
        let complete = out.is_dir() && self.compiled(workspace).is_file();
        Ok(complete && fs::read_to_string(stamp_file(&out)).is_ok_and(|old| old == stamp))
    }

    /// Where the engine is written.
    fn folder(self, workspace: &Workspace) -> PathBuf {
        target(workspace).join("engine").join(self.name())
    }

    /// The command that compiles the engine, and the fingerprint of what it is made from.
    fn plan(self, workspace: &Workspace, toolchain: Toolchain) -> Result<(Command, String)> {
        let mut cargo = cargo(workspace, toolchain, "rustc", self);
        cargo.args(["--crate-type", "cdylib"]);
        let version = process::output(toolchain.cargo(workspace).arg("-vV"))?;
        let stamp = fingerprint(&workspace.root, &version, &cargo, &BINDINGS)?;
        Ok((cargo, stamp))
    }

    /// Where the module lies as the compiler wrote it; wasm-bindgen takes out the names of functions.
    pub fn compiled(self, workspace: &Workspace) -> PathBuf {
        let engines = target(workspace).join("engine");
        engines.join(self.name()).with_extension("wasm")
    }

    /// Compiles this engine and returns the folder with its `.js` and `.wasm`; does nothing where the
    /// folder was made from the same inputs.
    ///
    /// # Errors
    /// If it does not compile, wasm-bindgen refuses the result, or not every browser could load it.
    pub fn build(self, workspace: &Workspace, toolchain: Toolchain) -> Result<PathBuf> {
        let (out, compiled) = (self.folder(workspace), self.compiled(workspace));
        if self.is_built(workspace, toolchain)? {
            println!("The {} engine is up to date", self.name());
            return Ok(out);
        }
        let (mut cargo, stamp) = self.plan(workspace, toolchain)?;
        let stamp_file = stamp_file(&out);
        for leftover in [&stamp_file, &out] {
            remove(leftover)?;
        }
        println!("Compiling the {} engine", self.name());
        process::run(&mut cargo)
            .with_context(|| format!("compiling the {} engine", self.name()))?;
        let wasm = target(workspace).join(TARGET).join("web").join(NAME);
        bind(&wasm.with_extension("wasm"), &out)
            .with_context(|| format!("writing the {} engine's JavaScript", self.name()))?;
        let module = out.join(format!("{NAME}_bg.wasm"));
        let bytes = fs::read(&module).with_context(|| format!("reading {}", module.display()))?;
        wasm::check_portable(&bytes).with_context(|| format!("the {} engine", self.name()))?;
        // A copy: the other engine's module takes the place of this one.
        fs::copy(wasm.with_extension("wasm"), &compiled)
            .with_context(|| format!("writing {}", compiled.display()))?;
        // Written last: an interrupted run starts over.
        fs::write(&stamp_file, stamp)
            .with_context(|| format!("writing {}", stamp_file.display()))?;
        Ok(out)
    }
}

/// Checks the code that exists only in wasm with clippy, for each engine, warnings as errors. Does nothing, and
/// says so, where the toolchain has no clippy.
///
/// # Errors
/// If clippy finds something.
pub fn lint(workspace: &Workspace, toolchain: Toolchain) -> Result<()> {
    let mut version = toolchain.cargo(workspace);
    // Debian's cargo would run rustup's clippy, which looks for the library's source elsewhere.
    let own = toolchain == Toolchain::InUse
        || process::is_executable(Path::new("/usr/bin/clippy-driver"));
    if !own || !process::succeeds(version.args(["clippy", "--version"])) {
        println!("note: {toolchain} has no clippy: the wasm code is not linted");
        return Ok(());
    }
    for engine in Engine::ALL {
        let mut cargo = cargo(workspace, toolchain, "clippy", engine);
        process::run(cargo.args(["--", "-D", "warnings"]))
            .with_context(|| format!("linting the {} engine", engine.name()))?;
    }
    Ok(())
}

/// A cargo subcommand on the root crate as an engine. The flags are the same each time, so that
/// both engines and all subcommands share the dependencies that they have in common.
fn cargo(workspace: &Workspace, toolchain: Toolchain, subcommand: &str, engine: Engine) -> Command {
    let mut cargo = toolchain.cargo(workspace);
    cargo
        .env("CARGO_TARGET_DIR", target(workspace))
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .env("RUSTFLAGS", "-C target-feature=+simd128")
        .args([subcommand, "-p", NAME, "--lib"])
        .args(["--profile", "web", "--target", TARGET])
        .args(toolchain.build_arguments())
        .args(["--no-default-features", "--features", engine.name()]);
    cargo
}

/// Cargo's target folder for wasm. A folder of its own, so that native builds need not wait for it.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("web")
}

/// The file beside an engine's folder with the fingerprint of what it was made from.
fn stamp_file(out: &Path) -> PathBuf {
    out.with_extension("sha256")
}

/// Runs wasm-bindgen into `out`.
fn bind(wasm: &Path, out: &Path) -> Result<()> {
    let bytes = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_bytes(NAME, bytes)
        .web(true)?
        .typescript(BINDINGS.typescript);
    bindgen
        .remove_name_section(BINDINGS.remove_name_section)
        .remove_producers_section(BINDINGS.remove_producers_section)
        .generate(out)
}

fn remove(path: &Path) -> Result<()> {
    let result = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(()),
    }
}
