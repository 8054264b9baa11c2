//! The weights bundle: a folder with `model.json`, `vocabulary.json` and safetensors parts.
//!
//! Nothing here touches a file system or a network: callers hand over bytes and get bytes, so that the page, the
//! trainer and the tests share one reader. Tensors may be spread over any number of parts; each must occur once.
//! Only `bundle` and `tensors` know burn.

mod anatomies;
#[cfg(feature = "model")]
mod bundle;
mod decoder;
mod error;
mod manifest;
pub mod storage;
#[cfg(feature = "model")]
pub mod tensors;

#[cfg(all(test, feature = "model"))]
mod tests;

#[cfg(feature = "model")]
pub use bundle::{Bundle, Encoded, encode};
pub use decoder::{Content, Decoder};
pub use error::WeightsError;
pub use manifest::{
    FORMAT_VERSION, MANIFEST, Manifest, Part, Precision, Provenance, VOCABULARY, WeakFinding,
    sha256,
};
