//! Selects the templates to draw with: those of one anatomy, or a mixture of several.

use burn::tensor::Tensor;

/// The share of each anatomy in each study of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnatomyChoice {
    /// Of each study the anatomies that have a share, with their shares.
    studies: Vec<Vec<(usize, f32)>>,
}

impl AnatomyChoice {
    /// From the shares of all anatomies of each study (see [`crate::condition::Patient::anatomy`]).
    pub fn new<'s>(studies: impl IntoIterator<Item = &'s [f32]>) -> Self {
        let chosen = |shares: &'s [f32]| {
            let all = shares.iter().copied().enumerate();
            all.filter(|(_, share)| *share != 0.0).collect()
        };
        Self {
            studies: studies.into_iter().map(chosen).collect(),
        }
    }

    /// The choice of some of the studies.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            studies: rows.iter().map(|&row| self.studies[row].clone()).collect(),
        }
    }

    /// The sum of what `part` makes of `n` studies: called with an anatomy a study and their shares, `None` where all
    /// are 1, as often as the study with most anatomies has some.
    pub(super) fn blend(
        &self,
        n: usize,
        part: impl Fn(&[usize], Option<&[f32]>) -> Tensor<4>,
    ) -> Tensor<4> {
        let ranked = |rank: usize| {
            let of = |study: usize| Some(*self.studies.get(study)?.get(rank)?);
            let (chosen, shares): (Vec<usize>, Vec<f32>) =
                (0..n).map(|study| of(study).unwrap_or_default()).unzip();
            let whole = shares.iter().all(|&share| share == 1.0);
            part(&chosen, (!whole).then_some(&shares))
        };
        let most = self.studies.iter().map(Vec::len).max().unwrap_or_default();
        (1..most).fold(ranked(0), |sum, rank| sum + ranked(rank))
    }
}
