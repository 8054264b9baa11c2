#![allow(clippy::unwrap_used)]

use burn::tensor::Device;

use super::*;
use crate::{
    report::{Tokenizer, Vocabulary},
    weights::{Precision, Provenance, encode},
};

fn bundle(padding: Padding) -> Bundle {
    let words = ["effusion", "heart", "left", "no", "normal"];
    let vocabulary = Vocabulary::from_words(words, Tokenizer::Standard).unwrap();
    let mut config = ModelConfig::small(vocabulary.size());
    (config.size, config.padding) = (64, padding);
    let model = XRayGan::new(&config, &Device::flex()).unwrap();
    let provenance = Provenance {
        name: "test".to_owned(),
        trained: false,
        licence: "none".to_owned(),
        training_data: "none".to_owned(),
    };
    let encoded = encode(&model, &config, &vocabulary, provenance, Precision::F32).unwrap();
    Bundle {
        manifest: encoded.manifest,
        vocabulary,
        model,
        awaited: Vec::new(),
    }
}

#[test]
fn pairs_together_are_as_one_by_one() {
    let released = Padding::Released {
        findings: [1, 1],
        impression: [1, 1],
    };
    for padding in [Padding::Masked, released] {
        let bundle = bundle(padding);
        let texts = [
            "Left effusion.",
            "Heart normal. No left effusion.",
            "Normal.",
        ];
        let reports = texts.map(|text| bundle.read(text.as_bytes()).unwrap());
        let seeded = |n: usize| (reports[n % 3].clone(), n as u64);
        let count = BATCH + 2;
        let requests: Vec<Request> = (0..count)
            .map(|n| {
                let (report, subject) = seeded(n);
                Request::new(&report, report.table(), subject)
            })
            .collect();
        let config = &bundle.manifest.model;
        let mut together = Views::<Vec<f32>>::default();
        for pairs in pairs(bundle.model.drawing(), config, &requests, 1) {
            for (view, images) in pairs.views {
                together[view].extend(images.into_data().iter::<f32>());
            }
        }
        for n in 0..count {
            let (report, seed) = seeded(n);
            let mut alone = pollster::block_on(bundle.start(report, seed)).unwrap();
            while let Some(image) = alone.advance(&bundle.model) {
                if image.size == 32 {
                    continue;
                }
                let values = image.tensor.into_data().try_into_vec::<f32>().unwrap();
                let other = &together[image.view][n * 64 * 64..][..64 * 64];
                let largest = values
                    .iter()
                    .zip(other)
                    .map(|(a, b)| (a - b).abs())
                    .fold(0.0, f32::max);
                assert!(largest < 1e-5, "{padding:?} {n} {}: {largest}", image.view);
            }
        }
    }
}
