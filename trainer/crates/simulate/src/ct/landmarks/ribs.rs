//! Ribs as bright tubes around the lungs.

use glam::Vec3;
use xraygan::findings::Side;

use super::bones::BONE_HU;
use super::{Cage, Centred, at_height};
use crate::anatomy::bones::Rib;
use crate::parts::Section;

/// How far outside the lung a rib may lie (mm).
const SHELL: f32 = 17.0;

/// Degrees of the way around the chest that one point of a rib stands for.
const SECTOR: f32 = 6.0;

/// Follows the ribs: connected bone in the shell around each lung, without spine and sternum, as
/// points by the angle around the chest.
pub(super) fn follow(view: &Centred<'_>, cage: &Cage, spine: &[Vec3]) -> Vec<Rib> {
    let mut all = Vec::new();
    for side in Side::BOTH {
        let mut ribs = side_ribs(view, cage, spine, side);
        // From the head down by where they leave the spine.
        ribs.sort_by(|a, b| b[0].z.total_cmp(&a[0].z));
        let top = view.bounds.1.z;
        let mut number = 0;
        let mut last = f32::MAX;
        for path in ribs {
            // The first rib's neck is at the apex or above; a gap stands for a rib that was lost.
            number += if number == 0 {
                if path[0].z > top - 14.0 { 1 } else { 2 }
            } else {
                (((last - path[0].z) / 24.0).round() as usize).clamp(1, 2)
            };
            last = path[0].z;
            if number > 12 {
                break;
            }
            all.push(Rib {
                side,
                number,
                path,
                section: Section {
                    along: 6.0,
                    across: 3.5,
                    up: Vec3::Z,
                },
            });
        }
    }
    all
}

fn side_ribs(view: &Centred<'_>, cage: &Cage, spine: &[Vec3], side: Side) -> Vec<Vec<Vec3>> {
    let [nx, ny, nz] = view.ct.count;
    let mut bone = vec![false; view.ct.hu.len()];
    for z in 0..nz {
        let height = view.place([0, 0, z]).z;
        if height < view.bounds.0.z - 15.0 || height > view.bounds.1.z + 8.0 {
            continue;
        }
        let (oval, back) = (cage.at(height), at_height(spine, height));
        for y in 0..ny {
            for x in 0..nx {
                let at = view.at([x, y, z]);
                if f32::from(view.ct.hu[at]) < BONE_HU {
                    continue;
                }
                let p = view.place([x, y, z]);
                if (p.x - back.x) * side.sign() < 27.0 || !(0.7..1.35).contains(&oval.out(p)) {
                    continue;
                }
                // Lung must lie close by, towards the middle of this side.
                let inner = Vec3::new(
                    oval.middle[0] + 0.5 * side.sign() * oval.half[0],
                    oval.middle[1],
                    p.z,
                );
                let way = (inner - p).normalize_or_zero();
                bone[at] = (2..9).any(|step| view.in_lung(p + way * (step as f32 * SHELL / 8.0)));
            }
        }
    }
    let mut ribs = Vec::new();
    let plane = nx * ny;
    for start in 0..bone.len() {
        if !bone[start] {
            continue;
        }
        let mut part = Vec::new();
        let mut open = vec![start];
        bone[start] = false;
        while let Some(at) = open.pop() {
            let [x, y, z] = [at % nx, at / nx % ny, at / plane];
            part.push(view.place([x, y, z]));
            for dz in -1..=1_isize {
                for dy in -1..=1_isize {
                    for dx in -1..=1_isize {
                        let [Some(x), Some(y), Some(z)] =
                            [(x, dx), (y, dy), (z, dz)].map(|(v, d)| v.checked_add_signed(d))
                        else {
                            continue;
                        };
                        if x < nx && y < ny && z < nz {
                            let next = view.at([x, y, z]);
                            if std::mem::take(&mut bone[next]) {
                                open.push(next);
                            }
                        }
                    }
                }
            }
        }
        let volume = part.len() as f32 * view.ct.spacing.element_product();
        if volume > 1200.0 {
            ribs.extend(line(&part, cage, side));
        }
    }
    ribs
}

/// The middle line of a rib's voxels, from the back around the side to the front.
fn line(part: &[Vec3], cage: &Cage, side: Side) -> Option<Vec<Vec3>> {
    let sectors = (180.0 / SECTOR) as usize;
    let mut sums = vec![(Vec3::ZERO, 0.0_f32, f32::MAX, f32::MIN); sectors];
    for &p in part {
        let oval = cage.at(p.z);
        let across = (p.x - oval.middle[0]) * side.sign() / oval.half[0];
        let deep = (p.y - oval.middle[1]) / oval.half[1];
        let angle = across.atan2(deep).to_degrees().clamp(0.0, 179.9);
        let sum = &mut sums[(angle / SECTOR) as usize];
        *sum = (sum.0 + p, sum.1 + 1.0, sum.2.min(p.z), sum.3.max(p.z));
    }
    // Two ribs run together where one angle holds more height than one rib has.
    let path: Vec<Vec3> = sums
        .iter()
        .filter(|sum| sum.1 >= 3.0 && sum.3 - sum.2 < 34.0)
        .map(|sum| sum.0 / sum.1)
        .collect();
    (path.len() >= 6).then_some(path)
}
