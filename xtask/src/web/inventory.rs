//! `site.json`: the files of a site with their hashes, by which the page keeps itself for use without a network.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::listing;
use crate::compress;

/// Name of the file.
pub const INVENTORY: &str = "site.json";

/// Host files, which no page asks for.
const APART: [&str; 3] = [INVENTORY, "_headers", "nginx-headers.conf"];

/// Writes `site.json` into a site: `{version, files: [{path, bytes, sha256}]}` without compressed copies. The version
/// is the beginning of the SHA-256 over all names and hashes. Where engines are still being built, `awaited` names
/// them; the page then looks for the version that has them.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(site: &Path, awaited: &[&str]) -> Result<()> {
    let mut files = Vec::new();
    let mut whole = Sha256::new();
    for relative in listing::files(site)? {
        let path = relative.to_string_lossy().replace('\\', "/");
        if compress::is_copy(&relative) || APART.contains(&path.as_str()) {
            continue;
        }
        let full = site.join(&relative);
        let bytes = fs::read(&full).with_context(|| format!("reading {}", full.display()))?;
        let hash = hex::encode(Sha256::digest(&bytes));
        whole.update(format!("{path} {hash}\n"));
        files.push(json!({ "path": path, "bytes": bytes.len(), "sha256": hash }));
    }
    let version = hex::encode(&whole.finalize()[..8]);
    let mut inventory = json!({ "version": version, "files": files });
    if !awaited.is_empty() {
        inventory["awaited"] = json!(awaited);
    }
    let text = serde_json::to_string_pretty(&inventory)? + "\n";
    let target = site.join(INVENTORY);
    fs::write(&target, text).with_context(|| format!("writing {}", target.display()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_version_follows_the_content() {
        let folder = tempfile::tempdir().unwrap();
        let read = |awaited: &[&str]| -> serde_json::Value {
            write(folder.path(), awaited).unwrap();
            serde_json::from_slice(&fs::read(folder.path().join(INVENTORY)).unwrap()).unwrap()
        };
        for name in ["index.html", "index.html.br", "_headers"] {
            fs::write(folder.path().join(name), "abc").unwrap();
        }
        let first = read(&[]);
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            first["files"],
            json!([{ "path": "index.html", "bytes": 3, "sha256": hash }])
        );
        assert_eq!(first["version"].as_str().unwrap().len(), 16);
        assert_eq!(read(&[]), first);
        assert_eq!(first.get("awaited"), None);
        let early = read(&["gpu"]);
        assert_eq!(early["awaited"], json!(["gpu"]));
        assert_eq!(early["version"], first["version"]);
        fs::write(folder.path().join("index.html"), "abd").unwrap();
        assert_ne!(read(&[])["version"], first["version"]);
    }
}
