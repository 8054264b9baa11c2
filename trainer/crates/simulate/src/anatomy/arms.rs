//! Shoulders and arms in the voxels: down and rolled forwards in the frontal view, raised in the
//! lateral.

use glam::Vec3;
use xraygan::findings::Side;

use super::thorax::Thorax;
use crate::materials::{FAT, MUSCLE};
use crate::patient::Patient;
use crate::volume::{Volume, capsule, coverage, smooth_min};

/// Middle of a shoulder joint: arms down (and rolled forwards), or up.
pub fn shoulder(thorax: &Thorax, side: Side, raised: bool) -> Vec3 {
    let s = thorax.scale;
    let level = thorax.level(60.0 * s);
    let x = side.sign() * (level.half_width + 44.0 * s);
    if raised {
        // Nobody holds both arms alike.
        let ahead = 6.0 + 16.0 * side.sign();
        Vec3::new(
            x * 0.86,
            level.centre + ahead * s,
            (204.0 + 6.0 * side.sign()) * s,
        )
    } else {
        Vec3::new(x, level.centre - 4.0 * s, 100.0 * s)
    }
}

/// Middle of an elbow.
pub fn elbow(thorax: &Thorax, side: Side, raised: bool) -> Vec3 {
    let s = thorax.scale;
    let from = shoulder(thorax, side, raised);
    if raised {
        from + Vec3::new(-side.sign() * 10.0, -150.0, 250.0) * s
    } else {
        from + Vec3::new(side.sign() * 62.0, 20.0, -265.0) * s
    }
}

/// Adds shoulders and arms in the stance of a view.
pub fn add(volume: &mut Volume, thorax: &Thorax, patient: &Patient, raised: bool) {
    let s = thorax.scale;
    // Raised, the muscles are drawn out thin.
    let bulk = if raised { 0.72 } else { 1.0 } * (0.6 + 0.4 * patient.muscle) * s;
    let fat = if raised { 0.4 } else { 0.7 } * patient.fat;
    for side in Side::BOTH {
        let joint = shoulder(thorax, side, raised);
        let elbow = elbow(thorax, side, raised);
        let spine = thorax.spine(165.0 * s);
        let neck = spine + Vec3::new(side.sign() * 22.0 * s, -8.0 * s, 6.0 * s);
        let root = thorax.level(55.0 * s);
        let chest = Vec3::new(
            side.sign() * root.half_width * 0.84,
            root.centre,
            if raised { 146.0 } else { 72.0 } * s,
        );
        let root_radius = if raised { 26.0 } else { 44.0 } * bulk;
        // Raised arms lie over the lungs' tops in a lateral film; their edges are soft there.
        let edge = if raised { 24.0 } else { volume.grid.pitch };
        let shape = |p: Vec3| {
            let trapezius = capsule(p, neck, joint, 40.0 * bulk, 41.0 * bulk);
            let arm = capsule(p, joint, elbow, 47.0 * bulk, 36.0 * bulk);
            let axilla = capsule(p, chest, joint, root_radius, 40.0 * bulk);
            let joined = smooth_min(smooth_min(trapezius, arm, 30.0), axilla, 30.0);
            joined - fat
        };
        let reach = Vec3::splat(50.0 * bulk + fat + 0.5 * edge);
        let low = joint.min(elbow).min(neck).min(chest) - reach;
        let high = joint.max(elbow).max(neck).max(chest) + reach;
        let grid = volume.grid;
        let values = &mut volume.mu;
        grid.visit(low, high, |at, p| {
            // Only outside the chest: the lungs must stay open.
            if thorax.wall(&thorax.level(p.z), p) < 6.0 && p.z < thorax.apex {
                return;
            }
            let distance = shape(p);
            let tissue = FAT + coverage(distance + fat, edge) * (MUSCLE - FAT);
            values[at] = values[at].max(coverage(distance, edge) * tissue);
        });
    }
}
