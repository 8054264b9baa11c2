//! First weights of the encoder that let reports differ.
//!
//! With first weights drawn as usual, two levels of LSTM and averaging bring all reports to almost the same code: their
//! differences are a hundredth of the noise beside them, and it takes the cascades long to notice. So the first weights
//! follow the data (Krähenbühl et al., "Data-dependent initializations", arXiv 1511.06856): sentence vectors come to
//! mean 0 and deviation 1 within the input weights of the sentence LSTMs, and the code is a whitened, randomly
//! turned projection of the section vectors. The network itself stays as published.

use anyhow::{Context, Result};
use burn::tensor::{Device, Tensor};
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rand_distr::{Distribution, StandardNormal};
use xraygan::{
    model::{
        encoder::{ReportEncoder, SectionEncoder},
        tokens::Tokens,
    },
    weights::tensors::{self, Arrays},
};

use learn::{
    data::{Ids, Studies},
    random::{Purpose, stream},
};
use support::spread::evenly;

/// Most reports looked at.
const MOST: usize = 1024;

/// Reports encoded together.
const BATCH: usize = 64;

/// Directions with less than this share of the largest variance are not brought up to 1: they are mostly round-off.
const LEAST_VARIANCE: f64 = 1e-3;

/// A variance below this share of the largest counts as none.
const NO_VARIANCE: f64 = 1e-9;

/// The encoder with first weights that follow the reports of `studies`; as it is with fewer than two.
///
/// # Errors
/// A decomposition that does not converge, or vectors that are not numbers.
pub fn calibrate(encoder: ReportEncoder, studies: &Studies, seed: u64) -> Result<ReportEncoder> {
    let all: Vec<_> = studies
        .all()
        .iter()
        .filter(|it| !it.findings.is_empty() || !it.impression.is_empty())
        .collect();
    let taken: Vec<_> = evenly(all.len(), MOST).map(|at| all[at]).collect();
    if taken.len() < 2 {
        return Ok(encoder);
    }
    let findings: Vec<Ids> = taken.iter().map(|it| it.findings.clone()).collect();
    let impression: Vec<Ids> = taken.iter().map(|it| it.impression.clone()).collect();
    let device = encoder.join.weight.device();

    let mut arrays = tensors::collect(&encoder);
    for (name, branch, reports) in [
        ("findings", &encoder.findings, &findings),
        ("impression", &encoder.impression, &impression),
    ] {
        let vectors = sentence_vectors(branch, reports, &device);
        for direction in ["forward", "backward"] {
            standardise(
                &mut arrays,
                &format!("{name}.sentences.{direction}.input"),
                &vectors,
            );
        }
    }
    let apply = |encoder, arrays| tensors::apply(encoder, arrays, "the first weights");
    let encoder = apply(encoder, arrays)?;

    let mut arrays = tensors::collect(&encoder);
    let vectors = section_vectors(&encoder, &findings, &impression, &device);
    if let Some(join) = arrays.get_mut("join.weight")
        && let Some(values) = whitened(&vectors, join.shape[1], seed)?
    {
        join.values = values;
    }
    Ok(apply(encoder, arrays)?)
}

fn rows(tensor: Tensor<2>) -> Vec<Vec<f64>> {
    let width = tensor.dims()[1];
    let values: Vec<f64> = tensor.into_data().iter::<f64>().collect();
    values.chunks_exact(width).map(<[f64]>::to_vec).collect()
}

/// The vector of every sentence.
fn sentence_vectors(branch: &SectionEncoder, reports: &[Ids], device: &Device) -> Vec<Vec<f64>> {
    let sentences: Vec<Ids> = reports
        .iter()
        .flatten()
        .map(|it| vec![it.clone()])
        .collect();
    let mut vectors = Vec::new();
    for part in sentences.chunks(4 * BATCH) {
        let tokens = Tokens::new(part, [1, 1], true, device);
        let [n, _, words] = tokens.ids.dims();
        let mask = tokens.words.reshape([n, words, 1]);
        let embedded = branch.embedding.forward(tokens.ids.reshape([n, words]));
        let states = branch.words.forward(embedded, &mask);
        vectors.extend(rows(branch.word_attention.forward(states, &mask).0));
    }
    vectors
}

/// Both section vectors of every report, joined.
fn section_vectors(
    encoder: &ReportEncoder,
    findings: &[Ids],
    impression: &[Ids],
    device: &Device,
) -> Vec<Vec<f64>> {
    let parts = findings.chunks(BATCH).zip(impression.chunks(BATCH));
    parts
        .flat_map(|(findings, impression)| {
            let tokens = |part: &[Ids]| Tokens::new(part, [1, 1], true, device);
            let code = encoder.forward(&tokens(findings), &tokens(impression));
            rows(Tensor::cat(
                vec![code.findings.vector, code.impression.vector],
                1,
            ))
        })
        .collect()
}

