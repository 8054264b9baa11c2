//! DICOM Secondary Capture (PS3.3 A.8.1), one file a view, both in one study.

use dicom_core::{
    DataElement, PrimitiveValue, VR,
    value::{DataSetSequence, Value},
};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject, mem::InMemElement};

use super::{Grey, LABEL, Mark, MarkError, PROGRAM};
use crate::views::View;

/// Longest text that fits into Image Comments, in characters.
const LONGEST_COMMENT: usize = 10_240;

/// The files of the frontal and the lateral view, each `size * size` grey values by rows.
///
/// # Errors
/// A length that does not fit, or a size beyond 16 bits.
pub fn to_dicom(
    frontal: Grey<'_>,
    lateral: Grey<'_>,
    size: u32,
    mark: &Mark,
) -> Result<[Vec<u8>; 2], MarkError> {
    let study = mark.digest(&[b"study", &frontal.high_first(), &lateral.high_first()]);
    let side = u16::try_from(size).map_err(|_| MarkError::TooLarge(size))?;
    let file = |view: View, grey: Grey<'_>| {
        grey.check(size, size)?;
        encode(view, grey, side, mark, study)
    };
    Ok([file(View::Frontal, frontal)?, file(View::Lateral, lateral)?])
}

/// A UID from 128 bits (PS3.5 B.2).
fn uid(bits: u128) -> String {
    format!("2.25.{bits}")
}

fn text(tag: dicom_core::Tag, vr: VR, value: impl Into<String>) -> InMemElement {
    DataElement::new(tag, vr, PrimitiveValue::from(value.into()))
}

fn number(tag: dicom_core::Tag, value: u16) -> InMemElement {
    DataElement::new(tag, VR::US, PrimitiveValue::from(value))
}

fn sequence(tag: dicom_core::Tag, item: InMemDicomObject) -> InMemElement {
    DataElement::new(
        tag,
        VR::SQ,
        Value::Sequence(DataSetSequence::from(vec![item])),
    )
}

fn encode(
    view: View,
    grey: Grey<'_>,
    side: u16,
    mark: &Mark,
    study: u128,
) -> Result<Vec<u8>, MarkError> {
    let instance = uid(mark.digest(&[
        view.name().as_bytes(),
        &study.to_le_bytes(),
        &grey.high_first(),
    ]));
    let mut object = InMemDicomObject::from_element_iter(describe(view, mark, study, &instance));
    for element in pixels(grey, side) {
        object.put(element);
    }
    let failed = |error: String| MarkError::Encode(error);
    let meta = FileMetaTableBuilder::new()
        .transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN)
        .media_storage_sop_class_uid(uids::SECONDARY_CAPTURE_IMAGE_STORAGE)
        .media_storage_sop_instance_uid(&instance);
    let file = object
        .with_meta(meta)
        .map_err(|it| failed(it.to_string()))?;
    let mut bytes = Vec::new();
    file.write_all(&mut bytes)
        .map_err(|it| failed(it.to_string()))?;
    Ok(bytes)
}

