//! The recurrence of an LSTM as one operation, back-propagated through time.

use rayon::prelude::*;

use super::{
    flex::*,
    gemm::{Matrix, gemm},
};

/// What the backward pass needs of some sequences.
#[derive(Debug, Clone)]
struct Saved {
    /// Input, forget, cell and output gate, `[t, n, 4H]`.
    gates: Vec<f32>,
    /// Cell before each step, `[t, n, H]`.
    cells: Vec<f32>,
    /// Hyperbolic tangent of each step's new cell, `[t, n, H]`.
    bounded: Vec<f32>,
}

#[derive(Debug, Clone, Copy)]
struct Sequences {
    steps: usize,
    hidden: usize,
    /// Sequences that a task takes.
    share: usize,
    reverse: bool,
}

impl Sequences {
    /// Places in time, in the order of reading.
    fn order(self) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.steps).map(move |at| {
            if self.reverse {
                self.steps - 1 - at
            } else {
                at
            }
        })
    }

    /// The place read before.
    fn before(self, t: usize) -> Option<usize> {
        if self.reverse {
            Some(t + 1).filter(|&t| t < self.steps)
        } else {
            t.checked_sub(1)
        }
    }
}

/// States `[n, t, H]` for `projected [n, t, 4H]`, the input's share of the gates with all biases, `weight [H, 4H]` and
/// `mask [n, t, 1]` (0 leaves the state as it was); `None` where a tensor does not suit.
#[must_use]
pub fn lstm(
    projected: &Tensor<3>,
    weight: &Tensor<2>,
    mask: &Tensor<3>,
    reverse: bool,
) -> Option<Tensor<3>> {
    let [n, steps, wide] = projected.dims();
    let (projected, weight) = (primitive(projected)?, primitive(weight)?);
    let nodes = [projected.node(), weight.node()];
    let mask = mask
        .clone()
        .without_autodiff()
        .try_into_primitive::<Flex>()
        .ok()?
        .to_contiguous();
    let [projected, weight] = [projected, weight].map(|it| it.into_primitive().to_contiguous());
    let s = Sequences {
        steps,
        hidden: wide / 4,
        share: n.div_ceil(rayon::current_num_threads()),
        reverse,
    };
    let mut states = vec![0.0; n * steps * s.hidden];
    let saved: Vec<Saved> = states
        .par_chunks_mut(s.share * steps * s.hidden)
        .zip(values(&projected).par_chunks(s.share * steps * wide))
        .zip(values(&mask).par_chunks(s.share * steps))
        .map(|((states, projected), mask)| forward(s, states, projected, values(&weight), mask))
        .collect();
    let states = tensor(states, &[n, steps, s.hidden]);
    let prepared = Recurrence
        .prepare::<NoCheckpointing>(nodes)
        .compute_bound()
        .stateful();
    Some(wrap(match prepared {
        OpsKind::Tracked(prep) => prep.finish((s, saved, states.clone(), weight, mask), states),
        OpsKind::UnTracked(prep) => prep.finish(states),
    }))
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn forward(
    s: Sequences,
    states: &mut [f32],
    projected: &[f32],
    weight: &[f32],
    mask: &[f32],
) -> Saved {
    let Sequences { steps, hidden, .. } = s;
    let (n, wide) = (mask.len() / steps, 4 * hidden);
    let [mut h, mut c] = [(); 2].map(|()| vec![0.0; n * hidden]);
    let mut saved = Saved {
        gates: vec![0.0; steps * n * wide],
        cells: vec![0.0; steps * n * hidden],
        bounded: vec![0.0; steps * n * hidden],
    };
    for t in s.order() {
        let gates = &mut saved.gates[t * n * wide..(t + 1) * n * wide];
        for (row, gates) in gates.chunks_exact_mut(wide).enumerate() {
            gates.copy_from_slice(&projected[(row * steps + t) * wide..][..wide]);
        }
        gemm(
            [n, hidden, wide],
            (gates, wide),
            true,
            Matrix::rows(&h, hidden),
            Matrix::rows(weight, wide),
        );
        saved.cells[t * n * hidden..(t + 1) * n * hidden].copy_from_slice(&c);
        let bounded = &mut saved.bounded[t * n * hidden..(t + 1) * n * hidden];
        for (row, gates) in gates.chunks_exact_mut(wide).enumerate() {
            let word = mask[row * steps + t];
            let (first, rest) = gates.split_at_mut(2 * hidden);
            let (cell, output) = rest.split_at_mut(hidden);
            first
                .iter_mut()
                .chain(output.iter_mut())
                .for_each(|gate| *gate = sigmoid(*gate));
            cell.iter_mut().for_each(|gate| *gate = gate.tanh());
            for j in 0..hidden {
                let at = row * hidden + j;
                let next = first[hidden + j] * c[at] + first[j] * cell[j];
                bounded[at] = next.tanh();
                c[at] += (next - c[at]) * word;
                h[at] += (output[j] * bounded[at] - h[at]) * word;
            }
            states[(row * steps + t) * hidden..][..hidden]
                .copy_from_slice(&h[row * hidden..(row + 1) * hidden]);
        }
    }
    saved
}

/// Writes the gradient of `projected` and returns that of the weight.
fn backward(
    s: Sequences,
    out: &mut [f32],
    saved: &Saved,
    [states, gradient, weight, mask]: [&[f32]; 4],
) -> Vec<f32> {
    let Sequences { steps, hidden, .. } = s;
    let (n, wide) = (mask.len() / steps, 4 * hidden);
    let [mut dh, mut dc] = [(); 2].map(|()| vec![0.0; n * hidden]);
    let mut of_weight = vec![0.0; hidden * wide];
    for t in s.order().rev() {
        for row in 0..n {
            let word = mask[row * steps + t];
            let at = (t * n + row) * hidden;
            let (cells, bounded) = (
                &saved.cells[at..at + hidden],
                &saved.bounded[at..at + hidden],
            );
            let gates = &saved.gates[4 * at..4 * (at + hidden)];
            let place = row * steps + t;
            let given = &gradient[place * hidden..(place + 1) * hidden];
            let out = &mut out[place * wide..(place + 1) * wide];
            for j in 0..hidden {
                let [input, forget, cell, output] =
                    [0, 1, 2, 3].map(|gate| gates[gate * hidden + j]);
                let at = row * hidden + j;
                let of_h = dh[at] + given[j];
                let new_h = of_h * word;
                let new_c = dc[at] * word + new_h * output * (1.0 - bounded[j] * bounded[j]);
                out[j] = new_c * cell * input * (1.0 - input);
                out[hidden + j] = new_c * cells[j] * forget * (1.0 - forget);
                out[2 * hidden + j] = new_c * input * (1.0 - cell * cell);
                out[3 * hidden + j] = new_h * bounded[j] * output * (1.0 - output);
                dh[at] = of_h - new_h;
                dc[at] = dc[at] * (1.0 - word) + new_c * forget;
            }
        }
        let Some(before) = s.before(t) else { break };
        let gates = Matrix {
            values: &out[t * wide..],
            row_step: steps * wide,
            column_step: 1,
        };
        let states = Matrix {
            values: &states[before * hidden..],
            row_step: steps * hidden,
            column_step: 1,
        };
        gemm(
            [n, wide, hidden],
            (&mut dh, hidden),
            true,
            gates,
            Matrix::rows(weight, wide).t(),
        );
        gemm(
            [hidden, n, wide],
            (&mut of_weight, wide),
            true,
            states.t(),
            gates,
        );
    }
    of_weight
}

#[derive(Debug)]
struct Recurrence;

impl Backward<Flex, 2> for Recurrence {
    type State = (Sequences, Vec<Saved>, FlexTensor, FlexTensor, FlexTensor);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let gradient = grads.consume::<Flex>(&ops.node).to_contiguous();
        let ([of_projected, of_weight], (s, saved, states, weight, mask)) =
            (ops.parents, ops.state);
        let (wide, per_task) = (4 * s.hidden, s.share * s.steps);
        let mut out = vec![0.0; values(&mask).len() * wide];
        let sums = out
            .par_chunks_mut(per_task * wide)
            .zip(&saved)
            .zip(values(&states).par_chunks(per_task * s.hidden))
            .zip(values(&gradient).par_chunks(per_task * s.hidden))
            .zip(values(&mask).par_chunks(per_task))
            .map(|((((out, saved), states), gradient), mask)| {
                backward(s, out, saved, [states, gradient, values(&weight), mask])
            });
        let sum = in_order(sums);
        if let Some(node) = of_projected {
            let n = values(&mask).len() / s.steps;
            grads.register::<Flex>(node.id, tensor(out, &[n, s.steps, wide]));
        }
        if let Some(node) = of_weight {
            grads.register::<Flex>(node.id, tensor(sum, &[s.hidden, wide]));
        }
    }
}
