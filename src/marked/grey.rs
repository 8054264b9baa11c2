//! Grey values of 8 or 16 bits.

use std::borrow::Cow;

use super::MarkError;

/// Grey values by rows, from black (0) to white (the largest that the bits hold).
#[derive(Clone, Copy, Debug)]
pub enum Grey<'a> {
    /// What screens show.
    Eight(&'a [u8]),
    /// The film's real depth.
    Sixteen(&'a [u16]),
}

impl<'a> Grey<'a> {
    /// Bits of a value.
    pub(super) fn bits(self) -> u16 {
        match self {
            Self::Eight(_) => 8,
            Self::Sixteen(_) => 16,
        }
    }

    /// The values as bytes, the high byte of each first, as PNG has them.
    pub(super) fn high_first(self) -> Cow<'a, [u8]> {
        match self {
            Self::Eight(values) => Cow::Borrowed(values),
            Self::Sixteen(values) => values.iter().flat_map(|it| it.to_be_bytes()).collect(),
        }
    }

    /// Checks that there are as many grey values as pixels.
    pub(super) fn check(self, width: u32, height: u32) -> Result<(), MarkError> {
        let found = match self {
            Self::Eight(values) => values.len(),
            Self::Sixteen(values) => values.len(),
        };
        if found as u64 == u64::from(width) * u64::from(height) {
            return Ok(());
        }
        Err(MarkError::Pixels {
            width,
            height,
            found,
        })
    }
}
