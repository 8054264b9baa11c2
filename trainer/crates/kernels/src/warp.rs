//! Image warping: layers sampled bilinearly where a flow points, with borders repeated.

use processor::{Warping, corners, place};
use rayon::prelude::*;

use super::flex::*;

/// Shapes of a call, and which layer each flow carries.
#[derive(Debug, Clone)]
struct Job {
    layers: Vec<usize>,
    /// Layers, channels, height and width of what is carried.
    from: [usize; 4],
    /// Height and width of the result.
    to: [usize; 2],
}

impl Job {
    fn new(layers: &[usize], from: &FlexTensor, flow: &FlexTensor) -> Self {
        let (from, flow) = (from.layout().shape(), flow.layout().shape());
        Self {
            layers: layers.to_vec(),
            from: [from[0], from[1], from[2], from[3]],
            to: [flow[2], flow[3]],
        }
    }

    /// Values of one layer.
    fn layer(&self) -> usize {
        self.from[1..].iter().product()
    }

    /// Pixels of one channel of the result.
    fn pixels(&self) -> usize {
        self.to[0] * self.to[1]
    }
}

/// Carries layers `[m, c, h, w]` by flows `[b, 2, H, W]` (x, y in shares of half the side): `[b, c, H, W]`, where flow
/// `i` carries layer `layers[i]`; `None` where the tensors do not suit.
#[must_use]
pub fn warp(from: &Tensor<4>, layers: &[usize], flow: &Tensor<4>) -> Option<Tensor<4>> {
    if on_cpu(from) && on_cpu(flow) {
        let (from, flow) = (plain(from.clone()), plain(flow.clone()));
        let job = Job::new(layers, &from, &flow);
        return Some(Tensor::from_primitive::<Flex>(forward(&job, &from, &flow)));
    }
    let (a, b) = (
        primitive(&from.clone().autodiff())?,
        primitive(&flow.clone().autodiff())?,
    );
    let nodes = [a.node(), b.node()];
    let [from, flow] = [a, b].map(|it| it.into_primitive().to_contiguous());
    let job = Job::new(layers, &from, &flow);
    let y = forward(&job, &from, &flow);
    let prepared = Warp
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    Some(wrap(match prepared {
        OpsKind::Tracked(prep) => prep.finish((from, flow, job), y),
        OpsKind::UnTracked(prep) => prep.finish(y),
    }))
}

fn forward(job: &Job, from: &FlexTensor, flow: &FlexTensor) -> FlexTensor {
    let [_, c, h, w] = job.from;
    let ([high, wide], pixels) = (job.to, job.pixels());
    let warping = Warping {
        from: [h, w],
        to: job.to,
    };
    let (from, flow) = (values(from), values(flow));
    let mut out = vec![0.0; job.layers.len() * c * pixels];
    out.par_chunks_mut(c * pixels)
        .zip(flow.par_chunks(2 * pixels))
        .zip(&job.layers)
        .for_each(|((out, flow), &layer)| {
            let layer = &from[layer * job.layer()..][..job.layer()];
            warping.carry(layer, flow, out);
        });
    tensor(out, &[job.layers.len(), c, high, wide])
}

#[derive(Debug)]
struct Warp;

impl Backward<Flex, 2> for Warp {
    type State = (FlexTensor, FlexTensor, Job);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let [of_layers, of_flow] = ops.parents;
        let (from, flow, job) = ops.state;
        let (of_from, of_flows) = backward(&job, values(&from), values(&flow), values(&gradient));
        if let Some(node) = of_layers {
            grads.register::<Flex>(node.id, tensor(of_from, &job.from));
        }
        if let Some(node) = of_flow {
            let shape = [job.layers.len(), 2, job.to[0], job.to[1]];
            grads.register::<Flex>(node.id, tensor(of_flows, &shape));
        }
    }
}

/// Gradients of the layers and of the flows. Flows of one layer are taken in their order, so that sums do not depend
/// on which task ends first.
fn backward(job: &Job, from: &[f32], flow: &[f32], gradient: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let (c, pixels) = (job.from[1], job.pixels());
    let mut of_from = vec![0.0; from.len()];
    let mut of_flow = vec![0.0; flow.len()];
    let mut flows: Vec<Vec<(usize, &mut [f32])>> = (0..job.from[0]).map(|_| Vec::new()).collect();
    for (at, out) in of_flow.chunks_exact_mut(2 * pixels).enumerate() {
        flows[job.layers[at]].push((at, out));
    }
    of_from
        .par_chunks_mut(job.layer())
        .zip(from.par_chunks(job.layer()))
        .zip(flows)
        .for_each(|((of_layer, layer), flows)| {
            for (at, of_flow) in flows {
                let flow = &flow[at * 2 * pixels..][..2 * pixels];
                let gradient = &gradient[at * c * pixels..][..c * pixels];
                backward_one(job, (layer, of_layer), (flow, of_flow), gradient);
            }
        });
    (of_from, of_flow)
}

fn backward_one(
    job: &Job,
    (layer, of_layer): (&[f32], &mut [f32]),
    (flow, of_flow): (&[f32], &mut [f32]),
    gradient: &[f32],
) {
    let [_, c, h, w] = job.from;
    let ([high, wide], pixels) = (job.to, job.pixels());
    let (across, down) = flow.split_at(pixels);
    let (of_across, of_down) = of_flow.split_at_mut(pixels);
    for y in 0..high {
        for x in 0..wide {
            let at = y * wide + x;
            let v = place(y, high, h, down[at]);
            let u = place(x, wide, w, across[at]);
            let (corners, shares) = corners(u, v, w);
            let [a, b] = [1.0 - v.share, v.share];
            let [l, r] = [1.0 - u.share, u.share];
            let (mut du, mut dv) = (0.0, 0.0);
            for channel in 0..c {
                let g = gradient[channel * pixels + at];
                let first = channel * h * w;
                let [p, q, s, t] = corners.map(|corner| layer[first + corner]);
                du += g * (a * (q - p) + b * (t - s));
                dv += g * (l * (s - p) + r * (t - q));
                for (corner, share) in corners.into_iter().zip(shares) {
                    of_layer[first + corner] += g * share;
                }
            }
            of_across[at] = if u.free { du * w as f32 * 0.5 } else { 0.0 };
            of_down[at] = if v.free { dv * h as f32 * 0.5 } else { 0.0 };
        }
    }
}
