//! Upper abdomen: liver, spleen, and gas in stomach and colon.

use glam::Vec3;
use xraygan::findings::Side;

use super::thorax::Thorax;
use crate::materials::LIVER;
use crate::patient::Patient;
use crate::volume::{Volume, ellipsoid};

/// Fills the organs under the diaphragm.
pub fn fill(volume: &mut Volume, thorax: &Thorax, patient: &Patient) {
    let s = thorax.scale;
    let [right, left] = thorax.domes;
    let liver = Vec3::new(-52.0 * s, -4.0 * s, right - 70.0 * s);
    organ(volume, thorax, liver, Vec3::new(96.0, 86.0, 78.0) * s);
    let spleen = Vec3::new(92.0 * s, 44.0 * s, left - 42.0 * s);
    organ(volume, thorax, spleen, Vec3::new(34.0, 42.0, 46.0) * s);
    if patient.stomach_gas > 0.0 {
        let g = patient.stomach_gas;
        let centre = Vec3::new(52.0 * s, 6.0 * s, left - (15.0 + 17.0 * g) * s);
        let radii = Vec3::new(22.0 + 18.0 * g, 20.0 + 14.0 * g, 10.0 + 15.0 * g) * s;
        // Standing, gas is over a level of fluid.
        let fluid = centre.z - (0.1 + 0.5 * g) * radii.z;
        volume.fill(centre - radii, centre + radii, 0.0, |p| {
            let inside = ellipsoid(p - centre, radii).max(fluid - p.z);
            inside.max(6.0 - under(thorax, Side::Left, p))
        });
    }
    if patient.colon_gas > 0.0 {
        let g = patient.colon_gas;
        for (x, y, z, r) in [
            (96.0, -18.0, -34.0, 15.0),
            (84.0, -34.0, -58.0, 18.0),
            (58.0, -46.0, -86.0, 17.0),
            (24.0, -52.0, -104.0, 15.0),
            (-20.0, -54.0, -112.0, 14.0),
        ] {
            let centre = Vec3::new(x, y, z) * s + Vec3::Z * left;
            let radii = Vec3::new(1.25, 0.9, 0.85) * r * g.sqrt() * s;
            volume.fill(centre - radii, centre + radii, 0.0, |p| {
                ellipsoid(p - centre, radii).max(5.0 - under(thorax, Side::Left, p))
            });
        }
    }
}

fn organ(volume: &mut Volume, thorax: &Thorax, centre: Vec3, radii: Vec3) {
    volume.fill(centre - radii, centre + radii, LIVER, |p| {
        let level = thorax.level(p.z);
        let inside = ellipsoid(p - centre, radii).max(thorax.wall(&level, p) + 2.0);
        inside.max(2.0 - under(thorax, Side::of(p.x), p))
    });
}

/// How far (mm) a place is under the diaphragm.
fn under(thorax: &Thorax, side: Side, p: Vec3) -> f32 {
    thorax.diaphragm(side, &thorax.level(p.z), p.x, p.y) - p.z
}
