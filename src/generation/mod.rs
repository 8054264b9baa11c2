//! From a report to two views, one scale at a time.
//!
//! [`Generation::advance`] does one step, so that a caller can show, count and stop between steps. Reading back is
//! asynchronous because a browser cannot wait for its GPU; native callers block on the future.

mod drive;
mod read;
#[cfg(test)]
mod tests;
mod understand;

use burn::tensor::Tensor;
use serde::Serialize;

pub use drive::{Drawing, Request, SubjectChoice, complete, map_tensors, noise};
pub use read::ReadBackError;
pub use understand::NetworkReading;

use read::read;

use crate::{
    condition::{Patient, Places, Spot},
    film::{Development, develop},
    findings::FindingsTable,
    model::{Drive, ModelConfig, Padding, ReportCode, SectionCode, XRayGan, cascade::CascadeState},
    report::{Report, ReportError, TokenizedReport, TokenizedSection, Understanding},
    views::{View, Views},
    weights::Bundle,
};

/// One image of the cascade.
#[derive(Debug, Clone)]
pub struct Image {
    /// Which view.
    pub view: View,
    /// Side in pixels.
    pub size: usize,
    /// `[1, 1, size, size]` in -1..1, still on the device.
    pub tensor: Tensor<4>,
}

impl Image {
    /// Row-major values in -1..1.
    ///
    /// # Errors
    /// The device failed.
    pub async fn values(&self) -> Result<Vec<f32>, ReadBackError> {
        read(self.tensor.clone()).await
    }
}

/// What drew the encoder's attention in one section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionAttention {
    /// Weight of each sentence; they sum to 1 unless the section is empty or padding takes part.
    pub sentences: Vec<f32>,
    /// Weight of each word within its sentence.
    pub words: Vec<Vec<f32>>,
}

/// Attention, aligned with the sentences and words of the tokenised report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportAttention {
    /// FINDINGS.
    pub findings: SectionAttention,
    /// IMPRESSION.
    pub impression: SectionAttention,
}

/// The judgement on one pair of views.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Consistency {
    /// Side of both views in pixels.
    pub size: usize,
    /// Probability that both belong to the same patient, 0..1.
    pub same_patient: f32,
}

/// What templates draw: the findings that were understood, the patient, and where the findings lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// The findings, with a side for every one that has sides.
    pub table: FindingsTable,
    /// The patient.
    pub patient: Patient,
    /// Where each row of the table that is shown lies in the views.
    pub spots: Vec<Spots>,
}

/// Where a finding lies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spots {
    /// The row of the table.
    pub row: usize,
    /// Its place in each view.
    pub views: Views<Spot>,
}

/// A generation under way.
#[derive(Debug, Clone)]
pub struct Generation {
    report: TokenizedReport,
    understanding: Understanding,
    code: ReportCode,
    drives: Views<Drive>,
    told: Option<Told>,
    development: Option<Development>,
    state: Option<CascadeState>,
    images: Vec<Image>,
    sizes: Vec<usize>,
}

impl Bundle {
    /// Reads and tokenises a report.
    ///
    /// # Errors
    /// As [`Report::read`] and [`Report::tokenize`].
    pub fn read(&self, bytes: &[u8]) -> Result<TokenizedReport, ReportError> {
        Report::read(bytes)?.tokenize(&self.vocabulary)
    }

    /// Encodes a report and prepares the images of a subject; a seed alone is one.
    ///
    /// # Errors
    /// The device failed.
    pub async fn start(
        &self,
        report: TokenizedReport,
        subject: impl Into<SubjectChoice>,
    ) -> Result<Generation, ReadBackError> {
        let understanding = self.understand(&report).await?;
        let request = Request::new(&report, understanding.table(), subject);
        self.start_with(report, understanding, request).await
    }

