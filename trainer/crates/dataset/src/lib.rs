//! The dataset folder: what importing and simulating write and training reads.
//!
//! ```text
//! images/<study>_frontal.png          8- or 16-bit grey, square, all of one size
//! images/<study>_lateral.png
//! images/<study>_frontal_change.png   what the findings changed, see below
//! images/<study>_lateral_change.png
//! manifest.jsonl                      one study per line, see `StudyRecord`
//! rejects.csv                         what was left out, with the reason
//! dataset.json                        counts, size, licence and origin, see `DatasetInfo`; written last
//! ```
//!
//! Imported studies have 8-bit images and nothing but images and reports. Simulated ones have canonical films of 16
//! bits (see `xraygan::film`) and the truth:
//!
//! - A *change* is the study's film less the film of the same patient without findings, at half the size. Grey 128 is
//!   no change, and each step is 1/254 of the range from black to white; more than half the range is cut off. Studies
//!   without findings have no change.
//! - `truth` of a record: `anatomy` (the body's name), `code` (the patient: standard-normal numbers in the order of
//!   `code` in `dataset.json`, which tells what they mean), and `findings`, each with kind, severity, side, lobe and
//!   its place in `frontal` and `lateral`: `x` and `y` of its middle from the top left and its radius `r` as shares of
//!   the film's side, and for leads, catheters and wires `points`, `[x, y]` along them.
//! - `anatomies` in `dataset.json` names the bodies with their licences, `split` how studies were split.
//!
//! Folders made before this lack the changes and those fields, and are read alike.
//!
//! A folder without `dataset.json` is not a dataset. While one is being made its studies are in
//! `manifest.partial.jsonl`, from which an interrupted run goes on.

mod info;
pub mod inspect;
mod merge;
mod partial;
mod reader;
mod record;
pub mod words;
mod writer;

pub use info::{Anatomy, Counts, DatasetInfo, Described, SectionCounts, SplitCounts, ViewCounts};
pub use merge::{MergeOptions, merge};
pub use reader::{Dataset, Problem, change, change_grey};
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
/// The file of a dataset that is not finished: the studies so far.
pub const PARTIAL_FILE: &str = "manifest.partial.jsonl";
const REJECTS_FILE: &str = "rejects.csv";
const IMAGES_DIR: &str = "images";
