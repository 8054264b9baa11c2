//! The example of the library on the weights that ship.
#![cfg(feature = "cpu")]
#![allow(clippy::unwrap_used)]

#[allow(dead_code, missing_docs)]
#[path = "../examples/generate.rs"]
mod generate;

use std::{fs, path::Path};

use xraygan::weights::Manifest;

#[test]
fn a_report_becomes_two_marked_images() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("example");
    let weights = root.join("weights");
    generate::write_pair(
        &root.join("tests/gallery/02-effusion-left.txt"),
        &weights,
        &out,
    )
    .unwrap();
    let manifest = Manifest::from_json(&fs::read(weights.join("model.json")).unwrap()).unwrap();
    let side = u32::try_from(manifest.model.size).unwrap();
    let [frontal, lateral] = ["frontal", "lateral"].map(|view| {
        let file = fs::read(out.join(format!("{view}.png"))).unwrap();
        let says = b"Synthetic, not for diagnosis";
        assert!(file.windows(says.len()).any(|it| it == says));
        image::load_from_memory(&file).unwrap().into_luma8()
    });
    assert_eq!(frontal.dimensions(), (side, side));
    assert_eq!(lateral.dimensions(), (side, side));
    assert_ne!(frontal, lateral);
    let darkest = frontal.iter().min().unwrap();
    let lightest = frontal.iter().max().unwrap();
    assert!(lightest - darkest > 100, "{darkest} to {lightest}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let error = generate::write_pair(
        Path::new("none.txt"),
        Path::new("nowhere"),
        Path::new("out"),
    );
    assert!(error.unwrap_err().to_string().contains("nowhere"));
}
