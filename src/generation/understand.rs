//! From a tokenised report to the table of findings.

use super::read::{ReadBackError, read};
use crate::{
    model::{ModelConfig, XRayGan},
    report::{Mention, SentenceNumbers, TokenizedReport, Understanding, join},
};

/// What a network read of a report, before it is joined with the rules' reading.
#[derive(Debug, Clone, Default)]
pub struct NetworkReading {
    /// The findings that its sentences name.
    pub mentions: Vec<Mention>,
    /// For each sentence that has known words the probabilities of all that it may say, see
    /// [`crate::findings::said`].
    pub probabilities: Vec<Vec<f32>>,
}

impl XRayGan {
    /// Reads the findings of a report with the network; `None` where it has no head for that.
    ///
    /// # Errors
    /// The device failed.
    pub async fn read(
        &self,
        config: &ModelConfig,
        report: &TokenizedReport,
    ) -> Result<Option<NetworkReading>, ReadBackError> {
        let (Some(head), Some(reading)) = (&self.reading, &config.reading) else {
            return Ok(None);
        };
        let sentences = report.sentence_ids();
        if sentences.is_empty() {
            return Ok(Some(NetworkReading::default()));
        }
        let numbers = head.read(&self.encoder.findings, &sentences);
        let numbers = SentenceNumbers {
            words: read(numbers.words).await?,
            bias: read(numbers.bias).await?,
        };
        let (mentions, probabilities) = report.learnt(&numbers, &reading.thresholds);
        Ok(Some(NetworkReading {
            mentions,
            probabilities,
        }))
    }

    /// What network and rules understand of a report.
    ///
    /// # Errors
    /// The device failed.
    pub async fn understand(
        &self,
        config: &ModelConfig,
        report: &TokenizedReport,
    ) -> Result<Understanding, ReadBackError> {
        let rules = report.rows();
        Ok(match self.read(config, report).await? {
            None => Understanding::alone(rules),
            Some(network) => Understanding::of_both(join(&network.mentions), rules),
        })
    }
}
