//! The judge of findings: a ResNet-18 on both views, one logit per task.

use anyhow::Result;
use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor, TensorData, activation},
};
use rand::RngExt;
use xraygan::model::resnet::ResNet18;
use xraygan::views::View;

use super::{
    input::{Change, Channel, Rows, load},
    training::Training,
};
use crate::{draw::pictures::Pictures, watch::Watch};

/// Images looked at together.
const BATCH: usize = 32;

/// Share of the training images of which one view is hidden, so that the network can judge one view alone.
pub const HIDDEN: f64 = 0.25;

/// Share of the training images beside which the same patient is shown without the findings, where that is known: what
/// differs between the two is the finding and nothing else.
pub const TWINS: f64 = 0.5;

/// A ResNet-18 that sees frontal and lateral as two channels.
#[derive(Module, Debug)]
pub struct Classifier {
    /// Up to the features.
    pub body: ResNet18,
    /// `8w -> tasks`.
    pub head: Linear,
}

/// Which views the classifier is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Those the study has.
    Both,
    /// One; the other channel is -1.
    Only(View),
}

/// What the classifier makes of some studies.
#[derive(Clone, Debug, PartialEq)]
pub struct Grades {
    /// Pooled features, `[studies, 8w]`.
    pub features: Rows,
    /// Probability of each task, `[study][task]`, 0..1.
    pub probabilities: Vec<Vec<f64>>,
}

impl Classifier {
    /// A network of first width `width` with random weights.
    #[must_use]
    pub fn new(width: usize, tasks: usize, device: &Device) -> Self {
        Self {
            body: ResNet18::new(2, width, device),
            head: LinearConfig::new(8 * width, tasks).init(device),
        }
    }

    /// Trains on `answers[place][task]`, `None` where unknown; `twins[place]` are those of the study without its findings,
    /// `None` where no such picture is known. The network must be on an autodiff device; returns it
    /// without autodiff, and its last loss.
    ///
    /// # Errors
    /// As [`Training::learn`].
    pub fn learn(
        self,
        training: &Training<'_>,
        pictures: &dyn Pictures,
        answers: &[Vec<Option<bool>>],
        twins: &[Option<Vec<Option<bool>>>],
        side: usize,
        device: &Device,
    ) -> Result<(Self, f64)> {
        let (trained, loss) = training.learn(self, |network, places, rng| {
            let mut channels = Vec::with_capacity(2 * places.len());
            let mut rows: Vec<&[Option<bool>]> = Vec::with_capacity(places.len());
            for &at in places {
                let hidden = rng
                    .random_bool(HIDDEN)
                    .then(|| View::ALL[usize::from(rng.random_bool(0.5))]);
                let seen = View::ALL.map(|view| Channel {
                    at,
                    view,
                    shown: hidden != Some(view),
                    healthy: false,
                    change: Some(Change::draw(rng)),
                });
                channels.extend(seen);
                rows.push(&answers[at]);
                if let Some(answers) = &twins[at]
                    && rng.random_bool(TWINS)
                {
                    channels.extend(seen.map(|it| Channel {
                        healthy: true,
                        ..it
                    }));
                    rows.push(answers);
                }
            }
            let images = load(pictures, &channels, 2, side, device)?.autodiff();
            let logits = network.head.forward(network.body.features(images));
            Ok(masked_cross_entropy(logits, &rows))
        })?;
        Ok((trained.valid(), loss))
    }

    /// Looks at the studies at `places`.
    ///
    /// # Errors
    /// An image that cannot be read, or [`crate::watch::Stopped`].
    pub fn look(
        &self,
        pictures: &dyn Pictures,
        places: &[usize],
        shown: Sight,
        side: usize,
        watch: &Watch<'_>,
    ) -> Result<Grades> {
        let device = self.head.weight.device();
        let (mut features, mut probabilities) = (Vec::new(), Vec::new());
        for part in places.chunks(BATCH) {
            let channels: Vec<Channel> = part
                .iter()
                .flat_map(|&at| {
                    View::ALL.map(|view| Channel {
                        at,
                        view,
                        shown: matches!(shown, Sight::Both) || shown == Sight::Only(view),
                        healthy: false,
                        change: None,
                    })
                })
                .collect();
            let seen = self
                .body
                .features(load(pictures, &channels, 2, side, &device)?);
            let graded = activation::sigmoid(self.head.forward(seen.clone()));
            let tasks = graded.dims()[1];
            features.extend(seen.into_data().iter::<f32>());
            let graded: Vec<f64> = graded.into_data().iter::<f64>().collect();
            probabilities.extend(graded.chunks(tasks.max(1)).map(<[f64]>::to_vec));
            watch.advance(part.len())?;
        }
        Ok(Grades {
            features: Rows {
                places: places.to_vec(),
                width: features.len() / places.len().max(1),
                values: features,
            },
            probabilities,
        })
    }
}

/// Mean binary cross-entropy of logits `[n, tasks]` over the answers that are known; 0 where none is.
fn masked_cross_entropy(logits: Tensor<2>, answers: &[&[Option<bool>]]) -> Tensor<1> {
    let shape = logits.dims();
    let device = logits.device().inner();
    let tensor = |of: &dyn Fn(Option<bool>) -> bool| {
        let values = answers.iter().flat_map(|row| row.iter());
        let values: Vec<f32> = values.map(|&it| f32::from(u8::from(of(it)))).collect();
        Tensor::<2>::from_data(TensorData::new(values, shape), &device)
    };
    let known = tensor(&|answer| answer.is_some());
    let yes = tensor(&|answer| answer == Some(true));
    let count = answers.iter().flat_map(|row| row.iter()).flatten().count();
    // ln(1 + e^x) - x y, without overflow.
    let losses = activation::relu(logits.clone()) - logits.clone() * yes
        + ((-logits.abs()).exp() + 1.0).log();
    (losses * known).sum() / count.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_answers_do_not_count() {
        let logits = Tensor::<2>::from_floats([[2.0, 90.0], [-1.0, 0.0]], &Device::flex());
        let answers: [&[Option<bool>]; 2] = [&[Some(true), None], &[Some(false), Some(true)]];
        let soft = |x: f64| x.exp().ln_1p();
        let expected = (soft(-2.0) + soft(-1.0) + soft(0.0)) / 3.0;
        let found = f64::from(masked_cross_entropy(logits.clone(), &answers).into_scalar::<f32>());
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        let none: [&[Option<bool>]; 2] = [&[None, None], &[None, None]];
        assert_eq!(
            masked_cross_entropy(logits, &none).into_scalar::<f32>(),
            0.0
        );
    }
}
