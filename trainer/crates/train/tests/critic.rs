//! The critic and its gradient penalty against the authors' numbers (`tests/reference`), and what a report does to it.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{fs, path::Path};

use burn::{
    module::Module,
    tensor::{Device, Distribution, Tensor, TensorData},
};
use pytorch_reader::PytorchReader;
use safetensors::SafeTensors;
use train::{
    critic::{Critic, patch_sum},
    penalty::{penalty, slope},
    settings::{CriticNorm, Penalty},
};
use xraygan::weights::tensors::{self, Array, Arrays};

fn reference(name: &str) -> Vec<u8> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/reference/xraygan-small");
    fs::read(folder.join(name)).unwrap()
}

fn array(file: &[u8], name: &str) -> Array {
    let file = SafeTensors::deserialize(file).unwrap();
    let tensor = file.tensor(name).unwrap();
    let values = tensor.data().chunks_exact(4);
    Array {
        shape: tensor.shape().to_vec(),
        values: values
            .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
            .collect(),
    }
}

fn tensor<const D: usize>(file: &[u8], name: &str) -> Tensor<D> {
    let array = array(file, name);
    Tensor::from_data(TensorData::new(array.values, array.shape), &Device::flex())
}

/// The authors' name of a parameter that the published critic has too.
fn released(name: &str) -> Option<String> {
    let path: Vec<&str> = name.split('.').collect();
    match path.as_slice() {
        ["layers", "0", "conv", "weight"] => Some("conv1.0.weight".to_owned()),
        ["layers", i, "conv", "weight"] => Some(format!(
            "downs.down_{}.0.weight",
            i.parse::<usize>().unwrap() - 1
        )),
        ["score", kind] => Some(format!("output.0.{kind}")),
        _ => None,
    }
}

/// The published weights in our critic; what the report says is silenced, as instance norm silences it there.
fn released_critic() -> Critic {
    let critic = Critic::new(1, 8, 64, CriticNorm::Instance, &Device::flex());
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/reference/xraygan-small");
    let reader =
        PytorchReader::new(folder.join("D_PDISCRIMINATOR_F_Layer_1_checkpoint.pth")).unwrap();
    let mut stored = reader.into_tensors();
    let mut arrays: Arrays = tensors::collect(&critic);
    for (name, array) in &mut arrays {
        let Some(theirs) = released(name) else {
            array.values.fill(0.0);
            continue;
        };
        let bytes = stored
            .remove(&format!("module.{theirs}"))
            .unwrap()
            .read()
            .unwrap();
        let values = bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes(b.try_into().unwrap()));
        // The last convolution also takes the tiled code, after the image's features.
        array.values = values.take(array.values.len()).collect();
    }
    tensors::apply(critic, arrays, "reference").unwrap().train()
}

