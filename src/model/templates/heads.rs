//! Two small networks of the template cascade: table and patient to its code, and to the places of findings.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor, activation},
};

use super::super::layers::LEAK;
use crate::{condition::PLACE_NUMBERS, views::Views};

/// Three linear layers: from the encoded table and patient to the code of the cascades.
#[derive(Module, Debug)]
pub struct ConditionEncoder {
    /// `inputs -> hidden`.
    pub first: Linear,
    /// `hidden -> hidden`.
    pub second: Linear,
    /// `hidden -> outputs`.
    pub third: Linear,
}

impl ConditionEncoder {
    pub(crate) fn new(inputs: usize, hidden: usize, outputs: usize, device: &Device) -> Self {
        let linear = |a, b| LinearConfig::new(a, b).init(device);
        Self {
            first: linear(inputs, hidden),
            second: linear(hidden, hidden),
            third: linear(hidden, outputs),
        }
    }

    fn hidden(&self, told: Tensor<2>) -> Tensor<2> {
        let x = activation::leaky_relu(self.first.forward(told), LEAK);
        activation::leaky_relu(self.second.forward(x), LEAK)
    }

    /// `told [n, D]` -> code `[n, W]`.
    #[must_use]
    pub fn forward(&self, told: Tensor<2>) -> Tensor<2> {
        activation::leaky_relu(self.third.forward(self.hidden(told)), LEAK)
    }
}

/// Where findings are in a view: the places that [`crate::condition::ViewPlaces`] lists.
#[derive(Module, Debug)]
pub struct PlacesHead {
    /// Layers for both views.
    pub layers: ConditionEncoder,
}

impl PlacesHead {
    pub(crate) fn new(inputs: usize, hidden: usize, device: &Device) -> Self {
        Self {
            layers: ConditionEncoder::new(inputs, hidden, 2 * PLACE_NUMBERS, device),
        }
    }

    /// `told [n, D]` -> places of each view, `[n, PLACE_NUMBERS]`.
    #[must_use]
    pub fn forward(&self, told: Tensor<2>) -> Views<Tensor<2>> {
        let places = self.layers.third.forward(self.layers.hidden(told)) + 0.5;
        let part = |first| places.clone().narrow(1, first, PLACE_NUMBERS);
        Views {
            frontal: part(0),
            lateral: part(PLACE_NUMBERS),
        }
    }
}
