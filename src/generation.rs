//! From a report to two views, one scale at a time.
//!
//! [`Generation::advance`] does one step, so that a caller can show, count and stop between steps. Reading back is
//! asynchronous because a browser cannot wait for its GPU; native callers block on the future.

use burn::tensor::{Device, Tensor, TensorData};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use crate::{
    model::{ModelConfig, ReportCode, SectionCode, XRayGan},
    report::{Report, ReportError, TokenizedReport, TokenizedSection},
    views::View,
    weights::Bundle,
};

/// A tensor could not be copied from the device.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the computing device failed ({0}); try again, or choose the CPU")]
pub struct ReadBackError(String);

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
pub struct Attention {
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

/// A generation under way.
#[derive(Debug, Clone)]
pub struct Generation {
    report: TokenizedReport,
    code: ReportCode,
    input: Tensor<2>,
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

    /// Encodes a report and draws the noise for `seed`.
    #[must_use]
    pub fn start(&self, report: TokenizedReport, seed: u64) -> Generation {
        let config = &self.manifest.model;
        let ids = |section: &TokenizedSection| -> Vec<Vec<u32>> {
            let sentences = section.sentences.iter();
            sentences
                .map(|sentence| sentence.words.iter().map(|word| word.id).collect())
                .collect()
        };
        let code = self.model.encoder.encode(
            &[ids(&report.findings)],
            &[ids(&report.impression)],
            config.padding,
        );
        let input = join_noise(code.code.clone(), &noise(config, seed));
        Generation {
            report,
            code,
            input,
            images: Vec::new(),
            sizes: config.sizes(),
        }
    }
}

/// The noise of a seed: `Z` standard normal values from ChaCha8, the same on every machine.
#[must_use]
pub fn noise(config: &ModelConfig, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..config.noise)
        .map(|_| StandardNormal.sample(&mut rng))
        .collect()
}

/// `code [1, C]` and `Z` values -> `[1, C + Z]`.
fn join_noise(code: Tensor<2>, noise: &[f32]) -> Tensor<2> {
    if noise.is_empty() {
        return code;
    }
    let device: Device = code.device();
    let noise = TensorData::new(noise.to_vec(), [1, noise.len()]);
    Tensor::cat(vec![code, Tensor::from_data(noise, &device)], 1)
}

impl Generation {
    /// The report as the network reads it.
    #[must_use]
    pub fn report(&self) -> &TokenizedReport {
        &self.report
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
        let previous = (scale > 0).then(|| (scale - 1, self.images[done - 1].tensor.clone()));
        let tensor = model.cascade(view).next(self.input.clone(), previous)?;
        let image = Image {
            view,
            size: self.sizes[scale],
            tensor,
        };
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
    pub async fn attention(&self) -> Result<Attention, ReadBackError> {
        Ok(Attention {
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

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ReadBackError> {
    let failed = |error: String| ReadBackError(error);
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| failed(format!("{error:?}")))?;
    data.try_into_vec::<f32>()
        .map_err(|error| failed(format!("{error:?}")))
}
