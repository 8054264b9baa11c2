//! The native side of XRayGAN as a library; `main.rs` only parses arguments.
//!
//! Data: [`import`] and [`simulate`] write the folder that [`dataset`] defines and [`inspect`] examines.
//! Weights: [`train`] learns them, [`export`] hands them on, [`bundle`] keeps them in folders, [`init`] and [`released`]
//! make others. [`generate`] runs a report through the model that the page runs too. Figures: [`evaluate`] judges images
//! by those in [`metrics`], [`mod@bench`] measures speed and memory.

pub mod bench;
pub mod bundle;
pub mod dataset;
pub mod device;
pub mod evaluate;
pub mod export;
pub mod files;
pub mod generate;
pub mod import;
pub mod init;
pub mod inspect;
pub mod metrics;
pub mod released;
pub mod sample;
pub mod sheet;
pub mod simulate;
pub mod spread;
pub mod train;
pub mod words;
