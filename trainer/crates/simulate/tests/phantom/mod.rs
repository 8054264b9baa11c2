//! Chests of simple shapes as `NIfTI` files.

use std::fs;
use std::path::Path;

/// Writes a CT of `count` voxels of `mm`, whose CT numbers (HU) `hu` tells by index.
pub fn write(path: &Path, count: [i16; 3], mm: f32, cut: usize, hu: impl Fn(i16, i16, i16) -> i16) {
    let [nx, ny, nz] = count;
    let mut bytes = vec![0_u8; 352];
    bytes[0..4].copy_from_slice(&348_i32.to_le_bytes());
    for (i, d) in [3, nx, ny, nz, 1, 1, 1, 1].into_iter().enumerate() {
        bytes[40 + 2 * i..42 + 2 * i].copy_from_slice(&d.to_le_bytes());
    }
    bytes[70..72].copy_from_slice(&4_i16.to_le_bytes());
    bytes[72..74].copy_from_slice(&16_i16.to_le_bytes());
    for (i, p) in [1.0, mm, mm, mm].into_iter().enumerate() {
        bytes[76 + 4 * i..80 + 4 * i].copy_from_slice(&p.to_le_bytes());
    }
    bytes[108..112].copy_from_slice(&352.0_f32.to_le_bytes());
    bytes[112..116].copy_from_slice(&1.0_f32.to_le_bytes());
    bytes[254..256].copy_from_slice(&1_i16.to_le_bytes());
    // Stored as scanners do: indices run to the left and to the back.
    for (row, axis) in [(280, 0), (296, 1), (312, 2)] {
        let at = row + 4 * axis;
        let sign = if axis == 2 { mm } else { -mm };
        bytes[at..at + 4].copy_from_slice(&sign.to_le_bytes());
    }
    bytes[344..348].copy_from_slice(b"n+1\0");
    for z in 0..nz {
        for y in 0..ny {
            for x in 0..nx {
                bytes.extend(hu(x, y, z).to_le_bytes());
            }
        }
    }
    bytes.truncate(bytes.len() - cut);
    fs::write(path, bytes).unwrap();
}
