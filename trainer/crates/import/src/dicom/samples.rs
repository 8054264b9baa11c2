//! Extracts the stored bits of a pixel.

/// How the stored bits of a pixel are to be understood (PS3.5, section 8.1).
pub struct Samples {
    /// Bits that count, 1 to 16.
    pub stored: u32,
    /// How far these lie above the lowest bit.
    pub shift: u32,
    /// Whether they are two's complement.
    pub signed: bool,
}

impl Samples {
    /// The value of a stored pattern of bits.
    pub fn value(&self, bits: u32) -> i32 {
        let unused = 32 - self.stored;
        if self.signed {
            ((bits << unused) as i32) >> unused
        } else {
            bits as i32
        }
    }
}
