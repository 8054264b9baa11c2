//! Patient codes that are learnt study by study, where nobody knows the patient.
//!
//! A film of a real collection tells more than its report: the body, the pose. Without a code the cascade averages over all
//! of them. So each such study gets one of its own, which the pixels' loss moves together with the network's weights, and
//! which stays within the ball that most of a standard normal distribution lies in, from which generation draws
//! (Bojanowski et al., Optimizing the Latent Space of Generative Networks, arXiv 1707.05776).

use anyhow::{Result, ensure};
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use rand_distr::{Distribution, StandardNormal};
use xraygan::weights::tensors::{Array, Arrays};

use learn::random::{Purpose, stream};

/// Of Adam (Kingma and Ba, arXiv 1412.6980); each row has its own state, as most batches lack it.
const BETA1: f32 = 0.9;
const BETA2: f32 = 0.99;
const EPSILON: f32 = 1e-8;

/// What a checkpoint holds of them: the numbers, and the state of their optimiser.
const ARRAYS: [&str; 4] = ["numbers", "mean", "square", "steps"];

/// One code for each study of which no patient is known.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyCodes {
    /// Numbers of a code.
    width: usize,
    /// `[studies, width]`, as are the means of gradients and of their squares.
    numbers: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
    /// Steps of each study.
    steps: Vec<f32>,
}

/// The codes of some studies, to be learnt from.
#[derive(Debug, Clone)]
pub struct BatchCodes {
    /// Places among the studies of which no patient is known.
    pub studies: Vec<usize>,
    /// `[studies, width]`, on the graph.
    pub codes: Tensor<2>,
}

impl StudyCodes {
    /// Codes of `studies` studies, drawn from the standard normal distribution.
    #[must_use]
    pub fn new(studies: usize, width: usize, seed: u64) -> Self {
        let mut rng = stream(seed, 0, 0, Purpose::Codes);
        let count = studies * width;
        Self {
            width,
            numbers: (0..count)
                .map(|_| StandardNormal.sample(&mut rng))
                .collect(),
            mean: vec![0.0; count],
            square: vec![0.0; count],
            steps: vec![0.0; studies],
        }
    }

    /// The code of a study.
    #[must_use]
    pub fn of(&self, study: usize) -> &[f32] {
        &self.numbers[study * self.width..][..self.width]
    }

    /// The codes of some studies as a leaf of the graph.
    #[must_use]
    pub fn leaf(&self, studies: Vec<usize>, device: &Device) -> BatchCodes {
        let values: Vec<f32> = studies
            .iter()
            .flat_map(|&at| self.of(at))
            .copied()
            .collect();
        let shape = [studies.len(), self.width];
        let codes = Tensor::<2>::from_data(TensorData::new(values, shape), device);
        BatchCodes {
            studies,
            codes: codes.autodiff().require_grad(),
        }
    }

    /// Moves the codes of a batch against their gradients.
    pub fn step(&mut self, rate: f64, batch: &BatchCodes, gradients: &Gradients) {
        let Some(gradient) = batch.codes.grad(gradients) else {
            return;
        };
        let gradient: Vec<f32> = gradient.into_data().iter().collect();
        let rows = batch.studies.iter().zip(gradient.chunks_exact(self.width));
        for (&study, gradient) in rows {
            self.steps[study] += 1.0;
            let t = self.steps[study];
            let [first, second] = [1.0 - BETA1.powf(t), 1.0 - BETA2.powf(t)];
            let from = study * self.width;
            for (at, &g) in (from..).zip(gradient) {
                self.mean[at] = BETA1 * self.mean[at] + (1.0 - BETA1) * g;
                self.square[at] = BETA2 * self.square[at] + (1.0 - BETA2) * g * g;
                let size = (self.square[at] / second).sqrt() + EPSILON;
                self.numbers[at] -= rate as f32 * self.mean[at] / first / size;
            }
            let row = &mut self.numbers[from..from + self.width];
            let length = row.iter().map(|z| z * z).sum::<f32>().sqrt();
            let most = (self.width as f32).sqrt();
            if length > most {
                row.iter_mut().for_each(|z| *z *= most / length);
            }
        }
    }

    /// Everything, for a checkpoint.
    #[must_use]
    pub fn state(&self) -> Arrays {
        let studies = self.steps.len();
        let shapes = [
            vec![studies, self.width],
            vec![studies, self.width],
            vec![studies, self.width],
            vec![studies],
        ];
        let values = [&self.numbers, &self.mean, &self.square, &self.steps];
        let arrays = shapes.into_iter().zip(values).map(|(shape, values)| Array {
            shape,
            values: values.clone(),
        });
        ARRAYS.map(str::to_owned).into_iter().zip(arrays).collect()
    }

    /// Takes over what [`StudyCodes::state`] gave.
    ///
    /// # Errors
    /// Codes of other studies, or of another width.
    pub fn restore(&mut self, mut state: Arrays) -> Result<()> {
        let all = [
            &mut self.numbers,
            &mut self.mean,
            &mut self.square,
            &mut self.steps,
        ];
        for (name, kept) in ARRAYS.into_iter().zip(all) {
            let values = state.remove(name).map_or_else(Vec::new, |it| it.values);
            ensure!(
                values.len() == kept.len(),
                "`{name}` has {} numbers, not {}: the data are not those that the run began with",
                values.len(),
                kept.len()
            );
            *kept = values;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn codes_move_to_what_their_own_study_wants_and_stay_within_the_ball() {
        let device = Device::flex();
        let mut codes = StudyCodes::new(3, 4, 1);
        let untouched = codes.of(1).to_vec();
        // Study 0 wants 0.5 everywhere, study 2 more than the ball holds.
        let wanted = Tensor::<2>::from_floats([[0.5; 4], [9.0; 4]], &device);
        for _ in 0..400 {
            let batch = codes.leaf(vec![0, 2], &device);
            let loss = (batch.codes.clone() - wanted.clone()).powi_scalar(2).sum();
            codes.step(0.03, &batch, &loss.backward());
        }
        assert!(
            codes.of(0).iter().all(|z| (z - 0.5).abs() < 0.05),
            "{codes:?}"
        );
        assert!(
            codes.of(2).iter().all(|z| (z - 1.0).abs() < 0.05),
            "{codes:?}"
        );
        assert_eq!(codes.of(1), untouched);
        let mut other = StudyCodes::new(3, 4, 2);
        other.restore(codes.state()).unwrap();
        assert_eq!(other, codes);
        let error = StudyCodes::new(2, 4, 2).restore(codes.state()).unwrap_err();
        assert!(error.to_string().contains("`numbers` has 12"), "{error}");
    }
}
