//! Puts a site together: written beside its place, then moved there as a whole.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::inventory;
use super::listing::files;
use crate::compress;

/// The model card of a bundle.
const CARD: &str = "CARD.md";

/// What a site is made of.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The page's own files, with `index.html`.
    pub page: &'a Path,
    /// Name and folder of each engine.
    pub engines: &'a [(&'static str, PathBuf)],
    /// Names of the engines that are still being built, as the page tells its users.
    pub awaited: &'a [&'static str],
    /// The weights bundle.
    pub weights: &'a Path,
}

/// Checks that a folder is a weights bundle.
///
/// # Errors
/// If it has no `model.json`; the error says how to make one.
pub fn check_weights(weights: &Path) -> Result<()> {
    if !weights.join("model.json").is_file() {
        bail!(
            "{} is no weights bundle: it has no model.json; \
             `cargo run --release -p trainer -- init-weights --out DIR` makes one",
            weights.display()
        );
    }
    Ok(())
}

/// Checks that a folder may be replaced: that it is empty, missing, or a site of an earlier run.
///
/// # Errors
/// If the folder holds anything else.
pub fn check_out(out: &Path) -> Result<()> {
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("reading {}", out.display())),
    };
    let is_site = out.join("index.html").is_file() && out.join("engine").is_dir();
    if entries.count() > 0 && !is_site {
        bail!(
            "{} holds something other than a site; empty it or name another",
            out.display()
        );
    }
    Ok(())
}

/// Writes the site into `out`, with compressed copies, in place of an earlier one.
///
/// # Errors
/// If a part is missing or a file cannot be written; `out` is then as it was.
pub fn assemble(parts: &Parts<'_>, out: &Path) -> Result<()> {
    check_weights(parts.weights)?;
    check_out(out)?;
    if !parts.page.join("index.html").is_file() {
        bail!("{} has no index.html", parts.page.display());
    }
    let out = &std::path::absolute(out)?;
    let [new, old] = [hidden(out, "new")?, hidden(out, "old")?];
    recover(&old, out)?;
    remove_folder(&new)?;
    let result = stage(parts, &new, out).and_then(|()| replace(&new, &old, out));
    if result.is_err() {
        // The first error is the one to tell.
        let _ = remove_folder(&new);
    }
    result
}

fn stage(parts: &Parts<'_>, new: &Path, out: &Path) -> Result<()> {
    copy_folder(parts.page, new)?;
    for (name, folder) in parts.engines {
        copy_folder(folder, &new.join("engine").join(name))?;
    }
    copy_bundle(parts.weights, &new.join("weights"))?;
    inventory::write(new, parts.awaited)?;
    for file in files(new)? {
        let path = new.join(&file);
        if compress::is_worthwhile(&path) && !compress::reuse(&out.join(&file), &path)? {
            compress::compress(&path)?;
        }
    }
    Ok(())
}

/// Where a site is put together, or kept while another takes its place: beside it, under a hidden name.
fn hidden(out: &Path, suffix: &str) -> Result<PathBuf> {
    let name = out
        .file_name()
        .with_context(|| format!("{} names no folder", out.display()))?;
    Ok(out.with_file_name(format!(".{}.{suffix}", name.to_string_lossy())))
}

/// Ends an exchange that was interrupted halfway.
fn recover(old: &Path, out: &Path) -> Result<()> {
    if !old.exists() {
        return Ok(());
    }
    check_out(old)?;
    if out.exists() {
        return remove_folder(old);
    }
    fs::rename(old, out).with_context(|| format!("moving {} back", old.display()))
}

/// Puts `new` in the place of `out`, which is back there if that fails.
fn replace(new: &Path, old: &Path, out: &Path) -> Result<()> {
    let replaces = out.exists();
    if replaces {
        fs::rename(out, old).with_context(|| format!("moving {} away", out.display()))?;
    }
    let moved =
        fs::rename(new, out).with_context(|| format!("moving {} into place", new.display()));
    if moved.is_err() && replaces {
        fs::rename(old, out).with_context(|| format!("moving {} back", old.display()))?;
    }
    moved?;
    remove_folder(old)
}

