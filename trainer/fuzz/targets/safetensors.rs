//! A safetensors part of a bundle.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xraygan::weights::{
    Precision,
    storage::{from_safetensors, to_safetensors},
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(arrays) = from_safetensors("part", bytes) else {
        return;
    };
    for precision in [Precision::F32, Precision::F16, Precision::Int8] {
        let written = to_safetensors(&arrays, precision).expect("arrays can be written");
        let again = from_safetensors("part", &written);
        if precision == Precision::F32 {
            assert_eq!(again.expect("what was written is read"), arrays);
        }
    }
});
