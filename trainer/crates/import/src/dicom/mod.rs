//! DICOM radiographs: the image as it is to be displayed, and the view.
//!
//! Of the header only what is named here is read. Patient and study identifiers serve to group
//! images in memory; nothing that writes a dataset is given them.

mod lengths;
mod lut;
mod object;
mod pixels;
mod samples;

pub use pixels::read_pixels;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dicom_dictionary_std::tags;
use dicom_object::OpenFileOptions;

use crate::view::Projection;
use object::{guarded, root_cause};

/// Most bytes read of a file for its header.
const MAX_HEADER: u64 = 2 << 20;

/// What grouping images into studies needs of a DICOM header.
#[derive(Clone, PartialEq, Eq)]
pub struct DicomHeader {
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
pub fn read_header(path: &Path) -> Result<DicomHeader> {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_HEADER).read_to_end(&mut start))
        .context("cannot read the file")?;
    lengths::check(&start, true)?;
    let object = guarded(|| {
        OpenFileOptions::new()
            .read_until(tags::PIXEL_DATA)
            .from_reader(Cursor::new(&start))
            .map_err(|error| anyhow!("{}", root_cause(&error)))
            .context("broken DICOM")
    })?;
    let text = |tag| object::text(&object, tag);
    let projection = Projection::of_dicom(
        text(tags::VIEW_POSITION).as_deref(),
        text(tags::PATIENT_ORIENTATION).as_deref(),
    );
    Ok(DicomHeader {
        projection,
        patient: text(tags::PATIENT_ID),
        study: text(tags::STUDY_INSTANCE_UID),
    })
}
