//! The XML files of the collection, from its archive or a folder.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;

use crate::files::{Bounded, FileWalk, no_such};

/// Largest report, in bytes; the real ones are below 20 KB.
const MAX_XML: u64 = 1 << 20;
/// Most bytes an archive of reports may unpack to.
const MAX_ARCHIVE: u64 = 512 << 20;
/// A report's name and its text, or why that cannot be read.
pub type Xml = (String, Result<String>);

/// The XML files of an archive or a folder, ordered by study number.
///
/// # Errors
///
/// Fails if the archive or folder is missing, broken or without XML files. A file of it that cannot
/// be read is no error yet.
pub fn read_reports(path: &Path) -> Result<Vec<Xml>> {
    let mut xmls = if path.is_dir() {
        read_folder(path)?
    } else if path.is_file() {
        read_archive(path)?
    } else {
        return Err(no_such(path));
    };
    if xmls.is_empty() {
        bail!("{} holds no XML report", path.display());
    }
    xmls.sort_by_key(|(name, _)| {
        let stem = Path::new(name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        (stem.parse::<u64>().unwrap_or(u64::MAX), name.clone())
    });
    Ok(xmls)
}

fn read_folder(path: &Path) -> Result<Vec<Xml>> {
    let mut xmls = Vec::new();
    for file in FileWalk::new(path)? {
        let file = file?;
        if file
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("xml"))
        {
            let name = file
                .strip_prefix(path)
                .unwrap_or(&file)
                .display()
                .to_string();
            let text = File::open(&file)
                .map_err(anyhow::Error::from)
                .and_then(read_xml);
            xmls.push((name, text));
        }
    }
    Ok(xmls)
}

/// What an archive is that is no .tgz, by its first bytes, and how to unpack it.
fn other_archive(path: &Path) -> Option<(&'static str, &'static str)> {
    let mut start = [0; 262];
    let read = File::open(path).ok()?.read(&mut start).ok()?;
    match &start[..read] {
        [b'P', b'K', ..] => Some(("a ZIP archive", "unzip")),
        [b'B', b'Z', b'h', ..] => Some(("packed by bzip2", "tar -xjf")),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => Some(("packed by xz", "tar -xJf")),
        [b'7', b'z', 0xBC, 0xAF, ..] => Some(("a 7z archive", "7z x")),
        start if start.get(257..262) == Some(b"ustar") => {
            Some(("an archive that is not packed", "tar -xf"))
        }
        _ => None,
    }
}

fn read_archive(path: &Path) -> Result<Vec<Xml>> {
    let shown = path.display();
    if let Some((kind, tool)) = other_archive(path) {
        bail!("{shown}: it is {kind}, not a .tgz; unpack it (`{tool}`) and name the folder");
    }
    let broken = || format!("{shown}: broken or cut short, not a whole .tgz");
    let file = File::open(path).with_context(|| format!("{shown}"))?;
    let unpacked = Bounded::new(MultiGzDecoder::new(BufReader::new(file)), MAX_ARCHIVE);
    let mut archive = tar::Archive::new(unpacked);
    let mut xmls = Vec::new();
    for entry in archive.entries().with_context(broken)? {
        let entry = entry.with_context(broken)?;
        let name = entry.path().with_context(broken)?.display().to_string();
        if !entry.header().entry_type().is_file() || !name.to_ascii_lowercase().ends_with(".xml") {
            continue;
        }
        if entry.size() > MAX_XML {
            xmls.push((name, Err(anyhow::anyhow!("larger than {MAX_XML} bytes"))));
            continue;
        }
        let mut bytes = Vec::new();
        let mut entry = entry;
        entry.read_to_end(&mut bytes).with_context(broken)?;
        xmls.push((name, read_xml(bytes.as_slice())));
    }
    Ok(xmls)
}

fn read_xml(file: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    file.take(MAX_XML + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_XML {
        bail!("larger than {MAX_XML} bytes");
    }
    String::from_utf8(bytes).context("not UTF-8 text")
}
