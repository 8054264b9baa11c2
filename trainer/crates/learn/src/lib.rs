//! The parts of a training loop that the training of the generator, the judges of an evaluation and benchmarks share.
//!
//! [`device`] chooses what computes; [`data`], [`images`] and [`batch`] load the studies, [`told`] their findings and
//! patients, [`sentences`] labelled sentences; [`adam`] and [`average`] update weights; [`compute`] is mixed precision,
//! [`random`] reproducible random numbers, [`losses`] the losses that are not adversarial, [`meter`] means of losses.

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
