//! Files that are there whole or not at all.

use std::{
    fs::{self, File, TryLockError},
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
/// The file cannot be written (a full disk, no permission); the message names `path`, and the temporary file is
/// removed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    let beside = PathBuf::from(name);
    let written = write_synced(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // Best effort: the error worth telling is the first one.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Locks an open file against other processes, until it is dropped.
///
/// # Errors
/// Another process holds it; `busy` says what that means.
pub fn lock(file: &File, busy: &str) -> Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => bail!("{busy}"),
        // Some network file systems have no locks; the work itself is not at risk.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// A folder that is filled beside its place and then put there in one step.
///
/// What its predecessor holds of others' files stays: only names of this folder's kind are replaced. Dropped before
/// [`NewFolder::finish`], it removes itself.
#[derive(Debug)]
pub struct NewFolder {
    target: PathBuf,
    partial: PathBuf,
    /// Where the predecessor waits during the exchange.
    old: PathBuf,
    owned: Vec<&'static str>,
    done: bool,
    /// Beside the target; no other process writes it meanwhile.
    lock: PathBuf,
    _locked: File,
}

impl NewFolder {
    /// Prepares to write `target`, which must be absent, empty, or a folder that holds `marker` (its predecessor).
    /// `owned` names all that such a folder may hold of its own, `*` for any beginning: `["CARD.md", "*.safetensors"]`.
    ///
    /// # Errors
    /// The target holds something else, another process writes it, or its parent cannot be written.
    pub fn create(target: &Path, marker: &'static str, owned: &[&'static str]) -> Result<Self> {
        if target.is_file() {
            bail!("{} is a file; name a folder", target.display());
        }
        let name = target
            .file_name()
            .with_context(|| format!("{} names no folder", target.display()))?
            .to_string_lossy()
            .into_owned();
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent)
            .with_context(|| format!("cannot create {}", parent.display()))?;
        let path = parent.join(format!(".{name}.lock"));
        let locked =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        lock(
            &locked,
            &format!("another process is writing {}", target.display()),
        )?;
        let unfinished = format!(".{name}.partial-");
        let folder = Self {
            target: target.to_owned(),
            partial: parent.join(format!("{unfinished}{}", std::process::id())),
            old: parent.join(format!(".{name}.old")),
            owned: owned.iter().copied().chain([marker]).collect(),
            done: false,
            lock: path,
            _locked: locked,
        };
        clear_unfinished(parent, &unfinished)?;
        folder.recover(marker)?;
        let occupied = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_some());
        if occupied && !target.join(marker).is_file() {
            bail!(
                "{} holds other files; name a new or empty folder",
                target.display()
            );
        }
        fs::create_dir_all(&folder.partial)
            .with_context(|| format!("cannot create {}", folder.partial.display()))?;
        Ok(folder)
    }

    /// Ends an exchange that was killed halfway.
    fn recover(&self, marker: &str) -> Result<()> {
        if !self.old.is_dir() {
            return Ok(());
        }
        if self.target.exists() {
            return self.clear_old();
        }
        if !self.old.join(marker).is_file() {
            bail!(
                "{} is in the way and was not written by this program; move it away",
                self.old.display()
            );
        }
        fs::rename(&self.old, &self.target)
            .with_context(|| format!("cannot rename {}", self.old.display()))
    }

    /// Writes one file of the folder.
    ///
    /// # Errors
    /// Names the file, such as for a full disk.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        write_synced(&self.partial.join(name), bytes)
            .with_context(|| format!("cannot write {}", self.target.join(name).display()))
    }

    /// Puts the folder in place of its predecessor.
    ///
    /// # Errors
    /// The folder cannot be renamed; the predecessor is then still there.
    pub fn finish(mut self) -> Result<()> {
        let failed = || format!("cannot put {} in place", self.target.display());
        let replaces = self.target.is_dir();
        if replaces {
            fs::rename(&self.target, &self.old).with_context(failed)?;
        }
        if let Err(error) = fs::rename(&self.partial, &self.target) {
            if replaces {
                fs::rename(&self.old, &self.target).with_context(failed)?;
            }
            return Err(error).with_context(failed);
        }
        self.done = true;
        if replaces { self.clear_old() } else { Ok(()) }
    }

    /// Removes the predecessor's own files, and moves what else it holds into its successor.
    fn clear_old(&self) -> Result<()> {
        let failed = || format!("cannot clear {}", self.old.display());
        for entry in fs::read_dir(&self.old).with_context(failed)? {
            let entry = entry.with_context(failed)?;
            let name = entry.file_name();
            let place = self.target.join(&name);
            if self.owns(&name.to_string_lossy()) && entry.path().is_file() {
                fs::remove_file(entry.path()).with_context(failed)?;
            } else if place.exists() {
                bail!(
                    "{} is in the way of {}; move one of them away",
                    place.display(),
                    entry.path().display()
                );
            } else {
                fs::rename(entry.path(), place).with_context(failed)?;
            }
        }
        fs::remove_dir(&self.old).with_context(failed)
    }

    fn owns(&self, name: &str) -> bool {
        self.owned.iter().any(|owned| {
            owned
                .strip_prefix('*')
                .map_or(name == *owned, |ending| name.ends_with(ending))
        })
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        // Nothing more can be done about a failure here.
        if !self.done {
            let _ = fs::remove_dir_all(&self.partial);
        }
        let _ = fs::remove_file(&self.lock);
    }
}

