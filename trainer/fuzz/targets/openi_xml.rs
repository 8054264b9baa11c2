//! A report of the Open-i collection.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xraygan::report::openi::OpeniStudy;

fuzz_target!(|xml: &str| {
    let _ = OpeniStudy::parse(xml);
});
