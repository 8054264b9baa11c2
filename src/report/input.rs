//! Decodes the bytes of a report file to text, or says why they are no text.

use std::borrow::Cow;

use super::{MAX_BYTES, ReportError, html};

/// The name of a format that begins with these bytes and is not text.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let magics: [(&[u8], &str); 7] = [
        (b"%PDF", "a PDF file"),
        (b"PK\x03\x04", "a ZIP or Word (docx) file"),
        (b"\xd0\xcf\x11\xe0", "an old Word file"),
        (b"{\\rtf", "an RTF file"),
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"\x1f\x8b", "a gzip file"),
    ];
    if bytes.get(128..132) == Some(b"DICM") {
        return Some("a DICOM file");
    }
    // A paste may have lines in front.
    let start = bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start();
    if std::str::from_utf8(start).is_ok_and(html::is_page) {
        return Some("a web page");
    }
    let begins = |magic: &[u8]| {
        start
            .get(..magic.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(magic))
    };
    magics
        .into_iter()
        .find(|(magic, _)| begins(magic))
        .map(|(_, name)| name)
}

/// The text of a file or paste.
///
/// # Errors
///
/// If it is of another format, too long or not text.
pub(super) fn decode(bytes: &[u8]) -> Result<String, ReportError> {
    if let Some(format) = other_format(bytes) {
        return Err(ReportError::OtherFormat { format });
    }
    if bytes.len() > MAX_BYTES {
        return Err(ReportError::TooLong { bytes: bytes.len() });
    }
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map_err(|_| ReportError::NotUtf8 { line: 1 })
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => {
            let line = |end: usize| 1 + bytes[..end].iter().filter(|&&byte| byte == b'\n').count();
            // Control characters first: their message fits a binary file better.
            let wrong = std::str::from_utf8(bytes)
                .err()
                .map(|error| error.valid_up_to());
            let is_wrong =
                |&byte: &u8| is_control(char::from(byte)) && byte < 0x80 && byte != ESCAPE;
            if let Some(at) = bytes.iter().position(is_wrong) {
                return Err(ReportError::Binary { line: line(at) });
            }
            match wrong {
                Some(at) => Err(ReportError::NotUtf8 { line: line(at) }),
                None => Ok(String::from_utf8_lossy(bytes).into_owned()),
            }
        }
    }
}

/// What begins a terminal's commands.
const ESCAPE: u8 = 0x1b;

/// The text that a paste shows: without a terminal's commands, and without the marks of a web page.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.as_bytes().contains(&ESCAPE) {
        text = Cow::Owned(without_commands(&text));
    }
    if !html::is_page(&text) && html::is_fragment(&text) {
        text = Cow::Owned(html::text(&text));
    }
    text
}

/// The text without colours and other commands: an escape, a bracket, numbers and a letter.
fn without_commands(text: &str) -> String {
    let mut pieces = text.split(char::from(ESCAPE));
    let mut plain = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let behind = piece.strip_prefix('[').map(|it| {
            let numbers =
                it.trim_start_matches(|it: char| it.is_ascii_digit() || matches!(it, ';' | '?'));
            numbers
                .strip_prefix(|it: char| it.is_ascii_alphabetic())
                .unwrap_or(numbers)
        });
        plain.push_str(behind.unwrap_or(piece));
    }
    plain
}

fn is_control(character: char) -> bool {
    character.is_control() && !character.is_whitespace()
}

/// Refuses what is of another format, too long, empty or not text.
pub(super) fn check(text: &str) -> Result<(), ReportError> {
    if let Some(format) = other_format(text.as_bytes()) {
        return Err(ReportError::OtherFormat { format });
    }
    if text.len() > MAX_BYTES {
        return Err(ReportError::TooLong { bytes: text.len() });
    }
    if let Some(at) = text.find(is_control) {
        return Err(ReportError::Binary {
            line: 1 + text[..at].matches('\n').count(),
        });
    }
    if text.trim().is_empty() {
        Err(ReportError::Empty)
    } else {
        Ok(())
    }
}

/// Whether this is meant as XML, rather than text that begins with "<".
pub(super) fn is_xml(text: &str) -> bool {
    let text = without_mark(text).trim();
    let named = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    ["<?xml", "<!DOCTYPE", "<!--", "<eCitation"]
        .iter()
        .any(|start| text.starts_with(start))
        || (named && text.ends_with('>'))
        || (named && text.contains("<AbstractText"))
}

/// The text without a byte order mark.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
