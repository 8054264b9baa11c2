//! DICOM radiographs: the image as it is to be displayed, and the view.
//!
//! Of the header only what is named here is read. Patient and study identifiers serve to group
//! images in memory; nothing that writes a dataset is given them.

mod lengths;
mod lut;
mod object;
mod part10;
mod pixels;
mod samples;
mod values;

pub use part10::is_dicom;
pub use pixels::read_pixels;

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dicom_dictionary_std::tags;
use dicom_object::OpenFileOptions;

use crate::view::Projection;
use object::{guarded, root_cause};

/// Bytes read of a file for its header; more only where the pixels are not among them.
const HEADERS: [u64; 3] = [2 << 20, 64 << 20, 512 << 20];

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

/// Reads the header of a DICOM file, up to its pixels.
///
/// # Errors
///
/// Fails if the file is missing, no DICOM, or broken. The message does not name the file.
pub fn read_header(path: &Path) -> Result<DicomHeader> {
    let mut start = Vec::new();
    for most in HEADERS {
        start.clear();
        let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut start));
        if (read.context("cannot read the file")? as u64) < most || lengths::reaches_pixels(&start)
        {
            break;
        }
    }
    let start = part10::canonical(&start)?;
    lengths::check(&start, true)?;
    guarded(|| values::check(&start, true))?;
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
