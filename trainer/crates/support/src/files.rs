//! Files that are there whole or not at all.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// Missing, unreadable or larger; the message names the file.
pub fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() as u64 > limit {
        bail!("{} is larger than {limit} bytes", path.display());
    }
    Ok(bytes)
}

/// Writes `bytes` beside `path`, then renames, so that `path` is never half-written.
///
/// # Errors
///
/// Fails, naming `path`, if the file cannot be written (a full disk, no permission); the
/// temporary file is removed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    let beside = PathBuf::from(name);
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // Best effort: the error worth telling is the first one.
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(|| format!("{}: cannot be written", path.display()))
}

/// A folder that is filled beside its place and then put there in one step.
///
/// Dropped before [`NewFolder::finish`], it removes itself.
#[derive(Debug)]
pub struct NewFolder {
    target: PathBuf,
    partial: PathBuf,
    done: bool,
}

impl NewFolder {
    /// Prepares to write `target`, which must be absent, empty, or a folder that holds `marker` (its predecessor).
    ///
    /// # Errors
    /// The target holds something else, or its parent cannot be written.
    pub fn create(target: &Path, marker: &str) -> Result<Self> {
        let occupied = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
        if occupied && !target.join(marker).is_file() {
            bail!(
                "{} holds other files; name a new or empty folder",
                target.display()
            );
        }
        if target.is_file() {
            bail!("{} is a file; name a folder", target.display());
        }
        let name = target
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let partial = parent.join(format!(".{name}.partial-{}", std::process::id()));
        fs::create_dir_all(&partial)
            .with_context(|| format!("cannot create {}", partial.display()))?;
        Ok(Self {
            target: target.to_owned(),
            partial,
            done: false,
        })
    }

    /// Writes one file of the folder.
    ///
    /// # Errors
    /// Names the file, such as for a full disk.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.partial.join(name);
        let written = File::create(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.with_context(|| format!("cannot write {}", self.target.join(name).display()))
    }

    /// Puts the folder in place of its predecessor.
    ///
    /// # Errors
    /// The folder cannot be renamed; the predecessor is then still there.
    pub fn finish(mut self) -> Result<()> {
        let failed = || format!("cannot put {} in place", self.target.display());
        let old = self.partial.with_extension("old");
        let replaces = self.target.is_dir();
        if replaces {
            fs::rename(&self.target, &old).with_context(failed)?;
        }
        if let Err(error) = fs::rename(&self.partial, &self.target) {
            if replaces {
                fs::rename(&old, &self.target).with_context(failed)?;
            }
            return Err(error).with_context(failed);
        }
        self.done = true;
        if replaces {
            fs::remove_dir_all(&old).with_context(|| format!("cannot remove {}", old.display()))?;
        }
        Ok(())
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if !self.done {
            // Nothing more can be done about a failure here.
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}
