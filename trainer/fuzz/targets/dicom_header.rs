//! What an import reads of a DICOM header.
#![no_main]

use fuzz::with_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    with_file("header.dcm", bytes, |path| {
        let _ = import::dicom::read_header(path);
    });
});
