#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use burn::tensor::Device;
use onnx_rs::ast::OpType;
use xraygan::{
    condition::{MAPS, PatientCode},
    model::TemplatesConfig,
};

use super::*;

fn model(cascade: CascadeConfig) -> (XRayGan, ModelConfig) {
    let config = ModelConfig {
        size: 64,
        cascade,
        ..ModelConfig::small(12)
    };
    let device = Device::flex();
    device.seed(5);
    (XRayGan::new(&config, &device).unwrap(), config)
}

fn templates() -> CascadeConfig {
    let mut patient = PatientCode::unnamed();
    patient.anatomies.push("second".to_owned());
    CascadeConfig::Templates(TemplatesConfig {
        code: 16,
        hidden: 16,
        layers: 3,
        channels: vec![2],
        trunk: [8, 8, 8, 8],
        widths: vec![8, 4],
        patient,
    })
}

/// The graph, read back from its bytes: every input of a node is there before it, no name is given twice, and every
/// parameter of the cascades is used.
fn checked(cascade: CascadeConfig, count: impl Fn(OpType<'_>) -> Option<usize>) {
    let (model, config) = model(cascade);
    let bytes = encode::encode(&build(&model, &config).unwrap(), &[]);
    let read = onnx_rs::parse(&bytes).unwrap();
    let graph = read.graph.unwrap();
    let constants: BTreeSet<&str> = graph.initializer.iter().map(|it| it.name()).collect();
    let mut known = constants.clone();
    known.extend(graph.input.iter().map(|it| it.name));
    let mut used = BTreeSet::new();
    let mut kinds = BTreeMap::<String, usize>::new();
    for node in &graph.node {
        for input in node.input.iter().filter(|it| !it.is_empty()) {
            assert!(known.contains(input), "{}: {input}", node.name);
            used.insert(*input);
        }
        for output in &node.output {
            assert!(known.insert(output), "{output} is given twice");
        }
        *kinds.entry(node.op_type.as_str().to_owned()).or_default() += 1;
    }
    assert!(constants.is_subset(&used), "constants that nothing takes");
    for (kind, found) in &kinds {
        if let Some(expected) = count(OpType::from(kind.as_str())) {
            assert_eq!(*found, expected, "{kind}");
        }
    }
    let outputs: Vec<&str> = graph.output.iter().map(|it| it.name).collect();
    assert_eq!(
        outputs,
        ["frontal_32", "frontal_64", "lateral_32", "lateral_64"]
    );
    for output in &graph.output {
        let side: i64 = output.name.rsplit('_').next().unwrap().parse().unwrap();
        let shape = output.tensor_shape().unwrap().fixed_dims().unwrap();
        assert_eq!(shape, [1, 1, side, side]);
    }
    let drawn = |name: &String| {
        ["frontal.", "lateral.", "patient."]
            .iter()
            .any(|part| name.starts_with(part))
    };
    let parameters = tensors::collect(&model);
    let missing: Vec<_> = (parameters.keys().filter(|name| drawn(name)))
        .filter(|name| !constants.contains(name.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "parameters that are left out: {missing:?}"
    );
    // The example has what the graph asks for, in its shapes.
    let example = example(&model, &config, Body::Mixture).unwrap();
    let inputs = example.inputs();
    assert_eq!(inputs.len(), graph.input.len());
    for input in &graph.input {
        let shape = input.tensor_shape().unwrap().fixed_dims().unwrap();
        let given: Vec<i64> = inputs[input.name]
            .shape
            .iter()
            .map(|&it| it as i64)
            .collect();
        assert_eq!(given, shape, "{}", input.name);
    }
    let images = example.outputs(&model);
    assert_eq!(images.keys().collect::<Vec<_>>(), outputs);
    assert!(
        images
            .values()
            .all(|it| it.values.iter().all(|value| value.is_finite()))
    );
}

#[test]
fn the_graph_of_templates_is_whole() {
    // Of each view: a convolution to image, flow, gain, two or three of maps, one of layers, two a block.
    checked(templates(), |kind| match kind {
        OpType::GridSample => Some(2),
        OpType::Conv => Some(2 * (2 + 2 + 3 + 1 + 8)),
        _ => None,
    });
}

#[test]
fn the_graph_of_the_published_cascade_is_whole() {
    checked(CascadeConfig::Released, |kind| match kind {
        OpType::DepthToSpace => Some(2),
        OpType::PRelu => Some(2 * 5),
        OpType::Conv => Some(2 * (16 + 1 + 8 + 2)),
        _ => None,
    });
}

#[test]
fn the_maps_of_the_example_show_its_findings() {
    let (model, config) = model(templates());
    let inputs = example(&model, &config, Body::Mixture).unwrap().inputs();
    let maps = &inputs["frontal_maps_64"];
    assert_eq!(maps.shape, [1, MAPS, 64, 64]);
    assert!(maps.values.iter().any(|&it| it > 0.5));
}

#[test]
fn a_folder_has_graph_and_example_and_is_replaced() {
    use xraygan::{
        report::{Tokenizer, Vocabulary},
        weights::{Provenance, encode},
    };
    let words = (0..11).map(|at| format!("word{}", char::from(b'a' + at)));
    let words: Vec<String> = words.collect();
    let words = words.iter().map(String::as_str);
    let vocabulary = Vocabulary::from_words(words, Tokenizer::Standard).unwrap();
    let (model, config) = model(templates());
    let provenance = Provenance {
        name: "test".to_owned(),
        trained: false,
        licence: "none".to_owned(),
        training_data: "none".to_owned(),
    };
    let encoded = encode(&model, &config, &vocabulary, provenance, Precision::F32).unwrap();
    let bundle = Bundle {
        manifest: encoded.manifest,
        vocabulary,
        model,
        awaited: Vec::new(),
    };
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("onnx");
    let written = write(&folder, &bundle).unwrap();
    assert_eq!(write(&folder, &bundle).unwrap(), written);
    let bytes = std::fs::read(folder.join(MODEL)).unwrap();
    assert_eq!(bytes.len(), written.bytes);
    let read = onnx_rs::parse(&bytes).unwrap();
    assert_eq!(read.graph.unwrap().node.len(), written.nodes);
    let notice = read.metadata_props.iter().find(|it| it.key == "notice");
    assert_eq!(notice.unwrap().value, "synthetic, not for diagnosis");
    let example = std::fs::read(folder.join(EXAMPLE)).unwrap();
    let arrays = tensors::from_safetensors(EXAMPLE, &example).unwrap();
    assert_eq!(arrays.len(), written.inputs.len() + written.outputs.len());
}
