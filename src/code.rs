//! The patient code: the named numbers that describe a patient (age, sex, build, pose ..), standard normal as drawn, and
//! what each means in the units of the body.
//!
//! A film is a function of the anatomy, the findings and such numbers. The simulator has the table of them and writes
//! it into `dataset.json`; whoever generates draws them anew and shows what they mean ("age 63, female").

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What a dimension shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The body.
    Patient,
    /// How the patient stands for the frontal view.
    Frontal,
    /// How the patient stands for the lateral view.
    Lateral,
    /// Particulars of findings; without effect where the finding is absent.
    Particulars,
}

/// What a standard-normal number means: the way to its value. Phi is the distribution function of
/// the standard normal distribution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    /// `mean + deviation * z`, kept within `least` and `most`.
    Normal {
        /// Value at 0.
        mean: f32,
        /// Change of the value with each 1.
        deviation: f32,
        /// Smallest value.
        least: f32,
        /// Largest value.
        most: f32,
    },
    /// `low + (high - low) * Phi(z)`.
    Uniform {
        /// Smallest value.
        low: f32,
        /// Largest value.
        high: f32,
    },
    /// True (1) where `Phi(z) > 1 - probability`.
    Chance {
        /// How often it is true.
        probability: f32,
    },
    /// The name at the place `floor(count * Phi(z))`, each as likely as the other.
    Choice {
        /// The names.
        names: Cow<'static, [Cow<'static, str>]>,
    },
}

impl Way {
    /// The standard-normal number that stands for a value in words, such as `70`, `female` or `yes`.
    ///
    /// # Errors
    /// A value that the dimension cannot take; the message says what it takes.
    pub fn number(&self, text: &str) -> Result<f32, String> {
        let within = |low: f32, high: f32| {
            let value = text.parse::<f32>().ok();
            value
                .filter(|value| (low..=high).contains(value))
                .ok_or_else(|| format!("it takes a number from {low} to {high}"))
        };
        match *self {
            Self::Normal {
                mean,
                deviation,
                least,
                most,
            } => Ok((within(least, most)? - mean) / deviation),
            Self::Uniform { low, high } => Ok(quantile(
                (within(low, high)? - low) / (high - low).max(f32::EPSILON),
            )),
            Self::Chance { probability } => match text {
                "yes" => Ok(quantile(1.0 - 0.5 * probability)),
                "no" => Ok(quantile(0.5 * (1.0 - probability))),
                _ => Err("it takes yes or no".to_owned()),
            },
            Self::Choice { ref names } => {
                let at = names.iter().position(|name| name == text);
                let at = at.ok_or_else(|| format!("it takes one of {}", names.join(", ")))?;
                Ok(quantile((at as f32 + 0.5) / names.len() as f32))
            }
        }
    }

    /// Whether every standard-normal number has a value, and every value a number.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        // Differences of such numbers are numbers; comparisons with what is none are false.
        let fit = |numbers: &[f32]| numbers.iter().all(|it| it.abs() <= 1e9);
        match *self {
            Self::Normal {
                mean,
                deviation,
                least,
                most,
            } => fit(&[mean, deviation, least, most]) && deviation.abs() >= 1e-6 && least <= most,
            Self::Uniform { low, high } => fit(&[low, high]) && low <= high,
            Self::Chance { probability } => (0.0..=1.0).contains(&probability),
            Self::Choice { ref names } => !names.is_empty(),
        }
    }

    /// The value of a standard-normal number; of a chance 0 or 1, of a choice the place.
    pub fn value(&self, z: f32) -> f32 {
        match *self {
            Self::Normal {
                mean,
                deviation,
                least,
                most,
            } => (mean + deviation * z).max(least).min(most),
            Self::Uniform { low, high } => low + (high - low) * phi(z),
            Self::Chance { probability } => f32::from(phi(z) > 1.0 - probability),
            Self::Choice { ref names } => {
                let last = names.len().saturating_sub(1) as f32;
                (names.len() as f32 * phi(z)).floor().min(last)
            }
        }
    }
}

