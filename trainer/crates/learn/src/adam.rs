//! Adam (Kingma and Ba, arXiv 1412.6980), its state named by parameter so that a checkpoint can hold it.
//!
//! burn's own optimiser restores its state on the default device only, which may be a GPU that is not there.

use std::collections::BTreeMap;

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{Device, Gradients, Tensor, TensorData},
};
use kernels::AdamStep;
use xraygan::weights::tensors::{Array, Arrays};

/// Running means of a parameter's gradient and of its square, flat.
#[derive(Debug, Clone)]
struct Moments {
    mean: Tensor<1>,
    square: Tensor<1>,
}

/// The optimiser of one module.
#[derive(Debug, Clone)]
pub struct Adam {
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    steps: u64,
    moments: BTreeMap<String, Moments>,
}

impl Adam {
    /// An optimiser that has seen nothing.
    #[must_use]
    pub fn new(beta1: f32, beta2: f32, epsilon: f32) -> Self {
        Self {
            beta1: beta1.into(),
            beta2: beta2.into(),
            epsilon: epsilon.into(),
            steps: 0,
            moments: BTreeMap::new(),
        }
    }

    /// Moves the module's parameters against `gradients`; one without a gradient stays as it is.
    #[must_use]
    pub fn step<M: Module>(&mut self, rate: f64, module: M, gradients: Gradients) -> M {
        self.steps += 1;
        let mut mapper = Stepper {
            path: Vec::new(),
            adam: self,
            rate,
            gradients,
        };
        module.map(&mut mapper)
    }

    /// Steps done.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The state, to be given to [`Adam::restore`].
    #[must_use]
    pub fn state(&self) -> Arrays {
        let array = |tensor: &Tensor<1>| {
            let data = tensor.to_data();
            Array {
                shape: data.shape().to_vec(),
                values: data.iter::<f32>().collect(),
            }
        };
        let all = self.moments.iter();
        all.flat_map(|(name, it)| {
            [
                (format!("{name}.mean"), array(&it.mean)),
                (format!("{name}.square"), array(&it.square)),
            ]
        })
        .collect()
    }

    /// Takes over a state after `steps` steps. Arrays without their partner are dropped.
    pub fn restore(&mut self, steps: u64, mut state: Arrays, device: &Device) {
        let tensor = |array: Array| {
            let length = array.values.len();
            Tensor::<1>::from_data(TensorData::new(array.values, [length]), device)
        };
        let names: Vec<String> = state
            .keys()
            .filter_map(|name| name.strip_suffix(".mean"))
            .map(str::to_owned)
            .collect();
        self.steps = steps;
        self.moments.clear();
        for name in names {
            let pair = ["mean", "square"].map(|kind| state.remove(&format!("{name}.{kind}")));
            if let [Some(mean), Some(square)] = pair {
                let [mean, square] = [mean, square].map(tensor);
                self.moments.insert(name, Moments { mean, square });
            }
        }
    }
}

struct Stepper<'a> {
    path: Vec<String>,
    adam: &'a mut Adam,
    rate: f64,
    gradients: Gradients,
}

impl ModuleMapper for Stepper<'_> {
    fn enter_module(&mut self, name: &str, _: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if !param.is_require_grad() {
            return param;
        }
        let Some(gradient) = param.val().grad_remove(&mut self.gradients) else {
            return param;
        };
        let Adam {
            beta1,
            beta2,
            epsilon,
            steps,
            ..
        } = *self.adam;
        let shape = param.shape();
        let length = shape.num_elements();
        let gradient: Tensor<1> = gradient.reshape([length]);
        let t = i32::try_from(steps).unwrap_or(i32::MAX);
        let [first, second] = [1.0 - beta1.powi(t), 1.0 - beta2.powi(t)];
        if kernels::on_cpu(&gradient) {
            let name = self.path.join(".");
            let Moments { mean, square } =
                self.adam.moments.remove(&name).unwrap_or_else(|| Moments {
                    mean: gradient.zeros_like(),
                    square: gradient.zeros_like(),
                });
            let step = AdamStep {
                beta1,
                beta2,
                rate: self.rate / first,
                scale: 1.0 / second.sqrt(),
                epsilon,
            };
            return param.map(|value| {
                let flat = value.without_autodiff().reshape([length]);
                let [value, mean, square] = kernels::adam(step, [flat, mean, square, gradient]);
                self.adam.moments.insert(name, Moments { mean, square });
                value.reshape(shape).autodiff().require_grad()
            });
        }
        let moments = match self.adam.moments.remove(&self.path.join(".")) {
            Some(old) => Moments {
                mean: old.mean * beta1 + gradient.clone() * (1.0 - beta1),
                square: old.square * beta2 + gradient.powi_scalar(2) * (1.0 - beta2),
            },
            None => Moments {
                mean: gradient.clone() * (1.0 - beta1),
                square: gradient.powi_scalar(2) * (1.0 - beta2),
            },
        };
        let size = moments.square.clone().sqrt() / second.sqrt() + epsilon;
        let change = (moments.mean.clone() / size * (self.rate / first)).reshape(shape);
        self.adam.moments.insert(self.path.join("."), moments);
        param.map(|value| {
            let moved = value.without_autodiff() - change;
            moved.autodiff().require_grad()
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use burn::{nn::LinearConfig, tensor::Tolerance};

    use super::*;

    /// torch 2.15: `Adam([w], lr=0.1, betas=(0.5, 0.9), eps=1e-8)` on `(w * c).sum() + (w * w).sum()`, four steps, from
    /// `w = [1, -2, 0.5]`, `c = [0.3, -0.1, 2.0]`.
    const PYTORCH: [f32; 3] = [0.611_946_8, -1.606_151_8, 0.108_749_53];

    #[test]
    fn four_steps_agree_with_pytorch_across_a_restore() {
        let device = Device::flex();
        let mut module = LinearConfig::new(3, 1)
            .with_bias(false)
            .init(&device)
            .train();
        module.weight = module.weight.map(|_| {
            Tensor::<2>::from_floats([[1.0], [-2.0], [0.5]], &device)
                .autodiff()
                .require_grad()
        });
        let slope = Tensor::<2>::from_floats([[0.3], [-0.1], [2.0]], &device);
        let mut adam = Adam::new(0.5, 0.9, 1e-8);
        for step in 0..4 {
            if step == 2 {
                let (steps, state) = (adam.steps(), adam.state());
                adam = Adam::new(0.5, 0.9, 1e-8);
                adam.restore(steps, state, &device);
            }
            let weight = module.weight.val();
            let loss = (weight.clone() * slope.clone()).sum() + weight.powi_scalar(2).sum();
            module = adam.step(0.1, module, loss.backward());
        }
        let expected = PYTORCH.map(|value| [value]).into();
        module
            .weight
            .val()
            .into_data()
            .assert_approx_eq::<f32>(&expected, Tolerance::absolute(1e-6));
    }
}
