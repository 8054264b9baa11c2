//! Rectifiers (ReLU, leaky, with a learnt slope), forward and backward in one pass each.

use burn::tensor::activation;
use rayon::prelude::*;

use super::flex::*;

/// As burn's function of this name.
#[must_use]
pub fn leaky_relu<const D: usize>(x: Tensor<D>, slope: f64) -> Tensor<D> {
    match primitive(&x) {
        Some(x) if slope > 0.0 => wrap(rectify(x, slope as f32)),
        _ => activation::leaky_relu(x, slope),
    }
}

/// As burn's function of this name.
#[must_use]
pub fn relu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    match primitive(&x) {
        Some(x) => wrap(rectify(x, 0.0)),
        None => activation::relu(x),
    }
}

fn rectify(x: FloatTensor<Autodiff<Flex>>, slope: f32) -> FloatTensor<Autodiff<Flex>> {
    let node = x.node();
    let x = x.into_primitive().to_contiguous();
    let y = map(&x, &x, slope);
    let prepared = Rectifier
        .prepare::<NoCheckpointing>([node])
        .compute_bound()
        .stateful();
    match prepared {
        // The output's sign is the input's, and the input is let go.
        OpsKind::Tracked(prep) => prep.finish((y.clone(), slope), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    }
}

/// `x` where `sign` is above 0 or no number, else `slope x`.
fn map(x: &FlexTensor, sign: &FlexTensor, slope: f32) -> FlexTensor {
    let (x, sign, shape) = (values(x), values(sign), x.layout().shape());
    let mut out = vec![0.0_f32; x.len()];
    let parts = out
        .par_chunks_mut(BLOCK)
        .zip(x.par_chunks(BLOCK))
        .zip(sign.par_chunks(BLOCK));
    let (one, slope) = (1.0_f32.to_bits(), slope.to_bits());
    parts.for_each(move |((out, x), sign)| {
        let (one, slope) = (one, slope);
        for ((out, x), sign) in out.iter_mut().zip(x).zip(sign) {
            // Chosen by bits, as the compiler would branch, and signs cannot be foreseen. NaN stays NaN.
            let above = u32::from(*sign > 0.0 || sign.is_nan()).wrapping_neg();
            let value = x * f32::from_bits((one & above) | (slope & !above));
            // Minus infinity times a slope of 0 is NaN.
            *out = if slope == 0 {
                f32::from_bits(x.to_bits() & above)
            } else {
                value
            };
        }
    });
    tensor(out, shape.as_slice())
}

#[derive(Debug)]
struct Rectifier;

impl Backward<Flex, 1> for Rectifier {
    type State = (FlexTensor, f32);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let ([parent], (y, slope)) = (ops.parents, ops.state);
        if let Some(node) = parent {
            grads.register::<Flex>(node.id, map(&gradient, &y, slope));
        }
    }
}

/// As burn's function of this name, with one slope `[1]` for all channels.
#[must_use]
pub fn prelu<const D: usize>(x: Tensor<D>, slope: Tensor<1>) -> Tensor<D> {
    let (Some(x), Some(slope)) = (primitive(&x), primitive(&slope)) else {
        return activation::prelu(x, slope);
    };
    let nodes = [x.node(), slope.node()];
    let x = x.into_primitive().to_contiguous();
    let slope = values(&slope.into_primitive().to_contiguous())[0];
    let y = map(&x, &x, slope);
    let prepared = Prelu
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    wrap(match prepared {
        OpsKind::Tracked(prep) => prep.finish((x, slope), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    })
}

/// Sum of `gradient * x` where `x` is below 0, in lanes, so that the loop can be vectorised.
fn dot(x: &[f32], gradient: &[f32]) -> f32 {
    let (x, rest) = x.as_chunks::<LANES>();
    let (gradient, last) = gradient.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for (x, gradient) in x.iter().zip(gradient) {
        for ((lane, x), gradient) in lanes.iter_mut().zip(x).zip(gradient) {
            *lane += x.min(0.0) * gradient;
        }
    }
    let end: f32 = rest
        .iter()
        .zip(last)
        .map(|(x, gradient)| x.min(0.0) * gradient)
        .sum();
    lanes.iter().sum::<f32>() + end
}

#[derive(Debug)]
struct Prelu;

impl Backward<Flex, 2> for Prelu {
    type State = (FlexTensor, f32);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let ([of_x, of_slope], (x, slope)) = (ops.parents, ops.state);
        if let Some(node) = of_x {
            grads.register::<Flex>(node.id, map(&gradient, &x, slope));
        }
        if let Some(node) = of_slope {
            let parts = values(&x)
                .par_chunks(BLOCK)
                .zip(values(&gradient).par_chunks(BLOCK));
            let sums: Vec<f64> = parts
                .map(|(x, gradient)| f64::from(dot(x, gradient)))
                .collect();
            // In order, so that the sum does not depend on which task ends first.
            let sum: f64 = sums.into_iter().sum();
            grads.register::<Flex>(node.id, tensor(vec![sum as f32], &[1]));
        }
    }
}
