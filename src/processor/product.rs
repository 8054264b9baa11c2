//! Products of small matrices that stay in the processor's registers.

/// Output channels of one product.
pub(super) const ROWS: usize = 4;

/// Places of one product where vectors hold four values, and the least that images are cut into.
pub(super) const LANES: usize = 8;

/// What a product gives, of each output channel `L` places.
pub(super) type Block<const L: usize> = [[f32; L]; ROWS];

/// Sums over input channels of weight times value, of `L` places: of 8, eight vectors of sums, two of values and one of
/// weights fit the sixteen registers of 128 bits; of 16, as many of 256 bits. `FUSED` where the processor multiplies and adds
/// in one instruction.
#[inline(always)]
pub(super) fn product<'a, const L: usize, const FUSED: bool>(
    weights: &[[f32; ROWS]],
    values: impl Iterator<Item = &'a [f32; L]>,
) -> Block<L> {
    let mut sums = [[0.0; L]; ROWS];
    for (weights, values) in weights.iter().zip(values) {
        for (sums, &weight) in sums.iter_mut().zip(weights) {
            for (sum, &value) in sums.iter_mut().zip(values) {
                *sum = if FUSED {
                    weight.mul_add(value, *sum)
                } else {
                    *sum + weight * value
                };
            }
        }
    }
    sums
}

/// Weights `[outputs, inputs]` as [`product`] takes them: of each block of outputs, the inputs; outputs that are not there
/// have the weight 0.
pub(super) fn packed(
    outputs: usize,
    inputs: usize,
    weight: impl Fn(usize, usize) -> f32,
) -> Vec<[f32; ROWS]> {
    let blocks = outputs.div_ceil(ROWS);
    let mut out = vec![[0.0; ROWS]; blocks * inputs];
    for output in 0..outputs {
        let block = &mut out[output / ROWS * inputs..][..inputs];
        for (input, weights) in block.iter_mut().enumerate() {
            weights[output % ROWS] = weight(output, input);
        }
    }
    out
}