/// Removes what killed processes left: their numbers come again, and their files are no part of a new folder.
fn clear_unfinished(parent: &Path, name: &str) -> Result<()> {
    let failed = || format!("cannot clear {}", parent.display());
    for entry in fs::read_dir(parent).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        let found = entry.file_name();
        let process = found.to_str().and_then(|it| it.strip_prefix(name));
        if process.is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit())) {
            fs::remove_dir_all(entry.path()).with_context(failed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const MARKER: &str = "model.json";

    fn put(target: &Path, content: &str) -> Result<()> {
        let folder = NewFolder::create(target, MARKER, &["*.part"])?;
        folder.write(&format!("{content}.part"), b"")?;
        folder.write(MARKER, content.as_bytes())?;
        folder.finish()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_successor_replaces_its_own_files_and_keeps_others() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("weights");
        put(&target, "one").unwrap();
        fs::create_dir(target.join("evaluation")).unwrap();
        fs::write(target.join("evaluation/figures.md"), "kept").unwrap();
        fs::write(target.join("notes.txt"), "kept").unwrap();
        put(&target, "two").unwrap();
        assert_eq!(
            names(&target),
            ["evaluation", MARKER, "notes.txt", "two.part"]
        );
        assert_eq!(fs::read_to_string(target.join(MARKER)).unwrap(), "two");
        assert_eq!(names(place.path()), ["weights"]);
    }

    #[test]
    fn an_exchange_that_was_killed_is_ended() {
        let place = tempfile::tempdir().unwrap();
        let (target, old) = (place.path().join("w"), place.path().join(".w.old"));
        // Killed after the predecessor went aside.
        put(&old, "one").unwrap();
        put(&target, "two").unwrap();
        assert_eq!(names(place.path()), ["w"]);
        // Killed before the predecessor was cleared.
        put(&old, "one").unwrap();
        fs::write(old.join("notes.txt"), "kept").unwrap();
        put(&target, "three").unwrap();
        assert_eq!(names(&target), [MARKER, "notes.txt", "three.part"]);
        assert_eq!(names(place.path()), ["w"]);
    }

    #[test]
    fn what_killed_processes_left_is_no_part_of_a_folder() {
        let place = tempfile::tempdir().unwrap();
        let own = format!(".w.partial-{}", std::process::id());
        for name in [own.as_str(), ".w.partial-1", ".w.partial-x", ".v.partial-1"] {
            fs::create_dir(place.path().join(name)).unwrap();
            fs::write(place.path().join(name).join("stale.part"), "").unwrap();
        }
        fs::write(place.path().join(".w.lock"), "").unwrap();
        put(&place.path().join("w"), "one").unwrap();
        assert_eq!(names(&place.path().join("w")), [MARKER, "one.part"]);
        // What has no process's number is not of this kind.
        assert_eq!(names(place.path()), [".v.partial-1", ".w.partial-x", "w"]);
    }

    #[test]
    fn a_folder_is_written_by_one_process_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("w");
        let first = NewFolder::create(&target, MARKER, &[]).unwrap();
        first.write(MARKER, b"first").unwrap();
        let error = put(&target, "second").unwrap_err().to_string();
        assert_eq!(
            error,
            format!("another process is writing {}", target.display())
        );
        first.finish().unwrap();
        put(&target, "third").unwrap();
        assert_eq!(names(place.path()), ["w"]);
    }

    #[test]
    fn strangers_are_left_alone() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("w");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("thesis.txt"), "").unwrap();
        assert!(put(&target, "one").is_err());
        assert_eq!(names(&target), ["thesis.txt"]);
        assert_eq!(names(place.path()), ["w"]);
    }

    #[test]
    fn a_lock_is_held_once() {
        let place = tempfile::tempdir().unwrap();
        let open = || File::create(place.path().join(".lock")).unwrap();
        let held = open();
        lock(&held, "busy").unwrap();
        assert_eq!(lock(&open(), "busy").unwrap_err().to_string(), "busy");
        drop(held);
        lock(&open(), "busy").unwrap();
    }
}
