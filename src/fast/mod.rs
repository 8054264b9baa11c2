//! Operations of training that burn's CPU backend computes slowly, with derivatives of their own.
//!
//! Everything here is exact and only for `Flex` tensors with 32 bits on an autodiff device; other tensors take burn's
//! way.

mod columns;
mod conv;
mod gemm;
mod leaky;

pub use conv::conv2d;
pub use leaky::leaky_relu;

use burn::{
    backend::{Autodiff, Flex, flex::{FlexTensor, Layout}},
    tensor::{Bytes, DType, Shape, Tensor},
};

/// On the autodiff CPU with 32 bits?
fn suits<const D: usize>(x: &Tensor<D>) -> bool {
    x.dtype() == DType::F32 && x.clone().try_into_primitive::<Autodiff<Flex>>().is_ok()
}

fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    let layout = Layout::contiguous(Shape::from(shape.to_vec()));
    FlexTensor::new(Bytes::from_elems(values), layout, DType::F32)
}

/// Values in row-major order.
fn values(x: &FlexTensor) -> &[f32] {
    match x.layout().contiguous_offsets() {
        Some((start, end)) => &x.storage::<f32>()[start..end],
        None => &[],
    }
}
