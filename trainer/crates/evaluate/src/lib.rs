//! `trainer evaluate`: how good a weights bundle is, on studies that nobody learnt from.
//!
//! Before: [`judges`] are trained on the training studies ([`tasks`], [`classifier`], [`siamese`], in the loop of
//! [`learn`]). Then [`generator`] draws the evaluated studies from their reports, [`spaces`] holds what the judges see
//! in real and generated images ([`pictures`]), and [`figures`] compare. [`report`] and [`sheets`] are for people.

pub mod classifier;
pub mod figures;
pub mod generator;
pub mod group;
pub mod judges;
pub mod learn;
mod markdown;
pub mod options;
pub mod pictures;
pub mod report;
mod run;
pub mod sample;
pub mod sheets;
pub mod siamese;
pub mod spaces;
pub mod subjects;
pub mod tasks;
pub mod watch;
pub mod words;

pub use options::EvaluateOptions;
pub use run::{Outcome, run};
