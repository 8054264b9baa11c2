//! What a batch tells a cascade of templates.

use burn::tensor::{Tensor, TensorData};
use rand::RngExt;
use xraygan::{
    condition::{PLACE_NUMBERS, Patient, PatientCode, Places, told_dimensions},
    generation::{complete, map_tensors},
    model::{Drive, templates::AnatomyChoice},
    views::Views,
};

use super::{
    context::Context,
    draw::{Drawing, Drawn},
};
use crate::{
    networks::Networks,
    schedule::Position,
    study_codes::{BatchCodes, StudyCodes},
};
use learn::{
    batch::{Batch, ViewBatch, indices},
    meter::Meter,
    random::{Purpose, stream},
    told::ToldStudy,
};

/// Most weight of a pixel, before those of a film are brought to a mean of 1.
const MOST_WEIGHT: f64 = 200.0;

/// Least mean change that a film is taken to have, in values of -1..1.
const LEAST_CHANGE: f64 = 1e-4;

/// What a batch tells.
struct ToldBatch<'b> {
    /// `[n, D]`.
    numbers: Tensor<2>,
    /// Those of its studies' codes that are learnt.
    codes: Option<BatchCodes>,
    /// Studies that are shown without their findings.
    twins: Vec<bool>,
    presence: Vec<Vec<f32>>,
    anatomies: AnatomyChoice,
    places: Vec<&'b Places>,
}

