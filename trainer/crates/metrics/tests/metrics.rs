//! The metrics against trusted packages (see `tests/reference/metrics`), cases worked out by hand, and properties.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::{fs, sync::LazyLock};

use metrics::{Features, Neighbour};
use safetensors::SafeTensors;
use serde_json::Value;

/// Both sides compute in f64 from the same f32: what is left is the order of additions.
const ROUNDING: f64 = 1e-10;

/// The reference takes roots of eigenvalues that should be 0 and are about 1e-15.
const ROOT_OF_ROUNDING: f64 = 1e-6;

/// Columns of the reference's features.
const D: usize = 16;

static EXPECTED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_slice(&read("expected.json")).unwrap());

fn read(name: &str) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");
    fs::read(format!("{root}/tests/reference/metrics/{name}")).unwrap()
}

fn bytes(name: &str) -> Vec<u8> {
    let file = read("expected.safetensors");
    let tensors = SafeTensors::deserialize(&file).unwrap();
    tensors.tensor(name).unwrap().data().to_vec()
}

fn floats(name: &str) -> Vec<f32> {
    let bytes = bytes(name);
    let parts = bytes.chunks_exact(4);
    parts
        .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
        .collect()
}

fn doubles(name: &str) -> Vec<f64> {
    let bytes = bytes(name);
    let parts = bytes.chunks_exact(8);
    parts
        .map(|b| f64::from_le_bytes(b.try_into().unwrap()))
        .collect()
}

fn image(side: usize, which: &str) -> Vec<f32> {
    let grey = bytes(&format!("image_{side}_{which}"));
    grey.iter().map(|&v| f32::from(v) / 127.5 - 1.0).collect()
}

fn set(values: &[f32]) -> Features<'_> {
    Features::new(values, D).unwrap()
}

/// The first rows of a set.
fn first(values: &[f32], rows: usize) -> Features<'_> {
    set(&values[..rows * D])
}

#[track_caller]
fn close(value: f64, path: &str, tolerance: f64) {
    let expected = EXPECTED.pointer(path).unwrap().as_f64().unwrap();
    near(value, expected, tolerance);
}

#[track_caller]
fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected} within {tolerance} but {}",
        (value - expected).abs()
    );
}

#[test]
fn similarity_agrees_with_scikit_image_and_pytorch_msssim() {
    for side in [64, 192] {
        let (a, b) = (image(side, "a"), image(side, "b"));
        let at = |name: &str| format!("/similarity_{side}/{name}");
        close(metrics::ssim(&a, &b, side).unwrap(), &at("ssim"), ROUNDING);
        close(
            metrics::ms_ssim(&a, &b, side).unwrap(),
            &at("ms_ssim"),
            ROUNDING,
        );
        close(metrics::psnr(&a, &b, side).unwrap(), &at("psnr"), ROUNDING);
        close(metrics::mae(&a, &b, side).unwrap(), &at("mae"), ROUNDING);
    }
}

#[test]
fn similarity_of_equal_and_opposite_images() {
    let a = image(64, "a");
    near(metrics::ssim(&a, &a, 64).unwrap(), 1.0, ROUNDING);
    near(metrics::ms_ssim(&a, &a, 64).unwrap(), 1.0, ROUNDING);
    assert_eq!(metrics::psnr(&a, &a, 64).unwrap(), f64::INFINITY);
    assert_eq!(metrics::mae(&a, &a, 64).unwrap(), 0.0);
    // Structure turned round counts as none.
    let negative: Vec<f32> = a.iter().map(|v| -v).collect();
    assert!(metrics::ssim(&a, &negative, 64).unwrap() < 0.0);
    assert_eq!(metrics::ms_ssim(&a, &negative, 64).unwrap(), 0.0);
    let b = image(64, "b");
    let forth = metrics::ms_ssim(&a, &b, 64).unwrap();
    near(metrics::ms_ssim(&b, &a, 64).unwrap(), forth, ROUNDING);
}

#[test]
fn similarity_of_flat_images_by_hand() {
    // Grey levels 0.75 and 0.25 differ in light alone: (2 * 0.1875 + C1) / (0.5625 + 0.0625 + C1).
    let (light, dark) = (vec![0.5; 121], vec![-0.5; 121]);
    let expected = (0.375 + 1e-4) / (0.625 + 1e-4);
    near(
        metrics::ssim(&light, &dark, 11).unwrap(),
        expected,
        ROUNDING,
    );
    near(
        metrics::ms_ssim(&light, &dark, 11).unwrap(),
        expected,
        ROUNDING,
    );
    near(metrics::mae(&light, &dark, 11).unwrap(), 0.5, ROUNDING);
    near(
        metrics::psnr(&light, &dark, 11).unwrap(),
        20.0 * 2f64.log10(),
        ROUNDING,
    );
}

