//! What a batch tells a cascade of templates, and the losses that its truth allows.

use burn::tensor::{Tensor, TensorData};
use rand::RngExt;
use xraygan::{
    condition::{PLACE_NUMBERS, PatientCode, Places},
    generation::map_tensors,
    model::Drive,
    views::{View, Views},
};

use super::{
    context::{Context, shrink},
    draw::Drawn,
};
use crate::{networks::Generator, schedule::Position};
use learn::{
    batch::{Batch, ViewBatch, indices},
    random::{Purpose, stream},
};

/// Most weight of a pixel, before the weights are brought to a mean of 1.
const MOST_WEIGHT: f64 = 60.0;

/// Least mean change that a batch is taken to have, in values of -1..1.
const LEAST_CHANGE: f64 = 1e-4;

/// Bands of the Laplacian pyramid.
const BANDS: usize = 4;

/// What a batch tells.
pub(super) struct ToldBatch<'b> {
    /// `[n, D]`.
    numbers: Tensor<2>,
    /// Studies that are shown without their findings.
    twins: Vec<bool>,
    presence: Vec<Vec<f32>>,
    places: Vec<&'b Places>,
}

impl Context<'_> {
    /// What the network is told of a batch; some of the studies are to be drawn without their findings.
    pub(super) fn tell<'b>(
        self,
        patient: &PatientCode,
        batch: &'b Batch,
        at: &Position<'_>,
    ) -> ToldBatch<'b> {
        let settings = self.settings;
        let mut rng = stream(settings.run.seed, at.stage.index, at.step, Purpose::Twins);
        let mut told = ToldBatch {
            numbers: Tensor::zeros([1, 1], self.device),
            twins: Vec::new(),
            presence: Vec::new(),
            places: Vec::new(),
        };
        let mut numbers = Vec::new();
        for study in &batch.told {
            // Only a simulator knows the film without the findings.
            let chosen = rng.random::<f64>() < settings.templates.twins;
            let twin = chosen && study.patient.is_some();
            let seed = rng.random();
            let [row, shown] = study.encode(patient, !twin, seed);
            numbers.extend(row);
            told.twins.push(twin);
            told.presence.push(shown);
            told.places.push(&study.places);
        }
        let shape = [batch.len(), patient.width()];
        told.numbers = Tensor::from_data(TensorData::new(numbers, shape), self.device);
        told
    }

    /// Generates the batch's views, with the graph, and measures the places of findings.
    pub(super) fn draw_told(
        self,
        generator: &Generator,
        patient: &PatientCode,
        batch: &Batch,
        at: &Position<'_>,
    ) -> (Vec<Drawn>, Option<Tensor<1>>) {
        let told = self.tell(patient, batch, at);
        let compute = self.settings.run.compute;
        let (Some(encoder), Some(head)) = (&generator.patient, &generator.places) else {
            return (Vec::new(), None);
        };
        let code = compute
            .module(encoder)
            .forward(compute.enter(told.numbers.clone()));
        let predicted = head.forward(told.numbers.clone());
        let errors = self.place_error(predicted, &told);
        let mut drawn = Vec::new();
        for (view, images) in batch.views.iter() {
            let Some(images) = images else { continue };
            let rows = &images.rows;
            let places = indices(rows, self.device);
            let of_rows: Vec<_> = rows.iter().map(|&row| &told.places[row][view]).collect();
            let shown: Vec<_> = rows.iter().map(|&row| told.presence[row].clone()).collect();
            let maps = map_tensors(&of_rows, &shown, at.stage.size, self.device);
            let drive = Drive {
                code: code.clone().select(0, places.clone()),
                maps: maps.into_iter().map(|map| compute.enter(map)).collect(),
            };
            let cascade = compute.module(generator.cascade(view));
            let made = cascade.forward(&drive, at.stage.scale);
            let (real, weight) = self.targets(images, &told.twins);
            let numbers = told.numbers.clone().select(0, places);
            drawn.push(Drawn {
                view,
                real,
                weight,
                codes: numbers.clone(),
                encoded: numbers,
                images: made.into_iter().map(|image| compute.leave(image)).collect(),
                noise: None,
                wrong: batch.wrong_reports(rows),
                rows: rows.clone(),
            });
        }
        (drawn, errors)
    }

    /// The films, of twins without their findings, and the weights of their pixels.
    fn targets(self, images: &ViewBatch, twins: &[bool]) -> (Tensor<4>, Option<Tensor<4>>) {
        let film = images.tensor(self.device);
        let Some(change) = images.change_tensor(self.device) else {
            return (film, None);
        };
        let twin: Vec<f32> = (images.rows.iter())
            .map(|&row| f32::from(u8::from(twins[row])))
            .collect();
        let shape = [twin.len(), 1, 1, 1];
        let twin = Tensor::<4>::from_data(TensorData::new(twin, shape), self.device);
        let real = film - change.clone() * twin;
        let extra = self.settings.templates.change_weight;
        if extra == 0.0 {
            return (real, None);
        }
        let change = change.abs();
        let mean = change.clone().mean().clamp_min(LEAST_CHANGE);
        let weight = change / mean.reshape([1, 1, 1, 1]) * extra + 1.0;
        let weight = weight.clamp_max(MOST_WEIGHT);
        let mean = weight.clone().mean().reshape([1, 1, 1, 1]);
        (real, Some(weight / mean))
    }

    /// Mean absolute error of the places that are known, in shares of the image's side.
    fn place_error(self, predicted: [Tensor<2>; 2], told: &ToldBatch<'_>) -> Option<Tensor<1>> {
        if self.settings.templates.places_weight == 0.0 {
            return None;
        }
        let n = told.places.len();
        let known = Views::from_fn(|view: View| {
            let (mut numbers, mut known) = (Vec::new(), Vec::new());
            for (places, presence) in told.places.iter().zip(&told.presence) {
                let shown = places[view].shown(presence);
                numbers.extend(shown.numbers);
                known.extend(shown.known);
            }
            (numbers, known)
        });
        let mut sum: Option<Tensor<1>> = None;
        let mut count = 0.0;
        for ((_, (numbers, known)), predicted) in known.into_iter().zip(predicted) {
            count += known.iter().sum::<f32>();
            let tensor = |values: Vec<f32>| {
                let data = TensorData::new(values, [n, PLACE_NUMBERS]);
                Tensor::<2>::from_data(data, self.device)
            };
            let error = ((predicted - tensor(numbers)).abs() * tensor(known)).sum();
            sum = Some(match sum {
                None => error,
                Some(sum) => sum + error,
            });
        }
        sum.map(|sum| sum / f64::from(count.max(1.0)))
    }

    /// Distance to the films at every scale, the last counted twice, and in the bands of a pyramid.
    pub(super) fn told_loss(self, drawn: &Drawn) -> Tensor<1> {
        let last = drawn.images.len() - 1;
        let weigh = |distance: Tensor<4>, factor: usize| match &drawn.weight {
            None => distance.mean(),
            Some(weight) => (distance * shrink(weight.clone(), factor)).mean(),
        };
        let mut sum = Tensor::zeros([1], self.device);
        for (scale, image) in drawn.images.iter().enumerate() {
            let factor = 1 << (last - scale);
            let difference = image.clone() - shrink(drawn.real.clone(), factor);
            let share = if scale == last { 2.0 } else { 1.0 };
            sum = sum + weigh(difference.clone().abs(), factor) * share;
            if scale == last && self.settings.templates.pyramid_weight > 0.0 {
                let mut rest = difference;
                for band in 0..BANDS {
                    let small = halve(rest.clone());
                    let fine = rest - xraygan::model::upsample2(small.clone());
                    let weight = self.settings.templates.pyramid_weight;
                    sum = sum + weigh_band(fine, drawn.weight.as_ref(), band) * weight;
                    rest = small;
                }
            }
        }
        sum
    }
}

/// Mean of a band's magnitude, weighted.
fn weigh_band(fine: Tensor<4>, weight: Option<&Tensor<4>>, band: usize) -> Tensor<1> {
    let Some(weight) = weight else {
        return fine.abs().mean();
    };
    let weight = (0..band).fold(weight.clone(), |weight, _| halve(weight));
    (fine.abs() * weight).mean()
}

/// Averages 2 x 2 pixels.
fn halve(x: Tensor<4>) -> Tensor<4> {
    let [n, c, high, wide] = x.dims();
    let squares: Tensor<6> = x.reshape([n, c, high / 2, 2, wide / 2, 2]);
    let rows: Tensor<6> = squares.mean_dim(5).mean_dim(3);
    rows.reshape([n, c, high / 2, wide / 2])
}
