//! Repairs DICOM files so that the parser takes them: with preamble, whole meta group and a plain transfer syntax.
//!
//! Real files lack the preamble, the meta group, its length or its transfer syntax; are deflated; or hold private
//! elements of undefined length and representation "UN", which the parser cannot pass (DICOM PS3.5 and PS3.10).

use std::{borrow::Cow, io::Read};

use anyhow::{Context, Result};
use flate2::read::DeflateDecoder;

use crate::files::Bounded;

const IMPLICIT: &str = "1.2.840.10008.1.2";
const EXPLICIT: &str = "1.2.840.10008.1.2.1";
const DEFLATED: &str = "1.2.840.10008.1.2.1.99";

/// Most bytes that a deflated data set may unpack to.
const MAX_INFLATED: u64 = 512 << 20;

/// Value representations whose length has 32 bits.
const LONG: [&[u8; 2]; 13] = [
    b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV",
];

/// Deepest nesting of sequences that is passed over.
const DEEPEST: usize = 32;

/// Whether bytes are a DICOM file, or a data set alone, which begins with group 2 or 8.
pub fn is_dicom(bytes: &[u8]) -> bool {
    bytes.get(128..132) == Some(b"DICM") || is_data_set(bytes)
}

/// Whether bytes begin with a plausible first element of a data set.
fn is_data_set(bytes: &[u8]) -> bool {
    let [group @ (2 | 8), 0, _, 0, rest @ ..] = bytes else {
        return false;
    };
    let Some(next) = rest.first_chunk::<4>() else {
        return false;
    };
    let explicit = next[..2].iter().all(u8::is_ascii_uppercase);
    let implicit = *group == 8 && u32::from_le_bytes(*next) < 1 << 10;
    explicit || implicit
}

/// The bytes as a file that the parser takes; what is no DICOM stays as it is.
///
/// # Errors
///
/// Fails if a deflated data set is broken or too large.
pub fn canonical(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    let start = if bytes.get(128..132) == Some(b"DICM") {
        132
    } else if is_data_set(bytes) {
        0
    } else {
        return Ok(Cow::Borrowed(bytes));
    };
    let (meta, data_at) = Meta::read(bytes, start);
    let data_set = &bytes[data_at..];
    let syntax = match meta.syntax() {
        Some(syntax) => syntax,
        None if is_explicit(data_set) => EXPLICIT.to_owned(),
        None => IMPLICIT.to_owned(),
    };
    let (data_set, syntax) = if syntax == DEFLATED {
        let mut inflated = Vec::new();
        Bounded::new(DeflateDecoder::new(data_set), MAX_INFLATED)
            .read_to_end(&mut inflated)
            .context("broken DICOM: its deflated data set cannot be unpacked")?;
        (Cow::Owned(inflated), EXPLICIT.to_owned())
    } else {
        (Cow::Borrowed(data_set), syntax)
    };
    let passed = match syntax.as_str() {
        EXPLICIT => without_unknown(&data_set),
        _ => None,
    };
    if start == 132 && meta.whole && passed.is_none() && matches!(data_set, Cow::Borrowed(_)) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    meta.write(&syntax, &mut file);
    file.extend(passed.as_deref().unwrap_or(&data_set));
    Ok(Cow::Owned(file))
}

/// The elements of the meta group.
struct Meta {
    elements: Vec<(u16, [u8; 2], Vec<u8>)>,
    /// Whether it has its length and its transfer syntax.
    whole: bool,
}

impl Meta {
    /// The meta group from `at` on, and where the data set begins.
    fn read(bytes: &[u8], mut at: usize) -> (Self, usize) {
        let mut elements = Vec::new();
        while let Some([2, 0, low, high]) = bytes.get(at..at + 4) {
            let Some((vr, value, next)) = explicit_element(bytes, at) else {
                break;
            };
            elements.push((u16::from_le_bytes([*low, *high]), vr, value.to_vec()));
            at = next;
        }
        let has = |number| elements.iter().any(|it| it.0 == number);
        let whole = elements.first().is_some_and(|it| it.0 == 0) && has(0x10);
        (Self { elements, whole }, at)
    }

