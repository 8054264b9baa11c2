//! `model.json` of a bundle, with what its patients are told by.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xraygan::{
    condition::Patient,
    weights::{Decoder, Manifest},
};

fuzz_target!(|json: &[u8]| {
    let Ok(decoder) = Decoder::new(json) else {
        return;
    };
    let manifest = decoder.manifest();
    let written = manifest.to_json().expect("a manifest is JSON");
    Manifest::from_json(written.as_bytes()).expect("what was written is read");
    for weak in &manifest.weak {
        let _ = weak.label();
    }
    let Some(templates) = manifest.model.cascade.templates() else {
        return;
    };
    let code = &templates.patient;
    let patient = Patient::drawn(code, 1);
    let _ = code.describe(&patient);
    for dimension in &code.dimensions {
        for value in ["yes", "female", "1", "70"] {
            let wish = format!("{}={value}", dimension.name);
            let wished = patient.clone().wishing(code, &wish);
            let finite = |it: Patient| it.code.iter().all(|number| number.is_finite());
            assert!(wished.is_err() || wished.is_ok_and(finite), "{wish}");
        }
    }
});