/// Prints the size of every file of a site, as it is and as a server sends it.
///
/// # Errors
/// If the folder cannot be read.
pub fn print_sizes(site: &Path) -> Result<()> {
    println!("{:>12} {:>12}  file", "bytes", "brotli");
    for file in files(site)? {
        if compress::is_copy(&file) {
            continue;
        }
        let path = site.join(&file);
        let sent = fs::metadata(compress::beside(&path, "br"));
        let sent = sent.map_or_else(|_| "-".into(), |metadata| metadata.len().to_string());
        println!(
            "{:>12} {sent:>12}  {}",
            fs::metadata(&path)?.len(),
            file.display()
        );
    }
    Ok(())
}

/// Copies what `model.json` lists, and the card; the reports of an evaluation stay behind.
fn copy_bundle(from: &Path, to: &Path) -> Result<()> {
    let manifest = from.join("model.json");
    let bytes = fs::read(&manifest).with_context(|| format!("reading {}", manifest.display()))?;
    let described: serde_json::Value = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is not JSON", manifest.display()))?;
    let parts = described["parts"].as_array();
    let parts = parts.with_context(|| format!("{} lists no parts", manifest.display()))?;
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    let copy = |name: &str| -> Result<()> {
        let source = from.join(name);
        fs::copy(&source, to.join(name))
            .with_context(|| format!("copying {} into the site", source.display()))?;
        Ok(())
    };
    copy("model.json")?;
    for part in parts {
        let file = part["file"].as_str().unwrap_or_default();
        if file.is_empty() || file.contains(['/', '\\']) || file.starts_with('.') {
            bail!("{} lists the part {file:?}", manifest.display());
        }
        copy(file)?;
    }
    if from.join(CARD).is_file() {
        copy(CARD)?;
    }
    Ok(())
}

