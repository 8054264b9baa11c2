//! The network's operations on one core: what the page's CPU engine computes with.
//!
//! burn's CPU backend writes each convolution's patches out and multiplies matrices; the crate [`processor`] needs less than
//! half of the products for a 3 x 3 convolution, and takes what is bound by memory in one pass. Tensors that do not suit
//! (on another device, of other precision, of odd sides) are left to burn.

use burn::{
    backend::{
        Flex,
        flex::{FlexTensor, Layout},
    },
    tensor::{Bytes, DType, Shape, Tensor},
};
use processor::{Kernels, Warping, bilinear, mix};

use super::ops::{self, BURN, Operations};

/// The network's operations with these in place of burn's.
pub const OPERATIONS: Operations = Operations {
    conv2d,
    upsample2,
    modulate,
    warp,
    ..BURN
};

/// Computes with [`OPERATIONS`] from now on, in the whole program.
pub fn install() {
    ops::install(OPERATIONS);
}

/// Whether a tensor is the CPU backend's, with 32 bits and no derivatives.
#[must_use]
pub fn on_cpu<const D: usize>(x: &Tensor<D>) -> bool {
    x.dtype() == DType::F32 && !x.is_autodiff() && x.clone().try_into_primitive::<Flex>().is_ok()
}

/// The CPU backend's tensor as a buffer of its own elements in row-major order.
///
/// # Panics
/// If it is not [`on_cpu`].
#[must_use]
pub fn plain<const D: usize>(x: Tensor<D>) -> FlexTensor {
    match x.try_into_primitive::<Flex>() {
        // A view into a larger buffer becomes a buffer.
        Ok(x) if x.layout().is_contiguous() && x.bytes().len() == 4 * x.layout().num_elements() => {
            x
        }
        Ok(x) => tensor(
            values(&x.to_contiguous()).to_vec(),
            x.layout().shape().as_slice(),
        ),
        Err(error) => unreachable!("asked for by `on_cpu`: {error:?}"),
    }
}

/// Values in row-major order as a tensor of the CPU backend.
#[must_use]
pub fn tensor(values: Vec<f32>, shape: &[usize]) -> FlexTensor {
    let layout = Layout::contiguous(Shape::from(shape.to_vec()));
    FlexTensor::new(Bytes::from_elems(values), layout, DType::F32)
}

/// Values of a contiguous tensor.
#[must_use]
pub fn values(x: &FlexTensor) -> &[f32] {
    match x.layout().contiguous_offsets() {
        Some((start, end)) => &x.storage::<f32>()[start..end],
        None => unreachable!("made contiguous before"),
    }
}

fn conv2d(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    stride: usize,
    pad: usize,
) -> Tensor<4> {
    let [n, inputs, high, wide] = x.dims();
    let [outputs, of, kernel, across] = weight.dims();
    let pointwise = kernel == 1 && pad == 0 && (high * wide).is_multiple_of(8);
    let third = kernel == 3 && pad == 1 && Kernels::suit(high, wide);
    let suits = stride == 1 && kernel == across && of == inputs && (pointwise || third);
    if !(suits && on_cpu(&x) && on_cpu(&weight) && bias.as_ref().is_none_or(on_cpu)) {
        return (BURN.conv2d)(x, weight, bias, stride, pad);
    }
    let (x, weight, bias) = (plain(x), plain(weight), bias.map(plain));
    let (weight, bias) = (values(&weight), bias.as_ref().map(values));
    let mut out = vec![0.0; n * outputs * high * wide];
    let images = out
        .chunks_exact_mut(outputs * high * wide)
        .zip(values(&x).chunks_exact(inputs * high * wide));
    if third {
        let kernels = Kernels::new(weight, outputs, inputs);
        images.for_each(|(out, x)| kernels.convolve(x, [high, wide], bias, out));
    } else {
        images.for_each(|(out, x)| mix(x, [inputs, outputs], weight, bias, out));
    }
    Tensor::from_primitive::<Flex>(tensor(out, &[n, outputs, high, wide]))
}

fn upsample2(x: Tensor<4>) -> Tensor<4> {
    if !on_cpu(&x) {
        return (BURN.upsample2)(x);
    }
    let [n, c, h, w] = x.dims();
    let x = plain(x);
    let mut out = vec![0.0; n * c * 4 * h * w];
    let channels = values(&x).chunks_exact(h * w);
    for (out, x) in out.chunks_exact_mut(4 * h * w).zip(channels) {
        bilinear(out, x, [h, w]);
    }
    Tensor::from_primitive::<Flex>(tensor(out, &[n, c, 2 * h, 2 * w]))
}

