//! The imagined patient: numbers with names, drawn from a seed or wished for.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rand_distr::{Distribution, StandardNormal, Uniform};
use serde::{Deserialize, Serialize};

use crate::{
    code::{Dimension, Group, Way},
    findings::SLOTS,
};

/// Numbers of a slot of the table: presence, three severities, five lobes, count, three ways of access.
pub const ROW: usize = 13;

/// Numbers of a patient of whom nothing is known.
const UNNAMED: usize = 32;

/// What a patient is told by: the dimensions of its code, and the bodies to choose from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatientCode {
    /// What the numbers mean, in their order.
    pub dimensions: Vec<Dimension>,
    /// The names of the bodies that films were made of.
    pub anatomies: Vec<String>,
}

/// A wish that no patient can fulfil.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatientError {
    /// Not `name=value`.
    #[error("`{0}` is not of the form name=value, such as age=70")]
    NotPair(String),
    /// A name that these weights do not know.
    #[error("`{name}` is not a dimension of the patient; known are {known}")]
    Unknown {
        /// As given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A value that the dimension cannot take.
    #[error("`{name}={value}`: {reason}")]
    Value {
        /// The dimension.
        name: String,
        /// As given.
        value: String,
        /// What it takes.
        reason: String,
    },
    /// These weights draw without a patient code.
    #[error("these weights know no patients: their images depend on report and seed alone")]
    None,
}

/// One imagined patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// One number for each dimension, standard normal.
    pub code: Vec<f32>,
    /// Share of each anatomy; they sum to 1, and a mixture is a body between others.
    pub anatomy: Vec<f32>,
}

impl Patient {
    /// The patient of a seed, the same on every machine: numbers from ChaCha8, one of the anatomies.
    #[must_use]
    pub fn drawn(code: &PatientCode, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let count = code.anatomies.len();
        let chosen = Uniform::new(0, count.max(1)).map_or(0, |range| range.sample(&mut rng));
        let mut number = || StandardNormal.sample(&mut rng);
        Self {
            code: code.dimensions.iter().map(|_| number()).collect(),
            anatomy: (0..count).map(|at| f32::from(at == chosen)).collect(),
        }
    }

    /// The same patient with wishes such as `age=70,sex=female,anatomy=NAME` fulfilled; `anatomy=NAME+NAME` is a body
    /// between both.
    ///
    /// A name stands for the dimension that ends in it, the patient's first: `age` is `patient.age`.
    ///
    /// # Errors
    /// A wish that is none, names nothing or cannot be fulfilled.
    pub fn wishing(mut self, code: &PatientCode, wishes: &str) -> Result<Self, PatientError> {
        for wish in wishes.split(',').map(str::trim).filter(|it| !it.is_empty()) {
            let (name, value) = wish
                .split_once('=')
                .map(|(name, value)| (name.trim(), value.trim()))
                .ok_or_else(|| PatientError::NotPair(wish.to_owned()))?;
            let refused = |reason: String| PatientError::Value {
                name: name.to_owned(),
                value: value.to_owned(),
                reason,
            };
            if name == "anatomy" {
                let known = || format!("known are {}", code.anatomies.join(", "));
                let find = |name: &str| code.anatomies.iter().position(|it| it == name.trim());
                let parts: Option<Vec<usize>> = value.split('+').map(find).collect();
                let parts = parts.ok_or_else(|| refused(known()))?;
                self.anatomy = vec![0.0; code.anatomies.len()];
                for &at in &parts {
                    self.anatomy[at] += 1.0 / parts.len() as f32;
                }
                continue;
            }
            let at = code.find(name).ok_or_else(|| PatientError::Unknown {
                name: name.to_owned(),
                known: code.names(),
            })?;
            let wished = code.dimensions[at].way.number(value).map_err(refused)?;
            if let Some(place) = self.code.get_mut(at) {
                *place = wished;
            }
        }
        Ok(self)
    }
}

impl PatientCode {
    /// Numbers that the network takes in beside the places.
    #[must_use]
    pub fn width(&self) -> usize {
        let anatomy = 1 + self.body().count();
        self.dimensions.len() + SLOTS * ROW + self.anatomies.len() * anatomy
    }

    /// Where [`encode`](super::encode) puts the share of each anatomy.
    pub fn shares(&self) -> impl Iterator<Item = usize> {
        let first = self.dimensions.len() + SLOTS * ROW;
        let step = 1 + self.body().count();
        (0..self.anatomies.len()).map(move |anatomy| first + anatomy * step)
    }

