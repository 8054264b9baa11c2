//! `vocabulary.json` of a bundle.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xraygan::report::Vocabulary;

fuzz_target!(|json: &[u8]| {
    let _ = Vocabulary::from_json(json);
});
