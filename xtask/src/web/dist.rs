//! What is published: one folder and a zip of it, with checksums.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{headers, listing};
use crate::compress;
use crate::workspace::Workspace;

/// Builds the site into `out` with the header files of common hosts, and `out.zip` beside it.
///
/// # Errors
/// As [`super::build`]; if the zip cannot be written.
pub fn build(workspace: &Workspace, weights: &Path, out: &Path) -> Result<()> {
    super::build(workspace, weights, out)?;
    let zip = publish(out)?;
    let hash = Sha256::digest(fs::read(&zip)?);
    println!("{}", zip.display());
    println!("sha256 {}", hex::encode(hash));
    println!("Copy the folder, or the content of the zip, to any static web host.");
    Ok(())
}

/// Adds the header files of common hosts to a site, and packs it.
fn publish(out: &Path) -> Result<PathBuf> {
    headers::write_host_files(out)?;
    pack(out)
}

/// Zips a site beside it, the same bytes for the same files; its compressed copies stay out, as few hosts use them.
fn pack(out: &Path) -> Result<PathBuf> {
    let target = compress::beside(out, "zip");
    let part = compress::beside(out, "zip.part");
    let written = write_zip(out, &part).and_then(|()| Ok(fs::rename(&part, &target)?));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&part);
    }
    written.with_context(|| format!("writing {}", target.display()))?;
    Ok(target)
}

fn write_zip(out: &Path, part: &Path) -> Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(part)?));
    // Without a date, so that the bytes depend on the files only.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut names = listing::files(out)?;
    names.extend([".htaccess", ".nojekyll"].map(PathBuf::from));
    for name in names {
        if compress::is_copy(&name) || !out.join(&name).is_file() {
            continue;
        }
        zip.start_file(name.to_string_lossy().replace('\\', "/"), options)?;
        zip.write_all(&fs::read(out.join(&name))?)?;
    }
    zip.finish()?.flush()?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Read;

    use super::super::site::{Parts, assemble};

    /// Every file under a folder, hidden ones too, by its path.
    fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut content, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(folder).unwrap().to_owned();
                    content.insert(name, fs::read(path).unwrap());
                }
            }
        }
        content
    }

    #[test]
    fn what_is_published_twice_is_the_same_to_the_byte() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = tempfile::tempdir().unwrap();
        let engine = folder.path().join("engine");
        fs::create_dir(&engine).unwrap();
        for name in ["xraygan.js", "xraygan_bg.wasm"] {
            fs::write(engine.join(name), name.repeat(10_000)).unwrap();
        }
        let engines = [("cpu", engine)];
        let parts = Parts {
            page: &root.join("www"),
            engines: &engines,
            awaited: &[],
            weights: &root.join("weights"),
        };
        // In folders of their own, so that the second shares nothing with the first.
        let [first, second] = ["first", "second"].map(|name| {
            let place = folder.path().join(name);
            fs::create_dir(&place).unwrap();
            assemble(&parts, &place.join("site")).unwrap();
            publish(&place.join("site")).unwrap();
            content(&place)
        });
        for name in [
            "site.zip",
            "site/site.json",
            "site/_headers",
            "site/index.html.br",
            "site/index.html.gz",
        ] {
            assert!(first.contains_key(Path::new(name)), "{:?}", first.keys());
        }
        assert!(first.keys().eq(second.keys()), "{:?}", second.keys());
        for (name, bytes) in &first {
            assert!(*bytes == second[name], "{} differs", name.display());
        }
    }

    #[test]
    fn the_zip_holds_the_site_and_is_the_same_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("site");
        fs::create_dir_all(out.join("weights")).unwrap();
        for name in [
            "index.html",
            "index.html.br",
            ".htaccess",
            "weights/model.json",
        ] {
            fs::write(out.join(name), name).unwrap();
        }
        let zip = pack(&out).unwrap();
        let bytes = fs::read(&zip).unwrap();
        assert_eq!(fs::read(pack(&out).unwrap()).unwrap(), bytes);
        let mut archive = zip::ZipArchive::new(File::open(&zip).unwrap()).unwrap();
        let names: Vec<String> = archive
            .file_names()
            .map(|it| it.unwrap().into_owned())
            .collect();
        assert_eq!(names, ["index.html", "weights/model.json", ".htaccess"]);
        let mut text = String::new();
        archive
            .by_name("index.html")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "index.html");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