#[test]
fn frechet_distance_agrees_with_torch_fidelity() {
    let (real, generated) = (floats("real"), floats("generated"));
    let full = metrics::frechet_distance(set(&real), set(&generated)).unwrap();
    close(full, "/frechet/full", ROUNDING);
    let few = metrics::frechet_distance(first(&real, 10), first(&generated, 12)).unwrap();
    close(few, "/frechet/deficient", ROOT_OF_ROUNDING);
}

#[test]
fn frechet_distance_by_hand() {
    // In one dimension: (m - m')^2 + (s - s')^2; here means 0 and 3, deviations 1 and 3 (variances over n - 1).
    let row = |values: &[f32]| {
        let features = Features::new(values, 1).unwrap();
        metrics::Gaussian::fit(features).unwrap()
    };
    let (a, b) = (row(&[-1.0, 0.0, 1.0]), row(&[0.0, 3.0, 6.0]));
    near(a.distance(&b).unwrap(), 9.0 + 4.0, ROUNDING);
    near(b.distance(&a).unwrap(), 13.0, ROUNDING);
    // No spread at all.
    near(
        row(&[2.0, 2.0]).distance(&row(&[5.0, 5.0])).unwrap(),
        9.0,
        ROUNDING,
    );
}

#[test]
fn frechet_distance_of_equal_sets_is_none() {
    let real = floats("real");
    for rows in [2, 10, 16, 17, 60] {
        let set = first(&real, rows);
        near(
            metrics::frechet_distance(set, set).unwrap(),
            0.0,
            ROOT_OF_ROUNDING,
        );
    }
    // A shift alone, with many more features than rows.
    let wide = Features::new(&real, 160).unwrap();
    let shifted: Vec<f32> = real.iter().map(|v| v + 0.5).collect();
    let shifted = Features::new(&shifted, 160).unwrap();
    let distance = metrics::frechet_distance(wide, shifted).unwrap();
    // f32 rounds the shifted values.
    near(distance, 160.0 * 0.25, 1e-4);
}

#[test]
fn kernel_distance_agrees_with_torch_fidelity() {
    let (real, generated) = (floats("real"), floats("generated"));
    let (real, generated) = (set(&real), set(&generated));
    close(
        metrics::squared_mmd(real, generated).unwrap(),
        "/kernel/whole",
        ROUNDING,
    );
    // Subsets that are the whole set.
    let whole = metrics::kernel_distance(real, generated, 3, 1000, 1).unwrap();
    close(whole.mean, "/kernel/whole", ROUNDING);
    near(whole.deviation, 0.0, ROUNDING);
    // Other subsets than NumPy's: 4000 of deviation 0.15 on both sides give a standard error of 0.0034, times 4.
    let subsets = metrics::kernel_distance(real, generated, 4000, 20, 1).unwrap();
    close(subsets.mean, "/kernel/subsets/mean", 0.014);
    close(subsets.deviation, "/kernel/subsets/deviation", 0.014);
    assert_eq!(
        metrics::kernel_distance(real, generated, 4000, 20, 1).unwrap(),
        subsets
    );
    assert_ne!(
        metrics::kernel_distance(real, generated, 4000, 20, 2).unwrap(),
        subsets
    );
}

#[test]
fn kernel_distance_by_hand() {
    // Kernels (x y + 1)^3 of {0, 1} and {1, 2}: within 1 and 27, between (1 + 1 + 8 + 27) / 4.
    let (a, b) = ([0.0, 1.0], [1.0, 2.0]);
    let (a, b) = (Features::new(&a, 1).unwrap(), Features::new(&b, 1).unwrap());
    near(
        metrics::squared_mmd(a, b).unwrap(),
        1.0 + 27.0 - 2.0 * 37.0 / 4.0,
        ROUNDING,
    );
}

#[test]
fn manifold_agrees_with_prdc() {
    let (real, generated) = (floats("real"), floats("generated"));
    let figures = metrics::manifold(set(&real), first(&generated, 45), 5).unwrap();
    // Shares of whole counts: equal up to the division.
    close(figures.precision, "/manifold/precision", 1e-12);
    close(figures.recall, "/manifold/recall", 1e-12);
    close(figures.density, "/manifold/density", 1e-12);
    close(figures.coverage, "/manifold/coverage", 1e-12);
}

