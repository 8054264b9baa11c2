//! A bundle survives the round trip, and every fault in one is named.
#![allow(clippy::unwrap_used)]

use burn::tensor::Device;

use super::{storage::Arrays, *};
use crate::{
    condition::{Patient, PatientCode},
    model::{CascadeConfig, ModelConfig, TemplatesConfig, XRayGan},
    report::{Report, Tokenizer, Vocabulary},
};

fn small() -> (ModelConfig, XRayGan, Vocabulary) {
    let vocabulary =
        Vocabulary::from_words(["clear", "heart", "lungs"], Tokenizer::Standard).unwrap();
    let mut config = ModelConfig::small(vocabulary.size());
    (config.size, config.consistency) = (64, 2);
    let model = XRayGan::new(&config, &Device::flex()).unwrap();
    (config, model, vocabulary)
}

fn encoded(precision: Precision) -> (Encoded, Arrays) {
    let (config, model, vocabulary) = small();
    let provenance = Provenance {
        name: "test".to_owned(),
        trained: false,
        licence: "MIT".to_owned(),
        training_data: "none".to_owned(),
    };
    let encoded = encode(&model, &config, &vocabulary, provenance, precision).unwrap();
    (encoded, tensors::collect(&model))
}

/// Gives all parts of `encoded` to a decoder.
fn decode(encoded: &Encoded) -> Result<Bundle, WeightsError> {
    let mut decoder = Decoder::new(encoded.manifest.to_json()?.as_bytes())?;
    for (file, bytes) in &encoded.parts {
        decoder.add(file, bytes)?;
    }
    decoder.finish(&Device::flex())
}

/// Replaces a part and its entry in the manifest.
fn replace(encoded: &mut Encoded, file: &str, bytes: Vec<u8>) {
    let part = encoded
        .manifest
        .parts
        .iter_mut()
        .find(|part| part.file == file)
        .unwrap();
    *part = Part::of(file, &bytes);
    encoded
        .parts
        .iter_mut()
        .find(|(name, _)| name == file)
        .unwrap()
        .1 = bytes;
}

#[test]
fn f32_survives_exactly() {
    let (encoded, before) = encoded(Precision::F32);
    let bundle = decode(&encoded).unwrap();
    assert_eq!(tensors::collect(&bundle.model), before);
    assert_eq!(bundle.manifest, encoded.manifest);
    assert!(
        before.contains_key("consistency.trunk.blocks.2.shortcut_norm.running_var"),
        "batch statistics travel too"
    );
}

#[test]
fn f16_survives_to_its_precision_in_half_the_bytes() {
    let (wide, _) = encoded(Precision::F32);
    let (narrow, before) = encoded(Precision::F16);
    let size = |encoded: &Encoded| {
        encoded
            .manifest
            .parts
            .iter()
            .map(|part| part.bytes)
            .sum::<u64>()
    };
    assert!(
        size(&narrow) * 10 < size(&wide) * 7,
        "{} against {}",
        size(&narrow),
        size(&wide)
    );
    let after = tensors::collect(&decode(&narrow).unwrap().model);
    for (name, array) in &before {
        for (a, b) in array.values.iter().zip(&after[name].values) {
            assert!(
                (a - b).abs() <= a.abs() / 1024.0 + 1e-7,
                "{name}: {a} became {b}"
            );
        }
    }
}

#[test]
fn int8_keeps_each_channel_to_a_part_in_254_of_its_largest() {
    let (narrow, before) = encoded(Precision::Int8);
    let after = tensors::collect(&decode(&narrow).unwrap().model);
    for (name, array) in &before {
        let channel = |at: usize| match array.shape.as_slice() {
            [_] => at,
            [_, columns] => at % columns,
            [_, inner @ ..] => at / inner.iter().product::<usize>(),
            [] => 0,
        };
        let mut largest = std::collections::HashMap::new();
        for (at, value) in array.values.iter().enumerate() {
            let most = largest.entry(channel(at)).or_insert(0.0_f32);
            *most = most.max(value.abs());
        }
        for (at, (a, b)) in array.values.iter().zip(&after[name].values).enumerate() {
            let step = largest[&channel(at)] / 127.0;
            assert!(
                (a - b).abs() <= step * 0.501 + 1e-6,
                "{name}: {a} became {b}"
            );
        }
    }
}

