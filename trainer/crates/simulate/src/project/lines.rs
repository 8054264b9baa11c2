//! Line integrals of a body in one view, and of a body that differs from it in part.

use super::{Plate, Rig, add_part, through_voxels};
use crate::body::Body;
use crate::parts::{Matter, Primitive, Shown};
use crate::volume::Volume;

/// Line integrals of attenuation (no unit): of the voxels, and of the exact parts at twice the
/// resolution.
#[derive(Clone, Debug)]
pub struct Lines {
    voxels: Plate,
    parts: Plate,
}

impl Lines {
    /// Projects voxels and parts onto a film of `size` pixels.
    pub fn of(volume: &Volume, parts: &[Primitive], rig: &Rig, size: usize) -> Self {
        let mut fine = Plate::even(2 * size, 0.0);
        for part in parts {
            add(&mut fine, rig, part, extra(part, volume));
        }
        Self {
            voxels: through_voxels(volume, rig, size),
            parts: fine,
        }
    }

    /// The same view of a body that was drawn findings into: `change` is the difference of the
    /// voxels, `before` the body that was projected, whose parts `after` begins with.
    #[must_use]
    pub fn changed(&self, change: Option<&Volume>, before: &Body, after: &Body, rig: &Rig) -> Self {
        let mut lines = self.clone();
        let (old, new) = after.parts.0.split_at(before.parts.0.len());
        if let Some(change) = change {
            let more = through_voxels(change, rig, self.size());
            for (sum, more) in lines.voxels.values.iter_mut().zip(&more.values) {
                *sum += more;
            }
            // A part that lies in what has changed shows more or less than it did.
            let grid = change.grid;
            for part in old.iter().filter(|p| grid.nearest(p.middle()).is_some()) {
                let more = extra(part, &after.volume) - extra(part, &before.volume);
                add(&mut lines.parts, rig, part, more);
            }
        }
        for part in new {
            add(&mut lines.parts, rig, part, extra(part, &after.volume));
        }
        lines
    }

    /// Side of the film in pixels.
    pub fn size(&self) -> usize {
        self.voxels.size
    }

    /// The sum, at the film's size.
    pub fn plate(&self) -> Plate {
        let mut plate = self.parts.halved();
        for (sum, voxels) in plate.values.iter_mut().zip(&self.voxels.values) {
            *sum = (*sum + voxels).max(0.0);
        }
        plate
    }
}

/// What a part adds to the attenuation of the voxels it lies in.
fn extra(part: &Primitive, volume: &Volume) -> f32 {
    match part.matter {
        Matter::Extra(mu) => mu,
        Matter::Solid(mu) => mu - volume.sample(part.middle()),
        Matter::Vessel(mu) => {
            let here = volume.sample(part.middle());
            // In air there is no lung to hold a vessel; in dense tissue it does not show.
            if here < 0.0015 {
                0.0
            } else {
                (mu - here).max(0.0)
            }
        }
    }
}

fn add(plate: &mut Plate, rig: &Rig, part: &Primitive, mu: f32) {
    if mu != 0.0 && (part.shown == Shown::Both || part.shown == rig.shown) {
        add_part(plate, rig, &part.form, mu);
    }
}
