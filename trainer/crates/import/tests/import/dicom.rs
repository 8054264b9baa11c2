//! DICOM: encodings, greys, and identifiers.

use dicom_core::{DataElement, PrimitiveValue, Tag, VR, value::DataSetSequence};
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;
use import::TableOptions;
use import::dicom::read_header;
use import::image::{Gray16, read_radiograph};

use crate::common::{
    SECRET, all_bytes, arg, dicom, finished, fixture, go, holds, options, put_text, save_dicom,
    write,
};

/// Reads an object by way of a file.
fn shown(object: InMemDicomObject) -> anyhow::Result<Gray16> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("image.dcm");
    save_dicom(&path, object);
    read_radiograph(&path)
}

fn put(object: &mut InMemDicomObject, tag: Tag, value: u16) {
    object.put(DataElement::new(tag, VR::US, PrimitiveValue::from(value)));
}

fn lut(first: i32, bits: u16, data: &[u16]) -> DataSetSequence<InMemDicomObject> {
    let first = first as u16;
    let item = InMemDicomObject::from_element_iter([
        DataElement::new(
            tags::LUT_DESCRIPTOR,
            VR::US,
            PrimitiveValue::U16([data.len() as u16, first, bits].as_slice().into()),
        ),
        DataElement::new(tags::LUT_DATA, VR::OW, PrimitiveValue::U16(data.into())),
    ]);
    DataSetSequence::from(vec![item])
}

#[test]
fn every_encoding_gives_the_same_pixels() {
    for name in ["rle", "jpeg_lossless", "jpeg2000"] {
        let image = read_radiograph(&fixture(&format!("dicom/{name}.dcm"))).unwrap();
        assert_eq!(image.dimensions(), (24, 20), "{name}");
        for (x, y, pixel) in image.enumerate_pixels() {
            let stored = (x * 97 + y * 53 + (x * y) % 31 * 20) % 4096;
            let expected = (f64::from(stored) / 4095.0 * 65_535.0).round();
            assert!(
                (f64::from(pixel.0[0]) - expected).abs() <= 1.0,
                "{name} at {x}, {y}"
            );
        }
    }
    let image = read_radiograph(&fixture("dicom/jpeg_baseline.dcm")).unwrap();
    for (x, y, pixel) in image.enumerate_pixels() {
        let difference = i32::from(pixel.0[0] / 257) - (x * 8 + y * 3) as i32;
        assert!(difference.abs() <= 4, "lossy, {difference} at {x}, {y}");
    }
}

#[test]
fn window_rescale_and_inversion_are_those_of_another_implementation() {
    let ours = read_radiograph(&fixture("dicom/window.dcm")).unwrap();
    let theirs = image::open(fixture("dicom/window_dcmtk.png"))
        .unwrap()
        .into_luma16();
    let mut greys = std::collections::HashSet::new();
    for (a, b) in ours.pixels().zip(theirs.pixels()) {
        // dcmtk works with a table of the window's width: a step or two of rounding.
        assert!(a.0[0].abs_diff(b.0[0]) < 100, "{} {}", a.0[0], b.0[0]);
        greys.insert(a.0[0] >> 8);
    }
    assert!(greys.len() > 50, "not all black or white");
}

#[test]
fn signed_values_overlay_bits_and_padding() {
    // Twelve bits above four that are not of the image, two's complement.
    let mut object = dicom(4, 1, |x, _| {
        [0x7FF0, 0x8000, 0x000F, 0x8010][usize::from(x)]
    });
    put(&mut object, tags::BITS_STORED, 12);
    put(&mut object, tags::PIXEL_REPRESENTATION, 1);
    let grey = |image: &Gray16, x| image.get_pixel(x, 0).0[0];
    let image = shown(object.clone()).unwrap();
    assert_eq!((grey(&image, 0), grey(&image, 1)), (65_535, 0));
    assert!(
        (32_700..32_830).contains(&grey(&image, 2)),
        "{}",
        grey(&image, 2)
    );

    object.put(DataElement::new(
        tags::PIXEL_PADDING_VALUE,
        VR::SS,
        PrimitiveValue::from(-2_048_i16),
    ));
    put_text(
        &mut object,
        tags::PHOTOMETRIC_INTERPRETATION,
        VR::CS,
        "MONOCHROME1",
    );
    let image = shown(object).unwrap();
    assert_eq!(grey(&image, 0), 0, "inverted");
    assert_eq!(grey(&image, 1), 0, "padding stays black");
    assert!(grey(&image, 3) > 65_500);
}

