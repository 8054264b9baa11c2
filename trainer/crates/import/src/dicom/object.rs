//! A parsed DICOM object: its text elements, and decoding that cannot take the program down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Result, anyhow};
use dicom_object::{DefaultDicomObject, Tag};

/// A text element; `None` if it is absent or blank.
pub fn text(object: &DefaultDicomObject, tag: Tag) -> Option<String> {
    let value = object
        .element_opt(tag)
        .ok()??
        .to_str()
        .ok()?
        .trim()
        .to_owned();
    (!value.is_empty()).then_some(value)
}

/// Runs a decoder on untrusted bytes; a panic inside it becomes an error.
///
/// Some codecs index past their buffers when a header lies about the size.
pub fn guarded<T>(decode: impl FnOnce() -> Result<T>) -> Result<T> {
    quiet::install();
    quiet::set(true);
    let result = catch_unwind(AssertUnwindSafe(decode));
    quiet::set(false);
    result.unwrap_or_else(|_| {
        Err(anyhow!(
            "broken DICOM: the pixel data does not fit the header"
        ))
    })
}

/// The innermost error: the outer ones say only which layer of the reader failed.
pub fn root_cause(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

/// Keeps a caught panic from printing to the user's terminal.
mod quiet {
    use std::cell::Cell;
    use std::sync::Once;

    thread_local! {
        static QUIET: Cell<bool> = const { Cell::new(false) };
    }
    static HOOK: Once = Once::new();

    /// Wraps the panic hook, once, so that it is silent on threads that asked for it.
    pub fn install() {
        HOOK.call_once(|| {
            let usual = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if !QUIET.get() {
                    usual(info);
                }
            }));
        });
    }

    pub fn set(quiet: bool) {
        QUIET.set(quiet);
    }
}