    /// The places of the dimensions of body and pose.
    pub(crate) fn body(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.dimensions.iter().enumerate();
        let told = all.filter(|(_, it)| it.group != Group::Particulars);
        told.map(|(at, _)| at)
    }

    /// Numbers without a meaning and one body, for data of which nothing is known.
    #[must_use]
    pub fn unnamed() -> Self {
        let dimension = |n: usize| Dimension {
            name: format!("patient.number_{}", n + 1),
            group: Group::Patient,
            unit: "standard deviations".into(),
            way: Way::Normal {
                mean: 0.0,
                deviation: 1.0,
                least: -3.0,
                most: 3.0,
            },
        };
        Self {
            dimensions: (0..UNNAMED).map(dimension).collect(),
            anatomies: vec!["unknown".to_owned()],
        }
    }

    /// The dimension of this name, or the first that ends in it after a point.
    fn find(&self, name: &str) -> Option<usize> {
        let ends = |it: &Dimension| it.name.rsplit('.').next() == Some(name);
        let mut all = self.dimensions.iter();
        all.position(|it| it.name == name)
            .or_else(|| self.dimensions.iter().position(ends))
    }

    /// The names of body and pose, for messages.
    fn names(&self) -> String {
        let told = |it: &&Dimension| it.group != Group::Particulars;
        let names: Vec<&str> = (self.dimensions.iter().filter(told))
            .map(|it| it.name.strip_prefix("patient.").unwrap_or(&it.name))
            .collect();
        format!("{}, anatomy", names.join(", "))
    }

    /// What a patient's numbers of the body mean, in words: `age 63 years`.
    #[must_use]
    pub fn describe(&self, patient: &Patient) -> Vec<String> {
        let body = |(dimension, _): &(&Dimension, &f32)| dimension.group == Group::Patient;
        let told = self.dimensions.iter().zip(&patient.code).filter(body);
        told.map(|(dimension, &z)| dimension.describe(z)).collect()
    }

    /// Three dimensions and two bodies, for tests.
    #[cfg(test)]
    pub(crate) fn trial() -> Self {
        use std::borrow::Cow;
        let dimension = |name: &str, group, way| Dimension {
            name: name.to_owned(),
            group,
            unit: Cow::Borrowed("years"),
            way,
        };
        let age = Way::Normal {
            mean: 50.0,
            deviation: 18.0,
            least: 18.0,
            most: 92.0,
        };
        let names = Cow::Borrowed(&[Cow::Borrowed("female"), Cow::Borrowed("male")][..]);
        Self {
            dimensions: vec![
                dimension("patient.age", Group::Patient, age),
                dimension("patient.sex", Group::Patient, Way::Choice { names }),
                dimension(
                    "nodule.left.size",
                    Group::Particulars,
                    Way::Uniform {
                        low: 0.0,
                        high: 1.0,
                    },
                ),
            ],
            anatomies: vec!["one".to_owned(), "two".to_owned()],
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_patient() {
        let code = PatientCode::trial();
        assert_eq!(Patient::drawn(&code, 3), Patient::drawn(&code, 3));
        assert_ne!(Patient::drawn(&code, 3), Patient::drawn(&code, 4));
        let both: Vec<f32> = (0..40)
            .map(|seed| Patient::drawn(&code, seed).anatomy[0])
            .collect();
        assert!(both.contains(&0.0) && both.contains(&1.0));
    }

    #[test]
    fn wishes_come_true_or_are_refused_with_what_is_known() {
        let code = PatientCode::trial();
        let wish = |text: &str| Patient::drawn(&code, 3).wishing(&code, text);
        let patient = wish("age=70, sex=female,anatomy=two").unwrap();
        assert!((code.dimensions[0].way.value(patient.code[0]) - 70.0).abs() < 1e-3);
        assert_eq!(code.describe(&patient), ["age 70 years", "sex female"]);
        assert_eq!(patient.anatomy, [0.0, 1.0]);
        assert_eq!(wish("anatomy=one+two").unwrap().anatomy, [0.5, 0.5]);
        assert_eq!(wish("").unwrap(), Patient::drawn(&code, 3));
        for (text, says) in [
            ("age", "name=value"),
            ("height=2", "age, sex, anatomy"),
            ("age=140", "18 to 92"),
            ("age=old", "18 to 92"),
            ("sex=x", "female, male"),
            ("anatomy=three", "one, two"),
        ] {
            let error = wish(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
