//! Operations of training that burn's CPU backend computes slowly, with derivatives of their own.
//!
//! Everything here is exact and only for `Flex` tensors with 32 bits on an autodiff device; other tensors take burn's
//! way.

mod activation;
mod columns;
mod conv;
mod gemm;
mod lstm;
mod narrow;
mod resample;
mod update;

pub use activation::{leaky_relu, prelu, relu};
pub use conv::conv2d;
pub use lstm::lstm;
pub use resample::{shuffle2, upsample2};
pub use update::{AdamStep, adam, blend, on_cpu};

use rayon::prelude::*;
use xraygan::model::ops::{self, BURN, Operations};

use burn::{
    backend::{
        Autodiff, Flex,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::NoCheckpointing},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        flex::{FlexTensor, Layout},
        tensor::FloatTensor,
    },
    tensor::{Bytes, DType, Shape, Tensor},
};

/// The network's operations with these in place of burn's.
pub const OPERATIONS: Operations = Operations {
    conv2d,
    leaky_relu: leaky_relu::<4>,
    relu: relu::<4>,
    prelu: prelu::<4>,
    upsample2: |x| upsample2(&x).unwrap_or_else(|| (BURN.upsample2)(x)),
    shuffle2: |x| shuffle2(&x).unwrap_or_else(|| (BURN.shuffle2)(x)),
    lstm: |projected, weight, mask, reverse| {
        lstm(&projected, &weight, mask, reverse)
            .unwrap_or_else(|| (BURN.lstm)(projected, weight, mask, reverse))
    },
};

/// Computes with [`OPERATIONS`] from now on, in the whole program.
pub fn install() {
    ops::install(OPERATIONS);
}

/// Elements that a task takes.
const BLOCK: usize = 1 << 14;

/// On the autodiff CPU with 32 bits?
fn suits<const D: usize>(x: &Tensor<D>) -> bool {
    primitive(x).is_some()
}

/// The tensor below, where it suits.
fn primitive<const D: usize>(x: &Tensor<D>) -> Option<FloatTensor<Autodiff<Flex>>> {
    let suits = x.dtype() == DType::F32 && x.is_autodiff();
    suits
        .then(|| x.clone().try_into_primitive::<Autodiff<Flex>>().ok())
        .flatten()
}

fn wrap<const D: usize>(x: FloatTensor<Autodiff<Flex>>) -> Tensor<D> {
    Tensor::from_primitive::<Autodiff<Flex>>(x)
}

fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    let layout = Layout::contiguous(Shape::from(shape.to_vec()));
    FlexTensor::new(Bytes::from_elems(values), layout, DType::F32)
}

/// Values of a contiguous tensor.
fn values(x: &FlexTensor) -> &[f32] {
    match x.layout().contiguous_offsets() {
        Some((start, end)) => &x.storage::<f32>()[start..end],
        None => unreachable!("made contiguous before"),
    }
}

/// Numbers that are added up side by side.
const LANES: usize = 16;

/// In lanes, so that the loop can be vectorised.
fn sum(values: &[f32]) -> f32 {
    let (whole, rest) = values.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for values in whole {
        lanes
            .iter_mut()
            .zip(values)
            .for_each(|(lane, value)| *lane += value);
    }
    lanes.iter().chain(rest).sum()
}

/// The sum of the parts, added in their order, so that it does not depend on which task ends first.
fn in_order(parts: impl IndexedParallelIterator<Item = Vec<f32>>) -> Vec<f32> {
    let parts: Vec<Vec<f32>> = parts.collect();
    let add = |mut sum: Vec<f32>, other: Vec<f32>| {
        sum.iter_mut()
            .zip(other)
            .for_each(|(sum, other)| *sum += other);
        sum
    };
    parts.into_iter().reduce(add).unwrap_or_default()
}