/// The number below which a share `p` of the standard normal distribution lies, kept within -3 and 3.
fn quantile(p: f32) -> f32 {
    let (mut low, mut high) = (-3.0_f32, 3.0_f32);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if phi(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Distribution function of the standard normal distribution, the same bits on every machine.
fn phi(z: f32) -> f32 {
    (0.5 * libm::erfc(-f64::from(z) * std::f64::consts::FRAC_1_SQRT_2)) as f32
}

/// One number of a patient code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Name such as `patient.age` or `nodule.right.size`.
    pub name: String,
    /// What it shapes.
    pub group: Group,
    /// Unit of the value.
    pub unit: Cow<'static, str>,
    /// What the number means.
    pub way: Way,
}

impl Dimension {
    /// What a standard-normal number means here, in words: `age 63 years`, `sex female`.
    #[must_use]
    pub fn describe(&self, z: f32) -> String {
        let name = self
            .name
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .replace('_', " ");
        let value = self.way.value(z);
        match &self.way {
            Way::Choice { names } => {
                let chosen = names.get(value as usize).map_or("", |name| name);
                format!("{name} {chosen}")
            }
            Way::Chance { .. } => format!("{name} {}", if value > 0.5 { "yes" } else { "no" }),
            Way::Normal { .. } | Way::Uniform { .. } if value.abs() >= 10.0 => {
                format!("{name} {value:.0} {}", self.unit)
            }
            Way::Normal { .. } | Way::Uniform { .. } => {
                format!("{name} {value:.2} {}", self.unit)
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    const AGE: Way = Way::Normal {
        mean: 50.0,
        deviation: 18.0,
        least: 18.0,
        most: 92.0,
    };

    fn dimension(name: &str, unit: &'static str, way: Way) -> Dimension {
        Dimension {
            name: name.to_owned(),
            group: Group::Patient,
            unit: Cow::Borrowed(unit),
            way,
        }
    }

    #[test]
    fn numbers_come_back_as_what_they_mean() {
        assert_eq!(AGE.value(0.5), 59.0);
        assert_eq!(AGE.value(-3.0), 18.0);
        let share = Way::Uniform {
            low: 2.0,
            high: 4.0,
        };
        assert!((share.value(0.0) - 3.0).abs() < 1e-6);
        assert!(
            (share.value(1.0) - 3.682_69).abs() < 1e-4,
            "Phi(1) is 0.841345"
        );
        let chance = Way::Chance { probability: 0.25 };
        assert_eq!((chance.value(0.6), chance.value(0.7)), (0.0, 1.0));
        let names = Cow::Owned(vec![Cow::Borrowed("female"), Cow::Borrowed("male")]);
        let sex = dimension("patient.sex", "choice", Way::Choice { names });
        assert_eq!(sex.describe(-0.1), "sex female");
        assert_eq!(sex.describe(9.0), "sex male");
        let age = dimension("patient.age", "years", AGE);
        assert_eq!(age.describe(0.72), "age 63 years");
    }

    #[test]
    fn what_has_no_value_is_not_sound() {
        let names = |names: &[&'static str]| Way::Choice {
            names: names.iter().copied().map(Cow::Borrowed).collect(),
        };
        let normal = |deviation, least| Way::Normal {
            mean: 50.0,
            deviation,
            least,
            most: 92.0,
        };
        let uniform = |low, high| Way::Uniform { low, high };
        let chance = |probability| Way::Chance { probability };
        for sound in [AGE, uniform(2.0, 4.0), chance(0.25), names(&["female"])] {
            assert!(sound.is_sound(), "{sound:?}");
        }
        for broken in [
            normal(0.0, 18.0),
            normal(f32::INFINITY, 18.0),
            normal(18.0, 93.0),
            normal(18.0, f32::NAN),
            uniform(4.0, 2.0),
            uniform(f32::NEG_INFINITY, 2.0),
            chance(1.5),
            chance(f32::NAN),
            names(&[]),
        ] {
            assert!(!broken.is_sound(), "{broken:?}");
        }
    }

    #[test]
    fn values_have_numbers() {
        let ways = [
            AGE,
            Way::Uniform {
                low: 2.0,
                high: 4.0,
            },
            Way::Chance { probability: 0.25 },
        ];
        for (way, texts) in ways
            .iter()
            .zip([["18", "70"], ["2.5", "3.9"], ["yes", "no"]])
        {
            for text in texts {
                let value = way.value(way.number(text).unwrap());
                let wanted = match text {
                    "yes" => 1.0,
                    "no" => 0.0,
                    number => number.parse().unwrap(),
                };
                assert!((value - wanted).abs() < 1e-3, "{text}: {value}");
            }
        }
    }

    #[test]
    fn dimensions_survive_json() {
        let age = dimension("patient.age", "years", AGE);
        let text = serde_json::to_string(&age).unwrap();
        assert!(
            text.contains(r#""way":{"kind":"normal","mean":50.0"#),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<Dimension>(&text).unwrap(), age);
    }
}