    fn syntax(&self) -> Option<String> {
        let (.., value) = self.elements.iter().find(|it| it.0 == 0x10)?;
        let text = String::from_utf8_lossy(value);
        let uid = text.trim_matches(['\0', ' ']);
        (!uid.is_empty()).then(|| uid.to_owned())
    }

    /// Writes the group with its length, a transfer syntax, and what the parser wants to find in it.
    fn write(&self, syntax: &str, into: &mut Vec<u8>) {
        let uid = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(bytes.len().next_multiple_of(2), 0);
            bytes
        };
        let own = |number| {
            let found = self.elements.iter().find(|it| it.0 == number);
            found.map(|it| it.2.clone())
        };
        let elements = [
            (
                0x02,
                own(0x02).unwrap_or_else(|| uid("1.2.840.10008.5.1.4.1.1.1")),
            ),
            (0x03, own(0x03).unwrap_or_else(|| uid("2.25.1"))),
            (0x10, uid(syntax)),
            (0x12, own(0x12).unwrap_or_else(|| uid("2.25.1"))),
        ];
        let mut group = vec![2, 0, 1, 0, b'O', b'B', 0, 0, 2, 0, 0, 0, 0, 1];
        for (number, value) in elements {
            group.extend([2, 0, number, 0, b'U', b'I']);
            group.extend((value.len() as u16).to_le_bytes());
            group.extend(value);
        }
        into.extend([2, 0, 0, 0, b'U', b'L', 4, 0]);
        into.extend((group.len() as u32).to_le_bytes());
        into.extend(group);
    }
}

/// Representation, value and end of the element of explicit representation at a place; `None` if it is cut or has no
/// definite length.
fn explicit_element(bytes: &[u8], at: usize) -> Option<([u8; 2], &[u8], usize)> {
    let (vr, length, value_at) = explicit_header(bytes, at)?;
    let end = value_at.checked_add(length.filter(|&it| it != u32::MAX)? as usize)?;
    Some((vr, bytes.get(value_at..end)?, end))
}

/// Representation, length and place of the value of the element at a place.
fn explicit_header(bytes: &[u8], at: usize) -> Option<([u8; 2], Option<u32>, usize)> {
    let vr: [u8; 2] = bytes.get(at + 4..at + 6)?.try_into().ok()?;
    if LONG.contains(&&vr) {
        let length = bytes.get(at + 8..at + 12)?.try_into().ok()?;
        return Some((vr, Some(u32::from_le_bytes(length)), at + 12));
    }
    let length = bytes.get(at + 6..at + 8)?.try_into().ok()?;
    Some((vr, Some(u32::from(u16::from_le_bytes(length))), at + 8))
}

/// Whether a data set is of explicit representation.
fn is_explicit(data_set: &[u8]) -> bool {
    let vr = data_set.get(4..6);
    vr.is_some_and(|vr| vr.iter().all(u8::is_ascii_uppercase))
}

/// The data set without its private elements of representation "UN" and undefined length; `None` if it has none.
fn without_unknown(data_set: &[u8]) -> Option<Vec<u8>> {
    let mut kept: Option<Vec<u8>> = None;
    let (mut at, mut from) = (0, 0);
    while let Some((vr, length, value_at)) = explicit_header(data_set, at) {
        if data_set[at..].starts_with(&[0xE0, 0x7F, 0x10, 0]) {
            break;
        }
        let undefined = length == Some(u32::MAX);
        at = match (undefined, &vr) {
            (true, b"UN") => {
                let end = end_of_sequence(data_set, value_at, 0)?;
                kept.get_or_insert_default().extend(&data_set[from..at]);
                from = end;
                end
            }
            // Of explicit representation within: left to the parser, which passes it.
            (true, _) => end_of_explicit(data_set, value_at, 0)?,
            (false, _) => value_at.checked_add(length? as usize)?,
        };
    }
    let mut kept = kept?;
    kept.extend(data_set.get(from..)?);
    Some(kept)
}

