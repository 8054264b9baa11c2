//! The model under evaluation, several reports at a time.

use std::sync::Arc;

use anyhow::{Result, ensure};
use xraygan::{
    generation::{self, Request},
    pixels,
    report::Report,
    views::Views,
    weights::Bundle,
};

use super::pictures::Grey;
use crate::watch::Watch;

/// A report given as its two sections; `None` where the model knows none of its words.
#[must_use]
pub fn request(bundle: &Bundle, findings: &str, impression: &str, seed: u64) -> Option<Request> {
    let report = Report::from_sections(findings, impression).ok()?;
    let read = report.tokenize(&bundle.vocabulary).ok()?;
    pollster::block_on(bundle.request(&read, seed)).ok()
}

/// Both views of each request at the model's largest size.
///
/// # Errors
/// A model that computes something other than numbers, or [`crate::watch::Stopped`].
pub fn generate(
    bundle: &Bundle,
    requests: &[Request],
    watch: &Watch<'_>,
) -> Result<Vec<Views<Grey>>> {
    let (model, config) = (&bundle.model, &bundle.manifest.model);
    let last = config.sizes().len() - 1;
    let mut all = Vec::with_capacity(requests.len());
    for pairs in generation::pairs(model.drawing(), config, requests, last) {
        let drawn = pairs.values();
        for (view, values) in drawn.iter().flat_map(|it| it.iter()) {
            ensure!(
                values.iter().all(|value| value.is_finite()),
                "{}: the model's {view} images are not numbers; its weights are damaged",
                bundle.manifest.provenance.name
            );
        }
        let grey = |values: Vec<f32>| Arc::new(pixels::to_grey(&values));
        let count = drawn.len();
        all.extend(drawn.into_iter().map(|views| views.map(grey)));
        watch.advance(count)?;
    }
    Ok(all)
}
