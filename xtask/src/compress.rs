//! Compressed copies beside the files of a site, for servers that send them as they are.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Nine is within a few percent of eleven, at a tenth of the time.
const BROTLI_QUALITY: u32 = 9;
/// The largest window that every decoder must support (RFC 7932): 16 MiB.
const BROTLI_WINDOW: u32 = 24;
const BUFFER: usize = 1 << 16;

/// The suffixes of the compressed copies: `.br` (brotli, RFC 7932) and `.gz` (gzip, RFC 1952).
const SUFFIXES: [&str; 2] = ["br", "gz"];

/// Whether compression makes such a file smaller; tensors of 8 bits lose a fifth.
pub fn is_worthwhile(file: &Path) -> bool {
    let kinds = [
        "css",
        "html",
        "js",
        "json",
        "md",
        "safetensors",
        "svg",
        "txt",
        "wasm",
        "webmanifest",
    ];
    file.extension()
        .is_some_and(|extension| kinds.iter().any(|kind| extension == *kind))
}

/// Whether a file is such a copy, by its name.
pub fn is_copy(file: &Path) -> bool {
    file.extension()
        .is_some_and(|it| SUFFIXES.iter().any(|suffix| it == *suffix))
}

/// The path of a compressed copy: `name.js` becomes `name.js.br`.
pub fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".");
    path.push(suffix);
    PathBuf::from(path)
}

/// Writes the compressed copies of a file.
///
/// # Errors
/// If the file cannot be read or a copy not written.
pub fn compress(file: &Path) -> Result<()> {
    let [brotli, gzip] = SUFFIXES.map(|suffix| beside(file, suffix));
    write_brotli(file, &brotli).with_context(|| format!("writing {}", brotli.display()))?;
    write_gzip(file, &gzip).with_context(|| format!("writing {}", gzip.display()))
}

fn write_brotli(from: &Path, to: &Path) -> Result<()> {
    let file = BufWriter::new(File::create(to)?);
    let mut writer = brotli::CompressorWriter::new(file, BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
    std::io::copy(&mut BufReader::new(File::open(from)?), &mut writer)?;
    writer.into_inner().flush()?;
    Ok(())
}

fn write_gzip(from: &Path, to: &Path) -> Result<()> {
    let file = BufWriter::new(File::create(to)?);
    let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    std::io::copy(&mut BufReader::new(File::open(from)?), &mut writer)?;
    writer.finish()?.flush()?;
    Ok(())
}

/// Takes over the compressed copies of an equal file in another folder; false if there is none.
///
/// # Errors
/// If a file cannot be read or copied.
pub fn reuse(old: &Path, new: &Path) -> Result<bool> {
    let copies = SUFFIXES.map(|suffix| (beside(old, suffix), beside(new, suffix)));
    let complete = old.is_file() && copies.iter().all(|(copy, _)| copy.is_file());
    if !complete || fs::read(old)? != fs::read(new)? {
        return Ok(false);
    }
    for (from, to) in copies {
        fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
    }
    Ok(true)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn copies_hold_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.js");
        let text = "let frontal = lateral;\n".repeat(1000);
        fs::write(&file, &text).unwrap();
        compress(&file).unwrap();

        let mut brotli = String::new();
        let source = File::open(beside(&file, "br")).unwrap();
        brotli::Decompressor::new(source, BUFFER)
            .read_to_string(&mut brotli)
            .unwrap();
        assert_eq!(brotli, text);
        let mut gzip = String::new();
        let source = File::open(beside(&file, "gz")).unwrap();
        flate2::read::GzDecoder::new(source)
            .read_to_string(&mut gzip)
            .unwrap();
        assert_eq!(gzip, text);
        assert!(beside(&file, "br").metadata().unwrap().len() < 500);
    }

    #[test]
    fn only_equal_files_share_copies() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["old.js", "new.js"].map(|name| folder.path().join(name));
        fs::write(&old, "same").unwrap();
        fs::write(&new, "same").unwrap();
        assert!(!reuse(&old, &new).unwrap());
        compress(&old).unwrap();
        assert!(reuse(&old, &new).unwrap());
        assert!(beside(&new, "br").is_file());
        fs::write(&new, "else").unwrap();
        assert!(!reuse(&old, &new).unwrap());
    }

    #[test]
    fn what_is_compressed_already_stays_as_it_is() {
        assert!(is_worthwhile(Path::new("a/xraygan_bg.wasm")));
        assert!(is_worthwhile(Path::new("weights/tensors.safetensors")));
        assert!(!is_worthwhile(Path::new("sample/pair.png")));
        assert!(!is_worthwhile(Path::new("LICENSE")));
    }
}
