//! The CPU's own operations of training against burn's, which 64-bit numbers take, gradients included.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{
        Device, Distribution, FloatDType, Tensor, TensorData, activation, module, ops::ConvOptions,
    },
};
use train::{critic::Critic, networks::Networks, presets::Preset, settings::CriticNorm};
use xraygan::{
    condition::PatientCode,
    model::{layers, ops},
    views::View,
};

fn random<const D: usize>(shape: [usize; D]) -> Tensor<D> {
    Tensor::random(shape, Distribution::Normal(0.0, 1.0), &Device::flex())
}

fn input<const D: usize>(x: &Tensor<D>) -> Tensor<D> {
    x.clone().autodiff().require_grad()
}

fn values<const D: usize>(x: Tensor<D>) -> Vec<f64> {
    x.cast(FloatDType::F64).into_data().try_to_vec().unwrap()
}

/// Largest difference as a share of the largest value.
fn off<const D: usize>(ours: Tensor<D>, theirs: Tensor<D>) -> f64 {
    assert_eq!(ours.dims(), theirs.dims());
    let (ours, theirs) = (values(ours), values(theirs));
    let largest = |it: &mut dyn Iterator<Item = f64>| it.map(f64::abs).fold(0.0, f64::max);
    largest(&mut ours.iter().zip(&theirs).map(|(a, b)| a - b))
        / largest(&mut theirs.iter().copied()).max(1e-30)
}

/// Compares a function's value and the gradients of both arguments.
fn compare<const A: usize, const B: usize, const C: usize>(
    name: &str,
    (a, b): (Tensor<A>, Tensor<B>),
    ours: impl Fn(Tensor<A>, Tensor<B>) -> Tensor<C>,
    theirs: impl Fn(Tensor<A>, Tensor<B>) -> Tensor<C>,
) {
    let run = |f: &dyn Fn(Tensor<A>, Tensor<B>) -> Tensor<C>, double: bool| {
        let (a, b) = (input(&a), input(&b));
        let y = match double {
            true => f(
                a.clone().cast(FloatDType::F64),
                b.clone().cast(FloatDType::F64),
            )
            .cast(FloatDType::F32),
            false => f(a.clone(), b.clone()),
        };
        // Different weights for every element.
        let count = y.shape().num_elements() as i64;
        let weights = Tensor::<1, burn::tensor::Int>::arange(0..count, &Device::flex())
            .float()
            .sin();
        let gradients = (y.clone() * weights.reshape(y.shape())).sum().backward();
        (y.inner(), a.grad(&gradients), b.grad(&gradients))
    };
    let (ours, theirs) = (run(&ours, false), run(&theirs, true));
    let worst = off(ours.0, theirs.0)
        .max(ours.1.zip(theirs.1).map_or(0.0, |(a, b)| off(a, b)))
        .max(ours.2.zip(theirs.2).map_or(0.0, |(a, b)| off(a, b)));
    println!("{name}: {worst:.1e}");
    assert!(worst < 2e-5, "{name}: {worst}");
}

#[test]
fn convolutions() {
    // Images, channels in and out, side, kernel, stride, padding.
    let cases = [
        (3, 5, 7, 9, 3, 1, 1),
        (2, 16, 24, 40, 3, 1, 1),
        (3, 6, 10, 16, 3, 1, 1),
        (1, 5, 20, 32, 3, 1, 1),
        (9, 4, 6, 48, 3, 1, 1),
        (5, 9, 4, 1, 3, 1, 1),
        (7, 9, 12, 2, 3, 1, 1),
        (3, 6, 8, 16, 3, 2, 1),
        (3, 6, 8, 15, 3, 2, 1),
        (2, 1, 8, 32, 7, 2, 3),
        (2, 1, 8, 33, 3, 1, 1),
        (3, 12, 1, 4, 4, 1, 1),
        (3, 12, 1, 20, 1, 1, 0),
        (3, 12, 5, 20, 1, 1, 0),
        (3, 12, 5, 20, 1, 2, 0),
        (3, 8, 5, 20, 3, 3, 0),
    ];
    for case @ (n, i, o, side, k, stride, pad) in cases {
        let (x, weight) = (random([n, i, side, side]), random([o, i, k, k]));
        let bias = random([o]);
        compare(
            &format!("{case:?}"),
            (x, weight),
            |x, weight| kernels::conv2d(x, weight, Some(bias.clone()), stride, pad),
            |x, weight| {
                let options = ConvOptions::new([stride; 2], [pad; 2], [1, 1], 1);
                module::conv2d(x, weight, Some(bias.clone().cast(FloatDType::F64)), options)
            },
        );
    }
}

