//! Bodies from chest CTs.

mod body;
mod nifti;
mod segment;
mod warp;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use glam::Vec3;
use sha2::{Digest, Sha256};

use self::nifti::Ct;
use super::body::Body;
use super::code::Code;
use super::patient::Patient;
use dataset::{Split, safe_id};

/// A chest CT made ready: table removed, lungs found.
#[derive(Clone, Debug)]
pub struct Scan {
    name: String,
    digest: String,
    ct: Ct,
    lung: Vec<u8>,
    /// Low and high corner of the lungs (mm from the first voxel).
    lungs: (Vec3, Vec3),
    /// Middle of the heart (mm from the first voxel), from where hearts are in a chest.
    heart: Vec3,
}

impl Scan {
    /// The patient's id in the dataset: the file's name, so that no CT is in two splits.
    pub fn patient(&self) -> String {
        safe_id(&format!("ct-{}", self.name))
    }

    /// Name and licence of the CT.
    pub fn credit(&self) -> (String, String) {
        (self.name.clone(), "not stated".to_owned())
    }

    /// Name and content of the CT, to tell whether a run goes on with the same.
    pub fn fingerprint(&self) -> String {
        format!("{}:{}", self.name, self.digest)
    }

    /// The adult of a code, as this CT's body can have it.
    pub fn adult(&self, code: &Code) -> Patient {
        body::patient(code)
    }

    /// The body of a patient from this CT.
    ///
    /// # Errors
    ///
    /// Fails if the warped body has no lungs.
    pub fn build(&self, patient: &Patient, code: &Code) -> Result<Body> {
        body::build(self, &mut patient.clone(), &mut Vec::new(), code)
    }

    /// Lowest and highest part of a warped body that the CT shows (mm).
    fn extent(&self, warp: &warp::Warp) -> (f32, f32) {
        let middle = 0.5 * (self.lungs.0.z + self.lungs.1.z);
        let top = (self.ct.count[2] - 1) as f32 * self.ct.spacing.z;
        let to = |z: f32| (z - middle) * warp.scale.z;
        (to(0.0) + warp.lift.max(0.0), to(top))
    }

    /// CT number at a place in voxels, trilinear.
    fn hounsfield(&self, v: Vec3) -> f32 {
        let [nx, ny, _] = self.ct.count;
        let (x, y, z) = (v.x as usize, v.y as usize, v.z as usize);
        let (fx, fy, fz) = (v.x - x as f32, v.y - y as f32, v.z - z as f32);
        let at = (z * ny + y) * nx + x;
        let hu = |offset: usize| f32::from(self.ct.hu[at + offset]);
        let row = |offset: usize| hu(offset) + fx * (hu(offset + 1) - hu(offset));
        let plane = |offset: usize| row(offset) + fy * (row(offset + nx) - row(offset));
        let low = plane(0);
        low + fz * (plane(nx * ny) - low)
    }

    /// 1 in the right lung, 2 in the left, 0 elsewhere, at a place in voxels.
    fn side(&self, v: Vec3) -> u8 {
        let [nx, ny, _] = self.ct.count;
        let p = v.round();
        self.lung[(p.z as usize * ny + p.y as usize) * nx + p.x as usize]
    }
}

/// Reads all CTs of a folder, in the order of a hash of their names. Label maps are passed over.
///
/// # Errors
///
/// Fails, naming the file, if the folder or a CT cannot be read, shows no lungs, or if there is
/// no CT at all.
pub fn load_folder(folder: &Path) -> Result<Vec<Scan>> {
    let shown = folder.display();
    let entries = std::fs::read_dir(folder).with_context(|| format!("{shown}: cannot be read"))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("{shown}"))?.path();
        if path.is_file() && stem(&path).is_some() {
            paths.push(path);
        }
    }
    paths.sort_by_key(|path| Sha256::digest(stem(path).unwrap_or_default().as_bytes()).to_vec());
    let mut scans = Vec::new();
    for path in &paths {
        scans.extend(load(path)?);
    }
    if scans.is_empty() {
        bail!("{shown}: no chest CT in NIfTI (.nii or .nii.gz) there");
    }
    Ok(scans)
}

/// The name of a `NIfTI` file without its endings.
fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let stem = name
        .strip_suffix(".gz")
        .unwrap_or(name)
        .strip_suffix(".nii")?;
    (!stem.is_empty() && !stem.starts_with('.')).then(|| stem.to_owned())
}

fn load(path: &Path) -> Result<Option<Scan>> {
    let Some(mut ct) = nifti::read(path)? else {
        return Ok(None);
    };
    let mut digest = Sha256::new();
    for value in &ct.hu {
        digest.update(value.to_le_bytes());
    }
    let digest = hex::encode(&digest.finalize()[..8]);
    let Some(segments) = segment::segment(&mut ct) else {
        bail!("{}: no lungs found; not a chest CT?", path.display());
    };
    let (mut low, mut high) = (Vec3::MAX, Vec3::MIN);
    let [nx, ny, _] = ct.count;
    for (at, _) in segments
        .lung
        .iter()
        .enumerate()
        .filter(|&(_, &side)| side > 0)
    {
        let place = Vec3::new(
            (at % nx) as f32,
            (at / nx % ny) as f32,
            (at / (nx * ny)) as f32,
        );
        low = low.min(place);
        high = high.max(place);
    }
    let (low, high) = (low * ct.spacing, high * ct.spacing);
    Ok(Some(Scan {
        name: stem(path).unwrap_or_default(),
        digest,
        lung: segments.lung,
        heart: low + (high - low) * Vec3::new(0.56, 0.34, 0.36),
        lungs: (low, high),
        ct,
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
