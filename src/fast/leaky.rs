//! Leaky ReLU in one pass each way.

use burn::{
    backend::{
        Autodiff, Flex,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::NoCheckpointing},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        flex::FlexTensor,
    },
    tensor::{Tensor, activation},
};
use rayon::prelude::*;

use super::{suits, tensor, values};

/// Elements that a task takes.
const BLOCK: usize = 1 << 15;

/// As burn's function of this name.
#[must_use]
pub fn leaky_relu<const D: usize>(x: Tensor<D>, slope: f64) -> Tensor<D> {
    if !suits(&x) {
        return activation::leaky_relu(x, slope);
    }
    let Ok(x) = x.try_into_primitive::<Autodiff<Flex>>() else {
        unreachable!("checked by `suits`");
    };
    let node = x.node();
    let x = x.into_primitive().to_contiguous();
    let slope = slope as f32;
    let y = map(&x, &x, slope);
    let prepared = Leaky.prepare::<NoCheckpointing>([node]).compute_bound().stateful();
    Tensor::from_primitive::<Autodiff<Flex>>(match prepared {
        // The sign of the output is that of the input.
        OpsKind::Tracked(prep) => prep.finish((y.clone(), slope), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    })
}

/// `x` where `sign` is not negative, else `slope x`.
fn map(x: &FlexTensor, sign: &FlexTensor, slope: f32) -> FlexTensor {
    let (x, sign, shape) = (values(x), values(sign), x.layout().shape());
    let mut out = vec![0.0_f32; x.len()];
    out.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK)).zip(sign.par_chunks(BLOCK)).for_each(|((out, x), sign)| {
        for ((out, x), sign) in out.iter_mut().zip(x).zip(sign) {
            *out = if *sign < 0.0 { x * slope } else { *x };
        }
    });
    tensor(out, shape.as_slice())
}

#[derive(Debug)]
struct Leaky;

impl Backward<Flex, 1> for Leaky {
    type State = (FlexTensor, f32);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let [parent] = ops.parents;
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let (y, slope) = ops.state;
        if let Some(node) = parent {
            grads.register::<Flex>(node.id, map(&gradient, &y, slope));
        }
    }
}
