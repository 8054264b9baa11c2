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
pub mod inspect;
mod partial;
mod reader;
mod record;
pub mod words;
mod writer;

pub use info::{Counts, DatasetInfo, SectionCounts, SplitCounts, ViewCounts};
pub use reader::{Dataset, Problem};
pub use record::{NewStudy, Split, StudyRecord, safe_id};
pub use writer::{DatasetWriter, WriterOptions};
pub use xraygan::views::View;

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
