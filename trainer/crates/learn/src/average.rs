//! The moving average of weights, which makes better images than the weights themselves.

use std::{any::Any, collections::VecDeque};

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::Tensor,
};

/// Share of the old average that stays after step `step` (from 0) of `images` images, for a half-life in images; 0 for no
/// half-life. It is smaller over the first steps, so that first weights do not stay in the average.
#[must_use]
pub fn kept(images: f64, halflife: f64, step: u64) -> f64 {
    if halflife > 0.0 {
        let first = (1 + step) as f64 / (10 + step) as f64;
        0.5_f64.powf(images / halflife).min(first)
    } else {
        0.0
    }
}

/// `average * kept + current * (1 - kept)` for every parameter; both modules have one structure.
#[must_use]
pub fn blend<M: Module>(average: M, current: &M, kept: f64) -> M {
    let mut reader = Reader(VecDeque::new());
    current.visit(&mut reader);
    average.map(&mut Blender {
        current: reader.0,
        kept,
    })
}

struct Reader(VecDeque<Box<dyn Any>>);

impl ModuleVisitor for Reader {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push_back(Box::new(param.val().without_autodiff()));
    }
}

struct Blender {
    current: VecDeque<Box<dyn Any>>,
    kept: f64,
}

impl ModuleMapper for Blender {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let current = self
            .current
            .pop_front()
            .and_then(|it| it.downcast::<Tensor<D>>().ok());
        let Some(current) = current else {
            return param;
        };
        let kept = self.kept;
        if kernels::on_cpu(&current) {
            return param.map(|average| kernels::blend(average, *current, kept));
        }
        param.map(|average| average * kept + *current * (1.0 - kept))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use burn::{nn::LinearConfig, tensor::Device};

    use super::*;

    #[test]
    fn half_of_the_way_at_the_half_life() {
        let device = Device::flex();
        let linear = || LinearConfig::new(3, 2).init(&device);
        let (old, new) = (linear(), linear().train());
        let half = blend(old.clone(), &new, kept(100.0, 100.0, 1000));
        let mean = (old.weight.val() + new.weight.val().inner()) * 0.5;
        let far = (half.weight.val() - mean).abs().max().into_scalar::<f32>();
        assert!(far < 1e-6, "{far}");
        assert_eq!(half.weight.id, old.weight.id);
        assert!(kept(1.0, 100.0, 0) < 0.11, "first weights are left soon");
        let now = blend(old, &new, kept(1.0, 0.0, 1000));
        assert!(
            (now.weight.val() - new.weight.val().inner())
                .abs()
                .max()
                .into_scalar::<f32>()
                < 1e-7
        );
    }
}