#[test]
fn lookup_tables_come_before_windows() {
    let mut object = dicom(4, 1, |x, _| [0, 10, 11, 500][usize::from(x)]);
    put_text(&mut object, tags::WINDOW_CENTER, VR::DS, "30000");
    put_text(&mut object, tags::WINDOW_WIDTH, VR::DS, "60000");
    object.put(DataElement::new(
        tags::VOILUT_SEQUENCE,
        VR::SQ,
        lut(10, 10, &[0, 1023, 341]),
    ));
    let image = shown(object.clone()).unwrap();
    assert_eq!(image.as_raw(), &[0, 0, 65_535, 21_845]);

    // A modality table in front: 0 → 12, above → 11.
    object.put(DataElement::new(
        tags::MODALITY_LUT_SEQUENCE,
        VR::SQ,
        lut(0, 8, &[12, 11]),
    ));
    let image = shown(object).unwrap();
    assert_eq!(image.as_raw(), &[21_845, 65_535, 65_535, 65_535]);
}

#[test]
fn lies_in_the_header_are_errors() {
    let fails = |change: &dyn Fn(&mut InMemDicomObject)| {
        let mut object = dicom(8, 8, |x, y| x * 1000 + y);
        change(&mut object);
        format!("{:#}", shown(object).unwrap_err())
    };
    assert!(fails(&|object| put(object, tags::ROWS, 9)).contains("broken"));
    assert!(fails(&|object| put(object, tags::BITS_STORED, 0)).contains("bits"));
    assert!(fails(&|object| put(object, tags::HIGH_BIT, 3)).contains("High Bit"));
    assert!(fails(&|object| put(object, tags::ROWS, 0)).contains("no pixels"));
    assert!(
        fails(&|object| {
            put(object, tags::ROWS, 65_535);
            put(object, tags::COLUMNS, 65_535);
        })
        .contains("more than is read")
    );
    assert!(
        fails(&|object| {
            object.remove_element(tags::PIXEL_DATA);
        })
        .contains("no Pixel Data")
    );
    assert!(
        fails(&|object| {
            put_text(object, tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB");
        })
        .contains("colour")
    );

    // The codestream and the header disagree about the size.
    for name in ["rle", "jpeg_lossless", "jpeg2000", "jpeg_baseline"] {
        let mut bytes = std::fs::read(fixture(&format!("dicom/{name}.dcm"))).unwrap();
        let rows = [0x28, 0, 0x10, 0, b'U', b'S', 2, 0];
        let at = bytes.windows(8).position(|window| window == rows).unwrap();
        bytes[at + 8] = 60;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lie.dcm");
        std::fs::write(&path, bytes).unwrap();
        let error = format!("{:#}", read_radiograph(&path).unwrap_err());
        assert!(error.contains("broken"), "{name}: {error}");
    }
}

#[test]
fn no_prefix_of_a_file_panics_or_passes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cut.dcm");
    for name in [
        "rle",
        "jpeg_lossless",
        "jpeg2000",
        "jpeg_baseline",
        "window",
    ] {
        let bytes = std::fs::read(fixture(&format!("dicom/{name}.dcm"))).unwrap();
        for length in (0..bytes.len() * 9 / 10).step_by(37) {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(read_radiograph(&path).is_err(), "{name} cut to {length}");
        }
    }
}

