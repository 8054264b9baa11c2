//! A chest's landmarks over its two films, to look at.

use anyhow::Result;
use glam::Vec3;
use image::{GrayImage, Luma};

use super::Scan;
use crate::case::{Case, Source};
use crate::code::Code;

/// Side of a film (pixels).
const SIDE: usize = 512;

/// Both films of the average body of a CT, its landmarks drawn white.
///
/// # Errors
///
/// Fails if the body has no lungs.
pub fn landmarks(scan: &Scan) -> Result<GrayImage> {
    let case = Case::new(Source::Ct(scan), Code::average(), SIDE)?;
    let body = &case.body;
    let mut sheet = GrayImage::new(2 * SIDE as u32, SIDE as u32);
    for (at, plain) in case.plain.iter().enumerate() {
        let (plate, rig) = (plain.lines.plate(), &plain.stand.rig);
        for row in 0..SIDE {
            for column in 0..SIDE {
                let grey = 200.0 * (plate.values[row * plate.size + column] / 6.0).min(1.0);
                let x = (at * SIDE + column) as u32;
                sheet.put_pixel(x, row as u32, Luma([grey as u8]));
            }
        }
        let mut dot = |place: Vec3, reach: i32| {
            let (column, row, _) = rig.seen(SIDE, place);
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let (x, y) = (column as i32 + dx, row as i32 + dy);
                    let inside = 0..SIDE as i32;
                    if inside.contains(&x) && inside.contains(&y) {
                        sheet.put_pixel((at * SIDE) as u32 + x as u32, y as u32, Luma([255]));
                    }
                }
            }
        };
        let marks = &body.marks;
        for rib in &body.ribs {
            for pair in rib.path.windows(2) {
                (0..8).for_each(|i| dot(pair[0].lerp(pair[1], i as f32 / 8.0), 0));
            }
            if let Some(&end) = rib.path.first() {
                dot(end, 2);
            }
        }
        for line in [&marks.aorta, &marks.cava, &marks.sternum] {
            for pair in line.windows(2) {
                (0..20).for_each(|i| dot(pair[0].lerp(pair[1], i as f32 / 20.0), 0));
            }
        }
        for disc in &body.discs {
            for part in -6..=6 {
                dot(disc.centre + Vec3::X * disc.across * part as f32 / 6.0, 0);
                dot(
                    disc.centre - Vec3::Y * disc.ahead * (part + 6) as f32 / 12.0,
                    0,
                );
            }
        }
        for &place in &body.heart_edge {
            (-10..=10).for_each(|i| dot(place + Vec3::Z * i as f32, 0));
        }
        let spots = [
            marks.carina,
            marks.heart,
            marks.atrium,
            marks.ventricle,
            marks.hiatus,
        ];
        for place in spots.into_iter().chain(marks.hila).chain(marks.pockets) {
            dot(place, 3);
        }
        for lung in scan.marks.lungs {
            for place in [lung.apex, lung.dome, lung.angle] {
                (-8..=8).for_each(|i| dot(place + Vec3::X * i as f32, 1));
            }
        }
        for &place in &scan.marks.trachea {
            dot(place, 0);
        }
    }
    Ok(sheet)
}