    /// A request for a pair of a subject, with the table that is understood.
    ///
    /// # Errors
    /// The device failed.
    pub async fn request(
        &self,
        report: &TokenizedReport,
        subject: impl Into<SubjectChoice>,
    ) -> Result<Request, ReadBackError> {
        let table = self.understand(report).await?.table();
        Ok(Request::new(report, table, subject))
    }

    /// What is understood of a report, and drawn by templates.
    ///
    /// # Errors
    /// The device failed.
    pub async fn understand(
        &self,
        report: &TokenizedReport,
    ) -> Result<Understanding, ReadBackError> {
        self.model.understand(&self.manifest.model, report).await
    }

    /// As [`Bundle::start`], with a table that was corrected or word ids of the caller's.
    ///
    /// # Errors
    /// The device failed.
    pub async fn start_with(
        &self,
        report: TokenizedReport,
        understanding: Understanding,
        request: Request,
    ) -> Result<Generation, ReadBackError> {
        let config = &self.manifest.model;
        // Films of templates are canonical; each seed develops its own.
        let development = config.cascade.templates();
        let development = development.map(|_| Development::draw(request.subject.seed));
        let driven = self.model.drawing().drive(config, &[request]);
        let values = drive::values_async(driven.places()).await?;
        let mut driving = driven.finish(values, config.size);
        let told = driving.subjects.pop();
        Ok(Generation {
            report,
            understanding,
            code: driving.code,
            drives: driving.drives,
            told: told.map(|(table, patient, places)| Told::new(table, patient, &places)),
            development,
            state: None,
            images: Vec::new(),
            sizes: config.sizes(),
        })
    }
}

impl Told {
    fn new(table: FindingsTable, patient: Patient, places: &Places) -> Self {
        let spots = table.rows.iter().enumerate().filter_map(|(row, finding)| {
            let place = |view: View| places[view].spot(finding).filter(|_| finding.is_shown());
            let views = Views {
                frontal: place(View::Frontal)?,
                lateral: place(View::Lateral)?,
            };
            Some(Spots { row, views })
        });
        let spots = spots.collect();
        Self {
            table,
            patient,
            spots,
        }
    }
}

/// Requests that [`pairs`] generates together.
const BATCH: usize = 8;

/// Some requests, drawn.
#[derive(Debug, Clone)]
pub struct DrawnPairs {
    /// Their images at one scale, `[n, 1, side, side]` in -1..1.
    pub views: Views<Tensor<4>>,
    /// What templates drew; empty for the published cascade.
    pub told: Vec<Told>,
}

impl DrawnPairs {
    /// The values of each request's views, row-major. Waits for the device.
    #[must_use]
    pub fn values(&self) -> Vec<Views<Vec<f32>>> {
        let [count, _, side, _] = self.views.frontal.dims();
        let all = (self.views.as_ref()).map(|it| -> Vec<f32> { it.to_data().iter().collect() });
        let of = |at: usize, view| all[view][at * side * side..][..side * side].to_vec();
        (0..count)
            .map(|at| Views::from_fn(|view| of(at, view)))
            .collect()
    }
}

/// Both views of all requests at the scale with index `scale`, some requests at a time: each item holds the
/// next requests in order. Nothing is computed before an item is asked for. Waits for
/// the device, so it is not for a browser.
pub fn pairs<'a>(
    drawing: Drawing<'a>,
    config: &'a ModelConfig,
    requests: &'a [Request],
    scale: usize,
) -> impl Iterator<Item = DrawnPairs> + 'a {
    let batch = match config.padding {
        Padding::Masked => BATCH,
        // Padding takes part there, so company would change a report's code.
        Padding::Released { .. } => 1,
    };
    let size = config.sizes()[scale];
    requests.chunks(batch).map(move |requests| {
        let driven = drawing.drive(config, requests);
        let values = drive::values(driven.places());
        let driving = driven.finish(values, size);
        let told = driving.subjects.into_iter();
        DrawnPairs {
            views: Views::from_fn(|view| {
                drawing.cascades[view]
                    .forward(&driving.drives[view], scale)
                    .swap_remove(scale)
            }),
            told: told
                .map(|(table, patient, places)| Told::new(table, patient, &places))
                .collect(),
        }
    })
}