#[test]
fn identifiers_group_images_and_go_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    for (n, position) in ["PA", "LL"].iter().enumerate() {
        let mut object = dicom(40, 40, |x, y| x * 900 + y * 300 + n as u16);
        put_text(&mut object, tags::VIEW_POSITION, VR::CS, position);
        save_dicom(&dir.path().join(format!("{SECRET}_{n}.dcm")), object);
    }
    write(&dir.path().join("broken_0815_x.dcm"), "DICOM it is not");
    let table = dir.path().join("list.csv");
    write(
        &table,
        &format!("file\n{SECRET}_0.dcm\n{SECRET}_1.dcm\nbroken_0815_x.dcm\n"),
    );
    let out = dir.path().join("out");
    let arguments = [
        "--manifest",
        arg(&table),
        "--out",
        arg(&out),
        "--size",
        "32",
    ];
    let report = options::<TableOptions>(&arguments).run(&go()).unwrap();
    let dataset = finished(&report);
    let record = &dataset.records()[0];
    assert!(
        record.frontal.is_some() && record.lateral.is_some(),
        "paired by the header"
    );
    assert_eq!(report.info.unwrap().counts.rejected, 1);
    let bytes = all_bytes(&out);
    for secret in [SECRET, "0815", "Doe", "1.2.3.777"] {
        assert!(!holds(&bytes, secret), "{secret}");
    }
    let header = read_header(&fixture("dicom/rle.dcm")).unwrap();
    assert_eq!(
        header.patient.as_deref(),
        Some(SECRET),
        "the fixture has an id to hide"
    );

    // With the table's own names kept, those of the header still are not.
    for n in 0..2 {
        std::fs::rename(
            dir.path().join(format!("{SECRET}_{n}.dcm")),
            dir.path().join(format!("{n}.dcm")),
        )
        .unwrap();
    }
    write(&table, "file\n0.dcm\n1.dcm\n");
    let out = dir.path().join("kept");
    let arguments = [
        "--manifest",
        arg(&table),
        "--out",
        arg(&out),
        "--size",
        "32",
        "--keep-ids",
    ];
    finished(&options::<TableOptions>(&arguments).run(&go()).unwrap());
    let bytes = all_bytes(&out);
    for secret in [SECRET, "Doe", "1.2.3.777"] {
        assert!(!holds(&bytes, secret), "{secret}");
    }
}

/// A picture of 4096 values, with the header as `change` leaves it.
fn made(change: impl Fn(&mut InMemDicomObject)) -> InMemDicomObject {
    let mut object = dicom(24, 20, |x, y| (x * 97 + y * 53) % 4096);
    put(&mut object, tags::BITS_STORED, 12);
    put(&mut object, tags::HIGH_BIT, 11);
    change(&mut object);
    object
}

#[test]
fn inverse_shape_inverts_monochrome2() {
    let plain = shown(made(|_| {})).unwrap();
    let inverse = shown(made(|it| {
        put_text(it, tags::PRESENTATION_LUT_SHAPE, VR::CS, "INVERSE")
    }))
    .unwrap();
    for (a, b) in plain.pixels().zip(inverse.pixels()) {
        assert!(a.0[0].abs_diff(65_535 - b.0[0]) <= 1);
    }
    // With MONOCHROME1 it says the same again.
    let [one, both] = [false, true].map(|shape| {
        shown(made(|it| {
            put_text(it, tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME1");
            if shape {
                put_text(it, tags::PRESENTATION_LUT_SHAPE, VR::CS, "INVERSE");
            }
        }))
        .unwrap()
    });
    assert!(one == both && one == inverse);
}

#[test]
fn more_bits_than_stated_are_read_and_few_values_are_shown() {
    let full = shown(made(|_| {})).unwrap();
    let understated = shown(made(|it| {
        put(it, tags::BITS_STORED, 10);
        put(it, tags::HIGH_BIT, 9);
    }))
    .unwrap();
    assert!(full == understated, "values do not wrap");
    // Eight bits of sixteen, without a window.
    let dark = shown(dicom(24, 20, |x, y| (x * 8 + y * 3) % 256)).unwrap();
    let most = dark.pixels().map(|it| it.0[0]).max().unwrap();
    assert!(most > 60_000, "{most}: nearly black");
}

#[test]
fn files_of_the_field_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("image.dcm");
    save_dicom(&path, made(|_| {}));
    let expected = read_radiograph(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    // Preamble, "DICM", and a meta group that begins with its length.
    let length = u32::from_le_bytes(bytes[140..144].try_into().unwrap()) as usize;
    let data_set = &bytes[144 + length..];
    let without_length = [&bytes[..132], &bytes[144..]].concat();
    let trailing = [&bytes[..], b"<html>not found</html> and more of it"].concat();
    for (what, bytes) in [
        ("no preamble, no meta group", data_set.to_vec()),
        ("no length of the meta group", without_length),
        ("text behind the pixels", trailing),
    ] {
        std::fs::write(&path, &bytes).unwrap();
        let image = read_radiograph(&path).unwrap_or_else(|error| panic!("{what}: {error:#}"));
        assert!(image == expected, "{what}");
        read_header(&path).unwrap_or_else(|error| panic!("{what}: {error:#}"));
    }
    std::fs::write(&path, &bytes[..bytes.len() - 40]).unwrap();
    let error = format!("{:#}", read_radiograph(&path).unwrap_err());
    assert!(error.contains("cut short"), "{error}");
}
