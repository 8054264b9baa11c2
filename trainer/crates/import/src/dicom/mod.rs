//! DICOM radiographs: the image as it is to be displayed, and the view.
//!
//! Of the header only what is named here is read. Patient and study identifiers serve to group
//! images in memory; nothing that writes a dataset is given them.

mod lengths;
mod lut;
mod pixels;

pub use pixels::read_pixels;

use std::fs::File;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dicom_dictionary_std::tags;
use dicom_object::{DefaultDicomObject, OpenFileOptions, Tag};

use super::view::Projection;

/// Most bytes read of a file for its header.
const MAX_HEADER: u64 = 2 << 20;

/// What grouping images into studies needs of a DICOM header.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The direction, where the header tells.
    pub projection: Option<Projection>,
    /// Patient ID: for grouping only, never to be written.
    pub patient: Option<String>,
    /// Study Instance UID: for grouping only, never to be written.
    pub study: Option<String>,
}

/// Whether a file is DICOM: "DICM" after a preamble of 128 bytes.
pub fn is_dicom(bytes: &[u8]) -> bool {
    bytes.get(128..132) == Some(b"DICM")
}

/// Reads the header of a DICOM file, up to its pixels.
///
/// # Errors
///
/// Fails if the file is missing, no DICOM, or broken. The message does not name the file.
pub fn read_header(path: &Path) -> Result<Header> {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_HEADER).read_to_end(&mut start))
        .context("cannot be read")?;
    lengths::check(&start, true)?;
    let object = guarded(|| {
        OpenFileOptions::new()
            .read_until(tags::PIXEL_DATA)
            .from_reader(Cursor::new(&start))
            .map_err(|error| anyhow!("{}", root_cause(&error)))
            .context("broken DICOM")
    })?;
    let text = |tag| text(&object, tag);
    let projection = Projection::of_dicom(
        text(tags::VIEW_POSITION).as_deref(),
        text(tags::PATIENT_ORIENTATION).as_deref(),
    );
    Ok(Header {
        projection,
        patient: text(tags::PATIENT_ID),
        study: text(tags::STUDY_INSTANCE_UID),
    })
}

/// A text element; `None` if it is absent or blank.
fn text(object: &DefaultDicomObject, tag: Tag) -> Option<String> {
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
fn guarded<T>(decode: impl FnOnce() -> Result<T>) -> Result<T> {
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
fn root_cause(error: &dyn std::error::Error) -> String {
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
