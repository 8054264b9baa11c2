//! The generator of one view: from its inputs to images of 32, 64 .. pixels, each scale refining the one before. Two kinds
//! share the interface: the published one and that of templates.

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{
    base::BaseGenerator,
    config::{CascadeConfig, ModelConfig},
    refiner::Refiner,
    templates::{AnatomyChoice, TemplateCascade, TemplateState},
};

/// `code [n, C]` and `noise [n, Z]` -> what the published cascades take, `[n, C + Z]`.
#[must_use]
pub fn join_noise(code: Tensor<2>, noise: Option<Tensor<2>>) -> Tensor<2> {
    match noise {
        None => code,
        Some(noise) => Tensor::cat(vec![code, noise], 1),
    }
}

/// What drives a cascade.
#[derive(Debug, Clone)]
pub struct Drive {
    /// `[n, C + Z]`, the report's code joined with the noise; for templates `[n, W]`, the code of table and patient.
    pub code: Tensor<2>,
    /// For templates the maps of the view's places, `[n, MAPS, side, side]` at 16, 32, 64 .. pixels.
    pub maps: Vec<Tensor<4>>,
    /// For templates the anatomies to draw.
    pub anatomies: AnatomyChoice,
}

impl From<Tensor<2>> for Drive {
    fn from(code: Tensor<2>) -> Self {
        Self {
            code,
            maps: Vec::new(),
            anatomies: AnatomyChoice::default(),
        }
    }
}

/// A cascade between two scales.
#[allow(clippy::large_enum_variant)] // One at a time.
#[derive(Debug, Clone)]
pub enum CascadeState {
    /// The published one has nothing but the image, `[n, 1, side, side]`.
    Released(Tensor<4>),
    /// The one of templates carries its features.
    Templates(TemplateState),
}

impl CascadeState {
    /// `[n, 1, side, side]` in -1..1.
    #[must_use]
    pub fn image(&self) -> &Tensor<4> {
        match self {
            Self::Released(image) => image,
            Self::Templates(state) => &state.image,
        }
    }
}

/// 32 x 32, then x2 per scale.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant)]
pub enum Cascade {
    /// As published.
    Released(ReleasedCascade),
    /// Learnt templates carried by flows.
    Templates(TemplateCascade),
}

impl Cascade {
    pub(super) fn new(config: &ModelConfig, device: &Device) -> Self {
        match &config.cascade {
            CascadeConfig::Released => Self::Released(ReleasedCascade::new(config, device)),
            CascadeConfig::Templates(templates) => {
                Self::Templates(TemplateCascade::new(templates, &config.sizes(), device))
            }
        }
    }

    /// The next scale: the smallest where `previous` is `None`, else the one after it. `None` past the last scale.
    #[must_use]
    pub fn next(
        &self,
        drive: &Drive,
        previous: Option<(usize, CascadeState)>,
    ) -> Option<CascadeState> {
        match (self, previous) {
            (Self::Released(it), None) => {
                let image = it.base.forward(drive.code.clone());
                Some(CascadeState::Released(image))
            }
            (Self::Templates(it), None) => Some(CascadeState::Templates(it.first(drive))),
            (Self::Released(it), Some((scale, state))) => {
                let refiner = it.refiners.get(scale)?;
                let image = refiner.forward(state.image().clone(), drive.code.clone());
                Some(CascadeState::Released(image))
            }
            (Self::Templates(it), Some((scale, CascadeState::Templates(state)))) => it
                .next(scale + 1, drive, state)
                .map(CascadeState::Templates),
            (Self::Templates(_), Some(_)) => None,
        }
    }

    /// All scales up to the one with index `last`, smallest first.
    #[must_use]
    pub fn forward(&self, drive: &Drive, last: usize) -> Vec<Tensor<4>> {
        let mut images = Vec::new();
        let mut state = None;
        for scale in 0..=last {
            let previous = state.take().map(|it| (scale - 1, it));
            let Some(next) = self.next(drive, previous) else {
                break;
            };
            images.push(next.image().clone());
            state = Some(next);
        }
        images
    }
}

/// The published cascade: the base generator and its refiners.
#[derive(Module, Debug)]
pub struct ReleasedCascade {
    /// The first scale.
    pub base: BaseGenerator,
    /// One per further scale.
    pub refiners: Vec<Refiner>,
}

impl ReleasedCascade {
    fn new(config: &ModelConfig, device: &Device) -> Self {
        let input = config.generator_input();
        Self {
            base: BaseGenerator::new(input, device),
            refiners: (1..config.sizes().len())
                .map(|_| Refiner::new(input, config.refiner, device))
                .collect(),
        }
    }
}
