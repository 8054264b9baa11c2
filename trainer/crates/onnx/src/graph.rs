//! A graph under construction: values with their shapes, nodes in the order in which they compute, and constants.
//!
//! Each operation here is one ONNX operator of set [`OPERATORS`] as these networks need it, with a batch of one.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use onnx_rs::ast::OpType;
use xraygan::weights::storage::{Array, Arrays};

/// Version of the operator set; `GridSample` came with 16.
pub const OPERATORS: i64 = 17;

/// What a node takes in or gives: its name in the graph, and its sides, outermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Unique in the graph.
    pub name: String,
    /// Sides; the first is the batch of one, but for constants.
    pub shape: Vec<usize>,
}

/// A number or a word that a node has beside its inputs.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f32),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// A word.
    Text(&'static str),
}

/// One operator.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which.
    pub kind: OpType<'static>,
    /// Names of values and constants; an empty one leaves an input out.
    pub inputs: Vec<String>,
    /// Names of what it gives.
    pub outputs: Vec<String>,
    /// By name.
    pub attributes: Vec<(&'static str, Attribute)>,
}

/// A constant of whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integers {
    /// Sides.
    pub shape: Vec<usize>,
    /// As many as the product of the sides.
    pub values: Vec<i64>,
}

/// The graph.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// In an order in which each step's inputs are there.
    pub steps: Vec<Step>,
    /// What a caller gives.
    pub inputs: Vec<Value>,
    /// What a caller gets.
    pub outputs: Vec<Value>,
    /// Constants by name.
    pub constants: Arrays,
    /// Constants of whole numbers by name.
    pub integers: BTreeMap<String, Integers>,
    /// The model's parameters, of which the graph takes what it needs.
    parameters: Arrays,
    names: BTreeSet<String>,
}

impl Graph {
    /// An empty graph that may take these parameters.
    pub fn new(parameters: Arrays) -> Self {
        Self {
            parameters,
            ..Self::default()
        }
    }

    /// Declares an input.
    pub fn input(&mut self, name: &str, shape: &[usize]) -> Value {
        let value = Value {
            name: self.unique(name),
            shape: shape.to_vec(),
        };
        self.inputs.push(value.clone());
        value
    }

    /// Declares a value an output of this name.
    pub fn output(&mut self, value: &Value, name: &str) {
        let step = Step {
            kind: OpType::Identity,
            inputs: vec![value.name.clone()],
            outputs: vec![self.unique(name)],
            attributes: Vec::new(),
        };
        self.outputs.push(Value {
            name: step.outputs[0].clone(),
            shape: value.shape.clone(),
        });
        self.steps.push(step);
    }

    /// A copy of a parameter of the model.
    ///
    /// # Errors
    /// The model has none of this name.
    pub fn parameter(&self, name: &str) -> Result<Array> {
        let found = self.parameters.get(name).cloned();
        found.with_context(|| format!("the model has no `{name}`"))
    }

    /// Whether the model has a parameter of this name.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameters.contains_key(name)
    }

    /// A constant; one of the same name is taken as it is.
    pub fn constant(&mut self, name: &str, array: Array) -> Value {
        let shape = array.shape.clone();
        self.constants.entry(name.to_owned()).or_insert(array);
        Value {
            name: name.to_owned(),
            shape,
        }
    }

    /// A parameter of the model as a constant.
    ///
    /// # Errors
    /// The model has none of this name.
    pub fn weight(&mut self, name: &str) -> Result<Value> {
        let array = self.parameter(name)?;
        Ok(self.constant(name, array))
    }

    /// A constant of whole numbers, named by them.
    pub fn whole(&mut self, values: &[usize]) -> String {
        let words: Vec<String> = values.iter().map(usize::to_string).collect();
        let name = format!("whole.{}", words.join("_"));
        let constant = Integers {
            shape: vec![values.len()],
            values: values.iter().map(|&it| it as i64).collect(),
        };
        self.integers.entry(name.clone()).or_insert(constant);
        name
    }

    /// Adds a node with one output of this shape.
    pub fn step(
        &mut self,
        kind: OpType<'static>,
        inputs: &[&str],
        attributes: Vec<(&'static str, Attribute)>,
        shape: Vec<usize>,
    ) -> Value {
        self.steps(kind, inputs, attributes, vec![shape]).remove(0)
    }

    /// Adds a node with one output for each shape.
    pub fn steps(
        &mut self,
        kind: OpType<'static>,
        inputs: &[&str],
        attributes: Vec<(&'static str, Attribute)>,
        shapes: Vec<Vec<usize>>,
    ) -> Vec<Value> {
        let named = |shape, name| Value { name, shape };
        let name = format!("{}_{}", kind.as_str(), self.steps.len());
        let values: Vec<Value> = (shapes.into_iter())
            .map(|shape| named(shape, self.unique(&name)))
            .collect();
        self.steps.push(Step {
            kind,
            inputs: inputs.iter().map(|&it| it.to_owned()).collect(),
            outputs: values.iter().map(|it| it.name.clone()).collect(),
            attributes,
        });
        values
    }

    /// A name that no other value has.
    fn unique(&mut self, wish: &str) -> String {
        let mut name = wish.to_owned();
        let mut count = 1;
        while !self.names.insert(name.clone()) {
            count += 1;
            name = format!("{wish}_{count}");
        }
        name
    }
}
