//! The networks in training, with their optimisers.

use anyhow::Result;
use burn::{module::Module, tensor::Device};
use rand::RngExt;
use xraygan::{
    model::{
        ModelConfig, XRayGan,
        cascade::{Cascade, ReleasedCascade},
        consistency::ConsistencyNetwork,
    },
    views::Views,
    weights::tensors,
};

use crate::{
    calibrate::calibrate,
    critic::Critic,
    first_templates::from_films,
    schedule::{Phase, Stage},
    settings::{LowerScales, Settings},
    study_codes::StudyCodes,
};
use learn::{
    adam::Adam,
    data::Studies,
    random::{Purpose, seeded, stream},
};

/// Marks what learns of a generator at a scale; the rest stays as it is.
fn prepared(generator: XRayGan, scale: usize, lower: LowerScales) -> XRayGan {
    let trained = |at: usize| at == scale || (at < scale && lower == LowerScales::Tuned);
    let cascade = |cascade: Cascade| match cascade {
        Cascade::Released(cascade) => {
            let ReleasedCascade { base, refiners } = cascade.freeze();
            Cascade::Released(ReleasedCascade {
                base: if trained(0) { base.unfreeze() } else { base },
                refiners: (refiners.into_iter().enumerate())
                    .map(|(at, it)| if trained(at + 1) { it.unfreeze() } else { it })
                    .collect(),
            })
        }
        // Its scales share one trunk and one set of flows.
        Cascade::Templates(cascade) => Cascade::Templates(cascade.unfreeze()),
    };
    let encoder = if scale == 0 || lower == LowerScales::Tuned {
        generator.encoder.unfreeze()
    } else {
        generator.encoder.freeze()
    };
    XRayGan {
        encoder,
        frontal: cascade(generator.frontal),
        lateral: cascade(generator.lateral),
        ..generator
    }
}

/// Everything that changes while training.
pub struct Networks {
    /// In training, on an autodiff device; without a consistency network, which learns apart.
    pub generator: XRayGan,
    /// Moving average of the generator, without autodiff.
    pub average: XRayGan,
    /// Judges pairs, on an autodiff device.
    pub consistency: ConsistencyNetwork,
    /// One a view, of the scale in training, on an autodiff device.
    pub critics: Views<Critic>,
    /// Of the generator.
    pub generator_optimiser: Adam,
    /// Of the critics.
    pub critic_optimisers: Views<Adam>,
    /// Of the consistency network.
    pub consistency_optimiser: Adam,
    /// Codes of studies of which no patient is known, where they are learnt.
    pub study_codes: Option<StudyCodes>,
}

impl Networks {
    /// Networks with first weights drawn from the settings' seed.
    ///
    /// # Errors
    /// Widths from which no network can be built.
    pub fn new(settings: &Settings, config: &ModelConfig, device: &Device) -> Result<Self> {
        kernels::install();
        let device = device.clone().inner();
        let draw = || -> Result<_> {
            let mut generator = XRayGan::new(config, &device)?;
            let consistency = match generator.consistency.take() {
                Some(network) => network,
                None => ConsistencyNetwork::new(settings.network.consistency, &device),
            };
            // In this order.
            let _ = tensors::collect(&generator);
            let _ = tensors::collect(&consistency);
            Ok((generator, consistency))
        };
        let (generator, consistency) = seeded(&device, seed(settings.run.seed, 0), draw)?;
        Ok(Self {
            average: generator.valid(),
            generator: generator.train(),
            consistency: consistency.train(),
            critics: critics(settings, config, 0, &device),
            generator_optimiser: gan_optimiser(settings),
            critic_optimisers: Views::from_fn(|_| gan_optimiser(settings)),
            consistency_optimiser: consistency_optimiser(settings),
            study_codes: None,
        })
    }

    /// Learns a code for each study of which no patient is known, where the settings ask for it.
    #[must_use]
    pub fn learning_codes(
        mut self,
        settings: &Settings,
        config: &ModelConfig,
        studies: &Studies,
    ) -> Self {
        let width = config
            .cascade
            .templates()
            .map(|it| it.patient.dimensions.len());
        self.study_codes = width
            .filter(|_| settings.templates.study_code_rate > 0.0 && studies.unknown() > 0)
            .map(|width| StudyCodes::new(studies.unknown(), width, settings.run.seed));
        self
    }

    /// Gives the encoder first weights that follow the reports (Krähenbühl et al., arXiv 1511.06856).
    ///
    /// # Errors
    /// Reports whose vectors cannot be decomposed.
    pub fn calibrate(&mut self, studies: &Studies, seed: u64) -> Result<()> {
        self.average.encoder = calibrate(self.average.encoder.clone(), studies, seed)?;
        self.generator = self.average.clone().train();
        Ok(())
    }

    /// Gives the templates films to begin with.
    ///
    /// # Errors
    /// A film that cannot be read.
    pub fn begin_with_films(&mut self, config: &ModelConfig, studies: &Studies) -> Result<()> {
        let mut average = self.average.clone();
        average = from_films(average, config, studies)?;
        self.generator = average.clone().train();
        self.average = average;
        Ok(())
    }

    /// What is made anew where a stage begins: optimisers, and critics of the stage's scale.
    pub fn begin(&mut self, stage: &Stage, settings: &Settings, config: &ModelConfig) {
        match stage.phase {
            Phase::Consistency => self.consistency_optimiser = consistency_optimiser(settings),
            Phase::Reading | Phase::Places | Phase::Warmup | Phase::Gan => {
                self.generator_optimiser = gan_optimiser(settings);
            }
        }
        if stage.phase == Phase::Gan {
            let device = self.average.encoder.join.weight.device();
            self.critics = critics(settings, config, stage.scale, &device);
            self.critic_optimisers = Views::from_fn(|_| gan_optimiser(settings));
        }
    }

    /// Marks what learns in a stage, after [`Networks::begin`] or a resume.
    pub fn prepare(&mut self, stage: &Stage, settings: &Settings) {
        let average = self.average.clone();
        let generator = std::mem::replace(&mut self.generator, average);
        self.generator = prepared(generator, stage.scale, settings.schedule.lower_scales);
    }
}

/// Critics of a scale, alike for one seed and scale whatever came before.
pub(super) fn critics(
    settings: &Settings,
    config: &ModelConfig,
    scale: usize,
    device: &Device,
) -> Views<Critic> {
    Views::from_fn(|view| {
        let seed = seed(settings.run.seed, 1 + 2 * scale + view as usize);
        let draw = || {
            let critic = Critic::new(
                scale,
                settings.network.critic,
                told(config),
                settings.critics.critic_norm,
                device,
            );
            let _ = tensors::collect(&critic);
            critic
        };
        seeded(device, seed, draw).train()
    })
}

/// Width of what the critics are told: the report's code, or for templates table and patient.
fn told(config: &ModelConfig) -> usize {
    let templates = config.cascade.templates();
    templates.map_or(config.code, |it| it.patient.width())
}

fn seed(seed: u64, what: usize) -> u64 {
    stream(seed, what, 0, Purpose::Weights).random()
}

fn gan_optimiser(settings: &Settings) -> Adam {
    Adam::new(
        settings.optimiser.beta1,
        settings.optimiser.beta2,
        settings.optimiser.epsilon,
    )
}

/// With Adam's usual means, as published.
fn consistency_optimiser(settings: &Settings) -> Adam {
    Adam::new(0.9, 0.999, settings.optimiser.epsilon)
}
