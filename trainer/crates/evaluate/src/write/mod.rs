//! From numbers and pictures to files.

pub mod markdown;
pub mod report;
pub mod sheets;
