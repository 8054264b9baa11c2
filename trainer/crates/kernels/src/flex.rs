//! Tensors of the CPU backend as slices and back, and sums over tasks. Every kernel needs all of it.

pub(super) use burn::{
    backend::{
        Autodiff, Flex,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::NoCheckpointing},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        flex::FlexTensor,
        tensor::FloatTensor,
    },
    tensor::{DType, Tensor},
};
pub(super) use xraygan::model::cpu::{on_cpu, plain, tensor, values};

use rayon::prelude::*;

/// Elements that a task takes.
pub(super) const BLOCK: usize = 1 << 14;

/// On the autodiff CPU with 32 bits?
pub(super) fn suits<const D: usize>(x: &Tensor<D>) -> bool {
    primitive(x).is_some()
}

/// The tensor below, where it suits.
pub(super) fn primitive<const D: usize>(x: &Tensor<D>) -> Option<FloatTensor<Autodiff<Flex>>> {
    let suits = x.dtype() == DType::F32 && x.is_autodiff();
    suits
        .then(|| x.clone().try_into_primitive::<Autodiff<Flex>>().ok())
        .flatten()
}

pub(super) fn wrap<const D: usize>(x: FloatTensor<Autodiff<Flex>>) -> Tensor<D> {
    Tensor::from_primitive::<Autodiff<Flex>>(x)
}

/// Numbers that are added up side by side.
pub(super) const LANES: usize = 16;

/// In lanes, so that the loop can be vectorised.
pub(super) fn sum(values: &[f32]) -> f32 {
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
pub(super) fn in_order(parts: impl IndexedParallelIterator<Item = Vec<f32>>) -> Vec<f32> {
    let parts: Vec<Vec<f32>> = parts.collect();
    let add = |mut sum: Vec<f32>, other: Vec<f32>| {
        sum.iter_mut()
            .zip(other)
            .for_each(|(sum, other)| *sum += other);
        sum
    };
    parts.into_iter().reduce(add).unwrap_or_default()
}
