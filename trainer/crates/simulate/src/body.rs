//! A body into which findings can be drawn, and which can be projected.

use std::borrow::Cow;

use glam::Vec3;

use super::anatomy::arms;
use super::anatomy::bones::{Disc, Rib};
use super::anatomy::heart::Mediastinum;
use super::anatomy::thorax::Thorax;
use super::lungs::Lungs;
use super::parts::{Primitives, Shown};
use super::patient::Patient;
use super::volume::Volume;

/// One body, from the built-in anatomy or from a CT.
#[derive(Clone, Debug)]
pub struct Body {
    /// Attenuation on the grid.
    pub volume: Volume,
    /// The lungs on the same grid.
    pub lungs: Lungs,
    /// What is finer than the grid.
    pub parts: Primitives,
    /// Landmarks of the mediastinum.
    pub marks: Mediastinum,
    /// The ribs; of a CT those that could be followed in its voxels.
    pub ribs: Vec<Rib>,
    /// The discs of the spine that can be told apart.
    pub discs: Vec<Disc>,
    /// The frame of the built-in anatomy.
    pub thorax: Option<Thorax>,
    /// The patient.
    pub patient: Patient,
    /// `built-in`, or the name of the CT.
    pub name: String,
    /// Lowest and highest part that a CT shows (mm); beyond, its outermost part is stretched.
    pub scanned: Option<(f32, f32)>,
    /// Places on the sides of the heart.
    pub heart_edge: Vec<Vec3>,
    /// Places on the inside of the ribs at the sides.
    pub chest_edge: Vec<Vec3>,
}

/// What a film has to take in (mm).
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Middle of the chest.
    pub centre: Vec3,
    /// From the middle to the detector, in front.
    pub depth: f32,
    /// From the middle to the detector, at the side.
    pub width: f32,
    /// Side of the film.
    pub field: f32,
}

impl Body {
    /// Becomes a copy of another body, in the memory that it has.
    pub fn copy_from(&mut self, other: &Self) {
        let mut kept = std::mem::take(&mut self.volume.mu);
        kept.clone_from(&other.volume.mu);
        let [mut lobe, mut depth] =
            [&mut self.lungs.lobe, &mut self.lungs.depth].map(std::mem::take);
        lobe.clone_from(&other.lungs.lobe);
        depth.clone_from(&other.lungs.depth);
        *self = Self {
            volume: Volume {
                grid: other.volume.grid,
                mu: kept,
            },
            lungs: Lungs {
                grid: other.lungs.grid,
                lobe,
                depth,
                fissures: other.lungs.fissures,
            },
            parts: other.parts.clone(),
            marks: other.marks.clone(),
            ribs: other.ribs.clone(),
            discs: other.discs.clone(),
            thorax: other.thorax.clone(),
            patient: other.patient.clone(),
            name: other.name.clone(),
            scanned: other.scanned,
            heart_edge: other.heart_edge.clone(),
            chest_edge: other.chest_edge.clone(),
        };
    }

    /// What a film has to take in, from the lungs.
    pub fn frame(&self) -> Frame {
        let (low, high) = self
            .lungs
            .bounds(|_| true)
            .unwrap_or((Vec3::splat(-120.0), Vec3::splat(120.0)));
        let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
        let wanted = (2.85 * half.x).max(2.45 * half.z).clamp(310.0, 440.0);
        let mut frame = Frame {
            centre: centre + Vec3::Z * 16.0,
            depth: half.y + 45.0,
            width: half.x + 60.0,
            field: wanted,
        };
        if let Some((bottom, top)) = self.scanned {
            // Every beam to a film of this height stays within what the CT shows; a broad chest
            // takes some of what is stretched beyond.
            let whole = top - bottom - 14.0;
            frame.field = wanted.min(whole.max(2.28 * half.x));
            frame.centre.z = 0.5 * (bottom + top);
        }
        frame
    }

    /// The voxels as they are for a view: with the arms down or up. A CT has its own arms.
    pub fn posed(&self, view: Shown) -> Cow<'_, Volume> {
        let Some(thorax) = &self.thorax else {
            return Cow::Borrowed(&self.volume);
        };
        let mut volume = self.volume.clone();
        arms::add(&mut volume, thorax, &self.patient, view == Shown::Lateral);
        Cow::Owned(volume)
    }
}
