//! Word ids as padded tensors.

use burn::tensor::{Device, Int, Tensor, TensorData};

/// One section of a batch of reports, padded on the left as in the authors' code.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Word ids `[batch, sentences, words]`, 0 = padding.
    pub ids: Tensor<3, Int>,
    /// 1 where a word takes part, `[batch, sentences, words]`.
    pub words: Tensor<3>,
    /// 1 where a sentence takes part, `[batch, sentences]`.
    pub sentences: Tensor<2>,
}

impl Tokens {
    /// Pads `reports[report][sentence][word]` to the longest, at least to `[sentences, words]`.
    ///
    /// With `masked` the masks leave padding out; without, everything takes part (the authors' behaviour).
    #[must_use]
    pub fn new(
        reports: &[Vec<Vec<u32>>],
        at_least: [usize; 2],
        masked: bool,
        device: &Device,
    ) -> Self {
        let batch = reports.len();
        let longest =
            |counts: &mut dyn Iterator<Item = usize>, least| counts.fold(least, usize::max).max(1);
        let sentences = longest(&mut reports.iter().map(Vec::len), at_least[0]);
        let words = longest(&mut reports.iter().flatten().map(Vec::len), at_least[1]);

        let kept = if masked { 0.0 } else { 1.0 };
        let mut ids = vec![0_i32; batch * sentences * words];
        let mut word_mask = vec![kept; ids.len()];
        let mut sentence_mask = vec![kept; batch * sentences];
        for (b, report) in reports.iter().enumerate() {
            let first_row = (b + 1) * sentences - report.len();
            for (s, sentence) in report.iter().enumerate() {
                let row = first_row + s;
                if !sentence.is_empty() {
                    sentence_mask[row] = 1.0;
                }
                let first = (row + 1) * words - sentence.len();
                for (w, &id) in sentence.iter().enumerate() {
                    ids[first + w] = id as i32;
                    word_mask[first + w] = 1.0;
                }
            }
        }
        let shape = [batch, sentences, words];
        Self {
            ids: Tensor::from_data(TensorData::new(ids, shape), device),
            words: Tensor::from_data(TensorData::new(word_mask, shape), device),
            sentences: Tensor::from_data(
                TensorData::new(sentence_mask, [batch, sentences]),
                device,
            ),
        }
    }
}
