//! Mixed precision: copies of modules whose weights are cast inside the graph, so that gradients reach the 32-bit ones.

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{FloatDType, Tensor},
};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Number format of the forward and backward passes; weights, averages and optimisers stay 32 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Compute {
    /// 32 bits.
    F32,
    /// 16 bits with the range of 32.
    Bf16,
    /// 16 bits; small gradients may vanish.
    F16,
}

impl Compute {
    /// The 16-bit format, if it is one.
    #[must_use]
    pub fn half(self) -> Option<FloatDType> {
        match self {
            Self::F32 => None,
            Self::Bf16 => Some(FloatDType::BF16),
            Self::F16 => Some(FloatDType::F16),
        }
    }

    /// A copy of the module that computes in this format. The module holds no running statistics: a copy shares them
    /// with its original, which would be left with 16 bits.
    #[must_use]
    pub fn module<M: Module>(self, module: &M) -> M {
        match self.half() {
            None => module.clone(),
            Some(format) => module.clone().map(&mut Caster(format)),
        }
    }

    /// The tensor in this format.
    #[must_use]
    pub fn enter<const D: usize>(self, tensor: Tensor<D>) -> Tensor<D> {
        match self.half() {
            None => tensor,
            Some(format) => tensor.cast(format),
        }
    }

    /// The tensor in 32 bits.
    #[must_use]
    pub fn leave<const D: usize>(self, tensor: Tensor<D>) -> Tensor<D> {
        match self.half() {
            None => tensor,
            Some(_) => tensor.cast(FloatDType::F32),
        }
    }
}

struct Caster(FloatDType);

impl ModuleMapper for Caster {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        Param::initialized(param.id, param.val().cast(self.0))
    }
}
