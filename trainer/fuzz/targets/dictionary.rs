//! `hia_dict.json`, the dictionary beside the authors' checkpoints.
#![no_main]

use fuzz::with_file;
use libfuzzer_sys::fuzz_target;
use pytorch::Dictionary;

fuzz_target!(|json: &[u8]| {
    with_file("hia_dict.json", json, |path| {
        if let Ok(dictionary) = Dictionary::read(path) {
            let _ = (
                dictionary.rows(),
                dictionary.padding(),
                dictionary.vocabulary(),
            );
        }
    });
});
