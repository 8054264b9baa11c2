//! Finds a Rust toolchain on this machine that can compile for `wasm32-unknown-unknown`.
//!
//! Two kinds will do: one that has the target's standard library (rustup's, after `rustup target
//! add`), and Debian's `rustc-web`, which has only the library's source, so that cargo builds it
//! with `-Zbuild-std`.

use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use crate::{packages, process};

/// The target that browsers run.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The oldest rustc that compiles the workspace, as (major, minor): `rust-version` in `Cargo.toml`.
const OLDEST: (u32, u32) = oldest(env!("CARGO_PKG_RUST_VERSION"));

/// Reads (major, minor) out of `1.95`; anything else does not compile.
const fn oldest(version: &str) -> (u32, u32) {
    let bytes = version.as_bytes();
    let (mut numbers, mut number, mut at) = ([0; 3], 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'.' {
            number += 1;
        } else {
            numbers[number] = numbers[number] * 10 + (bytes[at] - b'0') as u32;
        }
        at += 1;
    }
    (numbers[0], numbers[1])
}

/// Debian's toolchain for web browsers: compiler, cargo, source of the standard library, linker.
const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];

/// A toolchain that can compile for the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The cargo in use; its rustc has the target's standard library.
    InUse,
    /// `/usr/bin/cargo` and `/usr/bin/rustc`; the standard library is built from its source.
    Debian,
}

/// A way to come by a [`Toolchain`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Nothing to be done.
    Ready(Toolchain),
    /// `rustup target add`.
    AddTarget,
    /// `apt-get install` of Debian's toolchain.
    InstallDebian,
}

/// What was found on the machine.
#[derive(Clone, Copy, Debug, Default)]
struct Probe {
    /// The rustc in use has the target's standard library.
    has_target: bool,
    /// The version of `/usr/bin/rustc`, if it has the source of its standard library and a linker.
    debian: Option<(u32, u32)>,
    /// There is a rustup.
    has_rustup: bool,
    /// Debian packages may be installed.
    can_install: bool,
}

impl Toolchain {
    /// Finds or installs a toolchain, and prints which it takes.
    ///
    /// # Errors
    /// If none is there and none can be installed: the error lists what to install.
    pub fn find(workspace: &Workspace) -> Result<Self> {
        for way in Probe::of_this_machine(workspace).ways() {
            let found = match way {
                Way::Ready(toolchain) => Some(toolchain),
                Way::AddTarget => add_target(workspace).then_some(Self::InUse),
                Way::InstallDebian => install_debian(workspace).then_some(Self::Debian),
            };
            if let Some(toolchain) = found {
                println!("Compiling for the web with {toolchain}");
                return Ok(toolchain);
            }
        }
        bail!(
            "no Rust toolchain here can compile for {TARGET}; install one of these:\n  \
             rustup target add {TARGET}\n  apt-get install {}   (Debian; rustc {}.{} or newer)",
            DEBIAN_PACKAGES.join(" "),
            OLDEST.0,
            OLDEST.1,
        )
    }

    /// This toolchain's cargo, ready for a subcommand.
    pub fn cargo(self, workspace: &Workspace) -> Command {
        match self {
            Self::InUse => workspace.cargo(),
            Self::Debian => {
                let mut command = workspace.command("/usr/bin/cargo");
                // Rustup's proxies precede /usr/bin on the PATH, and its cargo prepends the folder of
                // its own libraries, among them another LLVM, to what the linker loads.
                for name in [
                    "RUSTUP_TOOLCHAIN",
                    "LD_LIBRARY_PATH",
                    "RUSTDOC",
                    "RUSTC_WRAPPER",
                ] {
                    command.env_remove(name);
                }
                let path = std::env::var_os("PATH").unwrap_or_default();
                let folders =
                    std::iter::once("/usr/bin".into()).chain(std::env::split_paths(&path));
                if let Ok(path) = std::env::join_paths(folders) {
                    command.env("PATH", path);
                }
                command
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("RUSTC_BOOTSTRAP", "1");
                command
            }
        }
    }

    /// What cargo's build commands need beyond `--target`.
    pub fn build_arguments(self) -> &'static [&'static str] {
        match self {
            Self::InUse => &[],
            Self::Debian => &["-Zbuild-std=std,panic_abort"],
        }
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::InUse => "the toolchain in use",
            Self::Debian => "Debian's rustc-web, standard library built from source",
        })
    }
}

