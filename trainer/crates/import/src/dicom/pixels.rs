//! The pixels of a DICOM radiograph, as they are to be displayed.

use std::io::Cursor;

use anyhow::{Context, Result, anyhow, bail, ensure};
use dicom_dictionary_std::tags;
use dicom_object::{DefaultDicomObject, OpenFileOptions, Tag};
use dicom_pixeldata::{PhotometricInterpretation, PixelDecoder, PixelRepresentation};

use super::lut::Display;
use super::object::{guarded, root_cause, text};
use super::{lengths, part10, samples::Samples, values};
use crate::grey::{Gray16, check_size};

/// Decodes the first frame of a DICOM file and applies modality LUT, VOI LUT or window, and the
/// inversion of MONOCHROME1. Uncompressed, JPEG, RLE and JPEG 2000 are known.
///
/// # Errors
///
/// Fails if the file is broken, not a grey image, in another encoding, or too large. The message
/// does not name the file.
pub fn read_pixels(bytes: &[u8]) -> Result<Gray16> {
    let bytes = part10::canonical(bytes)?;
    let end = lengths::check(&bytes, false)?;
    guarded(|| values::check(&bytes[..end], false))?;
    guarded(|| {
        let object = OpenFileOptions::new()
            .from_reader(Cursor::new(&bytes[..end]))
            .map_err(|error| anyhow!("{}", root_cause(&error)))
            .context("broken DICOM")?;
        decode(&object)
    })
}

fn decode(object: &DefaultDicomObject) -> Result<Gray16> {
    let number = |tag: Tag, name: &str| -> Result<u32> {
        let element = object
            .element_opt(tag)?
            .with_context(|| format!("no {name} in the DICOM header"))?;
        Ok(element.to_int::<u32>()?)
    };
    let rows = number(tags::ROWS, "Rows")?;
    let columns = number(tags::COLUMNS, "Columns")?;
    check_size(columns, rows)?;
    let photometric = text(object, tags::PHOTOMETRIC_INTERPRETATION).unwrap_or_default();
    ensure!(
        photometric.starts_with("MONOCHROME")
            && number(tags::SAMPLES_PER_PIXEL, "Samples per Pixel")? == 1,
        "colour DICOM ({photometric}), not a radiograph"
    );
    let pixel_data = object
        .element_opt(tags::PIXEL_DATA)?
        .context("no Pixel Data in the DICOM file")?;
    if let Some(fragments) = pixel_data.value().fragments() {
        let first = fragments
            .first()
            .context("no Pixel Data in the DICOM file")?;
        if let Some(size) = codestream_size(first) {
            ensure!(
                size == (columns, rows),
                "broken DICOM: the image is {}x{}, its header says {columns}x{rows}",
                size.0,
                size.1
            );
        }
    }
    if pixel_data.value().fragments().is_none() {
        let bits = number(tags::BITS_ALLOCATED, "Bits Allocated")?;
        let needed = u64::from(rows) * u64::from(columns) * u64::from(bits) / 8;
        let found = pixel_data.to_bytes().map_or(0, |bytes| bytes.len() as u64);
        ensure!(
            found >= needed,
            "broken DICOM: the pixel data is cut short ({found} of {needed} bytes)"
        );
    }
    if let Some((kind, tool)) = unread(object.meta().transfer_syntax()) {
        bail!(
            "its pixels are {kind}, which is not read; DCMTK's `{tool} IN OUT` makes a file that is"
        );
    }
    let decoded = object
        .decode_pixel_data_frame(0)
        .map_err(|error| anyhow!("{}", root_cause(&error)))
        .context("broken or unsupported DICOM pixel data")?;

    let mut samples = Samples {
        stored: decoded.bits_stored().into(),
        shift: (u32::from(decoded.high_bit()) + 1)
            .checked_sub(decoded.bits_stored().into())
            .context("broken DICOM: High Bit is below Bits Stored")?,
        signed: decoded.pixel_representation() == PixelRepresentation::Signed,
    };
    ensure!(
        (1..=16).contains(&samples.stored)
            && samples.shift + samples.stored <= u32::from(decoded.bits_allocated()),
        "broken DICOM: {} bits stored of {}",
        samples.stored,
        decoded.bits_allocated()
    );
    let raw: Vec<u16> = match decoded.bits_allocated() {
        8 => decoded.data().iter().copied().map(u16::from).collect(),
        16 => decoded
            .data()
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&pair| u16::from_le_bytes(pair))
            .collect(),
        other => bail!("DICOM with {other} bits per pixel is not supported"),
    };
    let pixels = (columns as usize) * (rows as usize);
    ensure!(
        raw.len() >= pixels,
        "broken DICOM: the pixel data is cut short"
    );
    let raw = &raw[..pixels];
    if !samples.signed && samples.shift == 0 && !has_overlay_in_pixels(object) {
        // Some writers state fewer bits than they use.
        let used = raw.iter().fold(0, |all, bits| all | bits);
        samples.stored = samples.stored.max(u16::BITS - used.leading_zeros());
    }
    // INVERSE belongs to MONOCHROME1, where it says the same; with MONOCHROME2 it inverts (PS3.3, C.11.6.1.2).
    let inverted = *decoded.photometric_interpretation() == PhotometricInterpretation::Monochrome1
        || text(object, tags::PRESENTATION_LUT_SHAPE).as_deref() == Some("INVERSE");
    let display = Display::of(object, &samples, raw, inverted)?;
    let shown = raw.iter().map(|&bits| display.show(bits)).collect();
    Gray16::from_raw(columns, rows, shown).context("broken DICOM")
}

