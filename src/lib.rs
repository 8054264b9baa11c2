//! XRayGAN: a frontal and a lateral chest X-ray of one imagined patient from a radiology report.
//!
//! Shared types: [`findings`] (the table of findings), [`views`] (frontal and lateral) and [`code`] (the named numbers
//! that describe a patient). From text to images: [`report`] reads and tokenises, [`condition`] encodes table, patient and
//! places as numbers, [`model`] is the network (arXiv 2006.10552), [`weights`] holds its parameters and vocabulary,
//! [`generation`] runs it scale by scale, [`film`] gives its output the look of a film, [`pixels`] turns values into grey
//! images, [`marked`] writes PNG and DICOM files that say that they are synthetic.
//!
//! The native trainer and the page compile these same files; `web` is the interface to JavaScript and exists only in wasm.
//!
//! Features: `model` adds the network and needs burn, `cpu` burn's CPU engine, `gpu` burn on WebGPU.

pub mod code;
pub mod condition;
pub mod film;
pub mod findings;
#[cfg(feature = "model")]
pub mod generation;
pub mod marked;
#[cfg(feature = "model")]
pub mod model;
/// The shape of the network alone, which `model.json` tells.
#[cfg(not(feature = "model"))]
pub mod model {
    #[allow(dead_code, reason = "the network asks for its widths")]
    mod config;

    pub use config::{
        CascadeConfig, ConfigError, ModelConfig, Padding, ReadingConfig, TemplatesConfig,
    };
}
pub mod pixels;
pub mod report;
pub mod views;
pub mod weights;

#[cfg(all(target_family = "wasm", feature = "model"))]
mod web;
