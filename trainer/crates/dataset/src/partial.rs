//! The partial manifest: what a run in work has written, from which it can be resumed.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::{
    IMAGES_DIR, INFO_FILE, MANIFEST_FILE, MAX_LINE, PARTIAL_FILE, REJECTS_FILE, StudyRecord,
    WriterOptions,
};

/// First line of the partial manifest.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct PartialHeader {
    pub format_version: u32,
    pub program: String,
    pub options: WriterOptions,
}

/// A later line of the partial manifest.
#[derive(Serialize, Deserialize)]
pub(super) struct PartialEntry {
    pub index: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
    pub record: StudyRecord,
}

/// Reads what an interrupted run has written in `root`; `None` if that is nothing. Cuts off a last line that was not
/// written to its end, and leaves out studies whose images are gone.
pub(super) fn read_partial(
    file: &mut File,
    root: &Path,
    header: &PartialHeader,
) -> Result<Option<Vec<PartialEntry>>> {
    let path = root.join(PARTIAL_FILE);
    let shown = path.display();
    let mut reader = BufReader::new(&mut *file);
    let mut entries: Vec<PartialEntry> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut whole = 0_u64;
    let mut line = Vec::new();
    for number in 1_usize.. {
        line.clear();
        let read = (&mut reader)
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .with_context(|| format!("{shown}"))?;
        if read as u64 == MAX_LINE {
            bail!("{shown}: line {number} is too long; give --overwrite");
        }
        if read == 0 || line.last() != Some(&b'\n') {
            break;
        }
        whole += read as u64;
        if number == 1 {
            let found: PartialHeader = serde_json::from_slice(&line)
                .with_context(|| format!("{shown}: line 1 is broken; give --overwrite"))?;
            if found != *header {
                bail!(
                    "{shown} was begun with other options or inputs; repeat them, or give --overwrite"
                );
            }
        } else {
            let entry: PartialEntry = serde_json::from_slice(&line)
                .with_context(|| format!("{shown}: line {number} is broken; give --overwrite"))?;
            // Made again because its images were gone: the later line holds.
            match known.get(&entry.record.study) {
                Some(&at) => entries[at] = entry,
                None => {
                    known.insert(entry.record.study.clone(), entries.len());
                    entries.push(entry);
                }
            }
        }
    }
    file.set_len(whole)?;
    file.seek(SeekFrom::Start(whole))?;
    entries.retain(|entry| entry.record.files().all(|name| root.join(name).is_file()));
    Ok((whole > 0).then_some(entries))
}

/// Adds a line. One that does not fit on the disk is cut off again: other threads may find room for theirs.
pub(super) fn append(file: &mut File, path: &Path, value: &impl Serialize) -> Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    let failed = || format!("cannot write {}", path.display());
    let start = file.stream_position().with_context(failed)?;
    let written = file.write_all(&line);
    if written.is_err() {
        file.set_len(start).with_context(failed)?;
        file.seek(SeekFrom::Start(start)).with_context(failed)?;
    }
    written.with_context(failed)
}

/// Whether a folder exists and holds a file other than an empty `images`.
pub(super) fn holds_anything(root: &Path) -> Result<bool> {
    let entries = match std::fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error).with_context(|| format!("{}", root.display())),
    };
    for entry in entries {
        let path = entry?.path();
        let empty_images = path.ends_with(IMAGES_DIR)
            && std::fs::read_dir(&path).is_ok_and(|mut inside| inside.next().is_none());
        if !empty_images {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes the files of a dataset, `dataset.json` first, and nothing else.
pub(super) fn clear(root: &Path) -> Result<()> {
    let remove = |path: &Path| match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    };
    for name in [INFO_FILE, MANIFEST_FILE, REJECTS_FILE] {
        remove(&root.join(name))?;
    }
    for entry in std::fs::read_dir(root.join(IMAGES_DIR))? {
        let path = entry?.path();
        let name = path.to_string_lossy();
        if ["_frontal.png", "_lateral.png", "_change.png", ".png.tmp"]
            .iter()
            .any(|end| name.ends_with(end))
        {
            remove(&path)?;
        }
    }
    Ok(())
}