/// Encodings of pixels that the libraries do not read, and the tool that turns them into others.
fn unread(syntax: &str) -> Option<(&'static str, &'static str)> {
    match syntax.trim_end_matches('\0') {
        "1.2.840.10008.1.2.4.51" => Some(("JPEG of 12 bits", "dcmdjpeg")),
        "1.2.840.10008.1.2.4.80" | "1.2.840.10008.1.2.4.81" => Some(("JPEG-LS", "dcmdjpls")),
        _ => None,
    }
}

/// Whether the unused bits of the pixels hold an overlay, as was usual before 2004.
fn has_overlay_in_pixels(object: &DefaultDicomObject) -> bool {
    (0x6000..=0x601E).step_by(2).any(|group| {
        let position = object.element_opt(Tag(group, 0x0102)).ok().flatten();
        position.is_some_and(|it| it.to_int::<u16>().is_ok_and(|bit| bit > 0))
    })
}

/// The width and height a JPEG or JPEG 2000 codestream declares; a decoder takes memory for
/// that, whatever the DICOM header says.
fn codestream_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let u16_at = |at: usize| {
        Some(u32::from(u16::from_be_bytes([
            *bytes.get(at)?,
            *bytes.get(at + 1)?,
        ])))
    };
    let u32_at = |at: usize| Some((u16_at(at)? << 16) | u16_at(at + 2)?);
    match bytes {
        // JPEG 2000: SOC, SIZ, Lsiz, Rsiz, Xsiz, Ysiz, XOsiz, YOsiz.
        [0xFF, 0x4F, 0xFF, 0x51, ..] => Some((
            u32_at(8)?.checked_sub(u32_at(16)?)?,
            u32_at(12)?.checked_sub(u32_at(20)?)?,
        )),
        // JPEG: marker segments up to the frame header (SOF).
        [0xFF, 0xD8, ..] => {
            let mut at = 2;
            loop {
                let marker = *bytes.get(at + 1)?;
                match marker {
                    0xFF => at += 1,
                    0xC4 | 0xC8 | 0xCC => at += 2 + u16_at(at + 2)? as usize,
                    0xC0..=0xCF => return Some((u16_at(at + 7)?, u16_at(at + 5)?)),
                    _ => at += 2 + u16_at(at + 2)? as usize,
                }
            }
        }
        _ => None,
    }
}
