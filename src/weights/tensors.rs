//! The parameters of a burn module as named arrays, and back.

use std::{borrow::Cow, collections::BTreeMap};

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{DType, Tensor, TensorData, f16},
};
use safetensors::{Dtype, SafeTensors, View};

use super::{Precision, WeightsError};

/// A parameter's shape and values in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Sides, outermost first.
    pub shape: Vec<usize>,
    /// As many as the product of the sides.
    pub values: Vec<f32>,
}

/// Parameters by their path in the module, such as `encoder.join.weight`.
pub type Arrays = BTreeMap<String, Array>;

/// Copies all parameters and batch statistics of a module to the host.
#[must_use]
pub fn collect<M: Module>(module: &M) -> Arrays {
    let mut collector = Collector {
        path: Vec::new(),
        arrays: Arrays::new(),
    };
    module.visit(&mut collector);
    collector.arrays
}

struct Collector {
    path: Vec<String>,
    arrays: Arrays,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let data = param
            .transform_for_save()
            .val()
            .into_data()
            .convert_dtype(DType::F32);
        let shape = data.shape().to_vec();
        let values = data.iter::<f32>().collect();
        self.arrays
            .insert(self.path.join("."), Array { shape, values });
    }
}

/// Puts `arrays` into a module of the same structure, on the module's device.
///
/// # Errors
/// A parameter without an array, an array of another shape, an array without a parameter; the file name in the
/// error is `file`.
pub fn apply<M: Module>(module: M, arrays: Arrays, file: &str) -> Result<M, WeightsError> {
    let mut applier = Applier {
        path: Vec::new(),
        arrays,
        fault: None,
    };
    let module = module.map(&mut applier);
    let alien = |reason| WeightsError::PartAlien {
        file: file.to_owned(),
        reason,
    };
    match (applier.fault, applier.arrays.pop_first()) {
        (Some(Fault::Missing(name)), _) => Err(WeightsError::TensorMissing(name)),
        (Some(Fault::Shape(reason)), _) => Err(alien(reason)),
        (None, Some((name, _))) => Err(alien(format!("the model has no `{name}`"))),
        (None, None) => Ok(module),
    }
}

enum Fault {
    Missing(String),
    Shape(String),
}

struct Applier {
    path: Vec<String>,
    arrays: Arrays,
    fault: Option<Fault>,
}

impl ModuleMapper for Applier {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = self.path.join(".");
        if self.fault.is_some() {
            return param;
        }
        let Some(array) = self.arrays.remove(&name) else {
            self.fault = Some(Fault::Missing(name));
            return param;
        };
        let expected = param.lazy_shape().to_vec();
        if array.shape != expected {
            let found = array.shape;
            let reason = format!("`{name}` has shape {found:?} instead of {expected:?}");
            self.fault = Some(Fault::Shape(reason));
            return param;
        }
        let device = param.lazy_device();
        let tensor = Tensor::from_data(TensorData::new(array.values, expected), &device);
        let id = param.id;
        param.transform_for_load(tensor, id)
    }
}

/// Writes arrays as a safetensors file.
///
/// # Errors
/// The library's own, which a caller cannot cause.
pub fn to_safetensors(arrays: &Arrays, precision: Precision) -> Result<Vec<u8>, WeightsError> {
    let stored = arrays
        .iter()
        .map(|(name, array)| (name, Stored::new(array, precision)));
    safetensors::serialize(stored, None).map_err(|error| WeightsError::Manifest(error.to_string()))
}

struct Stored<'a> {
    shape: &'a [usize],
    dtype: Dtype,
    bytes: Vec<u8>,
}

impl<'a> Stored<'a> {
    fn new(array: &'a Array, precision: Precision) -> Self {
        let values = array.values.iter();
        let (dtype, bytes) = match precision {
            Precision::F32 => (Dtype::F32, values.flat_map(|v| v.to_le_bytes()).collect()),
            Precision::F16 => (
                Dtype::F16,
                values
                    .flat_map(|&v| f16::from_f32(v).to_le_bytes())
                    .collect(),
            ),
        };
        Self {
            shape: &array.shape,
            dtype,
            bytes,
        }
    }
}

impl View for Stored<'_> {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// Reads a safetensors file of f32 or f16 arrays, widened to f32.
///
/// # Errors
/// Not safetensors, another element type, a value that is not finite; the error names `file`.
pub fn from_safetensors(file: &str, bytes: &[u8]) -> Result<Arrays, WeightsError> {
    let alien = |reason: String| WeightsError::PartAlien {
        file: file.to_owned(),
        reason,
    };
    let parsed = SafeTensors::deserialize(bytes)
        .map_err(|error| alien(format!("not a safetensors file ({error})")))?;
    let mut arrays = Arrays::new();
    for (name, tensor) in parsed.iter() {
        let values: Vec<f32> = match tensor.dtype() {
            Dtype::F32 => tensor
                .data()
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
            Dtype::F16 => tensor
                .data()
                .chunks_exact(2)
                .map(|b| f16::from_le_bytes([b[0], b[1]]).to_f32())
                .collect(),
            other => return Err(alien(format!("`{name}` has element type {other:?}"))),
        };
        if !values.iter().all(|value| value.is_finite()) {
            return Err(alien(format!("`{name}` has values that are not finite")));
        }
        arrays.insert(
            name.to_owned(),
            Array {
                shape: tensor.shape().to_vec(),
                values,
            },
        );
    }
    Ok(arrays)
}
