//! Scale and shift of channels followed by a leaky ReLU, forward and backward in one pass each.

use rayon::prelude::*;

use super::flex::*;

/// `leaky(x * scale + shift)`: `x [n, c, h, w]`, `scale` and `shift` `[n, c]`, a slope above 0 for negative values;
/// `None` where the tensors do not suit.
#[must_use]
pub fn modulate(
    x: &Tensor<4>,
    scale: &Tensor<2>,
    shift: &Tensor<2>,
    slope: f64,
) -> Option<Tensor<4>> {
    let slope = slope as f32;
    if on_cpu(x) && on_cpu(scale) && on_cpu(shift) {
        let x = plain(x.clone());
        let [scale, shift] = [scale, shift].map(|it| plain(it.clone()));
        let y = forward(&x, values(&scale), values(&shift), slope);
        return Some(Tensor::from_primitive::<Flex>(y));
    }
    let x = primitive(&x.clone().autodiff())?;
    let [scale, shift] = [scale, shift].map(|it| primitive(&it.clone().autodiff()));
    let (scale, shift) = (scale?, shift?);
    let nodes = [x.node(), scale.node(), shift.node()];
    let [x, scale, shift] = [x, scale, shift].map(|it| it.into_primitive().to_contiguous());
    let y = forward(&x, values(&scale), values(&shift), slope);
    let prepared = Modulation
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    Some(wrap(match prepared {
        // The output's sign is that of what was rectified.
        OpsKind::Tracked(prep) => prep.finish((x, scale, y.clone(), slope), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    }))
}

/// Pixels of a channel.
fn pixels(x: &FlexTensor) -> usize {
    let shape = x.layout().shape();
    shape[2] * shape[3]
}

fn forward(x: &FlexTensor, scale: &[f32], shift: &[f32], slope: f32) -> FlexTensor {
    let pixels = pixels(x);
    let mut out = vec![0.0_f32; x.layout().num_elements()];
    out.par_chunks_mut(pixels)
        .zip(values(x).par_chunks(pixels))
        .zip(scale.par_iter().zip(shift))
        .for_each(|((out, x), (&scale, &shift))| {
            out.copy_from_slice(x);
            processor::modulate(out, scale, shift, slope);
        });
    tensor(out, x.layout().shape().as_slice())
}

#[derive(Debug)]
struct Modulation;

impl Backward<Flex, 3> for Modulation {
    type State = (FlexTensor, FlexTensor, FlexTensor, f32);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let [of_x, of_scale, of_shift] = ops.parents;
        let (x, scale, y, slope) = ops.state;
        let pixels = pixels(&x);
        let mut out = vec![0.0_f32; x.layout().num_elements()];
        let sums: Vec<(f32, f32)> = out
            .par_chunks_mut(pixels)
            .zip(values(&x).par_chunks(pixels))
            .zip(values(&y).par_chunks(pixels))
            .zip(values(&gradient).par_chunks(pixels))
            .zip(values(&scale))
            .map(|((((out, x), y), gradient), &scale)| channel(out, [x, y, gradient], scale, slope))
            .collect();
        let shape = scale.layout().shape();
        let shape = shape.as_slice();
        if let Some(node) = of_x {
            grads.register::<Flex>(node.id, tensor(out, x.layout().shape().as_slice()));
        }
        if let Some(node) = of_scale {
            let values = sums.iter().map(|it| it.0).collect();
            grads.register::<Flex>(node.id, tensor(values, shape));
        }
        if let Some(node) = of_shift {
            let values = sums.iter().map(|it| it.1).collect();
            grads.register::<Flex>(node.id, tensor(values, shape));
        }
    }
}

/// The input's gradient of one channel; returns those of its scale and shift.
fn channel(out: &mut [f32], [x, y, gradient]: [&[f32]; 3], scale: f32, slope: f32) -> (f32, f32) {
    let (mut of_scale, mut of_shift) = ([0.0_f32; LANES], [0.0_f32; LANES]);
    let parts = out
        .chunks_mut(LANES)
        .zip(x.chunks(LANES))
        .zip(y.chunks(LANES).zip(gradient.chunks(LANES)));
    for ((out, x), (y, gradient)) in parts {
        for (at, out) in out.iter_mut().enumerate() {
            let share = if y[at] < 0.0 { slope } else { 1.0 };
            let g = gradient[at] * share;
            of_scale[at] += g * x[at];
            of_shift[at] += g;
            *out = g * scale;
        }
    }
    (of_scale.iter().sum(), of_shift.iter().sum())
}
