//! `cargo xtask size`: what a visitor downloads, part by part, and what the engines' code is made of.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::compress;
use crate::web;
use crate::workspace::Workspace;

/// Most compressed bytes up to the first pair on the CPU engine: the page, that engine, and the weights with the templates of
/// one anatomy.
const BUDGET: u64 = 6_000_000;

/// How the parts of the weights begin that hold the templates of one anatomy: a pair needs one of them.
const ANATOMY: &str = "weights/anatomy-";

/// Crates that are listed for an engine; the others are summed.
const LISTED: usize = 15;

#[derive(Debug, clap::Args)]
pub struct SizeOptions {
    /// The weights bundle of the site [default: weights in the repository]
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
}

/// Bytes of some files, as they are and as a server with compressed copies sends them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Size {
    raw: u64,
    sent: u64,
}

impl Size {
    fn of(path: &Path) -> Result<Self> {
        let raw = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
        let copy = fs::metadata(compress::beside(path, "br"));
        Ok(Self {
            raw: raw.len(),
            sent: copy.map_or(raw.len(), |it| it.len()),
        })
    }

    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            sent: self.sent + other.sent,
        }
    }
}

/// Part of the download: its name, and its files.
type Part = (String, Vec<PathBuf>);

/// The parts of a site: the page, each engine, each file of the weights.
fn parts(site: &Path) -> Result<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for file in web::files(site)? {
        if compress::is_copy(&file) {
            continue;
        }
        let name = match file.iter().next().and_then(|it| it.to_str()) {
            Some("engine") => file.parent().unwrap_or(&file).display().to_string(),
            Some("weights") => file.display().to_string(),
            _ => "page".to_owned(),
        };
        match parts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, files)) => files.push(file),
            None => parts.push((name, vec![file])),
        }
    }
    Ok(parts)
}

fn size(site: &Path, (_, files): &Part) -> Result<Size> {
    let mut each = files.iter().map(|file| Size::of(&site.join(file)));
    each.try_fold(Size::default(), |sum, size| Ok(sum.plus(size?)))
}

/// The model card is read by who asks for it, and the WebGPU engine comes second.
fn is_before_first_pair(name: &str) -> bool {
    name != "engine/gpu" && !name.ends_with("CARD.md")
}

/// What is downloaded up to the first pair on the CPU engine.
fn first_pair(site: &Path) -> Result<Size> {
    let (mut sum, mut anatomy) = (Size::default(), Size::default());
    for part in parts(site)? {
        let size = size(site, &part)?;
        if part.0.starts_with(ANATOMY) {
            anatomy = if size.sent > anatomy.sent {
                size
            } else {
                anatomy
            };
        } else if is_before_first_pair(&part.0) {
            sum = sum.plus(size);
        }
    }
    Ok(sum.plus(anatomy))
}

/// Checks that a site with the weights that ship holds the budget.
///
/// # Errors
/// If more is downloaded up to the first pair.
pub fn check(site: &Path) -> Result<()> {
    within(first_pair(site)?, BUDGET)
}

fn within(size: Size, budget: u64) -> Result<()> {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    println!(
        "Up to the first pair on the CPU engine: {:.2} MB, compressed {:.2} MB of {:.2} MB",
        megabytes(size.raw),
        megabytes(size.sent),
        megabytes(budget)
    );
    if size.sent > budget {
        bail!("the download is over its budget; `cargo xtask size` lists what is in it");
    }
    Ok(())
}

/// Builds the site, and prints the size of its parts and of the engines' code by crate.
///
/// # Errors
/// If the site cannot be built.
pub fn run(workspace: &Workspace, options: &SizeOptions) -> Result<()> {
    let site = workspace.target.join("site");
    let own = workspace.root.join("weights");
    web::build(workspace, options.weights.as_ref().unwrap_or(&own), &site)?;
    println!("\n{:>12} {:>12}  part", "bytes", "brotli");
    for part in parts(&site)? {
        let Size { raw, sent } = size(&site, &part)?;
        println!("{raw:>12} {sent:>12}  {} ({})", part.0, part.1.len());
    }
    let first = first_pair(&site)?;
    println!(
        "{:>12} {:>12}  up to the first pair on the CPU engine",
        first.raw, first.sent
    );
    for (name, module) in web::compiled(workspace) {
        let module = fs::read(&module).with_context(|| format!("reading {}", module.display()))?;
        print_crates(name, &module)?;
    }
    Ok(())
}

/// Prints the crates of an engine, before wasm-bindgen takes the names out.
fn print_crates(name: &str, module: &[u8]) -> Result<()> {
    println!("\n{:>12}  the {name} engine as compiled", "bytes");
    for (section, bytes) in web::wasm::sections(module)? {
        println!("{bytes:>12}  {section}");
    }
    let crates = web::wasm::code_by_crate(module)?;
    let (first, rest) = crates.split_at(LISTED.min(crates.len()));
    println!("{:>12}  functions by crate", "bytes");
    for (name, bytes) in first {
        println!("{bytes:>12}  {name}");
    }
    let sum: u64 = rest.iter().map(|(_, bytes)| bytes).sum();
    println!("{sum:>12}  {} others", rest.len());
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A site whose files have a byte for each number; a copy's number stands behind a comma.
    fn site(files: &[(&str, usize, Option<usize>)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, raw, sent) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, vec![0; *raw]).unwrap();
            if let Some(sent) = sent {
                fs::write(compress::beside(&path, "br"), vec![0; *sent]).unwrap();
                fs::write(compress::beside(&path, "gz"), vec![0; *sent]).unwrap();
            }
        }
        folder
    }

    #[test]
    fn the_first_pair_needs_page_cpu_engine_and_weights() {
        let folder = site(&[
            ("index.html", 10, Some(4)),
            ("page/main.js", 20, Some(5)),
            ("engine/cpu/xraygan_bg.wasm", 100, Some(30)),
            ("engine/cpu/xraygan.js", 10, Some(3)),
            ("engine/gpu/xraygan_bg.wasm", 1000, Some(300)),
            ("weights/model.json", 7, Some(2)),
            ("weights/frontal.safetensors", 50, None),
            ("weights/anatomy-1.safetensors", 60, Some(40)),
            ("weights/anatomy-2.safetensors", 60, Some(41)),
            ("weights/CARD.md", 500, Some(100)),
        ]);
        let parts = parts(folder.path()).unwrap();
        let page = parts.iter().find(|(name, _)| name == "page").unwrap();
        assert_eq!(
            size(folder.path(), page).unwrap(),
            Size { raw: 30, sent: 9 }
        );
        let first = first_pair(folder.path()).unwrap();
        assert_eq!(
            first,
            Size {
                raw: 257,
                sent: 135
            }
        );
        within(first, 135).unwrap();
        let error = within(first, 134).unwrap_err().to_string();
        assert!(error.contains("cargo xtask size"), "{error}");
    }
}
