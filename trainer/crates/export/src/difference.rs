//! How far images differ when weights are stored with fewer bits.

use anyhow::{Context, Result};
use xraygan::weights::Bundle;

/// Reports to compare with, one seed each.
const REPORTS: [&str; 4] = [
    "FINDINGS: The heart is normal in size. The lungs are clear. No pleural effusion or pneumothorax.\n\
     IMPRESSION: No acute cardiopulmonary abnormality.",
    "FINDINGS: The heart is enlarged. There is a small left pleural effusion.\n\
     IMPRESSION: Cardiomegaly with left pleural effusion.",
    "FINDINGS: There is a large right pneumothorax. The left lung is clear.\nIMPRESSION: Right pneumothorax.",
    "FINDINGS: There is consolidation in the right lower lobe.\nIMPRESSION: Pneumonia.",
];

/// Absolute differences over all pixels of all scales and views; black to white is 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean.
    pub mean: f64,
    /// Largest.
    pub largest: f64,
}

/// Generates the same reports with both bundles. Reports without a known word are left out.
///
/// # Errors
/// No report has a word that the model knows, or the device fails.
pub fn measure(exact: &Bundle, stored: &Bundle) -> Result<Difference> {
    let (mut sum, mut count, mut largest) = (0.0, 0_u64, 0.0_f64);
    for (seed, report) in REPORTS.iter().enumerate() {
        let Ok(report) = exact.read(report.as_bytes()) else {
            continue;
        };
        let [one, other] = [exact, stored]
            .map(|bundle| pollster::block_on(bundle.start(report.clone(), seed as u64)));
        let (mut one, mut other) = (one?, other?);
        while let (Some(a), Some(b)) = (one.advance(&exact.model), other.advance(&stored.model)) {
            let [a, b] = [a, b].map(|image| pollster::block_on(image.values()));
            for (a, b) in a?.iter().zip(&b?) {
                let difference = f64::from((a - b).abs());
                sum += difference;
                count += 1;
                largest = largest.max(difference);
            }
        }
    }
    let mean = (count > 0).then(|| sum / count as f64);
    Ok(Difference {
        mean: mean.context("the model's vocabulary knows no word of a chest X-ray report")?,
        largest,
    })
}
