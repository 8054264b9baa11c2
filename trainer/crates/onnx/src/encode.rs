//! A graph as the bytes of an ONNX file.

use onnx_rs::ast::{
    self, AttributeType, DataType, Dimension, Model, Node, OperatorSetId, StringStringEntry,
    TensorProto, TensorShape, TensorShapeDimension, TensorTypeProto, TypeProto, TypeValue,
    ValueInfo,
};

use super::graph::{Attribute, Graph, OPERATORS, Value};

/// Version of the file format; the one that came with operator set 17.
const FORMAT: i64 = 8;

/// The bytes; `about` are names and texts for the file's metadata.
pub fn encode(graph: &Graph, about: &[(&str, String)]) -> Vec<u8> {
    let names: Vec<String> = (0..graph.steps.len())
        .map(|at| format!("node_{at}"))
        .collect();
    let floats = graph.constants.iter().map(|(name, array)| {
        TensorProto::from_f32(name, signed(&array.shape), array.values.clone())
    });
    let integers = graph
        .integers
        .iter()
        .map(|(name, it)| TensorProto::from_i64(name, signed(&it.shape), it.values.clone()));
    let nodes = graph.steps.iter().zip(&names).map(|(step, name)| Node {
        name,
        op_type: step.kind.clone(),
        input: step.inputs.iter().map(String::as_str).collect(),
        output: step.outputs.iter().map(String::as_str).collect(),
        attribute: (step.attributes.iter())
            .map(|(name, value)| attribute(name, value))
            .collect(),
        ..Node::default()
    });
    let model = Model {
        ir_version: FORMAT,
        opset_import: vec![OperatorSetId {
            domain: "",
            version: OPERATORS,
        }],
        producer_name: "xraygan trainer",
        producer_version: env!("CARGO_PKG_VERSION"),
        graph: Some(ast::Graph {
            name: "cascades",
            node: nodes.collect(),
            initializer: floats.chain(integers).collect(),
            input: graph.inputs.iter().map(declared).collect(),
            output: graph.outputs.iter().map(declared).collect(),
            ..ast::Graph::default()
        }),
        metadata_props: (about.iter())
            .map(|(key, value)| StringStringEntry { key, value })
            .collect(),
        ..Model::default()
    };
    onnx_rs::encode(&model)
}

fn signed(shape: &[usize]) -> Vec<i64> {
    shape.iter().map(|&side| side as i64).collect()
}

fn attribute<'a>(name: &'a str, value: &'a Attribute) -> ast::Attribute<'a> {
    let plain = ast::Attribute {
        name,
        ..ast::Attribute::default()
    };
    match value {
        Attribute::Int(i) => ast::Attribute {
            r#type: AttributeType::Int,
            i: *i,
            ..plain
        },
        Attribute::Float(f) => ast::Attribute {
            r#type: AttributeType::Float,
            f: *f,
            ..plain
        },
        Attribute::Ints(ints) => ast::Attribute {
            r#type: AttributeType::Ints,
            ints: ints.clone(),
            ..plain
        },
        Attribute::Text(text) => ast::Attribute {
            r#type: AttributeType::String,
            s: text.as_bytes(),
            ..plain
        },
    }
}

/// An input or output with its type.
fn declared(value: &Value) -> ValueInfo<'_> {
    let dim = value.shape.iter().map(|&side| TensorShapeDimension {
        value: Dimension::Value(side as i64),
        denotation: "",
    });
    let tensor = TensorTypeProto {
        elem_type: DataType::Float,
        shape: Some(TensorShape { dim: dim.collect() }),
    };
    ValueInfo {
        name: &value.name,
        r#type: Some(TypeProto {
            value: Some(TypeValue::Tensor(tensor)),
            denotation: "",
        }),
        ..ValueInfo::default()
    }
}
