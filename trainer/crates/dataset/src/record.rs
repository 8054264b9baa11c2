//! One study: as it is in the manifest, and as it is handed to the writer.

use std::fmt;

use anyhow::{Result, bail};
use clap::ValueEnum;
use image::{DynamicImage, GrayImage};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use xraygan::views::View;

/// The part of the data a study belongs to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The studies the model learns from (70 %).
    Train,
    /// The studies that choose between models (10 %).
    Validate,
    /// The studies that judge the chosen model (20 %).
    Test,
}

impl Split {
    /// All splits, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validate, Self::Test];

    /// The split of a patient: 70/10/20 as published (arXiv 2006.10552), from a hash of the
    /// id alone, so that it never changes and no patient is in two splits.
    pub fn of_patient(patient: &str) -> Self {
        let digest = Sha256::digest(patient.as_bytes());
        let number = digest
            .iter()
            .take(8)
            .fold(0_u64, |sum, &byte| (sum << 8) | u64::from(byte));
        match number % 100 {
            0..70 => Self::Train,
            70..80 => Self::Validate,
            _ => Self::Test,
        }
    }

    /// The name in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validate => "validate",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One line of `manifest.jsonl`; absent fields are left out of the line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudyRecord {
    /// Id of the study, unique in the dataset, fit for a file name (see [`safe_id`]).
    pub study: String,
    /// Id of the patient, or a pseudonym of it.
    pub patient: String,
    /// The split of the patient.
    pub split: Split,
    /// The FINDINGS section of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<String>,
    /// The IMPRESSION section of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impression: Option<String>,
    /// The frontal image, relative to the dataset folder, with `/` between names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontal: Option<String>,
    /// The lateral image, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lateral: Option<String>,
    /// What the findings changed in the frontal image, likewise; see the crate's description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontal_change: Option<String>,
    /// What the findings changed in the lateral image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lateral_change: Option<String>,
    /// The collection or simulator the study comes from.
    pub source: String,
    /// Findings as the source labels them, e.g. `MeSH` headings or "cardiomegaly".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The parameters of a simulated study, as its simulator describes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth: Option<serde_json::Value>,
}

impl StudyRecord {
    /// The path of a view's image relative to the dataset folder, if the study has that view.
    pub fn image(&self, view: View) -> Option<&str> {
        match view {
            View::Frontal => self.frontal.as_deref(),
            View::Lateral => self.lateral.as_deref(),
        }
    }

    /// The path of what the findings changed in a view, if the study tells it.
    pub fn change(&self, view: View) -> Option<&str> {
        match view {
            View::Frontal => self.frontal_change.as_deref(),
            View::Lateral => self.lateral_change.as_deref(),
        }
    }

    /// The paths of all its images, relative to the dataset folder.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let films = View::ALL.map(|view| self.image(view));
        let changes = View::ALL.map(|view| self.change(view));
        films.into_iter().chain(changes).flatten()
    }
}

/// A study on its way into a dataset. Images are grey (8 or 16 bits), square, of the dataset's size.
#[derive(Clone, Debug, Default)]
pub struct NewStudy {
    /// Id of the study; must be what [`safe_id`] lets through unchanged.
    pub study: String,
    /// Id of the patient, or a pseudonym of it.
    pub patient: String,
    /// The split, where the source prescribes one; otherwise [`Split::of_patient`].
    pub split: Option<Split>,
    /// The FINDINGS section; blank counts as absent.
    pub findings: Option<String>,
    /// The IMPRESSION section; blank counts as absent.
    pub impression: Option<String>,
    /// The frontal image.
    pub frontal: Option<DynamicImage>,
    /// The lateral image.
    pub lateral: Option<DynamicImage>,
    /// What the findings changed in frontal and lateral image, at half the size.
    pub changes: [Option<GrayImage>; 2],
    /// The collection or simulator the study comes from.
    pub source: String,
    /// Findings as the source labels them.
    pub labels: Vec<String>,
    /// The parameters of a simulated study.
    pub truth: Option<serde_json::Value>,
    /// What of the study had to be left out, one clear line each, for `rejects.csv`.
    pub problems: Vec<String>,
}

/// Makes an id fit for a file name on any system: letters, digits, `.`, `_` and `-` stay, other
/// characters become `-`. An id that is changed by this, or is longer than 80 bytes, gets eight
/// hexadecimal digits of its hash appended, so that different ids stay different.
pub fn safe_id(id: &str) -> String {
    let mut safe: String = id
        .chars()
        .map(|c| {
            let keep = c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            if keep { c } else { '-' }
        })
        .collect();
    if safe.starts_with('.') {
        safe.replace_range(0..1, "-");
    }
    if safe == id && !safe.is_empty() && safe.len() <= 80 {
        return safe;
    }
    safe.truncate(70);
    let digest = Sha256::digest(id.as_bytes());
    safe.push_str(&hex::encode(&digest[..4]));
    safe
}

/// Checks that an id can be used in a file name.
pub(super) fn check_id(id: &str) -> Result<()> {
    if safe_id(id) != id {
        bail!("study id {id:?} cannot be part of a file name");
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn splits_are_stable_and_seventy_ten_twenty() {
        let mut counts = [0_usize; 3];
        for n in 0..20_000 {
            counts[Split::of_patient(&format!("p{n}")) as usize] += 1;
        }
        assert!((13_700..14_300).contains(&counts[0]), "{counts:?}");
        assert!((1_850..2_150).contains(&counts[1]), "{counts:?}");
        assert!((3_800..4_200).contains(&counts[2]), "{counts:?}");
        // These must never change: a trained model's test patients would leak into training.
        let first: Vec<_> = (0..3)
            .map(|n| Split::of_patient(&format!("p{n}")).name())
            .collect();
        assert_eq!(first, ["train", "test", "train"]);
    }

    #[test]
    fn ids_are_made_safe_and_stay_different() {
        assert_eq!(safe_id("CXR1_1-IM.x"), "CXR1_1-IM.x");
        assert_ne!(safe_id("a/b"), safe_id("a b"));
        assert_ne!(safe_id(""), "");
        for id in ["", "../x", ".hidden", "é", "a/b", &"x".repeat(500)] {
            let safe = safe_id(id);
            assert!(check_id(&safe).is_ok(), "{safe}");
            assert!(check_id(id).is_err(), "{id}");
        }
    }
}
