//! XRayGAN: a frontal and a lateral chest X-ray of one imagined patient from a radiology report.
//!
//! [`findings`], [`views`] and [`code`] (what a patient is told by) are the words that all parts share, [`condition`] makes
//! numbers of them. The way from text to images: [`report`] reads and tokenises, [`model`] is the network (arXiv 2006.10552),
//! [`weights`] holds its parameters and vocabulary, [`generation`] runs it scale by scale, [`film`] develops what it draws, [`pixels`] makes pictures,
//! [`marked`] files that say that they are synthetic.
//! The native trainer and the page compile these same files; `web` is the page's door and exists only in wasm.
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
