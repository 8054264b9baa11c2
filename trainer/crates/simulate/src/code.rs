//! The patient code: every random choice that changes a pixel, as named numbers.
//!
//! A film is a function of the anatomy, the table of findings and this code. Each number is drawn
//! from the standard normal distribution, always and before any finding is chosen, so that it tells
//! nothing of the report. What it means is its [`Way`].

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;
use xraygan::findings::{Kind, Side};

use super::draw::Draw;

use super::dimensions::all;

pub use xraygan::code::{Dimension, Group, Way};

/// All dimensions, in the order of a [`Code`].
pub static DIMENSIONS: LazyLock<Vec<Dimension>> = LazyLock::new(all);

/// The place of each dimension by its name.
static PLACES: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let dimensions = DIMENSIONS.iter().enumerate();
    dimensions
        .map(|(at, dimension)| (dimension.name.as_str(), at))
        .collect()
});

/// A patient: one standard-normal number for each of [`DIMENSIONS`], as drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Code(pub Vec<f32>);

impl Code {
    /// Draws a patient: one number for each dimension, in their order.
    pub fn draw(draw: &mut Draw) -> Self {
        // Four decimals are kept, so that the manifest holds the very number that was used.
        let number = |z: f32| (z * 1e4).round() / 1e4;
        Self(DIMENSIONS.iter().map(|_| number(draw.gauss())).collect())
    }

    /// The same body with other poses and particulars of findings.
    #[must_use]
    pub fn redrawn(&self, draw: &mut Draw) -> Self {
        let other = Self::draw(draw);
        let numbers = self.0.iter().zip(&other.0).zip(DIMENSIONS.iter());
        let kept = |((own, other), dimension): ((&f32, &f32), &Dimension)| match dimension.group {
            Group::Patient => *own,
            _ => *other,
        };
        Self(numbers.map(kept).collect())
    }

    /// The average patient: every number is zero.
    pub fn average() -> Self {
        Self(vec![0.0; DIMENSIONS.len()])
    }

    /// The same patient with one number changed.
    #[must_use]
    pub fn with(mut self, name: &str, z: f32) -> Self {
        if let Some(&at) = PLACES.get(name) {
            self.0[at] = z;
        }
        self
    }

    /// The number of a dimension as drawn. An unknown name is a mistake in the program: it stops
    /// a build with debug assertions, and is zero in others.
    pub fn drawn(&self, name: &str) -> f32 {
        let at = PLACES.get(name);
        debug_assert!(at.is_some(), "no dimension {name}");
        at.and_then(|&at| self.0.get(at)).copied().unwrap_or(0.0)
    }

    /// The value of a dimension in its unit; of a choice its place, of a chance 0 or 1.
    pub fn value(&self, name: &str) -> f32 {
        let way = PLACES.get(name).map(|&at| &DIMENSIONS[at].way);
        let z = self.drawn(name);
        way.map_or(0.0, |way| way.value(z))
    }

    /// Whether a [`Way::Chance`] came true.
    pub fn chance(&self, name: &str) -> bool {
        self.value(name) > 0.5
    }

    /// Which of the names of a [`Way::Choice`] it is, from 0.
    pub fn choice(&self, name: &str) -> usize {
        self.value(name) as usize
    }

    /// The particulars of a finding of this kind, and this side where the kind has sides.
    pub fn of(&self, kind: Kind, side: Option<Side>) -> Particulars<'_> {
        let kind = kind.label();
        Particulars {
            code: self,
            prefix: match side {
                Some(side) => format!("{kind}.{}", side.name()),
                None => kind.to_owned(),
            },
        }
    }
}

/// The numbers of one finding, by the last part of their names.
#[derive(Clone, Debug)]
pub struct Particulars<'a> {
    code: &'a Code,
    prefix: String,
}

impl Particulars<'_> {
    /// As [`Code::value`].
    pub fn value(&self, name: &str) -> f32 {
        self.code.value(&self.full(name))
    }

    /// As [`Code::chance`].
    pub fn chance(&self, name: &str) -> bool {
        self.code.chance(&self.full(name))
    }

    /// As [`Code::choice`].
    pub fn choice(&self, name: &str) -> usize {
        self.code.choice(&self.full(name))
    }

    /// The three shares (across, deep, high; 0 to 1) of a place within a lobe.
    pub fn place(&self) -> [f32; 3] {
        ["across", "deep", "high"].map(|name| self.value(name))
    }

    /// Between two values by a dimension that is a share from 0 to 1.
    pub fn between(&self, name: &str, (low, high): (f32, f32)) -> f32 {
        low + (high - low) * self.value(name)
    }

    fn full(&self, name: &str) -> String {
        format!("{}.{name}", self.prefix)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::draw::Stream;

    #[test]
    fn names_are_unique_and_groups_stand_together() {
        assert_eq!(PLACES.len(), DIMENSIONS.len());
        let groups: Vec<Group> = DIMENSIONS.iter().map(|d| d.group).collect();
        assert!(groups.is_sorted(), "a dimension stands in another's group");
        for dimension in DIMENSIONS.iter() {
            assert!(!dimension.unit.is_empty(), "{}", dimension.name);
        }
    }

    #[test]
    fn draws_are_standard_normal_and_come_back_as_what_they_mean() {
        let codes: Vec<Code> = (0..400)
            .map(|study| Code::draw(&mut Draw::new(3, study, Stream::Patient)))
            .collect();
        let all = || codes.iter().flat_map(|code| code.0.iter().copied());
        let count = all().count() as f32;
        let mean = all().sum::<f32>() / count;
        let variance = all().map(|z| z * z).sum::<f32>() / count;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02);
        let share = |part: &dyn Fn(&Code) -> bool| {
            codes.iter().filter(|code| part(code)).count() as f32 / codes.len() as f32
        };
        assert!((share(&|code| code.chance("patient.stomach_gas_present")) - 0.65).abs() < 0.08);
        assert!((share(&|code| code.choice("patient.sex") == 0) - 0.5).abs() < 0.08);
        let age = codes.iter().map(|code| code.value("patient.age"));
        assert!(age.clone().all(|age| (18.0..=92.0).contains(&age)));
        assert!((age.sum::<f32>() / 400.0 - 50.5).abs() < 3.0);
        let nodule = codes[0].of(Kind::Nodule, Some(Side::Left));
        assert!((0.0..=1.0).contains(&nodule.value("size")));
        let same = codes[0].value("nodule.left.size");
        assert_eq!(nodule.value("size").to_bits(), same.to_bits());
        let changed = codes[0].clone().with("patient.age", 0.0);
        assert!((changed.value("patient.age") - 50.0).abs() < 1e-4);
    }
}
