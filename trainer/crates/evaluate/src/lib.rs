//! `trainer evaluate`: how good a weights bundle is, on studies that nobody learnt from; `trainer sample`: pairs for
//! many reports on one page.
//!
//! An evaluation has four stages, which `run` calls in order: [`draw`] makes pictures of studies, [`judge`] asks networks
//! about them that were trained on real images alone, [`figures`] computes numbers from both, [`mod@write`] writes files.
//! No stage knows the options of the command line or a later stage.

pub mod draw;
pub mod figures;
pub mod judge;
pub mod labels;
pub mod options;
mod run;
pub mod sample;
pub mod watch;
pub mod write;

pub use options::EvaluateOptions;
pub use run::run;
