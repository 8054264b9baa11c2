//! Reading a CT in the `NIfTI` format, turned to the simulator's axes.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use glam::{Mat3, Quat, Vec3};
use nifti::{NiftiHeader, NiftiObject, RandomAccessNiftiVolume, ReaderOptions};

/// Most voxels a CT may have: a header that claims more is taken for broken.
const MOST_VOXELS: u64 = 1 << 29;

/// A CT on a grid along the simulator's axes: x to the left, y to the back, z to the head.
#[derive(Clone, Debug)]
pub struct Ct {
    /// Number of voxels along x, y, z.
    pub count: [usize; 3],
    /// Distance of voxels along x, y, z (mm).
    pub spacing: Vec3,
    /// CT numbers (HU), x fastest.
    pub hu: Vec<i16>,
}

/// Reads a file; `None` if it is a volume but no CT (a label map, say).
///
/// # Errors
///
/// Fails, naming the file, if it cannot be read, is cut off, has no orientation, or is not
/// three-dimensional.
pub fn read(path: &Path) -> Result<Option<Ct>> {
    let shown = path.display();
    let header = NiftiHeader::from_file(path)
        .map_err(plain)
        .with_context(|| format!("{shown}: no NIfTI header"))?;
    let dim = header
        .dim()
        .with_context(|| format!("{shown}: broken NIfTI header"))?;
    ensure!(
        dim.len() >= 3 && dim[3..].iter().all(|&d| d <= 1),
        "{shown}: not a three-dimensional volume"
    );
    let count = [dim[0], dim[1], dim[2]].map(usize::from);
    let voxels = count.iter().map(|&c| c as u64).product::<u64>();
    ensure!(
        count.iter().all(|&c| c >= 8) && voxels <= MOST_VOXELS,
        "{shown}: {}x{}x{} voxels are no chest CT",
        count[0],
        count[1],
        count[2]
    );
    let axes = axes(&header).with_context(|| format!("{shown}"))?;
    let object = ReaderOptions::new()
        .read_file(path)
        .map_err(plain)
        .with_context(|| format!("{shown}: cannot be read to its end"))?;
    let volume = object.into_volume();
    let [nx, ny, nz] = [dim[0], dim[1], dim[2]];
    let mut place = vec![0_u16; dim.len()];
    let mut values = Vec::with_capacity(voxels as usize);
    for z in 0..nz {
        for y in 0..ny {
            for x in 0..nx {
                place[..3].copy_from_slice(&[x, y, z]);
                let value = volume
                    .get_f32(&place)
                    .with_context(|| format!("{shown}: unsupported kind of voxels"))?;
                values.push(value);
            }
        }
    }
    let air = values.iter().filter(|&&v| v < -600.0).count();
    if (air as u64) < voxels / 50 {
        return Ok(None);
    }
    Ok(Some(turned(&values, count, axes)))
}

/// The cause alone where it is of reading the file; the wrapper only repeats it.
fn plain(error: nifti::NiftiError) -> anyhow::Error {
    match error {
        nifti::NiftiError::Io(cause) => cause.into(),
        other => other.into(),
    }
}

/// The affine's columns: how the place (mm; x right, y front, z head) moves with each index.
fn axes(header: &NiftiHeader) -> Result<Mat3> {
    let size = Vec3::new(header.pixdim[1], header.pixdim[2], header.pixdim[3]).abs();
    let axes = if header.sform_code > 0 {
        let row = |r: [f32; 4]| Vec3::new(r[0], r[1], r[2]);
        Mat3::from_cols(row(header.srow_x), row(header.srow_y), row(header.srow_z)).transpose()
    } else if header.qform_code > 0 {
        let (b, c, d) = (header.quatern_b, header.quatern_c, header.quatern_d);
        let a = (1.0 - b * b - c * c - d * d).max(0.0).sqrt();
        let turn = Mat3::from_quat(Quat::from_xyzw(b, c, d, a).normalize());
        let flip = if header.pixdim[0] < 0.0 { -1.0 } else { 1.0 };
        turn * Mat3::from_diagonal(Vec3::new(size.x, size.y, size.z * flip))
    } else {
        bail!("has no orientation (neither sform nor qform), so left and right are unknown");
    };
    let sound = (0..3).all(|i| {
        let length = axes.col(i).length();
        length.is_finite() && (0.2..20.0).contains(&length)
    });
    ensure!(
        sound && axes.determinant().abs() > 1e-3,
        "has an impossible orientation"
    );
    Ok(axes)
}

/// The volume with its axes swapped and flipped to the simulator's, by the nearest directions.
fn turned(values: &[f32], count: [usize; 3], axes: Mat3) -> Ct {
    // The simulator counts x to the left and y to the back.
    let ours = Mat3::from_diagonal(Vec3::new(-1.0, -1.0, 1.0)) * axes;
    let mut from = [0_usize; 3];
    let mut free = vec![0, 1, 2];
    for (axis, source) in from.iter_mut().enumerate() {
        let along = |i: usize| ours.col(i)[axis].abs() / ours.col(i).length();
        let best = (0..free.len()).max_by(|&a, &b| along(free[a]).total_cmp(&along(free[b])));
        *source = free.remove(best.unwrap_or(0));
    }
    let flipped: Vec<bool> = (0..3)
        .map(|axis| ours.col(from[axis])[axis] < 0.0)
        .collect();
    let stride = [1, count[0], count[0] * count[1]];
    let size = from.map(|source| count[source]);
    let mut hu = Vec::with_capacity(values.len());
    let step = |axis: usize, at: usize| {
        let at = if flipped[axis] {
            size[axis] - 1 - at
        } else {
            at
        };
        at * stride[from[axis]]
    };
    for z in 0..size[2] {
        for y in 0..size[1] {
            let row = step(2, z) + step(1, y);
            hu.extend((0..size[0]).map(|x| values[row + step(0, x)].clamp(-1024.0, 3000.0) as i16));
        }
    }
    Ct {
        count: size,
        spacing: Vec3::from_array(from.map(|source| axes.col(source).length())),
        hu,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_turned_without_changing_sides() {
        // Stored head first, back to front, right to left: index i runs to the right.
        let count = [2, 3, 4];
        let values: Vec<f32> = (0..24).map(|v| v as f32).collect();
        let right_front_feet = Mat3::from_diagonal(Vec3::new(1.5, 2.0, -3.0));
        let ct = turned(&values, count, right_front_feet);
        assert_eq!(ct.count, [2, 3, 4]);
        // Our first voxel is rightmost-front... lowest x is the patient's right, lowest y the
        // front, lowest z the feet: the last index of y and z, and the last of i.
        assert_eq!(ct.hu[0], (1 + 2 * 2 + 3 * 6) as i16);
        assert_eq!(ct.hu[23], 0);
        // Swapped axes: the first index runs to the head.
        let swapped = Mat3::from_cols(Vec3::Z, -Vec3::X, -Vec3::Y);
        let ct = turned(&values, count, swapped);
        assert_eq!(ct.count, [3, 4, 2]);
        assert_eq!(ct.hu[0], 0);
        assert_eq!(ct.hu[1], 2);
        assert_eq!(ct.hu[12], 1);
    }
}
