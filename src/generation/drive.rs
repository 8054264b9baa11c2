//! Prepares the inputs of the cascades from requests: code and noise, or code, anatomy and maps of places.

use burn::tensor::{Device, Tensor, TensorData};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal, StandardUniform};

use super::read::{ReadBackError, read};
use crate::{
    condition::{
        MAPS, PLACE_NUMBERS, Patient, PatientCode, Places, ViewPlaces, encode, maps, presence,
    },
    findings::FindingsTable,
    model::{
        Cascade, Drive, ModelConfig, ReportCode, TemplatesConfig, XRayGan,
        encoder::ReportEncoder,
        join_noise,
        templates::{AnatomyChoice, ConditionEncoder, PlacesHead},
    },
    report::TokenizedReport,
    views::{View, Views},
};

/// Side of the smallest maps of places.
const SMALLEST_MAP: usize = 16;

/// A report as word ids, and the patient whose images are wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Word ids of the FINDINGS, `[sentence][word]`.
    pub findings: Vec<Vec<u32>>,
    /// Word ids of the IMPRESSION, `[sentence][word]`.
    pub impression: Vec<Vec<u32>>,
    /// The findings; what templates draw.
    pub table: FindingsTable,
    /// The patient.
    pub subject: SubjectChoice,
}

/// The patient of a generation: a seed, and values that replace what the seed gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SubjectChoice {
    /// Seed of noise and patient.
    pub seed: u64,
    /// The patient, where it is given; only templates know patients.
    pub patient: Option<Patient>,
    /// Where the findings are, as far as it is given.
    pub places: Option<Places>,
}

impl SubjectChoice {
    /// The patient that is given, else that of the seed.
    #[must_use]
    pub fn patient(&self, code: &PatientCode) -> Patient {
        let given = self.patient.clone();
        given.unwrap_or_else(|| Patient::drawn(code, self.seed))
    }
}

impl From<u64> for SubjectChoice {
    fn from(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }
}

impl Request {
    /// A report that was read, and the table of findings to draw.
    #[must_use]
    pub fn new(
        report: &TokenizedReport,
        table: FindingsTable,
        subject: impl Into<SubjectChoice>,
    ) -> Self {
        Self {
            findings: report.findings.ids(),
            impression: report.impression.ids(),
            table,
            subject: subject.into(),
        }
    }
}

/// The networks that draw; the model of a bundle, or one in training.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// Report to code.
    pub encoder: &'a ReportEncoder,
    /// The cascades.
    pub cascades: Views<&'a Cascade>,
    /// Of templates: table and patient to code.
    pub patient: Option<&'a ConditionEncoder>,
    /// Of templates: table and patient to places of findings.
    pub places: Option<&'a PlacesHead>,
}

impl XRayGan {
    /// The networks that draw.
    #[must_use]
    pub fn drawing(&self) -> Drawing<'_> {
        Drawing {
            encoder: &self.encoder,
            cascades: Views::from_fn(|view| self.cascade(view)),
            patient: self.patient.as_ref(),
            places: self.places.as_ref(),
        }
    }
}

/// Requests on their way to the cascades.
pub(super) struct Driven {
    /// The reports' codes.
    code: ReportCode,
    /// What drives the cascades, but for the maps of templates.
    input: Tensor<2>,
    /// Of templates, what has to be read back before the maps can be made.
    told: Option<Asked>,
}

/// The findings and patients of some requests, and the places that the head gives them.
struct Asked {
    tables: Vec<FindingsTable>,
    patients: Vec<Patient>,
    given: Vec<Option<Places>>,
    /// `[n, PLACE_NUMBERS]`.
    places: Views<Tensor<2>>,
}

impl Drawing<'_> {
    /// Encodes requests; the places of templates are still on the device.
    pub(super) fn drive(&self, config: &ModelConfig, requests: &[Request]) -> Driven {
        let [findings, impression]: [Vec<_>; 2] = [
            requests.iter().map(|it| it.findings.clone()).collect(),
            requests.iter().map(|it| it.impression.clone()).collect(),
        ];
        let code = self.encoder.encode(&findings, &impression, config.padding);
        let device = code.code.device();
        let templates = config.cascade.templates();
        if let (Some(config), Some(patient), Some(places)) = (templates, self.patient, self.places)
        {
            let (told, tables, patients) = tell(config, requests, &device);
            let places = places.forward(told.clone());
            return Driven {
                code,
                input: patient.forward(told),
                told: Some(Asked {
                    tables,
                    patients,
                    given: requests
                        .iter()
                        .map(|it| it.subject.places.clone())
                        .collect(),
                    places,
                }),
            };
        }
        let noise = (config.noise > 0).then(|| {
            let values: Vec<f32> = requests
                .iter()
                .flat_map(|it| noise(config, it.subject.seed))
                .collect();
            let shape = [requests.len(), config.noise];
            Tensor::from_data(TensorData::new(values, shape), &device)
        });
        let input = join_noise(code.code.clone(), noise);
        Driven {
            code,
            input,
            told: None,
        }
    }
}