fn modulate(x: Tensor<4>, scale: Tensor<2>, shift: Tensor<2>, slope: f64) -> Tensor<4> {
    if !(on_cpu(&x) && on_cpu(&scale) && on_cpu(&shift)) {
        return (BURN.modulate)(x, scale, shift, slope);
    }
    let shape = x.dims();
    let (mut x, scale, shift) = (plain(x), plain(scale), plain(shift));
    let channels = x.storage_mut::<f32>().chunks_exact_mut(shape[2] * shape[3]);
    for ((channel, &scale), &shift) in channels.zip(values(&scale)).zip(values(&shift)) {
        processor::modulate(channel, scale, shift, slope as f32);
    }
    Tensor::from_primitive::<Flex>(x)
}

fn warp(from: Tensor<4>, layers: &[usize], flow: Tensor<4>) -> Tensor<4> {
    if !(on_cpu(&from) && on_cpu(&flow)) {
        return (BURN.warp)(from, layers, flow);
    }
    let ([_, channels, h, w], [flows, _, high, wide]) = (from.dims(), flow.dims());
    let (from, flow) = (plain(from), plain(flow));
    let warping = Warping {
        from: [h, w],
        to: [high, wide],
    };
    let mut out = vec![0.0; flows * channels * high * wide];
    let each = out
        .chunks_exact_mut(channels * high * wide)
        .zip(values(&flow).chunks_exact(2 * high * wide));
    let layer = channels * h * w;
    for ((out, flow), at) in each.zip(layers) {
        warping.carry(&values(&from)[at * layer..][..layer], flow, out);
    }
    Tensor::from_primitive::<Flex>(tensor(out, &[flows, channels, high, wide]))
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, Distribution};

    use super::*;

    fn random<const D: usize>(shape: [usize; D]) -> Tensor<D> {
        Tensor::random(shape, Distribution::Normal(0.0, 1.0), &Device::flex())
    }

    /// Largest difference of any value, over the largest value.
    fn difference(one: Tensor<4>, other: Tensor<4>) -> f32 {
        assert_eq!(one.dims(), other.dims());
        let most = other.clone().abs().max().into_scalar::<f32>();
        (one - other).abs().max().into_scalar::<f32>() / most
    }

    #[test]
    fn convolutions_are_those_of_burn() {
        // Sides that whole groups of tiles fill and ones that they do not, outputs that fill no block, other kernels.
        let shapes = [
            ([1, 5, 16, 16], 6, 3, 1),
            ([2, 3, 6, 32], 4, 3, 1),
            ([1, 98, 8, 8], 64, 3, 1),
            ([1, 7, 32, 48], 1, 3, 1),
            ([2, 9, 4, 8], 5, 1, 1),
            ([1, 4, 3, 5], 2, 1, 1),
            ([1, 2, 16, 16], 3, 3, 2),
            ([1, 2, 16, 16], 3, 5, 1),
        ];
        for (shape, outputs, kernel, stride) in shapes {
            let (x, weight) = (random(shape), random([outputs, shape[1], kernel, kernel]));
            for bias in [None, Some(random([outputs]))] {
                let by = |conv2d: fn(_, _, _, _, _) -> _| {
                    conv2d(x.clone(), weight.clone(), bias.clone(), stride, kernel / 2)
                };
                let apart = difference(by(OPERATIONS.conv2d), by(BURN.conv2d));
                assert!(
                    apart < 2e-6,
                    "{shape:?} to {outputs}, kernel {kernel}: {apart:e}"
                );
            }
        }
    }

    #[test]
    fn resampling_and_modulation_are_those_of_burn() {
        for shape in [[1, 1, 1, 1], [2, 3, 5, 4], [1, 2, 16, 16]] {
            let x = random(shape);
            let apart = difference(
                (OPERATIONS.upsample2)(x.clone()),
                (BURN.upsample2)(x.clone()),
            );
            assert!(apart < 1e-6, "upsample2 of {shape:?}: {apart:e}");
            let [scale, shift] = [0, 1].map(|_| random([shape[0], shape[1]]));
            let by = |modulate: fn(_, _, _, _) -> _| {
                modulate(x.clone(), scale.clone(), shift.clone(), 0.2)
            };
            let apart = difference(by(OPERATIONS.modulate), by(BURN.modulate));
            assert!(apart < 1e-6, "modulate of {shape:?}: {apart:e}");
        }
    }

    #[test]
    fn warps_are_those_of_burn_beyond_the_border_too() {
        let from = random([3, 2, 16, 16]);
        let flow = random([4, 2, 16, 16]) * 0.7;
        let by = |warp: fn(_, &[usize], _) -> _| warp(from.clone(), &[2, 0, 1, 2], flow.clone());
        let apart = difference(by(OPERATIONS.warp), by(BURN.warp));
        assert!(apart < 1e-5, "{apart:e}");
    }

    #[test]
    fn views_into_larger_tensors_are_read_where_they_lie() {
        let x = random([1, 8, 16, 16]).narrow(1, 3, 4);
        let weight = random([4, 4, 3, 3]);
        let by = |conv2d: fn(_, _, _, _, _) -> _| conv2d(x.clone(), weight.clone(), None, 1, 1);
        assert!(difference(by(OPERATIONS.conv2d), by(BURN.conv2d)) < 2e-6);
    }
}
