//! Means of losses between two lines of statistics.

use std::collections::BTreeMap;

use burn::tensor::Tensor;

/// Sums of scalars, kept on the device until somebody asks, since every read-back waits for it.
#[derive(Debug, Default)]
pub struct Meter {
    sums: BTreeMap<&'static str, (Tensor1, u64)>,
    /// From a checkpoint.
    before: BTreeMap<String, (f64, u64)>,
}

type Tensor1 = Tensor<1>;

impl Meter {
    /// A meter that goes on from the sums of another.
    #[must_use]
    pub fn resumed(before: BTreeMap<String, (f64, u64)>) -> Self {
        Self {
            sums: BTreeMap::new(),
            before,
        }
    }

    /// Adds a scalar under a name.
    pub fn add(&mut self, name: &'static str, value: &Tensor<1>) {
        let value = value.clone().without_autodiff();
        let entry = match self.sums.remove(name) {
            Some((sum, count)) => (sum + value, count + 1),
            None => (value, 1),
        };
        self.sums.insert(name, entry);
    }

    /// Sum and count of each name so far.
    #[must_use]
    pub fn sums(&self) -> BTreeMap<String, (f64, u64)> {
        let mut all = self.before.clone();
        for (name, (sum, count)) in &self.sums {
            let entry = all.entry((*name).to_owned()).or_insert((0.0, 0));
            entry.0 += f64::from(sum.clone().into_scalar::<f32>());
            entry.1 += count;
        }
        all
    }

    /// Mean of each name so far.
    #[must_use]
    pub fn means(&self) -> BTreeMap<String, f64> {
        let sums = self.sums().into_iter();
        sums.map(|(name, (sum, count))| (name, sum / count.max(1) as f64))
            .collect()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// The first mean that is not a number, if there is one.
#[must_use]
pub fn broken(means: &BTreeMap<String, f64>) -> Option<&str> {
    means
        .iter()
        .find(|(_, mean)| !mean.is_finite())
        .map(|(name, _)| name.as_str())
}
