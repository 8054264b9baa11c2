//! The XRayGAN network (Yang et al., arXiv 2006.10552).
//!
//! A report's word ids become a code ([`encoder`]), the code becomes one image per view and scale
//! ([`cascade`]; [`templates`] is a second kind of it, driven by the table of findings and the patient), and a Siamese network ([`consistency`]) judges whether two views belong to one patient.
//! Images are `[batch, 1, side, side]` with values in -1 (black) to 1 (white).

pub mod attention;
pub mod base;
pub mod cascade;
pub mod config;
pub mod consistency;
#[cfg(feature = "cpu")]
pub mod cpu;
pub mod encoder;
pub mod grid;
pub mod layers;
pub mod lstm;
pub mod ops;
pub mod reading;
pub mod refiner;
pub mod resnet;
pub mod templates;
pub mod tokens;

#[cfg(test)]
mod tests;

use burn::{module::Module, tensor::Device};

pub use cascade::{Cascade, Drive, join_noise};
pub use config::{
    CascadeConfig, ConfigError, ModelConfig, Padding, ReadingConfig, TemplatesConfig,
};
pub use encoder::{ReportCode, SectionCode};
pub use layers::upsample2;

use crate::views::View;

/// Everything that generates and judges; the critic belongs to training.
#[derive(Module, Debug)]
pub struct XRayGan {
    /// Report to code.
    pub encoder: encoder::ReportEncoder,
    /// What sentences say of findings; absent where [`ModelConfig::reading`] is `None`.
    pub reading: Option<reading::ReadingHead>,
    /// Code to frontal view.
    pub frontal: cascade::Cascade,
    /// Code to lateral view; shares no weights with `frontal`.
    pub lateral: cascade::Cascade,
    /// Of templates: the table of findings and the patient to the code of the cascades.
    pub patient: Option<templates::ConditionEncoder>,
    /// Of templates: where findings are in the views.
    pub places: Option<templates::PlacesHead>,
    /// Judges a pair of views; absent where `ModelConfig::consistency` is 0.
    pub consistency: Option<consistency::ConsistencyNetwork>,
}

impl XRayGan {
    /// A network with PyTorch's default initial distributions, drawn from the device's generator.
    ///
    /// # Errors
    /// As [`ModelConfig::validate`].
    pub fn new(config: &ModelConfig, device: &Device) -> Result<Self, ConfigError> {
        config.validate()?;
        let templates = config.cascade.templates();
        Ok(Self {
            encoder: encoder::ReportEncoder::new(config, device),
            reading: (config.reading.as_ref())
                .map(|_| reading::ReadingHead::new(config.hidden, device)),
            frontal: cascade::Cascade::new(config, device),
            lateral: cascade::Cascade::new(config, device),
            patient: templates.map(|it| {
                let inputs = it.patient.width();
                templates::ConditionEncoder::new(inputs, it.hidden, it.code, device)
            }),
            places: templates
                .map(|it| templates::PlacesHead::new(it.patient.width(), it.hidden, device)),
            consistency: (config.consistency > 0)
                .then(|| consistency::ConsistencyNetwork::new(config.consistency, device)),
        })
    }

    /// The cascade of a view.
    #[must_use]
    pub fn cascade(&self, view: View) -> &cascade::Cascade {
        match view {
            View::Frontal => &self.frontal,
            View::Lateral => &self.lateral,
        }
    }
}
