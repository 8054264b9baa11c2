//! Builds the page: both engines, the page's own files and a weights bundle, in one folder.

pub mod dist;
mod engine;
pub mod headers;
mod inputs;
mod inventory;
mod listing;
mod site;
pub mod wasm;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::toolchain::Toolchain;
use crate::workspace::Workspace;
use engine::Engine;
pub use listing::files;

/// Builds the site into `out`, with the bundle in `weights`, and prints the sizes.
///
/// # Errors
/// If something is missing, does not compile, or cannot be written. `out` is then as it was.
pub fn build(workspace: &Workspace, weights: &Path, out: &Path) -> Result<()> {
    let works = Works::prepare(workspace, weights, out)?;
    let engines = works.engines(&Engine::ALL)?;
    works.assemble(&engines, &[])
}

/// Builds the site into `out` as [`build`] does, but early: where the WebGPU engine has yet to be compiled, the site is
/// first put together with the CPU engine alone. `usable` is called once, when there is a site to serve.
///
/// # Errors
/// As [`build`]; if `usable` fails. Once `usable` was called, `out` holds a site that works.
pub fn build_early(
    workspace: &Workspace,
    weights: &Path,
    out: &Path,
    usable: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let works = Works::prepare(workspace, weights, out)?;
    let (first, rest) = steps(|engine| engine.is_built(workspace, works.toolchain))?;
    let mut engines = works.engines(&first)?;
    works.assemble(&engines, &rest)?;
    usable()?;
    if !rest.is_empty() {
        engines.extend(works.engines(&rest)?);
        works.assemble(&engines, &[])?;
    }
    Ok(())
}

/// The engines to put into a site at once, and those that follow. The page needs the CPU engine; others that need no
/// compiling come with it.
fn steps(is_built: impl Fn(Engine) -> Result<bool>) -> Result<(Vec<Engine>, Vec<Engine>)> {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for engine in Engine::ALL {
        if matches!(engine, Engine::Cpu) || is_built(engine)? {
            first.push(engine);
        } else {
            rest.push(engine);
        }
    }
    Ok((first, rest))
}

/// What a site is built with, checked.
#[derive(Debug)]
struct Works<'a> {
    workspace: &'a Workspace,
    weights: &'a Path,
    out: &'a Path,
    toolchain: Toolchain,
}

impl<'a> Works<'a> {
    /// Checks what can be told before the compiler has worked.
    fn prepare(workspace: &'a Workspace, weights: &'a Path, out: &'a Path) -> Result<Self> {
        site::check_weights(weights)?;
        site::check_out(out)?;
        Ok(Self {
            workspace,
            weights,
            out,
            toolchain: Toolchain::find(workspace)?,
        })
    }

    /// Compiles engines: names and folders.
    fn engines(&self, which: &[Engine]) -> Result<Vec<(&'static str, PathBuf)>> {
        let build = |engine: &Engine| {
            let folder = engine.build(self.workspace, self.toolchain)?;
            Ok((engine.name(), folder))
        };
        which.iter().map(build).collect()
    }

    /// Puts the site together with these engines, and prints the sizes; `awaited` follow.
    fn assemble(&self, engines: &[(&'static str, PathBuf)], awaited: &[Engine]) -> Result<()> {
        let parts = site::Parts {
            page: &self.workspace.root.join("www"),
            engines,
            awaited: &awaited.iter().map(|it| it.name()).collect::<Vec<_>>(),
            weights: self.weights,
        };
        site::assemble(&parts, self.out)?;
        if awaited.is_empty() {
            site::print_sizes(self.out)?;
            println!("The site is in {}", self.out.display());
        }
        Ok(())
    }
}

/// The modules as the compiler wrote them, with the names of their functions, by the engines' names; those there are.
pub fn compiled(workspace: &Workspace) -> Vec<(&'static str, PathBuf)> {
    let all = Engine::ALL.map(|engine| (engine.name(), engine.compiled(workspace)));
    all.into_iter().filter(|(_, path)| path.is_file()).collect()
}

/// Checks the code that is only compiled for the page with clippy, warnings as errors.
///
/// # Errors
/// If there is no toolchain for it, or clippy finds something.
pub fn lint(workspace: &Workspace) -> Result<()> {
    engine::lint(workspace, Toolchain::find(workspace)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::serve::Server;
    use std::fs;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    #[test]
    fn a_fresh_clone_has_the_cpu_engine_first() {
        let names = |engines: &[Engine]| engines.iter().map(|it| it.name()).collect::<Vec<_>>();
        for (gpu_is_built, first, rest) in [
            (false, vec!["cpu"], vec!["gpu"]),
            (true, vec!["cpu", "gpu"], vec![]),
        ] {
            let is_built = |engine| match engine {
                Engine::Cpu => anyhow::bail!("the CPU engine is built in any case"),
                Engine::Gpu => Ok(gpu_is_built),
            };
            let steps = steps(is_built).unwrap();
            assert_eq!((names(&steps.0), names(&steps.1)), (first, rest));
        }
    }

    /// The first line of the answer, and its body.
    fn fetch(url: &str, path: &str) -> (String, String) {
        let host = url.trim_start_matches("http://").trim_end_matches('/');
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }

    #[test]
    fn a_page_that_is_served_early_gets_its_second_engine() {
        let folder = tempfile::tempdir().unwrap();
        let [page, engine, weights, out] =
            ["page", "engine", "weights", "site"].map(|name| folder.path().join(name));
        for (folder, name, content) in [
            (&page, "index.html", "<!doctype html>"),
            (&engine, "xraygan.js", "export {};"),
            (&weights, "model.json", r#"{"parts": []}"#),
        ] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join(name), content).unwrap();
        }
        let mut parts = site::Parts {
            page: &page,
            engines: &[("cpu", engine.clone())],
            awaited: &["gpu"],
            weights: &weights,
        };
        site::assemble(&parts, &out).unwrap();
        let server = Server::start(&out, Some(0)).unwrap();
        let url = server.url();
        let listed =
            || -> serde_json::Value { serde_json::from_str(&fetch(&url, "site.json").1).unwrap() };
        let early = listed();
        assert_eq!(early["awaited"][0], "gpu");
        assert!(fetch(&url, "engine/cpu/xraygan.js").0.contains("200"));
        assert!(fetch(&url, "engine/gpu/xraygan.js").0.contains("404"));
        let both = [("cpu", engine.clone()), ("gpu", engine.clone())];
        parts.engines = &both;
        parts.awaited = &[];
        site::assemble(&parts, &out).unwrap();
        let whole = listed();
        assert_eq!(whole.get("awaited"), None);
        assert_ne!(whole["version"], early["version"]);
        assert!(fetch(&url, "engine/gpu/xraygan.js").0.contains("200"));
    }
}
