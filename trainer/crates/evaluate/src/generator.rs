//! The model under evaluation, several reports at a time.

use std::sync::Arc;

use anyhow::{Result, ensure};
use burn::tensor::{Device, Tensor, TensorData};
use xraygan::{
    generation,
    model::Padding,
    pixels,
    report::{Report, TokenizedReport, TokenizedSection},
    views::View,
    weights::Bundle,
};

use super::{pictures::Grey, watch::Watch};
use learn::data::{Ids, Study};
use train::networks::join_noise;

/// Reports generated together.
const BATCH: usize = 8;

/// A report and which imagined patient it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Word ids of the FINDINGS.
    pub findings: Ids,
    /// Word ids of the IMPRESSION.
    pub impression: Ids,
    /// Seed of the noise.
    pub seed: u64,
}

impl Order {
    /// The report of a study.
    #[must_use]
    pub fn of(study: &Study, seed: u64) -> Self {
        Self {
            findings: study.findings.clone(),
            impression: study.impression.clone(),
            seed,
        }
    }

    /// A report given as its two sections; `None` where the model knows none of its words.
    #[must_use]
    pub fn read(bundle: &Bundle, findings: &str, impression: &str, seed: u64) -> Option<Self> {
        let report = Report::from_sections(findings, impression).ok()?;
        let read = report.tokenize(&bundle.vocabulary).ok()?;
        Some(Self::of_tokens(&read, seed))
    }

    /// A report that was read.
    #[must_use]
    pub fn of_tokens(read: &TokenizedReport, seed: u64) -> Self {
        let ids = |section: &TokenizedSection| -> Ids {
            let sentences = section.sentences.iter();
            sentences
                .map(|sentence| sentence.words.iter().map(|word| word.id).collect())
                .collect()
        };
        Self {
            findings: ids(&read.findings),
            impression: ids(&read.impression),
            seed,
        }
    }
}

/// Frontal and lateral image of each order at the model's largest size.
///
/// # Errors
/// A model that computes something other than numbers, or [`super::watch::Stopped`].
pub fn generate(
    bundle: &Bundle,
    orders: &[Order],
    device: &Device,
    watch: &Watch<'_>,
) -> Result<Vec<[Grey; 2]>> {
    let config = &bundle.manifest.model;
    let batch = match config.padding {
        Padding::Masked => BATCH,
        // Padding takes part there, so company would change a report's code.
        Padding::Released { .. } => 1,
    };
    let last = config.sizes().len() - 1;
    let mut all = Vec::with_capacity(orders.len());
    for part in orders.chunks(batch) {
        let [findings, impression] = [
            part.iter()
                .map(|it| it.findings.clone())
                .collect::<Vec<_>>(),
            part.iter().map(|it| it.impression.clone()).collect(),
        ];
        let encoder = &bundle.model.encoder;
        let code = encoder.encode(&findings, &impression, config.padding).code;
        let noise = (config.noise > 0).then(|| {
            let values: Vec<f32> = part
                .iter()
                .flat_map(|it| generation::noise(config, it.seed))
                .collect();
            let shape = [part.len(), config.noise];
            Tensor::<2>::from_data(TensorData::new(values, shape), device)
        });
        let input = join_noise(code, noise);
        let mut views = Vec::with_capacity(2);
        for view in View::ALL {
            let image = bundle
                .model
                .cascade(view)
                .forward(&input, last)
                .swap_remove(last);
            let values: Vec<f32> = image.into_data().iter::<f32>().collect();
            ensure!(
                values.iter().all(|value| value.is_finite()),
                "{}: the model's {view} images are not numbers; its weights are damaged",
                bundle.manifest.provenance.name
            );
            let pixels = config.size * config.size;
            let images = values.chunks_exact(pixels);
            views.push(
                images
                    .map(|image| Arc::new(pixels::to_grey(image)))
                    .collect::<Vec<Grey>>(),
            );
        }
        let lateral = views.pop().unwrap_or_default();
        let frontal = views.pop().unwrap_or_default();
        all.extend(frontal.into_iter().zip(lateral).map(|(a, b)| [a, b]));
        watch.advance(part.len())?;
    }
    Ok(all)
}
