//! The parameters of a burn module as named arrays, and back.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{DType, Tensor, TensorData},
};

use super::WeightsError;
pub use super::storage::{Array, Arrays, from_safetensors, to_safetensors};

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
    fn enter_module(&mut self, name: &str, container: &str) {
        enter(&mut self.path, name, container);
    }

    fn exit_module(&mut self, _: &str, container: &str) {
        leave(&mut self.path, container);
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

/// Puts the tensors of a safetensors file into a module of the same structure, on the module's device.
///
/// # Errors
/// As [`from_safetensors`] and [`apply`].
pub fn restore<M: Module>(module: M, file: &str, bytes: &[u8]) -> Result<M, WeightsError> {
    apply(module, from_safetensors(file, bytes)?, file)
}

/// Which kind of an enum it is tells the configuration, so names do not.
fn is_kind(container: &str) -> bool {
    container.starts_with("Enum:")
}

fn enter(path: &mut Vec<String>, name: &str, container: &str) {
    if !is_kind(container) {
        path.push(name.to_owned());
    }
}

fn leave(path: &mut Vec<String>, container: &str) {
    if !is_kind(container) {
        path.pop();
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
    fn enter_module(&mut self, name: &str, container: &str) {
        enter(&mut self.path, name, container);
    }

    fn exit_module(&mut self, _: &str, container: &str) {
        leave(&mut self.path, container);
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
