//! A chest CT, plain NIfTI.
#![no_main]

use fuzz::with_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    with_file("ct.nii", bytes, |path| {
        let _ = simulate::ct::nifti::read(path);
    });
});
