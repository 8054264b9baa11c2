//! What the tests share: small images and files, and running a command's options.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use clap::{Args, Parser};
use dataset::Dataset;
use dicom_core::{DataElement, PrimitiveValue, VR, smallvec::SmallVec};
use dicom_dictionary_std::tags;
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};
use image::{GrayImage, Luma};
use import::{ImportReport, TableOptions};

/// A patient id that must turn up nowhere.
pub const SECRET: &str = "MRN-0815";

/// Parses the arguments of one command.
pub fn options<T: Args>(arguments: &[&str]) -> T {
    #[derive(Parser)]
    struct Cli<T: Args> {
        #[command(flatten)]
        options: T,
    }
    Cli::<T>::try_parse_from([&["trainer"], arguments].concat())
        .unwrap()
        .options
}

/// A picture with a bright heart on the image's right half, and a bright stripe on its left at a
/// height of its own for each seed.
pub fn chest(width: u32, height: u32, seed: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        let base = 40 + x * 60 / width + y * 40 / height;
        let heart = x > width / 2 && y > height / 2;
        let stripe = x < width / 3 && y * 12 / height == 1 + seed % 10;
        Luma([(base + if heart || stripe { 60 } else { 0 }) as u8])
    })
}

/// Writes a picture; the ending decides the format.
pub fn save(path: &Path, seed: u32) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    chest(60, 48, seed).save(path).unwrap();
}

/// Writes a text file and the folders above it.
pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A DICOM radiograph of 16 bits stored, uncompressed, with an identified patient.
pub fn dicom(width: u16, height: u16, value: impl Fn(u16, u16) -> u16) -> InMemDicomObject {
    let pixels: SmallVec<[u16; 2]> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| value(x, y))
        .collect();
    let text = |tag, vr, text: &str| DataElement::new(tag, vr, PrimitiveValue::from(text));
    let number = |tag, value: u16| DataElement::new(tag, VR::US, PrimitiveValue::from(value));
    InMemDicomObject::from_element_iter([
        text(tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.1"),
        text(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4"),
        text(tags::PATIENT_NAME, VR::PN, "Doe^Jane"),
        text(tags::PATIENT_ID, VR::LO, SECRET),
        text(tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3.777"),
        text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
        number(tags::SAMPLES_PER_PIXEL, 1),
        number(tags::ROWS, height),
        number(tags::COLUMNS, width),
        number(tags::BITS_ALLOCATED, 16),
        number(tags::BITS_STORED, 16),
        number(tags::HIGH_BIT, 15),
        number(tags::PIXEL_REPRESENTATION, 0),
        DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(pixels)),
    ])
}

/// Sets a text element.
pub fn put_text(object: &mut InMemDicomObject, tag: dicom_core::Tag, vr: VR, text: &str) {
    object.put(DataElement::new(tag, vr, PrimitiveValue::from(text)));
}

/// Writes a DICOM file, explicit VR little endian.
pub fn save_dicom(path: &Path, object: InMemDicomObject) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let meta = FileMetaTableBuilder::new().transfer_syntax("1.2.840.10008.1.2.1");
    object.with_meta(meta).unwrap().write_to_file(path).unwrap();
}

/// The dataset that an import wrote.
pub fn finished(report: &ImportReport) -> Dataset {
    assert!(report.info.is_some(), "{report}");
    Dataset::open(&report.out).unwrap()
}

/// Never stops.
pub fn go() -> AtomicBool {
    AtomicBool::new(false)
}

/// The error of a run in the one line that a user sees.
pub fn error_line(result: Result<ImportReport>) -> String {
    let line = format!("{:#}", result.unwrap_err());
    assert!(!line.contains('\n'), "one line: {line}");
    line
}

/// All bytes of all files under a folder, for looking for what must not be there.
pub fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(path.to_string_lossy().bytes());
        if path.is_dir() {
            bytes.extend(all_bytes(&path));
        } else {
            bytes.extend(std::fs::read(&path).unwrap());
        }
    }
    bytes
}

/// Whether bytes hold a text.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A fixture of these tests.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

/// Imports a table beside images of the given names; what is left is folder, dataset and the import's report.
pub fn import_beside(
    table: &str,
    images: &[&str],
    more: &[&str],
) -> Result<(tempfile::TempDir, Dataset, String)> {
    let dir = tempfile::tempdir().unwrap();
    for (n, name) in images.iter().enumerate() {
        save(&dir.path().join(name), n as u32);
    }
    let path = dir.path().join("table.csv");
    write(&path, table);
    let out = dir.path().join("out");
    let arguments = [
        &["--manifest", arg(&path), "--out", arg(&out), "--size", "32"],
        more,
    ]
    .concat();
    let report = options::<TableOptions>(&arguments).run(&go())?;
    Ok((dir, finished(&report), report.to_string()))
}
