//! XRayGAN: a frontal and a lateral chest X-ray of one imagined patient from a radiology report.
//!
//! The way from text to images: [`report`] reads and tokenises, [`model`] is the network (arXiv 2006.10552),
//! [`weights`] holds its parameters and vocabulary, [`generation`] runs it scale by scale, [`pixels`] makes pictures,
//! [`marked`] files that say that they are synthetic.
//! The native trainer and the page compile these same files; `web` is the page's door and exists only in wasm.
//!
//! Features: `cpu` adds burn's CPU engine, `gpu` burn on WebGPU.

#[cfg(feature = "train")]
pub mod fast;
pub mod generation;
pub mod marked;
pub mod model;
pub mod pixels;
pub mod report;
pub mod weights;

#[cfg(target_family = "wasm")]
mod web;
