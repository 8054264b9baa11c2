//! Debian packages: installed where this program may (root and `apt-get`), named where it may not.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// Whether this program may install Debian packages.
pub fn can_install() -> bool {
    process::on_path("apt-get").is_some() && is_root()
}

/// Installs Debian packages.
///
/// # Errors
/// If this program may not, or `apt-get` fails.
pub fn install(names: &[&str]) -> Result<()> {
    if !can_install() {
        bail!(
            "please install {} (on Debian: apt-get install {})",
            names.join(", "),
            names.join(" ")
        );
    }
    println!("Installing Debian packages: {}", names.join(" "));
    // Without an update a fresh machine knows no packages; an unreachable mirror alone is no failure.
    if let Err(error) = process::run(apt_get().arg("update").arg("-qq")) {
        println!("note: {error:#}");
    }
    process::run(
        apt_get()
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(names),
    )
    .with_context(|| format!("installing {}", names.join(", ")))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
