//! 16-bit passes leave everything that is kept in 32 bits.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod toy;

use std::{path::Path, sync::Arc};

use burn::{
    module::Module,
    tensor::{DType, Device},
};
use dataset::{Split, words::default_vocabulary};
use learn::{Meter, batch::Batch, compute::Compute, data::Studies, images::Images, meter::broken};
use train::{
    networks::Networks,
    presets::Preset,
    schedule::{Counts, Phase, Position, Schedule},
    settings::CriticNorm,
    steps::Context,
};
use xraygan::condition::PatientCode;
use xraygan::weights::tensors;

fn batch(data: &Path, size: usize) -> Batch {
    let datasets = Studies::open(&[data.to_owned()]).unwrap();
    let vocabulary = default_vocabulary().unwrap();
    let studies = Studies::of(&datasets, Split::Train, &vocabulary).unwrap();
    Batch::load(&Images::new(Arc::new(studies), size), &[0, 1, 2, 3]).unwrap()
}

#[test]
fn spectral_critics_train_in_16_bits_and_keep_32() {
    let folder = tempfile::tempdir().unwrap();
    toy::write(&folder.path().join("data"), 10, 32, 0);
    let batch = batch(&folder.path().join("data"), 32);
    let device = Device::flex();
    let mut settings = Preset::Tiny.settings();
    settings.network.size = 32;
    settings.critics.critic_norm = CriticNorm::Spectral;
    settings.run.compute = Compute::Bf16;
    let config = settings.model(default_vocabulary().unwrap().size(), PatientCode::default());
    let mut networks = Networks::new(&settings, &config, &device).unwrap();
    let schedule = Schedule::new(&settings, Counts::of_films(8, 8));
    let stage = schedule
        .stages()
        .iter()
        .find(|it| it.phase == Phase::Gan)
        .unwrap();
    networks.begin(stage, &settings, &config);
    networks.prepare(stage, &settings);
    let before = tensors::collect(&networks.critics.frontal);
    let context = Context {
        settings: &settings,
        config: &config,
        device: &device,
    };
    let mut meter = Meter::default();
    for step in 0..4 {
        let at = Position { stage, step };
        context.generator_step(&mut networks, &batch, &at, &mut meter);
    }
    assert_eq!(broken(&meter.means()), None);
    for (view, critic) in networks.critics.iter() {
        for layer in &critic.layers {
            let vector = layer.singular.as_ref().unwrap().value_sync();
            assert_eq!(vector.dtype(), DType::F32, "{view}");
            assert_eq!(layer.conv.weight.val().dtype(), DType::F32, "{view}");
            let length = vector.powi_scalar(2).sum().into_scalar::<f32>();
            // A vector that went through 16 bits has 8 bits of precision.
            assert!((length - 1.0).abs() < 1e-5, "{view}: {length}");
        }
    }
    let after = tensors::collect(&networks.critics.frontal.valid());
    // Nothing is said of the bias: hinge pulls it up for real images as it pulls it down for the others.
    let weights = before.iter().filter(|(name, _)| name.ends_with("weight"));
    for (name, array) in weights {
        assert_ne!(array.values, after[name].values, "{name} does not learn");
    }
}
