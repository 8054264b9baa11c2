//! Bodies from chest CTs.

mod body;
pub mod landmarks;
pub mod manifest;
pub mod nifti;
mod own;
pub mod picture;
mod prepare;
mod resample;
mod segment;
mod warp;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use glam::Vec3;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use self::landmarks::Landmarks;
use self::manifest::{About, Use};
use self::prepare::Prepared;
pub use self::resample::PITCH;
use super::body::Body;
use super::code::Code;
use super::findings::Finding;
use super::patient::Patient;
use dataset::{Anatomy, Split, safe_id};

/// A chest CT made ready: table removed, lungs and landmarks found.
#[derive(Clone, Debug)]
pub struct Scan {
    name: String,
    digest: String,
    voxels: Prepared,
    /// Side of the voxels of its bodies (mm).
    pitch: f32,
    /// Its landmarks.
    pub marks: Landmarks,
    /// What the folder's table tells of it.
    pub about: About,
}

impl Scan {
    /// The name of the CT: that of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The CT with bodies on voxels of another side than [`PITCH`] (mm): larger are built faster and show
    /// less.
    #[must_use]
    pub fn on_voxels(mut self, pitch: f32) -> Self {
        self.pitch = pitch;
        self
    }

    /// The patient's id in the dataset: the file's name, so that no CT is in two splits.
    pub fn patient(&self) -> String {
        safe_id(&format!("ct-{}", self.name))
    }

    /// What a dataset says of the CT: name, licence, and what it has of its own, in the words of its table.
    pub fn anatomy(&self) -> Anatomy {
        let stated = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Anatomy {
            name: self.name.clone(),
            licence: stated(&self.about.licence).unwrap_or_else(|| "not stated".to_owned()),
            own: stated(&self.about.own_findings),
        }
    }

    /// Name and content of the CT, to tell whether a run goes on with the same.
    pub fn fingerprint(&self) -> String {
        format!("{}:{}", self.name, self.digest)
    }

    /// The adult of a code, of the CT's sex and age where they are known.
    pub fn adult(&self, code: &Code) -> Patient {
        body::patient(self, code)
    }

    /// Whether two patients have the same body from this CT.
    pub fn same_body(&self, one: &Patient, other: &Patient, code: &Code) -> bool {
        body::plan(self, one, code) == body::plan(self, other, code)
    }

    /// The body of a patient from this CT.
    ///
    /// # Errors
    ///
    /// Fails if the warped body has no lungs.
    pub fn build(&self, patient: &Patient, code: &Code) -> Result<Body> {
        body::build(self, patient, code)
    }

    /// The findings that the chest has of its own and that could not be taken out of it, as far as its
    /// table names kind and lobe. They are in every film of it, so they are told with every table of
    /// findings.
    pub fn own_findings(&self) -> Vec<Finding> {
        own::named(&self.about.own_findings)
    }

    /// Least and most of the Jacobian of the field that makes a patient of this CT, over the body:
    /// the CT's volume that a volume of the body shows. At 0 the field would fold.
    pub fn jacobian(&self, patient: &Patient, code: &Code) -> (f32, f32) {
        let (warp, _) = body::plan(self, patient, code);
        let (low, high) = self.voxels.body;
        let (low, high) = (low * warp.scale(), high * warp.scale());
        let steps = ((high - low) / 12.0).as_ivec3().max(glam::IVec3::ONE);
        let (mut least, mut most) = (f32::MAX, f32::MIN);
        for z in 0..=steps.z {
            for y in 0..=steps.y {
                for x in 0..=steps.x {
                    let part = Vec3::new(x as f32, y as f32, z as f32) / steps.as_vec3();
                    let value = warp.jacobian(low + (high - low) * part);
                    (least, most) = (least.min(value), most.max(value));
                }
            }
        }
        (least, most)
    }
}

