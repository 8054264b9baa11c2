//! Refuses DICOM files that declare lengths beyond their own.
//!
//! The parser takes memory for a value before it reads it: up to 4 GiB for a file of a hundred
//! bytes that lies. Encodings are those of DICOM PS3.5, chapter 7 and annex A.

use anyhow::{Result, bail};

/// Length of a value that ends with a delimiter.
const UNDEFINED: u32 = u32::MAX;
/// First bytes of an item of a sequence, little and big endian.
const ITEMS: [[u8; 4]; 2] = [[0xFE, 0xFF, 0x00, 0xE0], [0xFF, 0xFE, 0xE0, 0x00]];

/// Where in a file the walk is, and how elements are encoded there.
struct LengthWalk<'a> {
    bytes: &'a [u8],
    at: usize,
    explicit: bool,
    big_endian: bool,
}

/// The header of one element.
struct Element {
    group: u16,
    number: u16,
    vr: Option<[u8; 2]>,
    length: u32,
}

impl LengthWalk<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let taken = self.bytes.get(self.at..self.at + N)?.try_into().ok()?;
        self.at += N;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        let bytes = self.take()?;
        Some(if self.big_endian {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        })
    }

    fn u32(&mut self) -> Option<u32> {
        let bytes = self.take()?;
        Some(if self.big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn element(&mut self) -> Option<Element> {
        let (group, number) = (self.u16()?, self.u16()?);
        // Items and delimiters have no value representation.
        if !self.explicit || group == 0xFFFE {
            return Some(Element {
                group,
                number,
                vr: None,
                length: self.u32()?,
            });
        }
        let vr = self.take()?;
        let length = match &vr {
            b"AE" | b"AS" | b"AT" | b"CS" | b"DA" | b"DS" | b"DT" | b"FL" | b"FD" | b"IS"
            | b"LO" | b"LT" | b"PN" | b"SH" | b"SL" | b"SS" | b"ST" | b"TM" | b"UI" | b"UL"
            | b"US" => u32::from(self.u16()?),
            _ => {
                self.u16()?;
                self.u32()?
            }
        };
        Some(Element {
            group,
            number,
            vr: Some(vr),
            length,
        })
    }
}

/// Whether the pixels begin within the bytes.
pub fn reaches_pixels(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|tag| tag == [0xE0, 0x7F, 0x10, 0])
}

/// Checks the lengths of all elements, up to the pixels if `header_only`, and returns where the data set ends: some files
/// have other bytes behind their pixels.
///
/// # Errors
///
/// Fails if a value would end behind the end of the bytes.
pub fn check(bytes: &[u8], header_only: bool) -> Result<usize> {
    // Preamble and "DICM"; the file's meta group is always explicit little endian.
    let mut walk = LengthWalk {
        bytes,
        at: 132,
        explicit: true,
        big_endian: false,
    };
    let mut syntax = Vec::new();
    let mut in_pixels = false;
    let mut behind_pixels = None;
    // Sequences of undefined length, from one of unknown representation on, whose content is implicit.
    let mut unknown = 0_usize;
    loop {
        if walk
            .bytes
            .get(walk.at..walk.at + 2)
            .is_some_and(|group| group != [2, 0])
            && !syntax.is_empty()
        {
            match std::mem::take(&mut syntax).as_slice() {
                b"1.2.840.10008.1.2" => walk.explicit = false,
                b"1.2.840.10008.1.2.2" => walk.big_endian = true,
                // Deflated: not read, and nothing to see here.
                b"1.2.840.10008.1.2.1.99" => return Ok(bytes.len()),
                _ => {}
            }
        }
        let Some(element) = walk.element() else {
            return Ok(behind_pixels.unwrap_or(bytes.len()));
        };
        let tag = (element.group, element.number);
        let pixels = tag == (0x7FE0, 0x0010) && unknown == 0;
        if pixels && header_only {
            return Ok(bytes.len());
        }
        // Elements stand in the order of their tags.
        if let Some(end) = behind_pixels
            && !in_pixels
            && (element.group < 0x7FE0 || cut_short(&walk, &element))
        {
            return Ok(end);
        }
        if element.length == UNDEFINED {
            if element.vr == Some(*b"UN") {
                (unknown, walk.explicit) = (1, false);
            } else if unknown > 0 && tag != (0xFFFE, 0xE000) {
                unknown += 1;
            }
            in_pixels |= pixels;
            continue;
        }
        match tag {
            // Items of sequences are looked into, fragments of pixels are not.
            (0xFFFE, 0xE000) if !in_pixels => continue,
            (0xFFFE, 0xE0DD) => {
                if unknown > 0 {
                    unknown -= 1;
                    walk.explicit = unknown == 0;
                }
                if in_pixels {
                    behind_pixels = Some(walk.at);
                }
                in_pixels = false;
            }
            _ => {}
        }
        let value = walk.bytes.get(walk.at..).unwrap_or_default();
        if cut_short(&walk, &element) {
            bail!(
                "broken DICOM: cut short, or an element claims {} bytes",
                element.length
            );
        }
        if element.vr == Some(*b"SQ")
            || (element.length >= 8 && ITEMS.iter().any(|item| value.starts_with(item)))
        {
            continue;
        }
        if tag == (0x0002, 0x0010) {
            let uid = &value[..element.length as usize];
            syntax = uid
                .trim_ascii_end()
                .strip_suffix(b"\0")
                .unwrap_or(uid.trim_ascii_end())
                .to_vec();
        }
        walk.at += element.length as usize;
        if pixels {
            behind_pixels = Some(walk.at);
        }
    }
}

