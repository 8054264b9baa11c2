//! The hierarchical attentional report encoder: words, sentences, sections, code.

use burn::{
    module::Module,
    nn::{Embedding, EmbeddingConfig, Linear, LinearConfig},
    tensor::{Device, Int, Tensor, activation},
};

use super::{
    attention::Attention,
    config::{ModelConfig, Padding},
    layers::LEAK,
    lstm::BiLstm,
    tokens::Tokens,
};

/// Embedding, word level and sentence level of one section.
#[derive(Module, Debug)]
pub struct SectionEncoder {
    /// `[V, E]`; row 0 is the padding.
    pub embedding: Embedding,
    /// Words of a sentence, `E -> 2H`.
    pub words: BiLstm,
    /// Which words make the sentence.
    pub word_attention: Attention,
    /// Sentences of a section, `2H -> 2H`.
    pub sentences: BiLstm,
    /// Which sentences make the section.
    pub sentence_attention: Attention,
}

/// What one section comes to.
#[derive(Debug, Clone)]
pub struct SectionCode {
    /// `[batch, 2H]`.
    pub vector: Tensor<2>,
    /// Weight of each word within its sentence, `[batch, sentences, words]`.
    pub words: Tensor<3>,
    /// Weight of each sentence within the section, `[batch, sentences]`.
    pub sentences: Tensor<2>,
}

/// What single sentences come to.
#[derive(Debug, Clone)]
pub struct SentenceCode {
    /// `[n, 2H]`, the states weighted.
    pub vectors: Tensor<2>,
    /// Of each word, `[n, words, 2H]`.
    pub states: Tensor<3>,
    /// Of each word within its sentence, `[n, words]`.
    pub weights: Tensor<2>,
}

impl SectionEncoder {
    fn new(config: &ModelConfig, device: &Device) -> Self {
        let width = 2 * config.hidden;
        Self {
            embedding: EmbeddingConfig::new(config.vocabulary, config.embedding).init(device),
            words: BiLstm::new(config.embedding, config.hidden, device),
            word_attention: Attention::new(width, device),
            sentences: BiLstm::new(width, config.hidden, device),
            sentence_attention: Attention::new(width, device),
        }
    }

    /// The word level: sentences as word ids `[n, words]`, with `mask [n, words, 1]` (1 = word, 0 = padding).
    #[must_use]
    pub fn sentences(&self, ids: Tensor<2, Int>, mask: &Tensor<3>) -> SentenceCode {
        let states = self.words.forward(self.embedding.forward(ids), mask);
        let (vectors, weights) = self.word_attention.forward(states.clone(), mask);
        SentenceCode {
            vectors,
            states,
            weights,
        }
    }

    /// Encodes one section of a batch of reports.
    #[must_use]
    pub fn forward(&self, tokens: &Tokens) -> SectionCode {
        let [batch, sentences, words] = tokens.ids.dims();
        let ids = tokens.ids.clone().reshape([batch * sentences, words]);
        let mask = tokens.words.clone().reshape([batch * sentences, words, 1]);
        let SentenceCode {
            vectors,
            weights: word_weights,
            ..
        } = self.sentences(ids, &mask);

        let width = vectors.dims()[1];
        let mask = tokens.sentences.clone().reshape([batch, sentences, 1]);
        let states = self
            .sentences
            .forward(vectors.reshape([batch, sentences, width]), &mask);
        let (vector, sentence_weights) = self.sentence_attention.forward(states, &mask);
        SectionCode {
            vector,
            words: word_weights.reshape([batch, sentences, words]),
            sentences: sentence_weights,
        }
    }
}

/// Both sections to one code.
#[derive(Module, Debug)]
pub struct ReportEncoder {
    /// The FINDINGS branch.
    pub findings: SectionEncoder,
    /// The IMPRESSION branch.
    pub impression: SectionEncoder,
    /// `[4H, C]`, no bias.
    pub join: Linear,
}

/// The code of a batch of reports and what drew the encoder's attention.
#[derive(Debug, Clone)]
pub struct ReportCode {
    /// `[batch, C]`.
    pub code: Tensor<2>,
    /// The FINDINGS branch.
    pub findings: SectionCode,
    /// The IMPRESSION branch.
    pub impression: SectionCode,
}

impl ReportEncoder {
    pub(super) fn new(config: &ModelConfig, device: &Device) -> Self {
        Self {
            findings: SectionEncoder::new(config, device),
            impression: SectionEncoder::new(config, device),
            join: LinearConfig::new(4 * config.hidden, config.code)
                .with_bias(false)
                .init(device),
        }
    }

    /// Where the weights are.
    #[must_use]
    pub fn device(&self) -> Device {
        self.join.weight.device()
    }

    /// Encodes token batches of equal batch size.
    #[must_use]
    pub fn forward(&self, findings: &Tokens, impression: &Tokens) -> ReportCode {
        let findings = self.findings.forward(findings);
        let impression = self.impression.forward(impression);
        let joined = Tensor::cat(vec![findings.vector.clone(), impression.vector.clone()], 1);
        let code = activation::leaky_relu(self.join.forward(joined), LEAK);
        ReportCode {
            code,
            findings,
            impression,
        }
    }

    /// Pads and encodes reports given as word ids `[report][sentence][word]`, per section.
    #[must_use]
    pub fn encode(
        &self,
        findings: &[Vec<Vec<u32>>],
        impression: &[Vec<Vec<u32>>],
        padding: Padding,
    ) -> ReportCode {
        let device = self.device();
        let (at_least_findings, at_least_impression, masked) = match padding {
            Padding::Masked => ([1, 1], [1, 1], true),
            Padding::Released {
                findings,
                impression,
            } => (findings, impression, false),
        };
        self.forward(
            &Tokens::new(findings, at_least_findings, masked, &device),
            &Tokens::new(impression, at_least_impression, masked, &device),
        )
    }
}
