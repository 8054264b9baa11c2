//! The dataset folder: what importing and simulating write and training reads.
//!
//! ```text
//! images/<study>_frontal.png   8-bit grey, square, all of one size
//! images/<study>_lateral.png
//! manifest.jsonl               one study per line, see `StudyRecord`
//! rejects.csv                  what was left out, with the reason
//! dataset.json                 counts, size, licence and origin; written last
//! ```
//!
//! A folder without `dataset.json` is not a dataset. While one is being made its studies are in
//! `manifest.partial.jsonl`, from which an interrupted run goes on.

mod info;
mod partial;
mod reader;
mod record;
mod writer;

pub use info::{Counts, DatasetInfo, SectionCounts, SplitCounts, ViewCounts};
pub use reader::{Dataset, Problem};
pub use record::{NewStudy, Split, StudyRecord, safe_id};
pub use writer::{DatasetWriter, WriterOptions};
pub use xraygan::model::View;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Version of the folder's layout; a reader refuses a newer one.
pub const FORMAT_VERSION: u32 = 1;
/// Default side of the images, in pixels.
pub const DEFAULT_SIZE: u32 = 256;
/// Largest side a dataset may have, in pixels.
pub const MAX_SIZE: u32 = 2048;

/// Longest line of a manifest, in bytes.
const MAX_LINE: u64 = 4 << 20;
/// The file that makes a dataset folder whole.
pub const INFO_FILE: &str = "dataset.json";
const MANIFEST_FILE: &str = "manifest.jsonl";
const PARTIAL_FILE: &str = "manifest.partial.jsonl";
const REJECTS_FILE: &str = "rejects.csv";
const IMAGES_DIR: &str = "images";

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