/// Whether a value would end behind the end of the bytes.
fn cut_short(walk: &LengthWalk<'_>, element: &Element) -> bool {
    let rest = walk.bytes.len().saturating_sub(walk.at);
    element.length != UNDEFINED && rest < element.length as usize
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    /// A file with one element after its meta group.
    fn file(syntax: &str, element: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 128];
        bytes.extend(b"DICM");
        bytes.extend([2, 0, 0x10, 0, b'U', b'I', syntax.len() as u8, 0]);
        bytes.extend(syntax.bytes());
        bytes.extend(element);
        bytes
    }

    #[test]
    fn lengths_in_a_sequence_of_unknown_representation_are_checked() {
        let sequence = |length: [u8; 4]| {
            let mut element = vec![
                0x55, 0x55, 0x10, 1, b'U', b'N', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
            ];
            element.extend([0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
            // Implicit: a tag, a length and the value.
            element.extend([0x10, 0, 0x20, 0]);
            element.extend(length);
            element.extend(b"P0");
            element.extend([0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0]);
            element.extend([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
            // Explicit again behind it.
            element.extend(b"\x56\x55\x10\x00LO\x02\x00AB");
            file("1.2.840.10008.1.2.1\0", &element)
        };
        assert!(check(&sequence([2, 0, 0, 0]), true).is_ok());
        assert!(check(&sequence([0, 0, 0, 0xC0]), true).is_err());
    }

    #[test]
    fn lies_are_found_in_every_encoding() {
        let (explicit, implicit, big) = (
            "1.2.840.10008.1.2.1\0",
            "1.2.840.10008.1.2\0",
            "1.2.840.10008.1.2.2\0",
        );
        let lies: [(&str, &[u8]); 4] = [
            (
                explicit,
                &[
                    0x28, 0, 0, 9, b'O', b'B', 0, 0, 0xF0, 0xFF, 0xFF, 0xFF, 1, 2,
                ],
            ),
            (implicit, &[0x28, 0, 0, 9, 0xF0, 0xFF, 0xFF, 0xFF, 1, 2]),
            (big, &[0, 0x28, 9, 0, b'O', b'W', 0, 0, 0, 1, 0, 0, 1, 2]),
            // Inside an item of undefined length inside a sequence.
            (
                explicit,
                &[
                    0x28, 0, 0, 9, b'S', b'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0, 0xE0,
                    0xFF, 0xFF, 0xFF, 0xFF, 0x28, 0, 6, 0x30, b'O', b'W', 0, 0, 0, 0, 0, 0x80,
                ],
            ),
        ];
        for (n, (syntax, element)) in lies.into_iter().enumerate() {
            assert!(check(&file(syntax, element), false).is_err(), "{n}");
        }
        let honest = [0x28, 0, 0, 9, b'O', b'B', 0, 0, 2, 0, 0, 0, 1, 2];
        assert!(check(&file(explicit, &honest), false).is_ok());
        let pixels = [0xE0, 0x7F, 0x10, 0, b'O', b'W', 0, 0, 0, 0, 0, 1];
        assert!(
            check(&file(explicit, &pixels), true).is_ok(),
            "a header need not hold the pixels"
        );
        assert!(check(&file(explicit, &pixels), false).is_err());
        for length in 0..200 {
            let _ = check(&vec![0xFF; length], false);
        }
    }
}