#[test]
fn manifold_of_equal_and_of_far_sets() {
    let real = floats("real");
    let same = metrics::manifold(set(&real), set(&real), metrics::manifold::NEIGHBOURS).unwrap();
    assert_eq!(
        (same.precision, same.recall, same.coverage),
        (1.0, 1.0, 1.0)
    );
    let away: Vec<f32> = real.iter().map(|v| v + 1000.0).collect();
    let far = metrics::manifold(set(&real), set(&away), 5).unwrap();
    assert_eq!((far.precision, far.recall), (0.0, 0.0));
    assert_eq!((far.density, far.coverage), (0.0, 0.0));
    // One image over and over looks real but covers little.
    let one = real[..D].repeat(60);
    let collapsed = metrics::manifold(set(&real), set(&one), 5).unwrap();
    assert_eq!((collapsed.precision, collapsed.recall), (1.0, 0.0));
    assert!(collapsed.coverage < 0.3);
}

#[test]
fn auroc_agrees_with_scikit_learn() {
    let scores = doubles("scores");
    let positive: Vec<bool> = bytes("positive").iter().map(|&v| v == 1).collect();
    let value = metrics::auroc(&scores, &positive).unwrap().unwrap();
    close(value, "/auroc/value", 1e-12);
    let interval = metrics::auroc_interval(&scores, &positive, 4000, 1)
        .unwrap()
        .unwrap();
    assert_eq!(interval.value, value);
    // Other draws than NumPy's: ends of 4000 draws with deviation 0.05 vary by about 0.002 on either side.
    close(interval.low, "/auroc/low", 0.01);
    close(interval.high, "/auroc/high", 0.01);
    let again = metrics::auroc_interval(&scores, &positive, 4000, 1).unwrap();
    assert_eq!(again, Some(interval));
}

#[test]
fn auroc_by_hand() {
    let auroc = |scores: &[f64], positive: &[bool]| metrics::auroc(scores, positive).unwrap();
    let positive = [false, false, true, true];
    assert_eq!(auroc(&[0.1, 0.2, 0.3, 0.4], &positive), Some(1.0));
    assert_eq!(auroc(&[0.4, 0.3, 0.2, 0.1], &positive), Some(0.0));
    assert_eq!(auroc(&[0.5; 4], &positive), Some(0.5));
    // Three of four pairs in order.
    assert_eq!(auroc(&[0.1, 0.4, 0.35, 0.8], &positive), Some(0.75));
    assert_eq!(auroc(&[0.1, 0.2], &[true, true]), None);
    assert_eq!(auroc(&[], &[]), None);
    assert!(
        metrics::auroc_interval(&[0.1], &[false], 10, 1)
            .unwrap()
            .is_none()
    );
    assert!(metrics::auroc(&[f64::NAN], &[true]).is_err());
    assert!(metrics::auroc(&[0.5], &[]).is_err());
}

#[test]
fn feature_diversity_agrees_with_scipy() {
    let real = floats("real");
    let rows: Vec<&[f32]> = set(&real).rows().collect();
    let reports: Vec<Vec<&[f32]>> = rows.chunks(5).map(<[_]>::to_vec).collect();
    let all = metrics::feature_diversity(&reports, 1000, 1).unwrap();
    close(all.within, "/diversity/within", ROUNDING);
    close(all.between, "/diversity/between", ROUNDING);
    near(all.ratio.unwrap(), all.within / all.between, ROUNDING);
    // Fewer pairs than there are: another mean of the same kind, the same for the same seed.
    let some = metrics::feature_diversity(&reports, 30, 1).unwrap();
    assert_eq!(some.within, all.within);
    assert_eq!(some, metrics::feature_diversity(&reports, 30, 1).unwrap());
    near(some.between / all.between, 1.0, 0.25);
}