const ITEM: [u8; 4] = [0xFE, 0xFF, 0x00, 0xE0];
const ITEM_END: [u8; 4] = [0xFE, 0xFF, 0x0D, 0xE0];
const SEQUENCE_END: [u8; 4] = [0xFE, 0xFF, 0xDD, 0xE0];

/// Where a sequence of undefined length and implicit representation ends, from its first item on.
fn end_of_sequence(bytes: &[u8], at: usize, depth: usize) -> Option<usize> {
    end_of(bytes, at, depth, &|bytes, at, depth| {
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?);
        if length == u32::MAX {
            end_of_sequence(bytes, at + 8, depth)
        } else {
            (at + 8).checked_add(length as usize)
        }
    })
}

/// As [`end_of_sequence`], of explicit representation.
fn end_of_explicit(bytes: &[u8], at: usize, depth: usize) -> Option<usize> {
    end_of(bytes, at, depth, &|bytes, at, depth| {
        let (vr, length, value_at) = explicit_header(bytes, at)?;
        match (length?, &vr) {
            (u32::MAX, b"UN") => end_of_sequence(bytes, value_at, depth),
            (u32::MAX, _) => end_of_explicit(bytes, value_at, depth),
            (length, _) => value_at.checked_add(length as usize),
        }
    })
}

/// From bytes, a place and a depth to the end of the element there.
type EndOfElement<'a> = &'a dyn Fn(&[u8], usize, usize) -> Option<usize>;

/// Passes the items of a sequence; `element` gives the end of an element within one.
fn end_of(bytes: &[u8], mut at: usize, depth: usize, element: EndOfElement<'_>) -> Option<usize> {
    if depth > DEEPEST {
        return None;
    }
    loop {
        let tag: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?);
        at += 8;
        match (tag, length) {
            (SEQUENCE_END, _) => return Some(at),
            (ITEM, u32::MAX) => {
                while bytes.get(at..at + 4)? != ITEM_END {
                    at = element(bytes, at, depth + 1)?;
                }
                at += 8;
            }
            (ITEM, length) => at = at.checked_add(length as usize)?,
            _ => return None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn element(group: u16, number: u16, vr: &[u8; 2], value: &[u8]) -> Vec<u8> {
        let mut bytes = [group.to_le_bytes(), number.to_le_bytes(), *vr].concat();
        if LONG.contains(&vr) {
            bytes.extend([0, 0]);
            bytes.extend((value.len() as u32).to_le_bytes());
        } else {
            bytes.extend((value.len() as u16).to_le_bytes());
        }
        bytes.extend(value);
        bytes
    }

    #[test]
    fn a_data_set_alone_gets_what_it_lacks() {
        let data_set = element(8, 0x60, b"CS", b"DX");
        assert!(is_dicom(&data_set) && !is_dicom(b"\x89PNG\r\n\x1a\n") && !is_dicom(&[8, 0]));
        let file = canonical(&data_set).unwrap();
        assert_eq!(&file[128..132], b"DICM");
        let (meta, at) = Meta::read(&file, 132);
        assert!(meta.whole);
        assert_eq!(meta.syntax().as_deref(), Some(EXPLICIT));
        assert_eq!(&file[at..], data_set);
        // What is whole stays.
        assert!(matches!(canonical(&file).unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn private_elements_of_unknown_representation_are_passed() {
        let mut unknown = [9, 0, 0x10, 0x10, b'U', b'N', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF].to_vec();
        unknown.extend([ITEM, [0xFF; 4]].concat());
        // Implicit within: a length of four bytes.
        unknown.extend([9, 0, 1, 0x10, 2, 0, 0, 0, b'a', b'b']);
        unknown.extend([ITEM_END, [0; 4], SEQUENCE_END, [0; 4]].concat());
        let (first, last) = (
            element(8, 0x60, b"CS", b"DX"),
            element(0x28, 0x10, b"US", &[4, 0]),
        );
        let data_set = [first.clone(), unknown, last.clone()].concat();
        assert_eq!(
            without_unknown(&data_set),
            Some([first.clone(), last.clone()].concat())
        );
        assert_eq!(without_unknown(&[first, last].concat()), None);
        for cut in 0..data_set.len() {
            let _ = canonical(&data_set[..cut]);
        }
    }
}
