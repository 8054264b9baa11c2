//! Operations of training that burn's CPU backend computes slowly, with derivatives of their own.
//!
//! Everything here is exact and only for `Flex` tensors with 32 bits on an autodiff device; other tensors use burn's
//! operations.

mod activation;
mod columns;
mod conv;
mod flex;
mod gemm;
mod lstm;
mod modulate;
mod narrow;
mod resample;
mod update;
mod warp;

pub use activation::{leaky_relu, prelu, relu};
pub use conv::conv2d;
pub use lstm::lstm;
pub use modulate::modulate;
pub use resample::{shuffle2, upsample2};
pub use update::{AdamStep, adam, blend};
pub use warp::warp;

pub use xraygan::model::cpu::on_cpu;
use xraygan::model::{
    cpu,
    ops::{self, BURN, Operations},
};

/// The network's operations with these in place of burn's.
pub const OPERATIONS: Operations = Operations {
    conv2d,
    leaky_relu: leaky_relu::<4>,
    relu: relu::<4>,
    prelu: prelu::<4>,
    upsample2: |x| upsample2(&x).unwrap_or_else(|| (cpu::OPERATIONS.upsample2)(x)),
    shuffle2: |x| shuffle2(&x).unwrap_or_else(|| (BURN.shuffle2)(x)),
    modulate: |x, scale, shift, slope| {
        modulate(&x, &scale, &shift, slope)
            .unwrap_or_else(|| (BURN.modulate)(x, scale, shift, slope))
    },
    warp: |from, layers, flow| {
        warp(&from, layers, &flow).unwrap_or_else(|| (BURN.warp)(from, layers, flow))
    },
    lstm: |projected, weight, mask, reverse| {
        lstm(projected, weight, mask, reverse)
            .unwrap_or_else(|| (BURN.lstm)(projected, weight, mask, reverse))
    },
};

/// Computes with [`OPERATIONS`] from now on, in the whole program.
pub fn install() {
    ops::install(OPERATIONS);
}