#[test]
fn integers_without_their_factors_are_refused() {
    let (mut encoded, before) = encoded(Precision::Int8);
    let frontal: Arrays = before
        .into_iter()
        .filter(|(name, _)| name.starts_with("frontal"))
        .collect();
    let bytes = tensors::to_safetensors(&frontal, Precision::Int8).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let header = text.find("frontal.base.image.weight.scale").unwrap();
    let mut broken = bytes;
    broken[header] = b'F';
    replace(&mut encoded, "frontal.safetensors", broken);
    let error = decode(&encoded).unwrap_err().to_string();
    assert!(error.contains("frontal.base.image.weight.scale"), "{error}");
}

#[test]
fn a_missing_part_is_named() {
    let (mut encoded, _) = encoded(Precision::F16);
    encoded
        .parts
        .retain(|(file, _)| file != "frontal.safetensors");
    let error = decode(&encoded).unwrap_err();
    assert_eq!(
        error,
        WeightsError::PartMissing("frontal.safetensors".to_owned())
    );
}

#[test]
fn a_truncated_part_is_named_with_both_sizes() {
    let (mut encoded, _) = encoded(Precision::F16);
    encoded.parts[1].1.pop();
    let error = decode(&encoded).unwrap_err();
    assert_eq!(error.code(), "part_truncated");
    assert!(
        error
            .to_string()
            .contains(&encoded.manifest.parts[1].bytes.to_string()),
        "{error}"
    );
}

#[test]
fn an_altered_part_is_refused() {
    let (mut encoded, _) = encoded(Precision::F16);
    let last = encoded.parts[2].1.last_mut().unwrap();
    *last ^= 1;
    assert_eq!(
        decode(&encoded).unwrap_err(),
        WeightsError::PartAltered(encoded.parts[2].0.clone())
    );
}

#[test]
fn a_part_that_is_not_listed_is_refused() {
    let (mut encoded, _) = encoded(Precision::F16);
    encoded
        .parts
        .push(("extra.safetensors".to_owned(), vec![1]));
    assert_eq!(decode(&encoded).unwrap_err().code(), "part_unknown");
}

#[test]
fn a_part_of_another_network_is_refused() {
    let (mut encoded, _) = encoded(Precision::F16);
    let (mut config, _, vocabulary) = small();
    config.refiner = 8;
    let other = XRayGan::new(&config, &Device::flex()).unwrap();
    let provenance = encoded.manifest.provenance.clone();
    let other = encode(&other, &config, &vocabulary, provenance, Precision::F16).unwrap();
    let (file, bytes) = other
        .parts
        .into_iter()
        .find(|(file, _)| file.starts_with("lateral"))
        .unwrap();
    replace(&mut encoded, &file, bytes);
    let error = decode(&encoded).unwrap_err();
    assert_eq!(error.code(), "part_alien", "{error}");
    assert!(error.to_string().contains("lateral.refiners.0"), "{error}");
}

#[test]
fn a_part_that_is_not_safetensors_is_refused() {
    let (mut encoded, _) = encoded(Precision::F16);
    replace(&mut encoded, "encoder.safetensors", b"not tensors".to_vec());
    assert_eq!(decode(&encoded).unwrap_err().code(), "part_alien");
}

#[test]
fn values_that_are_not_finite_are_refused() {
    let (mut encoded, mut arrays) = encoded(Precision::F32);
    arrays.retain(|name, _| name.starts_with("encoder."));
    arrays.get_mut("encoder.join.weight").unwrap().values[3] = f32::NAN;
    let bytes = tensors::to_safetensors(&arrays, Precision::F32).unwrap();
    replace(&mut encoded, "encoder.safetensors", bytes);
    let error = decode(&encoded).unwrap_err();
    assert!(
        error.to_string().contains("`encoder.join.weight`"),
        "{error}"
    );
}