/// Takes mean and deviation of `vectors` into a linear layer's weights: it then computes what it did for vectors of mean
/// 0 and deviation 1.
fn standardise(arrays: &mut Arrays, layer: &str, vectors: &[Vec<f64>]) {
    let Some(width) = vectors.first().map(Vec::len) else {
        return;
    };
    let n = vectors.len() as f64;
    let mean: Vec<f64> = (0..width)
        .map(|d| vectors.iter().map(|it| it[d]).sum::<f64>() / n)
        .collect();
    let scale: Vec<f64> = (0..width)
        .map(|d| {
            let variance = vectors
                .iter()
                .map(|it| (it[d] - mean[d]).powi(2))
                .sum::<f64>()
                / n;
            variance.sqrt().max(1e-4).recip()
        })
        .collect();
    let [weight, bias] = ["weight", "bias"].map(|name| format!("{layer}.{name}"));
    let (Some(mut weights), Some(mut biases)) = (arrays.remove(&weight), arrays.remove(&bias))
    else {
        return;
    };
    let outputs = biases.values.len();
    for (d, row) in weights.values.chunks_exact_mut(outputs).enumerate() {
        for (value, bias) in row.iter_mut().zip(&mut biases.values) {
            *value *= scale[d] as f32;
            *bias -= *value * mean[d] as f32;
        }
    }
    arrays.insert(weight, weights);
    arrays.insert(bias, biases);
}

/// `[inputs, outputs]` row by row: what turns the vectors into outputs of mean 0 and variance 1 that have nothing to do
/// with each other. Without a bias the mean goes by leaving out its direction. `None` where all vectors are equal.
fn whitened(vectors: &[Vec<f64>], outputs: usize, seed: u64) -> Result<Option<Vec<f32>>> {
    let inputs = vectors.first().map_or(0, Vec::len);
    let mut data = DMatrix::from_fn(vectors.len(), inputs, |row, column| vectors[row][column]);
    let mean: DVector<f64> = data.row_mean().transpose();
    if let Some(direction) = mean.try_normalize(1e-12) {
        let along = &data * &direction;
        data -= along * direction.transpose();
    }
    let covariance = data.tr_mul(&data) / vectors.len() as f64;
    let parts = SymmetricEigen::try_new(covariance, f64::EPSILON, 100 * inputs)
        .context("the reports' vectors cannot be decomposed")?;
    let mut order: Vec<usize> = (0..inputs).collect();
    order.sort_by(|&a, &b| parts.eigenvalues[b].total_cmp(&parts.eigenvalues[a]));
    let largest = parts.eigenvalues.max();
    // Without variance a direction may be that of the mean, which is to stay out.
    order.retain(|&at| parts.eigenvalues[at] > NO_VARIANCE * largest);
    order.truncate(outputs);
    let kept = order.len();
    if kept == 0 {
        return Ok(None);
    }
    let floor = LEAST_VARIANCE * largest;
    let mut projection = parts.eigenvectors.select_columns(&order);
    for (mut column, &at) in projection.column_iter_mut().zip(&order) {
        column *= parts.eigenvalues[at].max(floor).sqrt().recip();
    }
    // Turned at random, so that every output mixes all directions.
    let mut rng = stream(seed, 0, 1, Purpose::Weights);
    let random = DMatrix::from_fn(outputs, kept, |_, _| {
        let value: f64 = StandardNormal.sample(&mut rng);
        value
    });
    let turn = random.qr().q();
    let scale = (outputs as f64 / kept as f64).sqrt();
    let weights = projection * turn.transpose() * scale;
    let values = (0..inputs)
        .flat_map(|row| (0..outputs).map(move |column| (row, column)))
        .map(|at| weights[at] as f32)
        .collect();
    Ok(Some(values))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_white() {
        let mut rng = stream(3, 0, 0, Purpose::Weights);
        // Three directions of very different spread, on a large mean.
        let vectors: Vec<Vec<f64>> = (0..500)
            .map(|_| {
                let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
                let (a, b, c) = (draw(), 0.1 * draw(), 0.05 * draw());
                vec![5.0 + a, 5.0 - a + b, 5.0 + c, 5.0 - b - c, 5.0]
            })
            .collect();
        assert!(whitened(&vectors[..1], 3, 1).unwrap().is_none());
        let weights = whitened(&vectors, 3, 1).unwrap().unwrap();
        let outputs: Vec<Vec<f64>> = vectors
            .iter()
            .map(|it| {
                (0..3)
                    .map(|o| (0..5).map(|i| it[i] * f64::from(weights[i * 3 + o])).sum())
                    .collect()
            })
            .collect();
        for a in 0..3 {
            let mean = outputs.iter().map(|it| it[a]).sum::<f64>() / 500.0;
            assert!(mean.abs() < 0.05, "{mean}");
            for b in 0..3 {
                let product = outputs.iter().map(|it| it[a] * it[b]).sum::<f64>() / 500.0;
                let expected = if a == b { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 0.05, "{a} {b} {product}");
            }
        }
    }
}