#[test]
fn image_diversity_by_hand() {
    let (a, b) = (image(64, "a"), image(64, "b"));
    let (a, b) = (a.as_slice(), b.as_slice());
    let apart = 1.0 - metrics::ms_ssim(a, b, 64).unwrap();
    let diversity =
        |reports: &[Vec<&[f32]>]| metrics::image_diversity(reports, 64, 100, 1).unwrap();
    let deaf_to_seeds = diversity(&[vec![a, a], vec![b, b]]);
    near(deaf_to_seeds.within, 0.0, ROUNDING);
    near(deaf_to_seeds.between, apart, ROUNDING);
    near(deaf_to_seeds.ratio.unwrap(), 0.0, ROUNDING);
    // Three pairs in each report, two of them different; the report changes nothing.
    let deaf_to_reports = diversity(&[vec![a, b, a], vec![a, b, a]]);
    near(deaf_to_reports.within, apart * 2.0 / 3.0, ROUNDING);
    near(deaf_to_reports.between, apart, ROUNDING);
    let black: &[f32] = &[-1.0; 4096];
    let collapsed = diversity(&[vec![black, black], vec![black, black]]);
    assert_eq!(collapsed.within, 0.0);
    assert_eq!(collapsed.ratio, None);
}

#[test]
fn nearest_agrees_with_scikit_learn() {
    let (real, generated) = (floats("real"), floats("generated"));
    let training = first(&real, 40);
    let found = metrics::nearest(set(&generated), training).unwrap();
    let indices = bytes("nearest_index");
    let indices = indices
        .chunks_exact(8)
        .map(|b| i64::from_le_bytes(b.try_into().unwrap()));
    assert!(
        found
            .iter()
            .map(|neighbour| neighbour.index as i64)
            .eq(indices)
    );
    for (neighbour, distance) in found.iter().zip(doubles("nearest_distance")) {
        // scikit-learn subtracts squared norms, which loses some digits.
        near(neighbour.distance, distance, 1e-8);
    }
    let held_out = metrics::nearest(set(&real[40 * D..]), training).unwrap();
    let figures = metrics::memorisation(&found, &held_out).unwrap();
    close(figures.ratio, "/memorisation/ratio", 1e-8);
    close(figures.closer, "/memorisation/closer", 1e-12);
}

#[test]
fn copies_are_found() {
    let real = floats("real");
    let training = first(&real, 40);
    let held_out = metrics::nearest(set(&real[40 * D..]), training).unwrap();
    let copies = metrics::nearest(training, training).unwrap();
    assert!(copies.iter().enumerate().all(|(i, n)| *n
        == Neighbour {
            index: i,
            distance: 0.0
        }));
    let figures = metrics::memorisation(&copies, &held_out).unwrap();
    assert_eq!((figures.ratio, figures.closer), (0.0, 1.0));
    assert!(metrics::memorisation(&held_out, &copies).is_err());
    // Long rows are given up early; the nearest has to stay the same.
    let long = Features::new(&real, 320).unwrap();
    let found = metrics::nearest(long, long).unwrap();
    assert!(found.iter().map(|n| n.index).eq(0..3));
    // Distances 1..5 by hand: median 3, first percentile 1.04.
    let at = |distance| Neighbour { index: 0, distance };
    let held_out = [5.0, 1.0, 4.0, 2.0, 3.0].map(at);
    let figures = metrics::memorisation(&[1.0, 1.02, 6.0, 8.0].map(at), &held_out).unwrap();
    near(figures.ratio, 3.51 / 3.0, ROUNDING);
    near(figures.closer, 0.5, ROUNDING);
}

#[test]
fn unusable_input_is_refused() {
    let pixels = [0.0; 100];
    assert!(metrics::ssim(&pixels, &pixels, 10).is_err());
    assert!(metrics::ms_ssim(&pixels, &pixels, 10).is_err());
    assert!(metrics::mae(&pixels, &pixels[..50], 10).is_err());
    assert!(metrics::psnr(&[f32::NAN], &[0.0], 1).is_err());
    assert!(metrics::mae(&[], &[], 0).is_err());
    assert!(Features::new(&pixels, 3).is_err());
    assert!(Features::new(&[], 3).is_err());
    assert!(Features::new(&pixels, 0).is_err());
    assert!(Features::new(&[f32::INFINITY], 1).is_err());
    let (few, wide) = (
        Features::new(&pixels, 25).unwrap(),
        Features::new(&pixels, 100).unwrap(),
    );
    assert!(metrics::frechet_distance(few, wide).is_err());
    assert!(metrics::frechet_distance(wide, wide).is_err());
    assert!(metrics::kernel_distance(few, few, 0, 2, 1).is_err());
    assert!(metrics::squared_mmd(wide, wide).is_err());
    assert!(metrics::manifold(few, few, 4).is_err());
    assert!(metrics::nearest(few, wide).is_err());
    assert!(metrics::memorisation(&[], &[]).is_err());
    assert!(metrics::feature_diversity(&[vec![&pixels, &pixels]], 1, 1).is_err());
}