impl Context<'_> {
    /// One step of the places head alone, on what some studies tell.
    pub fn places_step(
        self,
        networks: &mut Networks,
        studies: &[&ToldStudy],
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let generator = &networks.generator;
        let (Some(templates), Some(head)) = (self.config.cascade.templates(), &generator.places)
        else {
            return;
        };
        let told = self.tell(&templates.patient, studies, None, at);
        let error = self.place_error(head.forward(told.numbers.clone()), &told);
        meter.add("places", &error);
        self.descend(networks, &error, None, at);
    }

    /// What the network is told of some studies; some of them are to be drawn without their findings.
    fn tell<'b>(
        self,
        patient: &PatientCode,
        studies: &[&'b ToldStudy],
        learnt: Option<&StudyCodes>,
        at: &Position<'_>,
    ) -> ToldBatch<'b> {
        let settings = self.settings;
        let mut rng = stream(settings.run.seed, at.stage.index, at.step, Purpose::Twins);
        let (mut numbers, mut twins, mut presence) = (Vec::new(), Vec::new(), Vec::new());
        let mut patients: Vec<Patient> = Vec::new();
        for study in studies {
            // Only a simulator knows the film without the findings.
            let chosen = rng.random::<f64>() < settings.templates.twins;
            let twin = chosen && study.patient.is_some();
            let mut of_study = study.patient(patient, rng.random());
            if let (Some(learnt), Some(place)) = (learnt, study.unknown) {
                // Whose body it is nobody knows either; one that does not change from step to step.
                of_study = Patient {
                    code: learnt.of(place).to_vec(),
                    ..study.patient(patient, settings.run.seed ^ place as u64)
                };
            }
            let [row, shown] = study.encode(patient, &of_study, !twin);
            patients.push(of_study);
            numbers.extend(row);
            twins.push(twin);
            presence.push(shown);
        }
        let shape = [studies.len(), patient.width()];
        let places = studies.iter().zip(&twins).map(|(study, &twin)| {
            // Of a twin only the chest's own findings are there.
            if twin {
                &study.own_places
            } else {
                &study.places
            }
        });
        let places = places.collect();
        let numbers = Tensor::from_data(TensorData::new(numbers, shape), self.device);
        let codes = learnt.and_then(|it| self.learnt_codes(it, studies));
        let numbers = match &codes {
            None => numbers,
            Some(codes) => numbers + self.on_graph(codes, patient, studies, &patients),
        };
        ToldBatch {
            numbers,
            codes,
            twins,
            presence,
            anatomies: AnatomyChoice::new(patients.iter().map(|it| it.anatomy.as_slice())),
            places,
        }
    }

    /// The codes of those studies of a batch that have one to learn.
    fn learnt_codes(self, learnt: &StudyCodes, studies: &[&ToldStudy]) -> Option<BatchCodes> {
        let unknown: Vec<usize> = studies.iter().filter_map(|it| it.unknown).collect();
        (!unknown.is_empty()).then(|| learnt.leaf(unknown, self.device))
    }

    /// Zeros `[n, D]` whose gradient reaches the learnt codes as that of the numbers would.
    fn on_graph(
        self,
        learnt: &BatchCodes,
        patient: &PatientCode,
        studies: &[&ToldStudy],
        patients: &[Patient],
    ) -> Tensor<2> {
        let told = told_dimensions(patient);
        let (mut rows, mut factors, mut next) = (Vec::new(), Vec::new(), 0);
        for (study, of_study) in studies.iter().zip(patients) {
            rows.push(next.min(learnt.studies.len() - 1));
            if study.unknown.is_none() {
                factors.extend(std::iter::repeat_n(0.0, told.len()));
                continue;
            }
            next += 1;
            let ones = Patient {
                code: vec![1.0; patient.dimensions.len()],
                anatomy: of_study.anatomy.clone(),
            };
            let [numbers, _] = study.encode(patient, &ones, true);
            let own = numbers.iter().zip(&told);
            factors.extend(own.map(|(&number, told)| if told.is_some() { number } else { 0.0 }));
        }
        let columns: Vec<usize> = told.iter().map(|it| it.unwrap_or(0)).collect();
        let shape = [studies.len(), told.len()];
        let factors = Tensor::<2>::from_data(TensorData::new(factors, shape), self.device);
        let zeros = learnt.codes.clone() - learnt.codes.clone().detach();
        zeros
            .select(0, indices(&rows, self.device))
            .select(1, indices(&columns, self.device))
            * factors
    }

    /// Generates the batch's views, with the graph, and measures the places of findings.
    pub(super) fn draw_told(
        self,
        networks: &Networks,
        patient: &PatientCode,
        batch: &Batch,
        at: &Position<'_>,
    ) -> Drawing {
        let generator = &networks.generator;
        let studies: Vec<&ToldStudy> = batch.told.iter().map(|it| &**it).collect();
        let told = self.tell(patient, &studies, networks.study_codes.as_ref(), at);
        let compute = self.settings.run.compute;
        let (Some(encoder), Some(head)) = (&generator.patient, &generator.places) else {
            return Drawing::default();
        };
        let code = compute
            .module(encoder)
            .forward(compute.enter(told.numbers.clone()));
        let predicted = head.forward(told.numbers.clone());
        let shown = told.shown(&predicted);
        let weighed = self.settings.templates.places_weight > 0.0;
        let errors = weighed.then(|| self.place_error(predicted, &told));
        let mut drawn = Vec::new();
        for (view, images) in batch.views.iter() {
            let Some(images) = images else { continue };
            let rows = &images.rows;
            let places = indices(rows, self.device);
            let of_rows: Vec<_> = rows.iter().map(|&row| &shown[row][view]).collect();
            let presence: Vec<_> = rows.iter().map(|&row| told.presence[row].clone()).collect();
            let maps = map_tensors(&of_rows, &presence, at.stage.size, self.device);
            let drive = Drive {
                code: code.clone().select(0, places.clone()),
                maps: maps.into_iter().map(|map| compute.enter(map)).collect(),
                anatomies: told.anatomies.select(rows),
            };
            let cascade = compute.module(generator.cascade(view));
            let made = cascade.forward(&drive, at.stage.scale);
            let (real, weight) = self.targets(images, &told.twins);
            let numbers = told.numbers.clone().select(0, places);
            drawn.push(Drawn {
                view,
                real,
                weight,
                codes: numbers.clone().without_autodiff(),
                encoded: numbers,
                images: made.into_iter().map(|image| compute.leave(image)).collect(),
                noise: None,
                wrong: batch.wrong_reports(rows),
                rows: rows.clone(),
            });
        }
        Drawing {
            views: drawn,
            places: errors,
            codes: told.codes,
        }
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
        let real = film - change.clone() * twin.clone();
        let extra = self.settings.templates.change_weight;
        if extra == 0.0 {
            return (real, None);
        }
        // Study by study: beside a large effusion a nodule would count nothing. A twin shows the whole body instead.
        let change = change.abs();
        let mean = study_mean(change.clone()).clamp_min(LEAST_CHANGE);
        let weight = change / mean * extra * (twin * -1.0 + 1.0) + 1.0;
        let weight = weight.clamp_max(MOST_WEIGHT);
        let mean = study_mean(weight.clone());
        (real, Some(weight / mean))
    }

    /// Mean absolute error of the places that are known, in shares of the image's side.
    fn place_error(self, predicted: Views<Tensor<2>>, told: &ToldBatch<'_>) -> Tensor<1> {
        let shape = [told.places.len(), PLACE_NUMBERS];
        let mut count = 0.0;
        let errors = predicted.into_iter().map(|(view, predicted)| {
            let (mut numbers, mut known) = (Vec::new(), Vec::new());
            for (places, presence) in told.places.iter().zip(&told.presence) {
                let shown = places[view].shown(presence);
                numbers.extend(shown.numbers);
                known.extend(shown.known);
            }
            count += known.iter().sum::<f32>();
            let [numbers, known] = [numbers, known]
                .map(|it| Tensor::<2>::from_data(TensorData::new(it, shape), self.device));
            ((predicted - numbers).abs() * known).sum()
        });
        let none = Tensor::zeros([1], self.device);
        let sum = errors.fold(none, |sum, error| sum + error);
        sum / f64::from(count.max(1.0))
    }
}

impl ToldBatch<'_> {
    /// Where the findings are: as the truth says and, where it says nothing, as the head does. Generation has the
    /// head's places, too, so that nothing else may stand for them here.
    fn shown(&self, predicted: &Views<Tensor<2>>) -> Vec<Places> {
        let values = (predicted.as_ref())
            .map(|it| -> Vec<f32> { it.clone().without_autodiff().into_data().iter().collect() });
        let given: Vec<_> = self.places.iter().map(|&it| Some(it)).collect();
        complete(&values, &self.presence, &given)
    }
}

/// Mean of each study: `[n, 1, s, s]` -> `[n, 1, 1, 1]`.
fn study_mean(values: Tensor<4>) -> Tensor<4> {
    values.mean_dim(3).mean_dim(2)
}