/// Copies a folder's files, except hidden ones, which no page asks for.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        let target = to.join(&file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        let source = from.join(&file);
        fs::copy(&source, &target)
            .with_context(|| format!("copying {} to {}", source.display(), target.display()))?;
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    /// A folder with page, engine and weights, all of one line each.
    fn fake() -> (tempfile::TempDir, [PathBuf; 4]) {
        let folder = tempfile::tempdir().unwrap();
        let [page, engine, weights, out] =
            ["page", "engine", "weights", "site"].map(|name| folder.path().join(name));
        for (folder, names) in [
            (&page, ["index.html", "main.js", ".hidden"].as_slice()),
            (&engine, ["xraygan.js", "xraygan_bg.wasm"].as_slice()),
            (&weights, ["model.json", "tensors.safetensors"].as_slice()),
        ] {
            fs::create_dir(folder).unwrap();
            for name in names {
                fs::write(folder.join(name), format!("this is {name}\n")).unwrap();
            }
        }
        list_parts(&weights, &["tensors.safetensors"]);
        (folder, [page, engine, weights, out])
    }

    fn list_parts(weights: &Path, files: &[&str]) {
        let parts: Vec<_> = files
            .iter()
            .map(|file| serde_json::json!({ "file": file }))
            .collect();
        let manifest = serde_json::json!({ "parts": parts });
        fs::write(weights.join("model.json"), manifest.to_string()).unwrap();
    }

    #[test]
    fn a_site_has_all_parts() {
        let (folder, [page, engine, weights, out]) = fake();
        let engines = [("cpu", engine.clone()), ("gpu", engine)];
        let parts = Parts {
            page: &page,
            engines: &engines,
            awaited: &[],
            weights: &weights,
        };
        assemble(&parts, &out).unwrap();
        fs::write(page.join("main.js"), "new\n").unwrap();
        fs::remove_file(weights.join("tensors.safetensors")).unwrap();
        fs::write(weights.join("other.safetensors"), "new\n").unwrap();
        fs::write(weights.join("evaluation.png"), "not for the site\n").unwrap();
        list_parts(&weights, &["other.safetensors"]);
        assemble(&parts, &out).unwrap();

        let mut expected = Vec::new();
        for name in [
            "engine/cpu/xraygan.js",
            "engine/cpu/xraygan_bg.wasm",
            "engine/gpu/xraygan.js",
            "engine/gpu/xraygan_bg.wasm",
            "index.html",
            "main.js",
            "site.json",
            "weights/model.json",
            "weights/other.safetensors",
        ] {
            expected
                .extend(["", ".br", ".gz"].map(|suffix| PathBuf::from(format!("{name}{suffix}"))));
        }
        expected.sort();
        assert_eq!(files(&out).unwrap(), expected);
        assert_eq!(fs::read_to_string(out.join("main.js")).unwrap(), "new\n");
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
        print_sizes(&out).unwrap();
    }

    #[test]
    fn a_failure_leaves_the_old_site() {
        let (folder, [page, engine, weights, out]) = fake();
        let engines = [("cpu", engine.clone())];
        let parts = Parts {
            page: &page,
            engines: &engines,
            awaited: &[],
            weights: &weights,
        };
        assemble(&parts, &out).unwrap();
        let before = files(&out).unwrap();
        fs::remove_dir_all(&engine).unwrap();
        let error = assemble(&parts, &out).unwrap_err();
        assert!(format!("{error:#}").contains("engine"), "{error:#}");
        assert_eq!(files(&out).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn a_site_that_cannot_be_moved_into_place_leaves_the_old_one() {
        let (folder, [_, _, _, out]) = fake();
        fs::create_dir(&out).unwrap();
        fs::write(out.join("index.html"), "old\n").unwrap();
        let [new, old] = ["new", "old"].map(|suffix| hidden(&out, suffix).unwrap());
        // Nothing is at `new`: the second of the two moves fails.
        let error = replace(&new, &old, &out).unwrap_err();
        assert!(error.to_string().contains("into place"), "{error}");
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "old\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    #[test]
    fn an_interrupted_exchange_is_ended() {
        let (folder, [page, engine, weights, out]) = fake();
        let engines = [("cpu", engine.clone())];
        let parts = Parts {
            page: &page,
            engines: &engines,
            awaited: &[],
            weights: &weights,
        };
        assemble(&parts, &out).unwrap();
        let before = files(&out).unwrap();
        // Interrupted between the two moves; then the site that is there is the one to fall back on.
        fs::rename(&out, hidden(&out, "old").unwrap()).unwrap();
        fs::remove_dir_all(&engine).unwrap();
        assemble(&parts, &out).unwrap_err();
        assert_eq!(files(&out).unwrap(), before);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn other_folders_are_not_replaced() {
        let (_folder, [page, engine, weights, _]) = fake();
        let engines = [("cpu", engine.clone())];
        let parts = Parts {
            page: &page,
            engines: &engines,
            awaited: &[],
            weights: &weights,
        };
        let error = assemble(&parts, &weights).unwrap_err();
        assert!(error.to_string().contains("other than a site"), "{error}");
        assert!(weights.join("model.json").is_file());
    }

    #[test]
    fn a_bundle_may_not_name_files_elsewhere() {
        let (_folder, [page, engine, weights, out]) = fake();
        let engines = [("cpu", engine)];
        let parts = Parts {
            page: &page,
            engines: &engines,
            awaited: &[],
            weights: &weights,
        };
        for name in ["../page/main.js", ".hidden", "missing.safetensors"] {
            list_parts(&weights, &[name]);
            let error = format!("{:#}", assemble(&parts, &out).unwrap_err());
            assert!(error.contains(name), "{error}");
            assert!(!out.exists());
        }
    }

    #[test]
    fn a_folder_without_a_model_is_no_bundle() {
        let (_folder, [page, ..]) = fake();
        let error = check_weights(&page).unwrap_err();
        assert!(error.to_string().contains("model.json"), "{error}");
    }
}
