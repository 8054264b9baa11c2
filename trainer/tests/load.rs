//! Many pairs in one process: memory stays flat, and no pair takes longer than the one before.
//!
//!     XRAYGAN_PAIRS=10000 cargo test --release -p trainer --test load -- --ignored --nocapture
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{env, fs, path::Path, time::Instant};

use burn::tensor::Device;

/// Growth of memory from the first tenth to the last that is still called flat.
const FLAT: f64 = 1.1;

#[test]
#[ignore = "takes long: XRAYGAN_PAIRS says how many"]
fn memory_is_flat_over_thousands_of_pairs() {
    let count = env::var("XRAYGAN_PAIRS").map_or(10_000, |it| it.parse().expect("XRAYGAN_PAIRS"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let bundle = bundle::load(&root.join("weights"), &Device::flex()).unwrap();
    let mut reports: Vec<_> = fs::read_dir(root.join("tests/gallery"))
        .unwrap()
        .map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect();
    reports.sort();
    let memory = || memory_stats::memory_stats().unwrap().physical_mem as f64 / 1e6;
    let each: u64 = (count / 10).max(1);
    let (mut first, mut clock) = (None, Instant::now());
    println!("  pairs  ms a pair  memory, MB");
    for seed in 0..count {
        let report = &reports[seed as usize % reports.len()];
        let report = bundle.read(report).unwrap();
        let mut generation = pollster::block_on(bundle.start(report, seed)).unwrap();
        while let Some(image) = generation.advance(&bundle.model) {
            let values = pollster::block_on(image.values()).unwrap();
            assert!(values.iter().all(|it| it.is_finite()), "pair {seed}");
        }
        if (seed + 1) % each == 0 {
            let milliseconds = clock.elapsed().as_secs_f64() * 1e3 / each as f64;
            let now = memory();
            println!("{:7}  {milliseconds:9.1}  {now:10.1}", seed + 1);
            let first = *first.get_or_insert(now);
            assert!(now < FLAT * first, "{now} MB after {first} MB");
            clock = Instant::now();
        }
    }
}