/// Everything but the image.
fn describe(view: View, mark: &Mark, study: u128, instance: &str) -> Vec<InMemElement> {
    let series = uid(mark.digest(&[b"series", view.name().as_bytes(), &study.to_le_bytes()]));
    // Rows run to the patient's left in the frontal view, to the back in the left lateral.
    let (position, orientation, place, number) = match view {
        View::Frontal => ("PA", "L\\F", "frontal", "1"),
        View::Lateral => ("LL", "P\\F", "left lateral", "2"),
    };
    let purpose = InMemDicomObject::from_element_iter([
        text(tags::CODE_VALUE, VR::SH, "109100"),
        text(tags::CODING_SCHEME_DESIGNATOR, VR::SH, "DCM"),
        text(tags::CODE_MEANING, VR::LO, "Synthesizing Equipment"),
    ]);
    let equipment = InMemDicomObject::from_element_iter([
        text(tags::MANUFACTURER, VR::LO, PROGRAM),
        text(
            tags::MANUFACTURER_MODEL_NAME,
            VR::LO,
            shortened(&mark.model, 64),
        ),
        text(tags::SOFTWARE_VERSIONS, VR::LO, env!("CARGO_PKG_VERSION")),
        text(
            tags::CONTRIBUTION_DESCRIPTION,
            VR::ST,
            shortened(&mark.description(), 1024),
        ),
        sequence(tags::PURPOSE_OF_REFERENCE_CODE_SEQUENCE, purpose),
    ]);
    let mut elements = vec![
        text(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
        text(tags::IMAGE_TYPE, VR::CS, "DERIVED\\SECONDARY"),
        text(
            tags::SOP_CLASS_UID,
            VR::UI,
            uids::SECONDARY_CAPTURE_IMAGE_STORAGE,
        ),
        text(tags::SOP_INSTANCE_UID, VR::UI, instance),
        text(tags::SYNTHETIC_DATA, VR::CS, "YES"),
        text(tags::STUDY_DATE, VR::DA, ""),
        text(tags::STUDY_TIME, VR::TM, ""),
        text(tags::ACCESSION_NUMBER, VR::SH, ""),
        text(tags::MODALITY, VR::CS, "OT"),
        // "Synthetic image".
        text(tags::CONVERSION_TYPE, VR::CS, "SYN"),
        text(tags::MANUFACTURER, VR::LO, PROGRAM),
        text(tags::REFERRING_PHYSICIAN_NAME, VR::PN, ""),
        text(
            tags::STUDY_DESCRIPTION,
            VR::LO,
            format!("Chest X-ray pair. {LABEL}"),
        ),
        text(
            tags::SERIES_DESCRIPTION,
            VR::LO,
            format!("Chest, {place}. {LABEL}"),
        ),
        text(
            tags::DERIVATION_DESCRIPTION,
            VR::ST,
            shortened(&mark.description(), 1024),
        ),
        text(tags::PATIENT_NAME, VR::PN, "SYNTHETIC^NOT FOR DIAGNOSIS"),
        text(tags::PATIENT_ID, VR::LO, format!("SYNTHETIC-{}", mark.seed)),
        text(tags::PATIENT_BIRTH_DATE, VR::DA, ""),
        text(tags::PATIENT_SEX, VR::CS, ""),
        text(tags::BODY_PART_EXAMINED, VR::CS, "CHEST"),
        text(tags::SOFTWARE_VERSIONS, VR::LO, env!("CARGO_PKG_VERSION")),
        text(tags::VIEW_POSITION, VR::CS, position),
        sequence(tags::CONTRIBUTING_EQUIPMENT_SEQUENCE, equipment),
        text(tags::STUDY_INSTANCE_UID, VR::UI, uid(study)),
        text(tags::SERIES_INSTANCE_UID, VR::UI, series),
        text(tags::STUDY_ID, VR::SH, ""),
        text(tags::SERIES_NUMBER, VR::IS, number),
        text(tags::INSTANCE_NUMBER, VR::IS, "1"),
        text(tags::PATIENT_ORIENTATION, VR::CS, orientation),
    ];
    if let Some(report) = &mark.report {
        let comment = shortened(report, LONGEST_COMMENT);
        elements.push(text(tags::IMAGE_COMMENTS, VR::LT, comment));
    }
    elements
}

fn pixels(grey: Grey<'_>, side: u16) -> Vec<InMemElement> {
    let bits = grey.bits();
    // The whole range: centre and width in grey values (PS3.3 C.11.2.1.2).
    let levels = 1_u32 << bits;
    let (vr, values) = match grey {
        Grey::Eight(values) => (VR::OB, PrimitiveValue::from(even(values))),
        Grey::Sixteen(values) => (
            VR::OW,
            PrimitiveValue::U16(values.iter().copied().collect()),
        ),
    };
    vec![
        number(tags::SAMPLES_PER_PIXEL, 1),
        text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2"),
        number(tags::ROWS, side),
        number(tags::COLUMNS, side),
        number(tags::BITS_ALLOCATED, bits),
        number(tags::BITS_STORED, bits),
        number(tags::HIGH_BIT, bits - 1),
        number(tags::PIXEL_REPRESENTATION, 0),
        text(tags::BURNED_IN_ANNOTATION, VR::CS, "NO"),
        text(tags::LOSSY_IMAGE_COMPRESSION, VR::CS, "00"),
        text(tags::WINDOW_CENTER, VR::DS, (levels / 2).to_string()),
        text(tags::WINDOW_WIDTH, VR::DS, levels.to_string()),
        DataElement::new(tags::PIXEL_DATA, vr, values),
    ]
}

/// DICOM values have an even length.
fn even(grey: &[u8]) -> Vec<u8> {
    let mut bytes = grey.to_vec();
    if bytes.len() % 2 == 1 {
        bytes.push(0);
    }
    bytes
}

/// At most `length` characters, of which none would part or end a value.
fn shortened(text: &str, length: usize) -> String {
    text.replace('\\', "/")
        .replace('\0', "")
        .chars()
        .take(length)
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn both_views_are_one_study_and_say_what_they_are() {
        let mark = Mark {
            model: "test".to_owned(),
            weights: "ab".repeat(32),
            seed: 7,
            adapter: String::new(),
            report: Some("FINDINGS: über\\clear".to_owned()),
        };
        let frontal: Vec<u8> = (0..9).collect();
        let files = to_dicom(Grey::Eight(&frontal), Grey::Eight(&[5; 9]), 3, &mark).unwrap();
        let [front, side] = files
            .each_ref()
            .map(|file| dicom_object::from_reader(file.as_slice()).unwrap());
        let of = |object: &InMemDicomObject, tag| {
            object.element(tag).unwrap().to_str().unwrap().into_owned()
        };
        assert_eq!(of(&front, tags::SYNTHETIC_DATA), "YES");
        assert_eq!(
            of(&front, tags::STUDY_INSTANCE_UID),
            of(&side, tags::STUDY_INSTANCE_UID)
        );
        assert_ne!(
            of(&front, tags::SOP_INSTANCE_UID),
            of(&side, tags::SOP_INSTANCE_UID)
        );
        assert!(of(&front, tags::SOP_INSTANCE_UID).len() <= 64);
        assert_eq!(of(&front, tags::IMAGE_COMMENTS), "FINDINGS: über/clear");
        let pixels = front.element(tags::PIXEL_DATA).unwrap().to_bytes().unwrap();
        assert_eq!(pixels[..9], frontal);
        assert_eq!(pixels.len(), 10);
    }

    fn nameless() -> Mark {
        Mark {
            model: String::new(),
            weights: String::new(),
            seed: 0,
            adapter: String::new(),
            report: None,
        }
    }

    #[test]
    fn wrong_lengths_are_refused() {
        let mark = nameless();
        let short = to_dicom(Grey::Eight(&[0; 4]), Grey::Eight(&[0; 3]), 2, &mark);
        assert!(short.is_err());
        assert!(to_dicom(Grey::Eight(&[]), Grey::Eight(&[]), 70_000, &mark).is_err());
    }

    #[test]
    fn sixteen_bits_survive() {
        let mark = nameless();
        let frontal = [0, 1, 256, 65_535];
        let files = to_dicom(Grey::Sixteen(&frontal), Grey::Sixteen(&[7; 4]), 2, &mark).unwrap();
        let front = dicom_object::from_reader(files[0].as_slice()).unwrap();
        let of = |tag| front.element(tag).unwrap().to_int::<u32>().unwrap();
        assert_eq!(of(tags::BITS_ALLOCATED), 16);
        assert_eq!(of(tags::BITS_STORED), 16);
        assert_eq!(of(tags::HIGH_BIT), 15);
        assert_eq!(of(tags::WINDOW_CENTER), 32_768);
        assert_eq!(of(tags::WINDOW_WIDTH), 65_536);
        let pixels = front.element(tags::PIXEL_DATA).unwrap();
        assert_eq!(pixels.to_multi_int::<u16>().unwrap(), frontal);
    }
}