impl Generation {
    /// The report as the network reads it.
    #[must_use]
    pub fn report(&self) -> &TokenizedReport {
        &self.report
    }

    /// What network and rules understood of it.
    #[must_use]
    pub fn understanding(&self) -> &Understanding {
        &self.understanding
    }

    /// What templates draw; `None` for the published cascade.
    #[must_use]
    pub fn told(&self) -> Option<&Told> {
        self.told.as_ref()
    }

    /// How films are developed; `None` where the network draws developed ones.
    #[must_use]
    pub fn development(&self) -> Option<&Development> {
        self.development.as_ref()
    }

    /// The values of an image as a film shows them: developed where the network draws canonical films.
    #[must_use]
    pub fn developed(&self, image: &Image, values: &[f32]) -> Vec<f32> {
        match &self.development {
            None => values.to_vec(),
            Some(how) => develop(values, image.size, how),
        }
    }

    /// Images so far.
    #[must_use]
    pub fn images(&self) -> &[Image] {
        &self.images
    }

    /// Number of images when done.
    #[must_use]
    pub fn steps(&self) -> usize {
        View::ALL.len() * self.sizes.len()
    }

    /// Generates the next image: the frontal scales from small to large, then the lateral ones. `None` when done.
    pub fn advance(&mut self, model: &XRayGan) -> Option<Image> {
        let done = self.images.len();
        let scale = done % self.sizes.len();
        let view = *View::ALL.get(done / self.sizes.len())?;
        let previous = (self.state.take().filter(|_| scale > 0)).map(|state| (scale - 1, state));
        let state = model.cascade(view).next(&self.drives[view], previous)?;
        let image = Image {
            view,
            size: self.sizes[scale],
            tensor: state.image().clone(),
        };
        self.state = Some(state);
        self.images.push(image.clone());
        Some(image)
    }

    /// Judges the pair at every size for which both views exist; empty without a consistency network.
    ///
    /// # Errors
    /// The device failed.
    pub async fn consistency(&self, model: &XRayGan) -> Result<Vec<Consistency>, ReadBackError> {
        let mut judged = Vec::new();
        let Some(network) = &model.consistency else {
            return Ok(judged);
        };
        for (frontal, lateral) in self
            .images
            .iter()
            .zip(self.images.iter().skip(self.sizes.len()))
        {
            let p = network.same_patient(frontal.tensor.clone(), lateral.tensor.clone());
            let same_patient = read(p).await?.first().copied().unwrap_or(f32::NAN);
            judged.push(Consistency {
                size: frontal.size,
                same_patient,
            });
        }
        Ok(judged)
    }

    /// The encoder's attention.
    ///
    /// # Errors
    /// The device failed.
    pub async fn attention(&self) -> Result<ReportAttention, ReadBackError> {
        Ok(ReportAttention {
            findings: align(&self.report.findings, &self.code.findings).await?,
            impression: align(&self.report.impression, &self.code.impression).await?,
        })
    }
}

/// Drops the padding, which stands on the left.
async fn align(
    section: &TokenizedSection,
    code: &SectionCode,
) -> Result<SectionAttention, ReadBackError> {
    let [_, rows, columns] = code.words.dims();
    let words = read(code.words.clone()).await?;
    let sentences = read(code.sentences.clone()).await?;
    let first = rows - section.sentences.len();
    let rows = section.sentences.iter().enumerate().map(|(s, sentence)| {
        let end = (first + s + 1) * columns;
        words[end - sentence.words.len()..end].to_vec()
    });
    Ok(SectionAttention {
        sentences: sentences[first..].to_vec(),
        words: rows.collect(),
    })
}
