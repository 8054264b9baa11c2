//! Failures as JavaScript `Error` objects with a stable `code`.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::{
    condition::PatientError, film::DevelopmentError, generation::ReadBackError, marked::MarkError,
    report::ReportError, weights::WeightsError,
};

/// What every exported function returns.
pub type JsResult<T> = Result<T, JsValue>;

/// An error with a stable name for programs.
pub trait Coded: std::fmt::Display {
    /// Such as `part_missing`.
    fn code(&self) -> &'static str;
}

impl Coded for WeightsError {
    fn code(&self) -> &'static str {
        self.code()
    }
}

impl Coded for ReportError {
    fn code(&self) -> &'static str {
        self.code()
    }
}

impl Coded for MarkError {
    fn code(&self) -> &'static str {
        self.code()
    }
}

impl Coded for DevelopmentError {
    fn code(&self) -> &'static str {
        "development_invalid"
    }
}

impl Coded for PatientError {
    fn code(&self) -> &'static str {
        "patient_refused"
    }
}

impl Coded for ReadBackError {
    fn code(&self) -> &'static str {
        "device_failed"
    }
}

/// An `Error` of a library failure.
#[allow(
    clippy::needless_pass_by_value,
    reason = "serves as the argument of map_err"
)]
pub fn fail<E: Coded>(error: E) -> JsValue {
    coded(error.code(), &error.to_string())
}

/// An `Error` for a call at the wrong time.
pub fn state(message: &str) -> JsValue {
    coded("state", message)
}

/// An `Error` with this code and message.
pub fn coded(code: &str, message: &str) -> JsValue {
    let error = JsValue::from(js_sys::Error::new(message));
    // Cannot fail on a fresh object.
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error
}
