//! Finds and reads files of collections, with limits on number and size.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

/// Most files looked at under one folder.
const MAX_FILES: usize = 20_000_000;
/// Deepest folder looked into.
const MAX_DEPTH: usize = 16;

/// Whether a file is one that an operating system leaves beside others: `._name` and `.DS_Store` of macOS, `Thumbs.db` and
/// `desktop.ini` of Windows.
pub fn is_litter(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let known = ["thumbs.db", "desktop.ini", ".ds_store"];
    name.starts_with("._") || known.contains(&name.to_ascii_lowercase().as_str())
}

/// All files under a folder but those that [`is_litter`] names, in a fixed order. Symbolic links to folders are not
/// followed.
pub struct FileWalk {
    /// Folders and files still to come, the next one last.
    todo: Vec<(PathBuf, usize)>,
    seen: usize,
}

impl FileWalk {
    /// Begins at a folder.
    ///
    /// # Errors
    ///
    /// Fails if the folder is not there.
    pub fn new(folder: &Path) -> Result<Self> {
        if !folder.is_dir() {
            return Err(no_such(folder));
        }
        Ok(Self {
            todo: vec![(folder.to_owned(), 0)],
            seen: 0,
        })
    }

    fn enter(&mut self, folder: &Path, depth: usize) -> Result<()> {
        let failed = || format!("cannot read {}", folder.display());
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder).with_context(failed)? {
            names.push(entry.with_context(failed)?.path());
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        self.seen += names.len();
        if self.seen > MAX_FILES || depth > MAX_DEPTH {
            bail!(
                "{}: too many files or folders within folders",
                folder.display()
            );
        }
        self.todo
            .extend(names.into_iter().map(|path| (path, depth + 1)));
        Ok(())
    }
}

impl Iterator for FileWalk {
    type Item = Result<PathBuf>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((path, depth)) = self.todo.pop() {
            let kind = std::fs::symlink_metadata(&path).map(|data| data.file_type());
            match kind {
                Ok(kind) if kind.is_dir() || depth == 0 => {
                    if let Err(error) = self.enter(&path, depth) {
                        return Some(Err(error));
                    }
                }
                // Files, links to files, and what cannot be looked at: opening it will tell.
                _ if path.is_dir() || is_litter(&path) => {}
                _ => return Some(Ok(path)),
            }
        }
        None
    }
}

/// The error for an input that is not there.
pub fn no_such(path: &Path) -> anyhow::Error {
    anyhow!("{}: no such file or folder", path.display())
}

/// A reader that fails behind a number of bytes: a small file may unpack to no end.
pub struct Bounded<R> {
    inner: io::Take<R>,
    limit: u64,
}

impl<R: Read> Bounded<R> {
    /// Reads at most `limit` bytes of `inner`.
    pub fn new(inner: R, limit: u64) -> Self {
        // One more, to tell the end from the limit.
        Self {
            inner: inner.take(limit + 1),
            limit,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.inner.limit() == 0 {
            let text = format!("holds more than the {} bytes that are read", self.limit);
            return Err(io::Error::other(text));
        }
        Ok(read)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_reader_gives_all_or_fails() {
        let mut bytes = Vec::new();
        Bounded::new([7_u8; 10].as_slice(), 10)
            .read_to_end(&mut bytes)
            .unwrap();
        assert_eq!(bytes.len(), 10);
        let error = Bounded::new([7_u8; 11].as_slice(), 10)
            .read_to_end(&mut bytes)
            .unwrap_err();
        assert!(
            error.to_string().contains("more than the 10 bytes"),
            "{error}"
        );
    }

    #[test]
    fn folders_are_walked_in_order_and_links_to_folders_left_out() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "b/2",
            "b/1",
            "a",
            "c/d/3",
            "b/._1",
            "Thumbs.db",
            "c/.DS_Store",
        ] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path(), dir.path().join("c/loop")).unwrap();
        let found: Vec<_> = FileWalk::new(dir.path())
            .unwrap()
            .map(|path| path.unwrap().strip_prefix(dir.path()).unwrap().to_owned())
            .collect();
        assert_eq!(found, ["a", "b/1", "b/2", "c/d/3"].map(PathBuf::from));
    }
}
