//! A pasted or dropped report: text or Open-i XML, read to the table of findings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xraygan::report::Report;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(report) = Report::read(bytes) {
        let _ = (report.mentions(), report.rows(), report.table());
    }
});