#[test]
fn the_bias_of_a_convolution() {
    let (x, weight, bias) = (random([3, 4, 6, 6]), random([5, 4, 3, 3]), random([5]));
    let doubled = weight.clone().cast(FloatDType::F64);
    compare(
        "bias",
        (x, bias),
        |x, bias| kernels::conv2d(x, weight.clone(), Some(bias), 1, 1),
        |x, bias| {
            module::conv2d(
                x,
                doubled.clone(),
                Some(bias),
                ConvOptions::new([1; 2], [1; 2], [1; 2], 1),
            )
        },
    );
}

#[test]
fn rectifiers() {
    let (x, slope) = (random([3, 7, 11]), random([1]));
    let leaky = |x: Tensor<3>, _| kernels::leaky_relu(x, 0.2);
    compare("leaky", (x.clone(), slope.clone()), leaky, |x, _| {
        activation::leaky_relu(x, 0.2)
    });
    compare(
        "relu",
        (x.clone(), slope.clone()),
        |x, _| kernels::relu(x),
        |x, _| activation::relu(x),
    );
    compare(
        "prelu",
        (x, slope.abs() * -1.0),
        kernels::prelu,
        activation::prelu,
    );
}

#[test]
fn infinity_and_what_is_no_number_go_through_the_rectifiers() {
    let values = [f32::NEG_INFINITY, -1.0, 0.0, 2.0, f32::INFINITY];
    let through = |rectifier: fn(Tensor<1>) -> Tensor<1>| {
        let x = input(&Tensor::from_floats(values, &Device::flex()));
        let y = rectifier(x.clone());
        let gradients = y.clone().sum().backward();
        let floats = |x: Tensor<1>| x.into_data().try_to_vec::<f32>().unwrap();
        (floats(y.inner()), floats(x.grad(&gradients).unwrap()))
    };
    let (y, gradient) = through(kernels::relu);
    assert_eq!(y, [0.0, 0.0, 0.0, 2.0, f32::INFINITY]);
    assert_eq!(gradient, [0.0, 0.0, 0.0, 1.0, 1.0]);
    let (y, gradient) = through(|x| kernels::leaky_relu(x, 0.5));
    assert_eq!(y, [f32::NEG_INFINITY, -0.5, 0.0, 2.0, f32::INFINITY]);
    assert_eq!(gradient, [0.5, 0.5, 0.5, 1.0, 1.0]);
    // A run must notice that a loss is NaN.
    let broken = input(&Tensor::<1>::from_floats([f32::NAN], &Device::flex()));
    assert!(kernels::relu(broken).into_scalar::<f32>().is_nan());
}

#[test]
fn sums_over_tasks_are_in_order() {
    // Parts of 1e30, 1, -1e30 and 1 in turn: in order, every four come to 1 and the first 1 is lost; pairs of pairs
    // would lose both.
    const PART: usize = 1 << 14;
    let parts = [1e30, 1.0, -1e30, 1.0].repeat(16);
    let mut x = vec![0.0_f32; parts.len() * PART];
    for (part, &value) in parts.iter().enumerate() {
        // What is below 0 counts, times a gradient of 1 or -1.
        x[part * PART] = -f32::abs(value);
    }
    let weights: Vec<f32> = (0..x.len()).map(|at| -parts[at / PART].signum()).collect();
    let shape = [x.len()];
    let x = input(&Tensor::<1>::from_data(
        TensorData::new(x, shape),
        &Device::flex(),
    ));
    let weights = Tensor::<1>::from_data(TensorData::new(weights, shape), &Device::flex());
    let slope = input(&Tensor::<1>::from_floats([0.25], &Device::flex()));
    let y = kernels::prelu(x, slope.clone());
    let gradients = (y * weights.autodiff()).sum().backward();
    let sum = slope.grad(&gradients).unwrap().into_scalar::<f32>();
    // 64-bit: 1e30 + 1 = 1e30, - 1e30 = 0, + 1 = 1; then 1 + 1e30 = 1e30, and so on.
    assert_eq!(sum, 1.0);
}

#[test]
fn doublings() {
    for (h, w) in [(1, 1), (1, 3), (2, 2), (5, 4)] {
        let both = (random([2, 8, h, w]), random([1]));
        compare(
            "bilinear",
            both.clone(),
            |x, _| kernels::upsample2(&x).unwrap(),
            |x, _| layers::upsample2(x),
        );
        compare(
            "shuffle",
            both,
            |x, _| kernels::shuffle2(&x).unwrap(),
            |x: Tensor<4>, _| {
                let [n, c, h, w] = x.dims();
                let parts: Tensor<6> = x.reshape([n, c / 4, 2, 2, h, w]);
                parts
                    .permute([0, 1, 4, 2, 5, 3])
                    .reshape([n, c / 4, 2 * h, 2 * w])
            },
        );
    }
}