#[test]
fn a_tensor_in_two_parts_is_refused() {
    let (mut encoded, arrays) = encoded(Precision::F32);
    let bytes = tensors::to_safetensors(&arrays, Precision::F32).unwrap();
    replace(&mut encoded, "encoder.safetensors", bytes);
    assert_eq!(decode(&encoded).unwrap_err().code(), "part_alien");
}

#[test]
fn a_missing_tensor_is_named() {
    let (mut encoded, mut arrays) = encoded(Precision::F32);
    arrays.retain(|name, _| name.starts_with("encoder.") && name != "encoder.join.weight");
    let bytes = tensors::to_safetensors(&arrays, Precision::F32).unwrap();
    replace(&mut encoded, "encoder.safetensors", bytes);
    let error = decode(&encoded).unwrap_err();
    assert_eq!(
        error,
        WeightsError::TensorMissing("encoder.join.weight".to_owned())
    );
}

#[test]
fn parts_may_be_split_further() {
    let (mut encoded, arrays) = encoded(Precision::F32);
    let (first, second): (Arrays, Arrays) = arrays
        .into_iter()
        .filter(|(name, _)| name.starts_with("frontal."))
        .partition(|(name, _)| name.contains("base"));
    let second = tensors::to_safetensors(&second, Precision::F32).unwrap();
    replace(
        &mut encoded,
        "frontal.safetensors",
        tensors::to_safetensors(&first, Precision::F32).unwrap(),
    );
    encoded
        .manifest
        .parts
        .push(Part::of("frontal-2.safetensors", &second));
    encoded
        .parts
        .push(("frontal-2.safetensors".to_owned(), second));
    assert!(decode(&encoded).is_ok());
}

#[test]
fn a_vocabulary_larger_than_the_embedding_is_refused() {
    let (mut encoded, _) = encoded(Precision::F16);
    let more = Vocabulary::from_words(["a", "b", "c", "d"], Tokenizer::Standard).unwrap();
    replace(&mut encoded, VOCABULARY, more.to_json().into_bytes());
    assert_eq!(decode(&encoded).unwrap_err().code(), "part_alien");
}

#[test]
fn manifests_that_cannot_be_used_are_refused() {
    let (encoded, _) = encoded(Precision::F16);
    let json = encoded.manifest.to_json().unwrap();
    let code = |json: &str| Decoder::new(json.as_bytes()).unwrap_err().code();
    assert_eq!(code("no json"), "manifest_invalid");
    assert_eq!(code(&json[..json.len() / 2]), "manifest_invalid");
    assert_eq!(
        code(&json.replace("xraygan-weights", "other")),
        "manifest_invalid"
    );
    assert_eq!(
        code(&json.replace("\"format_version\": 1", "\"format_version\": 3, \"new\": 0")),
        "newer_version"
    );
    assert_eq!(
        code(&json.replace("frontal.safetensors", "../frontal.safetensors")),
        "manifest_invalid"
    );
    assert_eq!(
        code(&json.replace("frontal.safetensors", "lateral.safetensors")),
        "manifest_invalid"
    );
    assert_eq!(
        code(&json.replace("\"refiner\": 16", "\"refiner\": 15")),
        "manifest_invalid"
    );
}

/// A cascade of templates of two anatomies.
fn of_two_anatomies() -> (Encoded, Arrays) {
    let (mut config, _, vocabulary) = small();
    config.cascade = CascadeConfig::Templates(TemplatesConfig {
        layers: 3,
        channels: vec![2],
        trunk: [8; 4],
        widths: vec![8],
        ..TemplatesConfig::standard(PatientCode::trial())
    });
    let model = XRayGan::new(&config, &Device::flex()).unwrap();
    let provenance = Provenance {
        name: "test".to_owned(),
        trained: false,
        licence: "MIT".to_owned(),
        training_data: "none".to_owned(),
    };
    let encoded = encode(&model, &config, &vocabulary, provenance, Precision::F32).unwrap();
    (encoded, tensors::collect(&model))
}

