//! What the network reads of a report: a linear head on each sentence's vector.

use burn::{
    module::Module,
    nn::{Linear, LinearConfig},
    tensor::{Device, Tensor},
};

use super::{encoder::SectionEncoder, encoder::SentenceCode, tokens::Tokens};
use crate::findings::said::SAID;

/// First log odds of everything that a sentence may say: it says little.
const SELDOM: f32 = -4.5;

/// From a sentence's vector to what it says of findings, see [`crate::findings::said`].
///
/// Sentences of both sections are read with the FINDINGS branch of the encoder: what a sentence says does not depend on
/// where it stands.
#[derive(Module, Debug)]
pub struct ReadingHead {
    /// `2H -> SAID`.
    pub linear: Linear,
}

/// What was read of some sentences.
#[derive(Debug, Clone)]
pub struct SentenceReading {
    /// What each word adds to each number, `[n, words, SAID]`.
    pub words: Tensor<3>,
    /// What is added whatever the words, `[SAID]`.
    pub bias: Tensor<1>,
}

impl ReadingHead {
    pub(crate) fn new(hidden: usize, device: &Device) -> Self {
        let Linear { weight, bias } = LinearConfig::new(2 * hidden, SAID).init(device);
        let bias = bias.map(|bias| bias.map(|it| it.zeros_like() + SELDOM));
        Self {
            linear: Linear { weight, bias },
        }
    }

    /// Log odds of what sentences say, `[n, SAID]`, from their vectors `[n, 2H]`.
    #[must_use]
    pub fn forward(&self, vectors: Tensor<2>) -> Tensor<2> {
        self.linear.forward(vectors)
    }

    /// Reads sentences, given as word ids, and says what each word adds: a sentence's vector is the weighted sum of its
    /// words' states, and the head is linear, so the log odds are the sum over the words, and the bias.
    #[must_use]
    pub fn read(&self, encoder: &SectionEncoder, sentences: &[Vec<u32>]) -> SentenceReading {
        let device = self.linear.weight.device();
        let tokens = Tokens::new(&[sentences.to_vec()], [1, 1], true, &device);
        let [_, count, words] = tokens.ids.dims();
        let ids = tokens.ids.reshape([count, words]);
        let mask = tokens.words.reshape([count, words, 1]);
        let SentenceCode {
            states, weights, ..
        } = encoder.sentences(ids, &mask);
        let width = states.dims()[2];
        let weighted = states * weights.reshape([count, words, 1]);
        let numbers = (weighted.reshape([count * words, width])).matmul(self.linear.weight.val());
        let bias = match &self.linear.bias {
            Some(bias) => bias.val(),
            None => Tensor::zeros([SAID], &device),
        };
        SentenceReading {
            words: numbers.reshape([count, words, SAID]),
            bias,
        }
    }
}
