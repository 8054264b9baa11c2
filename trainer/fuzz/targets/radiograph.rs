//! An image of a collection: PNG, JPEG or DICOM.
#![no_main]

use fuzz::with_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    with_file("radiograph", bytes, |path| {
        let _ = import::image::read_radiograph(path);
    });
});
