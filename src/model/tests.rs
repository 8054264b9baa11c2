//! Properties that hold for any weights; parity with the authors' numbers is tested in the trainer.
#![allow(clippy::unwrap_used)]

use burn::tensor::{
    Device, Distribution, Tensor, Tolerance,
    module::interpolate,
    ops::{InterpolateMode, InterpolateOptions},
};

use super::*;

fn small(vocabulary: usize) -> (ModelConfig, XRayGan) {
    let config = ModelConfig::small(vocabulary);
    let model = XRayGan::new(&config, &Device::flex()).unwrap();
    (config, model)
}

fn code(model: &XRayGan, reports: &[Vec<Vec<u32>>], padding: Padding) -> Tensor<2> {
    let impression = vec![vec![vec![1, 2]]; reports.len()];
    model.encoder.encode(reports, &impression, padding).code
}

#[test]
fn upsampling_is_bilinear_without_aligned_corners() {
    let x = Tensor::<4>::random([2, 3, 5, 4], Distribution::Default, &Device::flex());
    let options = InterpolateOptions::new(InterpolateMode::Bilinear)
        .with_align_corners(false)
        .with_output_size([10, 8]);
    let expected = interpolate(x.clone(), options).into_data();
    upsample2(x)
        .into_data()
        .assert_approx_eq::<f32>(&expected, Tolerance::absolute(1e-6));
}

#[test]
fn masked_padding_does_not_change_a_code() {
    let (_, model) = small(10);
    let short = vec![vec![3, 4, 5], vec![6]];
    let long = vec![vec![1, 2, 3, 4, 5, 6, 7], vec![8], vec![9, 9], vec![1]];
    let alone = code(&model, std::slice::from_ref(&short), Padding::Masked).into_data();
    let beside = code(&model, &[short, long], Padding::Masked)
        .narrow(0, 0, 1)
        .into_data();
    beside.assert_approx_eq::<f32>(&alone, Tolerance::absolute(1e-6));
}

#[test]
fn released_padding_takes_part() {
    let (_, model) = small(10);
    let report = [vec![vec![3, 4, 5], vec![6]]];
    let padded = |words| Padding::Released {
        findings: [4, words],
        impression: [1, 2],
    };
    let few = code(&model, &report, padded(4))
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    let many = code(&model, &report, padded(9))
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    let largest = few
        .iter()
        .zip(&many)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(largest > 1e-4, "codes differ by {largest} only");
}

#[test]
fn attention_sums_to_one_over_words_and_is_zero_on_padding() {
    let (_, model) = small(10);
    let encoded = model
        .encoder
        .encode(&[vec![vec![1, 2, 3], vec![4]]], &[vec![]], Padding::Masked);
    let words = encoded
        .findings
        .words
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    assert!(
        (words[..3].iter().sum::<f32>() - 1.0).abs() < 1e-5,
        "{words:?}"
    );
    assert_eq!(words[3..5], [0.0, 0.0], "padding stands on the left");
    assert!((words[5] - 1.0).abs() < 1e-5, "{words:?}");
    let empty = encoded
        .impression
        .sentences
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    assert_eq!(empty, [0.0], "an empty section draws no attention");
}

#[test]
fn an_empty_report_has_a_finite_code() {
    let (_, model) = small(10);
    let code = model
        .encoder
        .encode(&[vec![]], &[vec![]], Padding::Masked)
        .code;
    assert!(
        code.into_data()
            .try_to_vec::<f32>()
            .unwrap()
            .iter()
            .all(|value| value.is_finite())
    );
}

#[test]
fn every_scale_doubles_the_side_up_to_512() {
    let mut config = ModelConfig::small(10);
    (config.code, config.noise, config.refiner, config.size) = (32, 0, 2, 512);
    let model = XRayGan::new(&config, &Device::flex()).unwrap();
    let images = model
        .frontal
        .forward(&Tensor::ones([1, 32], &Device::flex()).into(), 4);
    let sides: Vec<usize> = images.iter().map(|image| image.dims()[3]).collect();
    assert_eq!(sides, config.sizes());
    assert_eq!(sides, [32, 64, 128, 256, 512]);
    let last = images
        .last()
        .unwrap()
        .clone()
        .abs()
        .max()
        .into_scalar::<f32>();
    assert!(last <= 1.0, "{last}");
}

#[test]
fn same_images_are_judged_alike_whatever_their_order() {
    let (_, model) = small(10);
    let network = model.consistency.unwrap();
    let a = Tensor::<4>::random([2, 1, 32, 32], Distribution::Default, &Device::flex());
    let b = Tensor::<4>::random([2, 1, 32, 32], Distribution::Default, &Device::flex());
    let ab = network.same_patient(a.clone(), b.clone()).into_data();
    let ba = network.same_patient(b, a.clone()).into_data();
    ab.assert_approx_eq::<f32>(&ba, Tolerance::absolute(1e-5));
    let length = network
        .embed(a)
        .powi_scalar(2)
        .sum_dim(1)
        .sqrt()
        .into_data();
    length.assert_approx_eq::<f32>(&[[10.0], [10.0]].into(), Tolerance::absolute(1e-3));
}

#[test]
fn published_widths_have_the_published_size() {
    let config = ModelConfig {
        consistency: 0,
        ..ModelConfig::published(2000)
    };
    let model = XRayGan::new(&config, &Device::flex()).unwrap();
    let millions = model.frontal.num_params() as f64 / 1e6;
    assert!(
        (millions - 13.27).abs() < 0.005,
        "one cascade has {millions} M parameters"
    );
}

#[test]
fn impossible_configurations_are_named() {
    let refuse = |change: fn(&mut ModelConfig), field: &str| {
        let mut config = ModelConfig::published(100);
        change(&mut config);
        let error = config.validate().unwrap_err();
        assert_eq!(error.field, field, "{error}");
    };
    refuse(|config| config.vocabulary = 1, "vocabulary");
    refuse(|config| config.embedding = 0, "embedding");
    refuse(|config| config.hidden = 5000, "hidden");
    refuse(|config| config.noise = 5000, "noise");
    refuse(|config| config.noise = 1, "code");
    refuse(|config| config.refiner = 7, "refiner");
    refuse(|config| config.size = 96, "size");
    refuse(|config| config.size = 1024, "size");
    refuse(|config| config.consistency = 257, "consistency");
    refuse(
        |config| {
            config.padding = Padding::Released {
                findings: [0, 1],
                impression: [1, 1],
            }
        },
        "padding",
    );
    assert_eq!(ModelConfig::published(100).validate(), Ok(()));
}
