//! `trainer bench` on the smallest network.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::Command;

use bench::{figures::Figures, pair::PairFigures};

fn bench(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_trainer"))
        .arg("bench")
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_json_has_every_step_and_all_that_a_rival_needs() {
    let arguments = "--preset tiny --size 32 --batch 3 --steps 1 --warmup 0 --json";
    let output = bench(&arguments.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{output:?}");
    let figures: Figures = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (
            figures.settings.network.size,
            figures.model.noise,
            figures.scales.len()
        ),
        (32, 8, 1)
    );
    assert!(figures.parameters.generator > figures.parameters.critic[0]);
    let scale = &figures.scales[0];
    assert_eq!((scale.size, scale.batch), (32, 3));
    let names: Vec<&str> = scale.steps.keys().map(String::as_str).collect();
    let expected = [
        "consistency",
        "critic",
        "critic_penalty",
        "game",
        "generator",
    ];
    assert_eq!(names, expected);
    for (name, timing) in &scale.steps {
        assert_eq!(timing.seconds.len(), 1, "{name}");
        let rate = timing.images_per_second[0] * timing.median_seconds;
        assert!((rate - 3.0).abs() < 1e-6, "{name}: {rate}");
        assert!(timing.peak_memory_mb > 1.0, "{name}");
    }
}

#[test]
fn a_scale_that_does_not_exist_is_named() {
    let output = bench(&["--preset", "tiny", "--size", "32", "--from", "64"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--from 64"), "{said}");
}

#[test]
fn a_pair_of_a_bundle_is_timed() {
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/../weights");
    let output = bench(&["--pair", weights, "--steps", "2", "--warmup", "0", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let figures: PairFigures = serde_json::from_slice(&output.stdout).unwrap();
    for timing in [&figures.graph, &figures.report] {
        assert_eq!(timing.seconds.len(), 2);
        assert!(timing.median_seconds > 0.0 && timing.peak_memory_mb > 1.0);
    }
    assert!(figures.size >= 64 && figures.load_seconds > 0.0);
}