/// The input of the template networks for some requests, `[n, D]`, with the completed tables and the patients.
fn tell(
    config: &TemplatesConfig,
    requests: &[Request],
    device: &Device,
) -> (Tensor<2>, Vec<FindingsTable>, Vec<Patient>) {
    let mut numbers = Vec::new();
    let (mut tables, mut patients) = (Vec::new(), Vec::new());
    for request in requests {
        let seed = request.subject.seed;
        let mut sides = ChaCha8Rng::seed_from_u64(seed ^ 0x7369_6465);
        let table = request
            .table
            .clone()
            .completed(|| StandardUniform.sample(&mut sides));
        let patient = request.subject.patient(&config.patient);
        numbers.extend(encode(&config.patient, &table, &patient));
        tables.push(table);
        patients.push(patient);
    }
    let shape = [requests.len(), config.patient.width()];
    let told = Tensor::from_data(TensorData::new(numbers, shape), device);
    (told, tables, patients)
}

/// What drives both cascades up to images of `size` pixels.
pub(super) struct Driving {
    /// The reports' codes.
    pub(super) code: ReportCode,
    /// What drives each cascade.
    pub(super) drives: Views<Drive>,
    /// Of templates: the completed table, the patient and the places of each request.
    pub(super) subjects: Vec<(FindingsTable, Patient, Places)>,
}

impl Driven {
    /// With places read back from the device as they must be: [`Driven::finish`] wants their values.
    pub(super) fn places(&self) -> Option<Views<Tensor<2>>> {
        self.told.as_ref().map(|it| it.places.clone())
    }

    /// Makes the maps of places; `values` are those of [`Driven::places`].
    pub(super) fn finish(self, values: Option<Views<Vec<f32>>>, size: usize) -> Driving {
        let (Some(asked), Some(values)) = (self.told, values) else {
            let drives = Views::from_fn(|_| Drive::from(self.input.clone()));
            return Driving {
                code: self.code,
                drives,
                subjects: Vec::new(),
            };
        };
        let shown: Vec<Vec<f32>> = asked.tables.iter().map(presence).collect();
        let given: Vec<Option<&Places>> = asked.given.iter().map(Option::as_ref).collect();
        let places = complete(&values, &shown, &given);
        let device = self.input.device();
        let anatomies = AnatomyChoice::new(asked.patients.iter().map(|it| it.anatomy.as_slice()));
        let drives = Views::from_fn(|view| {
            let of_view: Vec<&ViewPlaces> = places.iter().map(|it| &it[view]).collect();
            Drive {
                code: self.input.clone(),
                maps: map_tensors(&of_view, &shown, size, &device),
                anatomies: anatomies.clone(),
            }
        });
        let subjects = asked.tables.into_iter().zip(asked.patients).zip(places);
        Driving {
            code: self.code,
            drives,
            subjects: subjects
                .map(|((table, patient), places)| (table, patient, places))
                .collect(),
        }
    }
}

/// The places of some studies: those that are given, and of what else is shown those that the head says, whose
/// `values` are `n` times [`PLACE_NUMBERS`] a view. `presence` and `given` have one item a study.
#[must_use]
pub fn complete(
    values: &Views<Vec<f32>>,
    presence: &[Vec<f32>],
    given: &[Option<&Places>],
) -> Vec<Places> {
    let places = |at: usize, view: View| {
        let numbers = values[view][at * PLACE_NUMBERS..][..PLACE_NUMBERS].to_vec();
        let mut places = ViewPlaces::predicted(numbers, &presence[at]);
        if let Some(given) = given[at] {
            places.overwrite(&given[view]);
        }
        places
    };
    (0..presence.len())
        .map(|at| Views::from_fn(|view| places(at, view)))
        .collect()
}

/// The maps of some studies' places in one view, `[n, MAPS, side, side]` at 16, 32 .. `size` pixels.
#[must_use]
pub fn map_tensors(
    places: &[&ViewPlaces],
    presence: &[Vec<f32>],
    size: usize,
    device: &Device,
) -> Vec<Tensor<4>> {
    let sides = std::iter::successors(Some(SMALLEST_MAP), |side| Some(side * 2));
    sides
        .take_while(|&side| side <= size)
        .map(|side| {
            let all = places.iter().zip(presence);
            let each: Vec<Vec<f32>> = all.map(|(it, shown)| maps(it, shown, side)).collect();
            let values = each.concat();
            let shape = [places.len(), MAPS, side, side];
            Tensor::from_data(TensorData::new(values, shape), device)
        })
        .collect()
}

/// The noise of a seed: `Z` standard normal values from ChaCha8, the same on every machine.
#[must_use]
pub fn noise(config: &ModelConfig, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..config.noise)
        .map(|_| StandardNormal.sample(&mut rng))
        .collect()
}

/// Values of both views' places.
pub(super) fn values(places: Option<Views<Tensor<2>>>) -> Option<Views<Vec<f32>>> {
    places.map(|views| views.map(|it| it.into_data().iter::<f32>().collect()))
}

/// As [`values`], where a device cannot be waited for.
pub(super) async fn values_async(
    places: Option<Views<Tensor<2>>>,
) -> Result<Option<Views<Vec<f32>>>, ReadBackError> {
    let Some(Views { frontal, lateral }) = places else {
        return Ok(None);
    };
    Ok(Some(Views {
        frontal: read(frontal).await?,
        lateral: read(lateral).await?,
    }))
}
