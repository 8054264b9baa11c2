//! Reading a CT in the `NIfTI` format, turned to the simulator's axes.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use flate2::read::MultiGzDecoder;
use glam::{Mat3, Quat, Vec3};
use nifti::{InMemNiftiVolume, NiftiHeader, RandomAccessNiftiVolume};

/// Most voxels a CT may have: a header that claims more is taken for broken.
const MOST_VOXELS: u64 = 1 << 29;

/// Most bytes of an unpacked file.
const MOST_BYTES: u64 = 3 << 30;

/// CT number of air.
const AIR: f32 = -1000.0;

/// A label map has labels below this.
const MOST_LABELS: usize = 512;

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
    let bytes = unpacked(path)?;
    let header = NiftiHeader::from_reader(bytes.as_slice())
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
    let voxels_at = header.vox_offset.max(0.0) as usize;
    let cut_short = || {
        format!(
            "cannot read {shown} to its end; it is cut short, or its voxels are in a file of their own"
        )
    };
    let rest = bytes.get(voxels_at..).with_context(cut_short)?;
    let volume = InMemNiftiVolume::from_reader(rest, &header)
        .map_err(plain)
        .with_context(cut_short)?;
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
                // Outside of the scanner's field some programs write NaN.
                values.push(if value.is_finite() { value } else { AIR });
            }
        }
    }
    let air = values.iter().filter(|&&v| v < -600.0).count();
    if (air as u64) < voxels / 50 {
        if is_label_map(&values) {
            return Ok(None);
        }
        bail!("{shown}: {}", not_hu(&values));
    }
    Ok(Some(turned(&values, count, axes)))
}

/// The file's bytes, unpacked whatever its name says; gzip may have several members.
fn unpacked(path: &Path) -> Result<Vec<u8>> {
    let shown = path.display();
    let mut file =
        BufReader::new(File::open(path).with_context(|| format!("cannot open {shown}"))?);
    let packed = file
        .fill_buf()
        .with_context(|| format!("{shown}"))?
        .starts_with(&[0x1F, 0x8B]);
    let mut bytes = Vec::new();
    let read = if packed {
        MultiGzDecoder::new(file)
            .take(MOST_BYTES)
            .read_to_end(&mut bytes)
    } else {
        file.take(MOST_BYTES).read_to_end(&mut bytes)
    };
    read.with_context(|| format!("cannot read {shown} to its end"))?;
    ensure!(
        (bytes.len() as u64) < MOST_BYTES,
        "{shown}: more than is read"
    );
    Ok(bytes)
}

/// Whether the values number organs: few different whole numbers from 0 on.
fn is_label_map(values: &[f32]) -> bool {
    let mut seen = [false; MOST_LABELS];
    let label = |&value: &f32| {
        let whole = value >= 0.0 && value < MOST_LABELS as f32 && value.fract() == 0.0;
        if whole {
            seen[value as usize] = true;
        }
        whole
    };
    values.iter().all(label) && seen.iter().filter(|it| **it).count() < MOST_LABELS / 2
}

/// Why values without air are no CT numbers, and what to do.
fn not_hu(values: &[f32]) -> String {
    let (low, high) = values
        .iter()
        .fold((f32::MAX, f32::MIN), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
    let way_out = if high <= 2.0 {
        "they were scaled; take the CT from before that"
    } else if low >= 0.0 {
        "they may lack the offset of -1024 (scl_inter in the header): set it, or subtract it"
    } else {
        "take a CT of the chest with the air around it"
    };
    format!(
        "its values, {low} to {high}, are no CT numbers (HU), of which air has -1000; {way_out}"
    )
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
    // Metres, millimetres or micrometres; what is not told is taken for millimetres.
    let unit = match header.xyzt_units & 7 {
        1 => 1000.0,
        3 => 0.001,
        _ => 1.0,
    };
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
    let axes = axes * unit;
    let sound = (0..3).all(|i| {
        let length = axes.col(i).length();
        length.is_finite() && (0.2..20.0).contains(&length)
    });
    ensure!(
        sound && axes.determinant().abs() > 1e-3,
        "has an impossible orientation: its voxels measure {:.4} x {:.4} x {:.4} mm",
        axes.col(0).length(),
        axes.col(1).length(),
        axes.col(2).length()
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
