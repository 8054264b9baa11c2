//! `manifest.jsonl` of a dataset folder.
#![no_main]

use std::fs;

use fuzz::folder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let root = folder();
    fs::write(root.join("dataset.json"), include_bytes!("../dataset.json")).expect("scratch");
    fs::write(root.join("manifest.jsonl"), bytes).expect("scratch");
    let _ = dataset::Dataset::open_lenient(&root);
});
