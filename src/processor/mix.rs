//! Convolution of kernel 1: each place's channels are mixed.

use super::product::{LANES, ROWS, packed, product};

/// `x [inputs, places]` with `weight [outputs, inputs]` and a bias `[outputs]` to `out [outputs, places]`.
///
/// # Panics
/// If the slices are not of these lengths, or the places not a multiple of 8.
#[inline(never)]
pub fn mix(
    x: &[f32],
    [inputs, outputs]: [usize; 2],
    weight: &[f32],
    bias: Option<&[f32]>,
    out: &mut [f32],
) {
    let places = x.len() / inputs.max(1);
    assert!(places.is_multiple_of(LANES) && x.len() == inputs * places);
    assert!(weight.len() == inputs * outputs && out.len() == outputs * places);
    let weights = packed(outputs, inputs, |output, input| {
        weight[output * inputs + input]
    });
    for (block, weights) in weights.chunks_exact(inputs).enumerate() {
        for first in (0..places).step_by(LANES) {
            let values = x
                .chunks_exact(places)
                .filter_map(|channel| channel[first..].first_chunk());
            let sums = product::<LANES, false>(weights, values);
            let outputs = out.chunks_exact_mut(places).skip(block * ROWS);
            for (row, (out, sums)) in outputs.zip(sums).enumerate() {
                let bias = bias.map_or(0.0, |bias| bias[block * ROWS + row]);
                let out = out[first..].iter_mut();
                out.zip(sums).for_each(|(out, sum)| *out = sum + bias);
            }
        }
    }
}
