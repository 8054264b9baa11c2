//! `cargo xtask`: builds the page, serves it and tests everything.

mod compress;
mod demo;
#[cfg(test)]
mod documents;
mod fuzz;
mod packages;
mod process;
mod serve;
mod size;
mod test;
mod toolchain;
mod web;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// Builds, serves and tests the project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the page, serve it at 127.0.0.1 and open a browser if there is one
    Demo(demo::DemoOptions),
    /// Run every check and test, from formatting to a real browser
    Test(test::TestOptions),
    /// Fuzz the readers of files from outside
    Fuzz(fuzz::FuzzOptions),
    /// Build the page: a folder that any static web host can serve
    Web(WebOptions),
    /// Build the page for publishing: the folder, and a zip of it
    Dist(WebOptions),
    /// Build the page and print what is in the download, the engines' code by crate
    Size(size::SizeOptions),
    /// Serve a folder that `web` has built, without building it
    Serve(serve::ServeOptions),
}

#[derive(Debug, clap::Args)]
struct WebOptions {
    /// The folder to write, replaced as a whole [default: site in cargo's target folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The weights bundle to put into the site [default: weights in the repository]
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
}

impl WebOptions {
    /// The folder to write, `name` in cargo's target folder if none is given, and the weights.
    fn folders(self, workspace: &Workspace, name: &str) -> (PathBuf, PathBuf) {
        let out = self.out.unwrap_or_else(|| workspace.target.join(name));
        let weights = self
            .weights
            .unwrap_or_else(|| workspace.root.join("weights"));
        (out, weights)
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Demo(options) => demo::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Fuzz(options) => fuzz::run(&workspace, &options),
        Command::Web(options) => {
            let (out, weights) = options.folders(&workspace, "site");
            web::build(&workspace, &weights, &out)
        }
        Command::Dist(options) => {
            let (out, weights) = options.folders(&workspace, "dist/xraygan-web");
            web::dist::build(&workspace, &weights, &out)
        }
        Command::Size(options) => size::run(&workspace, &options),
        Command::Serve(options) => serve::run(&options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn unknown_flags_are_refused() {
        assert!(Arguments::try_parse_from(["xtask", "web", "--nonsense"]).is_err());
        assert!(Arguments::try_parse_from(["xtask", "test", "--only", "nonsense"]).is_err());
        assert!(Arguments::try_parse_from(["xtask", "test", "--quick", "--only", "web"]).is_err());
    }
}