#[test]
fn templates_of_an_anatomy_may_come_later() {
    let (whole, before) = of_two_anatomies();
    assert_eq!(whole.manifest.format_version, 2);
    let all = decode(&whole).unwrap();
    assert_eq!(tensors::collect(&all.model), before);
    assert!(all.awaited.is_empty());

    let second = "anatomy-2.safetensors";
    let mut first = whole.clone();
    first.parts.retain(|(file, _)| file != second);
    let mut bundle = decode(&first).unwrap();
    assert_ne!(tensors::collect(&bundle.model), before);
    let patient = |anatomy: [f32; 2]| Patient {
        code: vec![0.0; 3],
        anatomy: anatomy.to_vec(),
    };
    let lacking = |bundle: &Bundle, anatomy| {
        let patient = patient(anatomy);
        let files = bundle.lacking(&patient).map(|it| it.file.clone());
        files.collect::<Vec<_>>()
    };
    assert!(lacking(&bundle, [1.0, 0.0]).is_empty());
    assert_eq!(lacking(&bundle, [0.5, 0.5]), [second]);
    let bytes = |file: &str| &whole.parts.iter().find(|(name, _)| name == file).unwrap().1;
    let mut code = |file: &str, bytes: &[u8]| bundle.add(file, bytes).unwrap_err().code();
    assert_eq!(code(second, bytes("anatomy-1.safetensors")), "part_altered");
    assert_eq!(code(second, &bytes(second)[1..]), "part_truncated");
    assert_eq!(
        code("frontal.safetensors", bytes("frontal.safetensors")),
        "part_unknown"
    );
    bundle
        .add("anatomy-1.safetensors", bytes("anatomy-1.safetensors"))
        .unwrap();
    bundle.add(second, bytes(second)).unwrap();
    assert_eq!(tensors::collect(&bundle.model), before);
    assert!(lacking(&bundle, [0.5, 0.5]).is_empty());

    let mut broken = whole.clone();
    broken
        .parts
        .retain(|(file, _)| file != "frontal.safetensors");
    assert_eq!(decode(&broken).unwrap_err().code(), "part_missing");
    let mut swapped = first.clone();
    for part in &mut swapped.manifest.parts {
        part.anatomy = part.anatomy.map(|it| 1 - it);
    }
    assert_eq!(decode(&swapped).unwrap_err().code(), "tensor_missing");
    let mut unsaid = first.clone();
    for part in &mut unsaid.manifest.parts {
        part.anatomy = None;
    }
    unsaid.manifest.parts.retain(|part| part.file != second);
    assert_eq!(decode(&unsaid).unwrap_err().code(), "tensor_missing");
    let mut bundle = decode(&first).unwrap();
    bundle.manifest.parts.last_mut().unwrap().anatomy = Some(0);
    assert_eq!(
        bundle.add(second, bytes(second)).unwrap_err().code(),
        "part_alien"
    );
    swapped.manifest.parts.last_mut().unwrap().anatomy = Some(2);
    assert_eq!(decode(&swapped).unwrap_err().code(), "manifest_invalid");
}

#[test]
fn only_what_a_report_affirms_is_weak_in_it() {
    let (mut encoded, _) = encoded(Precision::F32);
    for finding in ["effusion", "nodule", "hiatal_hernia"] {
        encoded.manifest.weak.push(WeakFinding {
            finding: finding.to_owned(),
            measured: 0.6,
            needed: 0.85,
        });
    }
    let read = Manifest::from_json(encoded.manifest.to_json().unwrap().as_bytes()).unwrap();
    assert_eq!(read.weak, encoded.manifest.weak);
    let words = ["no", "nodule", "left", "pleural", "effusion"];
    let vocabulary = Vocabulary::from_words(words, Tokenizer::Standard).unwrap();
    let report = Report::from_sections("Left pleural effusion. No nodule.", "").unwrap();
    let mentions = report.tokenize(&vocabulary).unwrap().mentions();
    let labels: Vec<String> = read.weak_among(&mentions).map(WeakFinding::label).collect();
    assert_eq!(labels, ["pleural effusion"]);
    assert_eq!(read.weak[2].label(), "hiatal hernia");
}