impl Probe {
    fn of_this_machine(workspace: &Workspace) -> Self {
        let mut sysroot = workspace.command("rustc");
        let sysroot = process::output(sysroot.args(["--print", "sysroot"]));
        let has_target = sysroot.is_ok_and(|folder| {
            Path::new(folder.trim())
                .join("lib/rustlib")
                .join(TARGET)
                .is_dir()
        });
        Self {
            has_target,
            debian: debian_version(workspace),
            has_rustup: process::on_path("rustup").is_some(),
            can_install: packages::can_install(),
        }
    }

    /// The ways worth trying, best first. Whatever is installed comes before any download.
    fn ways(self) -> Vec<Way> {
        let debian_is_ready = self.debian.is_some_and(|version| version >= OLDEST);
        let ways = [
            (self.has_target, Way::Ready(Toolchain::InUse)),
            (debian_is_ready, Way::Ready(Toolchain::Debian)),
            (self.has_rustup, Way::AddTarget),
            (self.can_install && !debian_is_ready, Way::InstallDebian),
        ];
        ways.into_iter()
            .filter_map(|(possible, way)| possible.then_some(way))
            .collect()
    }
}

fn add_target(workspace: &Workspace) -> bool {
    println!("Adding {TARGET} with rustup");
    let mut command = workspace.command("rustup");
    let result = process::run_within(
        Duration::from_secs(180),
        command.args(["target", "add", TARGET]),
    );
    if let Err(error) = &result {
        println!("note: {error:#}");
    }
    result.is_ok()
}

fn install_debian(workspace: &Workspace) -> bool {
    if let Err(error) = packages::install(&DEBIAN_PACKAGES) {
        println!("note: {error:#}");
        return false;
    }
    let version = debian_version(workspace);
    if version.is_none_or(|version| version < OLDEST) {
        println!("note: this Debian's rustc-web is too old or incomplete");
        return false;
    }
    true
}

/// The version of Debian's rustc, if all that a web build needs is beside it.
fn debian_version(workspace: &Workspace) -> Option<(u32, u32)> {
    let programs = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/rust-lld"];
    let complete = programs
        .iter()
        .all(|program| process::is_executable(Path::new(program)))
        && Path::new("/usr/lib/rustlib/src/rust/library/std").is_dir();
    if !complete {
        return None;
    }
    let mut command = workspace.command("/usr/bin/rustc");
    command.env_remove("LD_LIBRARY_PATH");
    parse_version(&process::output(command.arg("--version")).ok()?)
}

/// Reads (major, minor) out of `rustc 1.96.0 (…)`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_target_comes_first() {
        let probe = Probe {
            has_target: true,
            debian: Some((1, 96)),
            has_rustup: true,
            can_install: true,
        };
        assert_eq!(probe.ways().first(), Some(&Way::Ready(Toolchain::InUse)));
    }

    #[test]
    fn what_is_installed_comes_before_downloads() {
        let probe = Probe {
            debian: Some((1, 96)),
            has_rustup: true,
            ..Probe::default()
        };
        assert_eq!(
            probe.ways(),
            [Way::Ready(Toolchain::Debian), Way::AddTarget]
        );
    }

    #[test]
    fn a_fresh_machine_tries_rustup_then_debian() {
        let probe = Probe {
            has_rustup: true,
            can_install: true,
            ..Probe::default()
        };
        assert_eq!(probe.ways(), [Way::AddTarget, Way::InstallDebian]);
    }

    #[test]
    fn an_old_debian_toolchain_is_replaced() {
        let probe = Probe {
            debian: Some((1, 85)),
            can_install: true,
            ..Probe::default()
        };
        assert_eq!(probe.ways(), [Way::InstallDebian]);
        let probe = Probe {
            debian: Some((1, 85)),
            ..Probe::default()
        };
        assert_eq!(probe.ways(), []);
    }

    #[test]
    fn the_readme_names_the_oldest_toolchain() {
        let readme = include_str!("../../README.md");
        let (major, minor) = OLDEST;
        assert!(readme.contains(&format!("a Rust toolchain ({major}.{minor} or newer)")));
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(oldest("1.95"), (1, 95));
        assert_eq!(oldest("2.0.1"), (2, 0));
        assert_eq!(
            parse_version("rustc 1.96.0 (ac68faa20 2026-05-25)"),
            Some((1, 96))
        );
        assert_eq!(parse_version("rustc 2.0.0-nightly"), Some((2, 0)));
        assert_eq!(parse_version("rustc"), None);
        assert_eq!(parse_version("rustc one.two"), None);
    }
}
