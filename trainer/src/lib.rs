//! The native side of XRayGAN as a library; `main.rs` only parses arguments.
//!
//! Data: [`import`] and [`simulate`] write the folder that [`dataset`] defines and [`inspect`] examines.
//! Weights: [`bundle`] keeps them in folders, [`init`] and [`released`] make them. [`generate`] runs a report through
//! the model that the page runs too.

pub mod bundle;
pub mod dataset;
pub mod device;
pub mod files;
pub mod generate;
pub mod import;
pub mod init;
pub mod inspect;
pub mod released;
pub mod simulate;
pub mod words;
