//! The network's forward passes on one core of a processor: functions over slices of 32-bit floats, without burn.
//!
//! A crate of its own because it is compiled for speed where the rest of the page is compiled for size; the page's CPU engine
//! and the trainer compute with it. All inner loops are over arrays of fixed length, which the compiler turns into the
//! vectors of whatever processor it compiles for; functions that loop are not inlined into crates compiled otherwise. Images are `[channels, height, width]` in row-major order.

mod mix;
mod product;
mod resample;
mod warp;
mod winograd;

pub use mix::mix;
pub use resample::{bilinear, modulate, neighbours};
pub use warp::{Place, Warping, corners, place};
pub use winograd::Kernels;
