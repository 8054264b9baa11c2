#![allow(clippy::unwrap_used)]

use burn::tensor::{Device, Distribution, Tensor};

use crate::{
    condition::{MAPS, Patient, PatientCode},
    findings::{FindingsTable, Kind, Side, TableRow},
    generation::{Request, SubjectChoice, pairs},
    model::{
        Cascade, CascadeConfig, Drive, ModelConfig, TemplatesConfig, XRayGan,
        templates::AnatomyChoice,
    },
    weights::tensors,
};

fn config(size: usize) -> ModelConfig {
    let templates = TemplatesConfig {
        code: 16,
        hidden: 16,
        layers: 3,
        channels: vec![2],
        trunk: [8, 8, 8, 8],
        widths: vec![8, 4],
        patient: PatientCode::trial(),
    };
    ModelConfig {
        size,
        cascade: CascadeConfig::Templates(templates),
        ..ModelConfig::small(12)
    }
}

fn model(size: usize) -> XRayGan {
    let device = Device::flex();
    device.seed(5);
    XRayGan::new(&config(size), &device).unwrap()
}

fn request(rows: Vec<TableRow>, seed: u64) -> Request {
    Request {
        findings: vec![vec![1, 2]],
        impression: Vec::new(),
        table: FindingsTable { rows },
        subject: SubjectChoice::from(seed),
    }
}

fn draw(model: &XRayGan, config: &ModelConfig, request: Request) -> Vec<f32> {
    let last = config.sizes().len() - 1;
    let requests = [request];
    let mut all = pairs(model.drawing(), config, &requests, last);
    all.next()
        .unwrap()
        .views
        .frontal
        .into_data()
        .try_to_vec()
        .unwrap()
}

#[test]
fn every_scale_has_its_image() {
    let (model, device) = (model(128), Device::flex());
    let Cascade::Templates(_) = &model.frontal else {
        unreachable!("configured so")
    };
    let random = |shape| Tensor::random(shape, Distribution::Normal(0.0, 1.0), &device);
    let maps = [16, 32, 64, 128].map(|side| Tensor::zeros([2, MAPS, side, side], &device));
    let drive = Drive {
        code: random([2, 16]),
        maps: maps.to_vec(),
        anatomies: AnatomyChoice::new([[1.0, 0.0], [0.3, 0.7]].iter().map(|it| it.as_slice())),
    };
    let images = model.frontal.forward(&drive, 2);
    let sides: Vec<_> = images.iter().map(Tensor::dims).collect();
    assert_eq!(sides, [32, 64, 128].map(|side| [2, 1, side, side]));
}

#[test]
fn what_is_told_shows_and_what_is_not_does_not() {
    let (model, config) = (model(64), config(64));
    let nodule = || vec![TableRow::new(Kind::Nodule).on(Side::Left)];
    let with = draw(&model, &config, request(nodule(), 1));
    assert_ne!(with, draw(&model, &config, request(Vec::new(), 1)));
    assert_ne!(
        with,
        draw(&model, &config, request(nodule(), 2)),
        "another patient"
    );
    let denied = TableRow {
        certainty: crate::findings::Certainty::Denied,
        ..nodule().remove(0)
    };
    let without = draw(&model, &config, request(Vec::new(), 1));
    assert_eq!(without, draw(&model, &config, request(vec![denied], 1)));
    let mut given = request(nodule(), 2);
    let code = PatientCode::trial();
    given.subject.patient = Some(Patient::drawn(&code, 1));
    assert_eq!(
        with,
        draw(&model, &config, given),
        "a patient is a code, not a seed"
    );
}

#[test]
fn pairs_of_templates_are_alike_in_company() {
    let (model, config) = (model(64), config(64));
    let requests: Vec<Request> = (0..3)
        .map(|seed| request(vec![TableRow::new(Kind::Cardiomegaly)], seed))
        .collect();
    let all: Vec<_> = pairs(model.drawing(), &config, &requests, 1).collect();
    let together: Vec<f32> = all[0]
        .views
        .frontal
        .clone()
        .into_data()
        .try_to_vec()
        .unwrap();
    let alone = draw(&model, &config, requests[2].clone());
    let largest = (alone.iter().zip(&together[2 * 64 * 64..]))
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(largest < 1e-5, "{largest}");
    assert_eq!(all[0].told.len(), 3);
    assert_eq!(all[0].told[0].spots.len(), 1);
}

#[test]
fn names_do_not_tell_the_kind_and_a_larger_size_keeps_the_smaller_ones() {
    let [small, large] = [64, 128].map(|size| tensors::collect(&model(size)));
    assert!(small.contains_key("frontal.scales.0.templates"));
    assert!(small.keys().all(|name| large.contains_key(name)));
    let new: Vec<&String> = large
        .keys()
        .filter(|name| !small.contains_key(*name))
        .collect();
    assert!(
        new.iter().all(|name| name.contains(".scales.1.")),
        "{new:?}"
    );
}

#[test]
fn a_mixture_lies_between_its_anatomies() {
    let (model, device) = (model(64), Device::flex());
    let drive = |shares: [f32; 2]| Drive {
        code: Tensor::ones([1, 16], &device),
        maps: [16, 32, 64]
            .map(|side| Tensor::zeros([1, MAPS, side, side], &device))
            .to_vec(),
        anatomies: AnatomyChoice::new([shares.as_slice()]),
    };
    let drawn = |shares| -> Vec<f32> {
        let images = model.frontal.forward(&drive(shares), 1);
        images[1].clone().into_data().try_to_vec().unwrap()
    };
    let [first, second, between] = [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]].map(drawn);
    let far = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>();
    let apart = far(&first, &second);
    assert!(apart > 0.0);
    assert!(far(&first, &between) < apart && far(&second, &between) < apart);
}