fn largest(a: &[f32], b: &[f32]) -> f32 {
    assert!(b.len() >= a.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

#[test]
fn scores_penalty_and_weight_gradients_agree_with_double_backward() {
    let expected = reference("expected.safetensors");
    let gradients_file = reference("discriminator_grads.safetensors");
    let critic = released_critic();
    let real: Tensor<4> = tensor(&expected, "disc_real_64");
    let fake: Tensor<4> = tensor(&expected, "frontal_64");
    let code: Tensor<2> = tensor(&expected, "embedding");
    let alpha = tensor::<2>(&expected, "gp_alpha").reshape([2, 1, 1, 1]);

    let score = |image: Tensor<4>| critic.patches(critic.features(image.autodiff()), code.clone());
    let (real_scores, fake_scores) = (score(real.clone()), score(fake.clone()));
    for (name, scores) in [("real", &real_scores), ("fake", &fake_scores)] {
        let theirs = array(&expected, &format!("disc_score_{name}_64")).values;
        let off = largest(&values(scores.clone()), &theirs);
        println!("score of {name}: largest difference {off:.1e}");
        assert!(off < 1e-4, "{name}: {off}");
    }

    let mix = real * alpha.clone() + fake * (-alpha + 1.0);
    let slope = slope(&critic, mix, code.clone(), patch_sum);
    let term = penalty(Penalty::Gradient, slope, 10.0);
    let (ours, theirs) = (
        values(term.clone())[0],
        array(&expected, "gp_value").values[0],
    );
    println!("penalty: {ours} against {theirs}");
    // Float32 sums in another order.
    assert!((ours / theirs - 1.0).abs() < 1e-5, "{ours} {theirs}");

    let loss = fake_scores.mean() - real_scores.mean() + term;
    let theirs = array(&expected, "disc_loss").values[0];
    assert!((values(loss.clone())[0] / theirs - 1.0).abs() < 1e-5);
    let gradients = loss.backward();
    let mut checked = 0;
    for (at, layer) in critic.layers.iter().enumerate() {
        let ours = values(layer.conv.weight.val().grad(&gradients).unwrap());
        compare(&format!("layers.{at}.conv.weight"), &ours, &gradients_file);
        checked += 1;
    }
    let ours = values(critic.score.weight.val().grad(&gradients).unwrap());
    compare("score.weight", &ours, &gradients_file);
    assert_eq!(checked, 5);
}

/// Against the largest gradient of the tensor: small entries of it are sums of large ones.
fn compare(name: &str, ours: &[f32], file: &[u8]) {
    let theirs = array(file, &format!("grad.{}", released(name).unwrap())).values;
    let scale = theirs
        .iter()
        .fold(0.0_f32, |most, value| most.max(value.abs()));
    let off = largest(ours, &theirs) / scale;
    println!("gradient of {name}: largest difference {off:.1e} of {scale:.1}");
    assert!(off < 1e-4, "{name}: {off}");
}

#[test]
fn the_report_reaches_the_score_and_the_pixels() {
    let device = Device::flex();
    for norm in [CriticNorm::None, CriticNorm::Instance, CriticNorm::Spectral] {
        let critic = Critic::new(0, 4, 8, norm, &device).train();
        let image = Tensor::<4>::random([1, 1, 32, 32], Distribution::Default, &device);
        let code = |sign: f32| Tensor::<2>::full([1, 8], sign, &device);
        let judged = |sign: f32| {
            let image = image.clone().autodiff().require_grad();
            let score = critic.scores(critic.features(image.clone()), code(sign));
            let gradients = score.clone().backward();
            (values(score)[0], values(image.grad(&gradients).unwrap()))
        };
        let (one, other) = (judged(1.0), judged(-1.0));
        assert!(
            (one.0 - other.0).abs() > 1e-5,
            "{norm:?}: the report changes the score"
        );
        // What the generator is told about the image must depend on the report, or it cannot follow it.
        let moved = largest(&one.1, &other.1);
        let scale = one
            .1
            .iter()
            .fold(0.0_f32, |most, value| most.max(value.abs()));
        assert!(moved > 1e-3 * scale, "{norm:?}: {moved} of {scale}");
    }
}

#[test]
fn spectral_norm_brings_every_layer_to_one() {
    let device = Device::flex();
    let critic = Critic::new(0, 4, 8, CriticNorm::Spectral, &device).train();
    let image = Tensor::<4>::ones([1, 1, 32, 32], &device).autodiff();
    for _ in 0..1000 {
        let _ = critic.features(image.clone());
    }
    for layer in &critic.layers {
        let weight = layer.conv.weight.val().inner();
        let [rows, a, b, c] = weight.dims();
        let matrix = nalgebra::DMatrix::from_row_iterator(
            rows,
            a * b * c,
            values(weight).into_iter().map(f64::from),
        );
        let largest = matrix.singular_values().max();
        let vector = layer.singular.as_ref().unwrap().value();
        let flat = layer.conv.weight.val().inner().reshape([rows, a * b * c]);
        let product = vector.unsqueeze_dim::<2>(0).matmul(flat);
        let length = f64::from(values(product.powi_scalar(2).sum())[0]).sqrt();
        assert!((length / largest - 1.0).abs() < 1e-3, "{length} {largest}");
    }
}

#[test]
fn the_slope_is_the_length_of_the_gradient() {
    let device = Device::flex();
    for norm in [CriticNorm::None, CriticNorm::Instance, CriticNorm::Spectral] {
        let critic = Critic::new(0, 4, 8, norm, &device).train();
        let image = Tensor::<4>::random([3, 1, 32, 32], Distribution::Default, &device);
        let code = Tensor::<2>::random([3, 8], Distribution::Default, &device);
        // Lets the singular vectors settle, so that all calls see one weight.
        for _ in 0..1000 {
            let _ = critic.features(image.clone());
        }
        let slope = values(slope(&critic, image.clone(), code.clone(), patch_sum));
        let point = image.autodiff().require_grad();
        let total = patch_sum(critic.patches(critic.features(point.clone()), code)).sum();
        let gradient = point.grad(&total.backward()).unwrap();
        let lengths = values(
            gradient
                .powi_scalar(2)
                .sum_dim(1)
                .sum_dim(2)
                .sum_dim(3)
                .sqrt(),
        );
        for (a, b) in slope.iter().zip(&lengths) {
            assert!((a / b - 1.0).abs() < 1e-3, "{norm:?}: {a} {b}");
        }
    }
}

#[test]
fn penalties_by_hand() {
    let slope = || Tensor::from_floats([3.0, 4.0], &Device::flex());
    assert_eq!(values(penalty(Penalty::R1, slope(), 2.0))[0], 12.5);
    assert_eq!(values(penalty(Penalty::Gradient, slope(), 10.0))[0], 65.0);
    assert_eq!(values(penalty(Penalty::None, slope(), 10.0))[0], 0.0);
}
