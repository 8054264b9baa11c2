//! Helpers of all crates of the trainer: files that are whole or absent, locks, progress, contact
//! sheets, hashes, evenly spaced indices.

pub mod files;
pub mod progress;
pub mod sheet;
pub mod spread;
