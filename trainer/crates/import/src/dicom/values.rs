//! Refuses DICOM files whose values would reach beyond the end of the file, as the parser sees them.
//!
//! The parser takes memory for a value before it reads it. Where it reads less of a value than the length says (numbers
//! of a length that is no multiple of theirs), it finds other elements than [`super::lengths`] does; so its own tokens are
//! asked, each before its value is read.

use anyhow::{Context, Result, anyhow, ensure};
use dicom_dictionary_std::tags;
use dicom_encoding::TransferSyntaxIndex;
use dicom_object::FileMetaTable;
use dicom_parser::dataset::{DataSetReader, DataToken};
use dicom_transfer_syntax_registry::TransferSyntaxRegistry;

use super::object::root_cause;

/// Where the value of the group length begins: preamble, "DICM", tag, representation and length.
const GROUP_LENGTH: std::ops::Range<usize> = 140..144;

/// Checks the values of a file with preamble and whole meta group, up to the pixels if `header_only`.
///
/// # Errors
///
/// Fails if a value is said to be larger than the file, or the meta group is broken. What else is broken is left to the reading.
pub fn check(bytes: &[u8], header_only: bool) -> Result<()> {
    let length = bytes.get(GROUP_LENGTH).and_then(|it| it.try_into().ok());
    let length = u32::from_le_bytes(length.context("broken DICOM: cut short")?) as usize;
    let data_set = bytes
        .get(GROUP_LENGTH.end + length..)
        .context("broken DICOM: cut short")?;
    let meta = FileMetaTable::from_reader(&bytes[128..])
        .map_err(|error| anyhow!("{}", root_cause(&error)))
        .context("broken DICOM")?;
    let Some(syntax) = TransferSyntaxRegistry.get(meta.transfer_syntax()) else {
        // The reading names it.
        return Ok(());
    };
    let Ok(tokens) = DataSetReader::new_with_ts(data_set, syntax) else {
        return Ok(());
    };
    for token in tokens {
        let length = match token {
            Ok(DataToken::ElementHeader(header)) => {
                if header.tag == tags::PIXEL_DATA && header_only {
                    return Ok(());
                }
                header.len
            }
            Ok(DataToken::ItemStart { len }) => len,
            Ok(DataToken::PixelSequenceStart) if header_only => return Ok(()),
            Ok(_) => continue,
            Err(_) => return Ok(()),
        };
        if let Some(length) = length.get() {
            ensure!(
                length as usize <= data_set.len(),
                "broken DICOM: cut short, or an element claims {length} bytes"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::dicom::{lengths, part10};

    #[test]
    fn a_lie_that_only_the_parser_meets_is_found() {
        // An unsigned long of one byte, of which the parser reads none: to it, the next element begins at that byte and is
        // of 16 MiB.
        let mut data_set = vec![8, 0, 0x60, 0, 2, 0, 0, 0, b'D', b'X'];
        data_set.extend([9, 0, 0, 0, 1, 0, 0, 0]);
        data_set.extend([9, 0, 1, 0x10, 0, 0, 0, 1]);
        data_set.resize(70_000, 0);
        let file = part10::canonical(&data_set).unwrap();
        assert!(lengths::check(&file, false).is_ok());
        let error = check(&file, false).unwrap_err().to_string();
        assert!(error.contains("claims 16777216 bytes"), "{error}");
        for cut in 0..200 {
            let _ = check(&file[..cut], true);
        }
    }
}
