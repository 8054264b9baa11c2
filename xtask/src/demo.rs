//! Builds the page, serves it and shows it, as soon as it works.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::serve::Server;
use crate::web;
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub struct DemoOptions {
    /// The port [default: the first free one from 8080]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Only print the address
    #[arg(long)]
    no_open: bool,
    /// The weights bundle to serve [default: weights in the repository]
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
}

/// Builds the page, serves it until Ctrl-C and opens a browser if there is one. Where the WebGPU engine has yet to be
/// compiled, which takes longest, the page is served with the CPU engine meanwhile.
///
/// # Errors
/// If the page cannot be built or the port is taken. Once the page is served, an engine that cannot be built is told
/// of, and the page goes on without it.
pub fn run(workspace: &Workspace, options: &DemoOptions) -> Result<()> {
    let site = workspace.target.join("site");
    let weights = options
        .weights
        .clone()
        .unwrap_or_else(|| workspace.root.join("weights"));
    let mut server = None;
    let built = web::build_early(workspace, &weights, &site, || {
        let started = Server::start(&site, options.port)?;
        println!("The page is at {} (Ctrl-C stops)", started.url());
        if !options.no_open && has_display() && webbrowser::open(&started.url()).is_err() {
            println!("No browser was found; please open the address in one");
        }
        server = Some(started);
        Ok(())
    });
    match (server, built) {
        (Some(server), built) => {
            match built {
                Ok(()) => println!("The page at {} has all its engines", server.url()),
                Err(error) => eprintln!("error: {error:#}\nThe page goes on with the CPU engine"),
            }
            server.wait_for_interrupt()
        }
        (None, built) => built,
    }
}

/// Whether a browser window could appear. Macs and Windows always have a desktop.
fn has_display() -> bool {
    let named = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"]
            .into_iter()
            .any(named)
}
