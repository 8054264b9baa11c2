//! The judge of view consistency: the published network, trained anew and apart from the generator.

use anyhow::Result;
use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData, activation},
};
use xraygan::model::consistency::ConsistencyNetwork;
use xraygan::views::View;

use super::{
    input::{Change, Channel, Rows, load},
    training::Training,
};
use crate::{
    draw::{pictures::Pictures, subjects::strangers},
    watch::Watch,
};
use learn::batch::indices;
use learn::losses::cross_entropy;

/// Images looked at together.
const BATCH: usize = 32;

/// Trains on pairs of one study against pairs of two patients, `patients[place]` telling them apart. The network must
/// be on an autodiff device; returns it without autodiff, and its last loss.
///
/// # Errors
/// As [`Training::learn`].
pub fn learn(
    network: ConsistencyNetwork,
    training: &Training<'_>,
    pictures: &dyn Pictures,
    patients: &[usize],
    side: usize,
    device: &Device,
) -> Result<(ConsistencyNetwork, f64)> {
    let (trained, loss) = training.learn(network, |network, places, rng| {
        let [frontal, lateral] = View::ALL.map(|view| {
            let channels: Vec<Channel> = places
                .iter()
                .map(|&at| Channel {
                    at,
                    view,
                    shown: true,
                    healthy: false,
                    change: Some(Change::draw(rng)),
                })
                .collect();
            load(pictures, &channels, 1, side, device)
                .map(|images| network.embed(images.autodiff()))
        });
        let (frontal, lateral) = (frontal?, lateral?);
        let logit = |a: Tensor<2>, b: Tensor<2>| network.classify.forward((a - b).abs());
        let same = cross_entropy(logit(frontal.clone(), lateral.clone()), false);
        let shown: Vec<usize> = places.iter().map(|&at| patients[at]).collect();
        let (rows, others): (Vec<usize>, Vec<usize>) = strangers(&shown).into_iter().unzip();
        if rows.is_empty() {
            return Ok(same);
        }
        let frontal = frontal.select(0, indices(&rows, device));
        let lateral = lateral.select(0, indices(&others, device));
        let different = cross_entropy(logit(frontal, lateral), true);
        Ok((same + different) * 0.5)
    })?;
    Ok((trained.valid(), loss))
}

/// Embeddings of one view of the studies at `places`, all of which must have it: `[places, 128]`.
///
/// # Errors
/// An image that cannot be read, or [`crate::watch::Stopped`].
pub fn embed(
    network: &ConsistencyNetwork,
    pictures: &dyn Pictures,
    places: &[usize],
    view: View,
    side: usize,
    watch: &Watch<'_>,
) -> Result<Rows> {
    let device = network.embed.weight.device();
    let mut values = Vec::new();
    for part in places.chunks(BATCH) {
        let channels: Vec<Channel> = part
            .iter()
            .map(|&at| Channel {
                at,
                view,
                shown: true,
                healthy: false,
                change: None,
            })
            .collect();
        let images = load(pictures, &channels, 1, side, &device)?;
        values.extend(network.embed(images).into_data().iter::<f32>());
        watch.advance(part.len())?;
    }
    Ok(Rows {
        places: places.to_vec(),
        width: values.len() / places.len().max(1),
        values,
    })
}

/// Probability that row `a` of the frontal and row `b` of the lateral embeddings are of one patient, for each of
/// `pairs`, 0..1.
#[must_use]
pub fn same_patient(
    network: &ConsistencyNetwork,
    frontal: &Rows,
    lateral: &Rows,
    pairs: &[(usize, usize)],
) -> Vec<f64> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let device = network.embed.weight.device();
    let [a, b] = [
        frontal.choose(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>()),
        lateral.choose(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>()),
    ]
    .map(|rows| {
        let shape = [pairs.len(), rows.width];
        Tensor::<2>::from_data(TensorData::new(rows.values, shape), &device)
    });
    let different = network.classify.forward((a - b).abs());
    activation::sigmoid(-different)
        .into_data()
        .iter::<f64>()
        .collect()
}