#[test]
fn recurrences() {
    let (n, steps, hidden) = (5, 4, 3);
    let mask = Tensor::<3>::from_data(
        [
            [[1.0]; 4],
            [[0.0], [1.0], [1.0], [1.0]],
            [[0.0]; 4],
            [[1.0]; 4],
            [[0.0], [0.0], [1.0], [1.0]],
        ],
        &Device::flex(),
    );
    for reverse in [false, true] {
        let slow = |projected: Tensor<3>, weight: Tensor<2>| {
            let mut h = Tensor::<2>::zeros([n, hidden], &Device::flex()).cast(FloatDType::F64);
            let mut c = h.clone();
            let mut states = Vec::new();
            for at in 0..steps {
                let t = if reverse { steps - 1 - at } else { at };
                let part = |x: Tensor<3>| x.narrow(1, t, 1).squeeze_dim::<2>(1);
                let gates = part(projected.clone()) + h.clone().matmul(weight.clone());
                let gate = |g: usize| gates.clone().narrow(1, g * hidden, hidden);
                let next = activation::sigmoid(gate(1)) * c.clone()
                    + activation::sigmoid(gate(0)) * gate(2).tanh();
                let out = activation::sigmoid(gate(3)) * next.clone().tanh();
                let word = part(mask.clone().cast(FloatDType::F64));
                c = c.clone() + (next - c) * word.clone();
                h = h.clone() + (out - h) * word;
                states.push(h.clone());
            }
            if reverse {
                states.reverse();
            }
            Tensor::stack::<3>(states, 1)
        };
        let both = (random([n, steps, 4 * hidden]), random([hidden, 4 * hidden]));
        let quick = |projected, weight| kernels::lstm(&projected, &weight, &mask, reverse).unwrap();
        compare(&format!("reverse {reverse}"), both, quick, slow);
    }
}

/// Casts inside the graph, so that gradients reach the 32-bit weights.
struct Double;

impl ModuleMapper for Double {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        Param::initialized(param.id, param.val().cast(FloatDType::F64))
    }
}

#[test]
fn cascades_and_critics() {
    let device = Device::flex();
    let settings = Preset::Tiny.settings();
    let config = settings.model(20, PatientCode::default());
    let networks = Networks::new(&settings, &config, &device).unwrap();
    let cascade = networks.generator.cascade(View::Frontal);
    let code = (random([3, config.generator_input()]), random([1]));
    let double = cascade.clone().map(&mut Double);
    let last = |mut images: Vec<Tensor<4>>| images.pop().unwrap();
    compare(
        "cascade",
        code,
        |x, _| last(cascade.forward(&x.into(), 1)),
        |x, _| last(double.forward(&x.into(), 1)),
    );
    for norm in [CriticNorm::None, CriticNorm::Instance] {
        let critic = Critic::new(1, 8, config.code, norm, &device).train();
        let both = (random([3, 1, 64, 64]), random([3, config.code]));
        let double = critic.clone().map(&mut Double);
        let scores = |critic: &Critic, x, code| critic.patches(critic.features(x), code);
        compare(
            "critic",
            both.clone(),
            |x, code| scores(&critic, x, code),
            |x, code| scores(&double, x, code),
        );
    }
}

#[test]
fn layers_carried_by_flows() {
    for (layers, [c, h, w], [high, wide], scale) in [
        (&[0, 1, 0, 2][..], [3, 8, 8], [8, 8], 0.3),
        (&[1, 1][..], [2, 4, 6], [8, 12], 0.8),
        (&[0][..], [1, 9, 5], [3, 7], 3.0),
    ] {
        let from = random([3, c, h, w]);
        let flow = random([layers.len(), 2, high, wide]) * scale;
        compare(
            "warp",
            (from, flow),
            |from, flow| kernels::warp(&from, layers, &flow).unwrap(),
            |from, flow| (ops::BURN.warp)(from, layers, flow),
        );
    }
}

#[test]
fn modulated_channels() {
    let (x, scale) = (random([3, 2, 5, 7]), random([3, 2]));
    let shift = random([3, 2]);
    for swap in [false, true] {
        let pick = |y: Tensor<2>| {
            let other = shift.clone().autodiff().cast(y.dtype());
            if swap { (other, y) } else { (y, other) }
        };
        compare(
            "modulate",
            (x.clone(), scale.clone()),
            |x, y| {
                let (scale, shift) = pick(y);
                kernels::modulate(&x, &scale, &shift, 0.2).unwrap()
            },
            |x, y| {
                let (scale, shift) = pick(y);
                (ops::BURN.modulate)(x, scale, shift, 0.2)
            },
        );
    }
}
