//! What training, judges and benchmarks share.
//!
//! [`device`] computes, [`data`], [`images`] and [`batch`] hold the studies, [`told`] what they tell of findings
//! and patient, [`sentences`] what reports say sentence by sentence, [`adam`] and [`average`] change weights, [`compute`]
//! narrows numbers, [`random`] gives the streams, [`losses`] what is not adversarial, [`meter`] the means.

pub mod adam;
pub mod average;
pub mod batch;
pub mod compute;
pub mod data;
pub mod device;
pub mod images;
pub mod losses;
pub mod meter;
pub mod random;
pub mod sentences;
pub mod told;

pub use meter::Meter;
