//! Adversarial training alone, without a pixel loss, teaches the generator to follow the report: the critic sees the report.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod toy;

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};
use dataset::Split;
use learn::{batch::Batch, data::Studies, images::Images};
use train::{
    Outcome, TrainOptions, checkpoint,
    networks::Networks,
    run_folder::read_vocabulary,
    schedule::{Counts, Phase, Schedule},
};
use xraygan::condition::PatientCode;
use xraygan::{model::join_noise, views::View};

/// Trains 32 px images with no other loss than the critics' and returns the networks.
fn trained(folder: &Path) -> (Networks, Arc<Studies>, TrainOptions) {
    let data = folder.join("data");
    toy::write(&data, 40, 32, 0);
    let run = folder.join("run");
    let line = format!(
        "--out {} --data {} --preset tiny --size 32 --batch 16 --consistency-epochs 0 --warmup-epochs 0 \
         --gan-epochs 150 --pixel-weight 0 --consistency-weight 0 --generator-rate 0.002 --critic-rate 0.002 \
         --decay-epochs 110 --decay 0.3 --average-halflife 200 --critic 8 --augment 0 --tick 1000",
        run.display(),
        data.display()
    );
    let options = TrainOptions::parse_from(line.split_whitespace()).unwrap();
    let outcome = train::run(&options, &AtomicBool::new(false)).unwrap();
    let Outcome::Done(path) = outcome else {
        panic!("{outcome:?}");
    };
    let settings = options.settings.resolve().unwrap();
    let vocabulary = read_vocabulary(&run).unwrap();
    let datasets = Studies::open(std::slice::from_ref(&data)).unwrap();
    let studies = Arc::new(Studies::of(&datasets, Split::Validate, &vocabulary).unwrap());
    let config = settings.model(vocabulary.size(), PatientCode::default());
    let mut networks = Networks::new(&settings, &config, &Device::flex()).unwrap();
    let schedule = Schedule::new(&settings, Counts::of_films(32, 32));
    let adversarial = schedule
        .stages()
        .iter()
        .find(|it| it.phase == Phase::Gan)
        .unwrap();
    networks.begin(adversarial, &settings, &config);
    let state = checkpoint::state(&path).unwrap();
    (
        checkpoint::load(&path, &state, networks, &Device::flex()).unwrap(),
        studies,
        options,
    )
}

#[test]
fn swapping_reports_changes_score_and_image() {
    let folder = tempfile::tempdir().unwrap();
    let (networks, studies, _) = trained(folder.path());
    let device = Device::flex();
    let images = Images::new(Arc::clone(&studies), 32);
    let all: Vec<usize> = (0..studies.all().len()).collect();
    let batch = Batch::load(&images, &all).unwrap();
    let [findings, impression] = batch.tokens(&device);
    let code = networks
        .average
        .encoder
        .forward(&findings, &impression)
        .code;
    let n = batch.len();
    // Studies alternate between the sides, so the neighbour's report is the wrong one.
    let wrong = Tensor::cat(
        vec![
            code.clone().narrow(0, 1, n - 1),
            code.clone().narrow(0, 0, 1),
        ],
        0,
    );
    let is_left: Vec<bool> = studies
        .all()
        .iter()
        .map(|study| study.record.findings.as_ref().unwrap().contains("left"))
        .collect();
    for view in View::ALL {
        let critic = networks.critics[view].valid();
        let real = batch.views[view].as_ref().unwrap().tensor(&device);
        let score = |code: &Tensor<2>| -> Vec<f32> {
            let scores = critic.scores(critic.features(real.clone()), code.clone());
            scores.into_data().try_to_vec().unwrap()
        };
        let (right, swapped) = (score(&code), score(&wrong));
        let lower = right.iter().zip(&swapped).filter(|(a, b)| a > b).count();
        println!(
            "{view}: {lower} of {n} real images score lower with the wrong report: {right:?} {swapped:?}"
        );
        assert!(lower * 10 >= n * 9, "{view}: only {lower} of {n}");

        let noise = Tensor::<2>::zeros([n, 8], &device);
        let made = networks
            .average
            .cascade(view)
            .forward(&join_noise(code.clone(), Some(noise)).into(), 0)
            .remove(0);
        let values: Vec<f32> = made.into_data().try_to_vec().unwrap();
        for (image, &is_left) in values.chunks_exact(32 * 32).zip(&is_left) {
            let balance = toy::balance(image);
            println!(
                "{view}: disc on the patient's {}, balance {balance:.3}",
                if is_left { "left" } else { "right" }
            );
            assert!(
                if is_left {
                    balance < -0.05
                } else {
                    balance > 0.05
                },
                "{view}: {balance}"
            );
        }
    }
}