/// Reads the CTs of a folder, in the order of a hash of their names. Label maps are ignored.
/// Where the folder has a [`manifest`], only the CTs that it names for main use are read.
///
/// # Errors
///
/// Fails, naming the file, if the folder, its table or a CT cannot be read, if a CT shows no lungs
/// or has its bones cut off, or if there is no CT at all.
pub fn load_folder(folder: &Path) -> Result<Vec<Scan>> {
    let shown = folder.display();
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot list {shown}"))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("{shown}"))?.path();
        if path.is_file() && stem(&path).is_some() {
            paths.push(path);
        }
    }
    let table = manifest::read(folder)?;
    let about = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str());
        let row = |rows: &Vec<About>| rows.iter().find(|row| Some(&*row.file) == name).cloned();
        table.as_ref().map(row)
    };
    if let Some(rows) = &table {
        for row in rows.iter().filter(|row| row.usage == Use::Main) {
            ensure!(
                folder.join(&row.file).is_file(),
                "{shown}/{} names {}, which is not there",
                manifest::NAME,
                row.file
            );
        }
    }
    paths.sort_by_key(|path| Sha256::digest(stem(path).unwrap_or_default().as_bytes()).to_vec());
    let chosen: Vec<(&PathBuf, About)> = paths
        .iter()
        .filter_map(|path| match about(path) {
            None => Some((path, About::default())),
            Some(Some(about)) if about.usage == Use::Main => Some((path, about)),
            Some(_) => None,
        })
        .collect();
    let loaded: Vec<Result<Option<Scan>>> = chosen
        .into_par_iter()
        .map(|(path, about)| load(path, about))
        .collect();
    let (mut scans, mut broken) = (Vec::new(), Vec::new());
    for outcome in loaded {
        match outcome {
            Ok(scan) => scans.extend(scan),
            Err(error) => broken.push(error),
        }
    }
    // What a table names is wanted; of a mere folder the rest will do.
    if table.is_some() || scans.is_empty() {
        if let Some(error) = broken.into_iter().next() {
            return Err(error);
        }
    } else {
        for error in broken {
            eprintln!("left out: {error:#}");
        }
    }
    if scans.is_empty() {
        bail!("{shown}: no chest CT in NIfTI (.nii or .nii.gz) there");
    }
    Ok(scans)
}

/// The name of a `NIfTI` file without its endings.
fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let without = |name: &'_ str, ending: &str| {
        let at = name.len().checked_sub(ending.len())?;
        let same = name.is_char_boundary(at) && name[at..].eq_ignore_ascii_case(ending);
        same.then_some(at)
    };
    let name = &name[..without(name, ".gz").unwrap_or(name.len())];
    let stem = &name[..without(name, ".nii")?];
    (!stem.is_empty() && !stem.starts_with('.')).then(|| stem.to_owned())
}

/// Bones that end below this (HU) are cut off: too dark for a radiograph.
const CUT_BONE: i16 = 300;

/// Whether the densest voxels all have one and the same value, as where a CT was made from pictures
/// of a narrow window.
fn cut_at(hu: &[i16]) -> Option<i16> {
    let most = hu.iter().copied().max()?;
    let same = hu.iter().filter(|&&v| v == most).count();
    (most > 100 && most < CUT_BONE && same * 2000 > hu.len()).then_some(most)
}

/// Reads one CT; `None` if the file is a volume but no CT.
///
/// # Errors
///
/// As [`load_folder`].
pub fn load(path: &Path, mut about: About) -> Result<Option<Scan>> {
    let Some(mut ct) = nifti::read(path)? else {
        return Ok(None);
    };
    let mut digest = Sha256::new();
    for value in &ct.hu {
        digest.update(value.to_le_bytes());
    }
    let digest = hex::encode(&digest.finalize()[..8]);
    let shown = path.display();
    let Some(mut lung) = segment::segment(&mut ct).map(|segments| segments.lung) else {
        bail!("{shown}: no lungs found; not a chest CT?");
    };
    if let Some(hu) = cut_at(&ct.hu) {
        bail!(
            "{shown}: bones are cut off at {hu} HU, so films of it would lack them; use a CT with its whole range"
        );
    }
    segment::without_contrast(&mut ct);
    segment::without_metal(&mut ct);
    prepare::close_flanks(&mut ct, &mut lung);
    about.own_findings = own::take_out(&mut ct, &mut lung, &about.own_findings);
    let (mut low, mut high) = (Vec3::MAX, Vec3::MIN);
    let [nx, ny, _] = ct.count;
    for (at, _) in lung.iter().enumerate().filter(|&(_, &side)| side > 0) {
        let place = Vec3::new(
            (at % nx) as f32,
            (at / nx % ny) as f32,
            (at / (nx * ny)) as f32,
        );
        low = low.min(place);
        high = high.max(place);
    }
    let bounds = (low * ct.spacing, high * ct.spacing);
    let voxels = prepare::prepare(&ct, &lung, bounds);
    let middle = voxels.middle;
    let marks = landmarks::find(&landmarks::Centred {
        ct: &ct,
        lung: &lung,
        middle,
        bounds: (bounds.0 - middle, bounds.1 - middle),
    });
    Ok(Some(Scan {
        name: stem(path).unwrap_or_default(),
        digest,
        voxels,
        pitch: PITCH,
        marks,
        about,
    }))
}

/// The split of the CT at a place among so many: 70/10/20, but with three or more CTs none is
/// empty. `None` leaves it to the hash of the patient's id.
pub fn split(at: usize, count: usize) -> Option<Split> {
    if count < 3 {
        return None;
    }
    let test = (count as f32 * 0.2).round().max(1.0) as usize;
    let validate = (count as f32 * 0.1).round().max(1.0) as usize;
    Some(if at < test {
        Split::Test
    } else if at < test + validate {
        Split::Validate
    } else {
        Split::Train
    })
}
