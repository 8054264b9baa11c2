//! From a report to two views, one scale at a time.
//!
//! [`Generation::advance`] does one step, so that a caller can show, count and stop between steps. Reading back is
//! asynchronous because a browser cannot wait for its GPU; native callers block on the future.

use burn::tensor::{Tensor, TensorData};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use serde::Serialize;

use crate::{
    model::{
        ModelConfig, Padding, ReportCode, SectionCode, XRayGan, cascade::Cascade,
        encoder::ReportEncoder, join_noise,
    },
    report::{Report, ReportError, TokenizedReport, TokenizedSection},
    views::{View, Views},
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
        let request = Request::new(&report, seed);
        let (code, input) = encode(&self.model.encoder, config, &[request]);
        Generation {
            report,
            code,
            input,
            images: Vec::new(),
            sizes: config.sizes(),
        }
    }
}

/// A report as word ids, and which imagined patient it is to be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Word ids of the FINDINGS, `[sentence][word]`.
    pub findings: Vec<Vec<u32>>,
    /// Word ids of the IMPRESSION, `[sentence][word]`.
    pub impression: Vec<Vec<u32>>,
    /// Seed of the noise.
    pub seed: u64,
}

impl Request {
    /// A report that was read.
    #[must_use]
    pub fn new(report: &TokenizedReport, seed: u64) -> Self {
        Self {
            findings: report.findings.ids(),
            impression: report.impression.ids(),
            seed,
        }
    }
}

/// Requests that [`pairs`] generates together.
const BATCH: usize = 8;

/// Both views of all requests at the scale with index `scale`, some requests at a time: each item holds those of the
/// next requests in order, `[n, 1, side, side]` in -1..1. Nothing is computed before an item is asked for.
pub fn pairs<'a>(
    encoder: &'a ReportEncoder,
    cascades: Views<&'a Cascade>,
    config: &'a ModelConfig,
    requests: &'a [Request],
    scale: usize,
) -> impl Iterator<Item = Views<Tensor<4>>> + 'a {
    let batch = match config.padding {
        Padding::Masked => BATCH,
        // Padding takes part there, so company would change a report's code.
        Padding::Released { .. } => 1,
    };
    requests.chunks(batch).map(move |requests| {
        let (_, input) = encode(encoder, config, requests);
        cascades.map(|cascade| cascade.forward(&input, scale).swap_remove(scale))
    })
}

/// The codes of some requests, and joined with their noise what the cascades take, `[n, C + Z]`.
fn encode(
    encoder: &ReportEncoder,
    config: &ModelConfig,
    requests: &[Request],
) -> (ReportCode, Tensor<2>) {
    let [findings, impression]: [Vec<_>; 2] = [
        requests.iter().map(|it| it.findings.clone()).collect(),
        requests.iter().map(|it| it.impression.clone()).collect(),
    ];
    let code = encoder.encode(&findings, &impression, config.padding);
    let noise = (config.noise > 0).then(|| {
        let values: Vec<f32> = requests
            .iter()
            .flat_map(|it| noise(config, it.seed))
            .collect();
        let shape = [requests.len(), config.noise];
        Tensor::from_data(TensorData::new(values, shape), &code.code.device())
    });
    let input = join_noise(code.code.clone(), noise);
    (code, input)
}

/// The noise of a seed: `Z` standard normal values from ChaCha8, the same on every machine.
#[must_use]
pub fn noise(config: &ModelConfig, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..config.noise)
        .map(|_| StandardNormal.sample(&mut rng))
        .collect()
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

async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ReadBackError> {
    let failed = |error: String| ReadBackError(error);
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| failed(format!("{error:?}")))?;
    data.try_into_vec::<f32>()
        .map_err(|error| failed(format!("{error:?}")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::{
        report::{Tokenizer, Vocabulary},
        weights::{Precision, Provenance, encode},
    };

    fn bundle(padding: Padding) -> Bundle {
        let words = ["effusion", "heart", "left", "no", "normal"];
        let vocabulary = Vocabulary::from_words(words, Tokenizer::Standard).unwrap();
        let mut config = ModelConfig::small(vocabulary.size());
        (config.size, config.padding) = (64, padding);
        let model = XRayGan::new(&config, &Device::flex()).unwrap();
        let provenance = Provenance {
            name: "test".to_owned(),
            trained: false,
            licence: "none".to_owned(),
            training_data: "none".to_owned(),
        };
        let encoded = encode(&model, &config, &vocabulary, provenance, Precision::F32).unwrap();
        Bundle {
            manifest: encoded.manifest,
            vocabulary,
            model,
        }
    }

    #[test]
    fn pairs_together_are_as_one_by_one() {
        let released = Padding::Released {
            findings: [1, 1],
            impression: [1, 1],
        };
        for padding in [Padding::Masked, released] {
            let bundle = bundle(padding);
            let texts = [
                "Left effusion.",
                "Heart normal. No left effusion.",
                "Normal.",
            ];
            let reports = texts.map(|text| bundle.read(text.as_bytes()).unwrap());
            let seeded = |n: usize| (reports[n % 3].clone(), n as u64);
            let count = BATCH + 2;
            let requests: Vec<Request> = (0..count)
                .map(|n| Request::new(&seeded(n).0, seeded(n).1))
                .collect();
            let cascades = Views::from_fn(|view| bundle.model.cascade(view));
            let config = &bundle.manifest.model;
            let mut together = Views::<Vec<f32>>::default();
            for images in pairs(&bundle.model.encoder, cascades, config, &requests, 1) {
                for (view, images) in images {
                    together[view].extend(images.into_data().iter::<f32>());
                }
            }
            for n in 0..count {
                let (report, seed) = seeded(n);
                let mut alone = bundle.start(report, seed);
                while let Some(image) = alone.advance(&bundle.model) {
                    if image.size == 32 {
                        continue;
                    }
                    let values = image.tensor.into_data().try_into_vec::<f32>().unwrap();
                    let other = &together[image.view][n * 64 * 64..][..64 * 64];
                    let largest = values
                        .iter()
                        .zip(other)
                        .map(|(a, b)| (a - b).abs())
                        .fold(0.0, f32::max);
                    assert!(largest < 1e-5, "{padding:?} {n} {}: {largest}", image.view);
                }
            }
        }
    }
}
