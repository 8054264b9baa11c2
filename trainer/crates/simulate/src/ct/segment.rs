//! Body, table and lungs of a CT.

use super::nifti::Ct;

/// Below this (HU) is air or lung.
const LUNG_HU: i16 = -420;
/// Above this (HU) is body.
const BODY_HU: i16 = -350;

/// Marks for each voxel: outside, body, right lung, left lung.
pub struct Segments {
    /// 1 in the right lung, 2 in the left, 0 elsewhere.
    pub lung: Vec<u8>,
}

/// Sets everything but the body to air and finds the lungs; `None` if there are none.
pub fn segment(ct: &mut Ct) -> Option<Segments> {
    let [nx, ny, nz] = ct.count;
    let plane = nx * ny;
    let mut body: Vec<bool> = ct.hu.iter().map(|&hu| hu > BODY_HU).collect();
    // A table touches the back along a thin line: opening each slice by 3 mm parts them.
    let steps = (3.2 / ct.spacing.x.min(ct.spacing.y)).round() as usize;
    for slice in body.chunks_exact_mut(plane) {
        for _ in 0..steps {
            erode(slice, nx);
        }
    }
    largest(&mut body, ct.count);
    for (z, slice) in body.chunks_exact_mut(plane).enumerate() {
        for _ in 0..=steps {
            dilate(slice, nx);
        }
        let hu = &ct.hu[z * plane..(z + 1) * plane];
        for (inside, &hu) in slice.iter_mut().zip(hu) {
            *inside &= hu > BODY_HU;
        }
        fill_holes(slice, nx);
    }
    for (hu, inside) in ct.hu.iter_mut().zip(&body) {
        if !inside {
            *hu = -1000;
        }
    }
    let mut air: Vec<bool> = ct
        .hu
        .iter()
        .zip(&body)
        .map(|(&hu, &inside)| inside && hu < LUNG_HU)
        .collect();
    drop_small(&mut air, nx, ny, ct.spacing.x * ct.spacing.y);
    largest_two(&mut air, ct.count);
    regain_angles(&mut air, ct, &body);
    let lung = sides(&air, nx, ny);
    let count = |side: u8| lung.iter().filter(|&&s| s == side).count() as f32;
    let litre = 1e6 / (ct.spacing.x * ct.spacing.y * ct.spacing.z);
    (nz > 0 && count(1) > 0.3 * litre && count(2) > 0.3 * litre).then_some(Segments { lung })
}

/// Contrast medium as it is injected is denser than any bone (HU).
const CONTRAST_HU: i16 = 1500;

/// Blood without contrast (HU).
const BLOOD_HU: i16 = 50;

/// Takes dense contrast out of veins: parts of a cubic centimetre or more above [`CONTRAST_HU`], with
/// what around them is denser than blood with some contrast. No radiograph would show it.
pub fn without_contrast(ct: &mut Ct) {
    let mut dense: Vec<bool> = ct.hu.iter().map(|&hu| hu > CONTRAST_HU).collect();
    let (number, sizes) = components(&dense, ct.count);
    let voxel = ct.spacing.x * ct.spacing.y * ct.spacing.z;
    for (value, &number) in dense.iter_mut().zip(&number) {
        *value = *value && sizes[number as usize] as f32 * voxel > 1000.0;
    }
    if !dense.contains(&true) {
        return;
    }
    let plane = ct.count[0] * ct.count[1];
    for _ in 0..5 {
        let old = dense.clone();
        for slice in dense.chunks_exact_mut(plane) {
            dilate(slice, ct.count[0]);
        }
        dilate_along(&mut dense, &old, plane);
        for ((value, &old), &hu) in dense.iter_mut().zip(&old).zip(&ct.hu) {
            *value = old || (*value && hu > 220);
        }
    }
    for (hu, _) in ct.hu.iter_mut().zip(&dense).filter(|(_, dense)| **dense) {
        *hu = BLOOD_HU;
    }
}

/// Volume of metal at the skin (mm³), such as a port or an electrode; larger parts are bone of a cut or stretched CT.
const METAL: std::ops::RangeInclusive<f32> = 100.0..=5000.0;

/// How deep under the skin it lies (mm): where no bone is so dense.
const METAL_DEPTH: f32 = 16.0;

/// Takes metal at the skin out of a CT whose surroundings are air ([`segment`]): parts denser than any bone
/// ([`CONTRAST_HU`]), with what is dense around them. In a film they look like nodules.
pub fn without_metal(ct: &mut Ct) {
    let [nx, ny, _] = ct.count;
    let plane = nx * ny;
    let steps = |mm: f32| (mm / ct.spacing.x.min(ct.spacing.y)).round() as usize;
    let metal: Vec<bool> = ct.hu.iter().map(|&hu| hu > CONTRAST_HU).collect();
    let (number, sizes) = components(&metal, ct.count);
    let mut outside: Vec<bool> = ct.hu.iter().map(|&hu| hu > -900).collect();
    for slice in outside.chunks_exact_mut(plane) {
        fill_holes(slice, nx);
        slice.iter_mut().for_each(|it| *it = !*it);
        for _ in 0..steps(METAL_DEPTH) {
            dilate(slice, nx);
        }
    }
    let mut shallow = vec![0_usize; sizes.len()];
    for (&number, _) in number.iter().zip(&outside).filter(|(_, it)| **it) {
        shallow[number as usize] += 1;
    }
    let voxel = ct.spacing.x * ct.spacing.y * ct.spacing.z;
    let taken = |number: u32| {
        let (size, shallow) = (sizes[number as usize], shallow[number as usize]);
        number > 0 && METAL.contains(&(size as f32 * voxel)) && 2 * shallow > size
    };
    let mut around: Vec<bool> = number.iter().map(|&it| taken(it)).collect();
    if !around.contains(&true) {
        return;
    }
    for _ in 0..2 {
        let old = around.clone();
        dilate_along(&mut around, &old, plane);
    }
    for slice in around.chunks_exact_mut(plane) {
        for _ in 0..steps(6.0) {
            dilate(slice, nx);
        }
    }
    for (hu, _) in ct.hu.iter_mut().zip(&around).filter(|(_, it)| **it) {
        *hu = (*hu).min(BLOOD_HU);
    }
}

/// Takes away the edge of what is marked in a slice.
fn erode(slice: &mut [bool], nx: usize) {
    morph(slice, nx, false);
}

/// Adds an edge to what is marked in a slice.
fn dilate(slice: &mut [bool], nx: usize) {
    morph(slice, nx, true);
}

/// Adds to what is marked what is above and below what was marked.
fn dilate_along(mask: &mut [bool], old: &[bool], plane: usize) {
    for at in plane..old.len() - plane {
        mask[at] |= old[at - plane] || old[at + plane];
    }
}

/// Every voxel with a neighbour of this mark gets the mark.
fn morph(slice: &mut [bool], nx: usize, mark: bool) {
    let old = slice.to_vec();
    let last = old.len();
    for (at, value) in slice.iter_mut().enumerate() {
        let x = at % nx;
        let near = (x > 0 && old[at - 1] == mark)
            || (x + 1 < nx && old[at + 1] == mark)
            || (at >= nx && old[at - nx] == mark)
            || (at + nx < last && old[at + nx] == mark);
        if near {
            *value = mark;
        }
    }
}

/// Marks whatever cannot be reached from the slice's border through unmarked voxels.
fn fill_holes(slice: &mut [bool], nx: usize) {
    let ny = slice.len() / nx;
    let mut outside = vec![false; slice.len()];
    let mut open: Vec<usize> = (0..nx)
        .flat_map(|x| [x, (ny - 1) * nx + x])
        .chain((0..ny).flat_map(|y| [y * nx, y * nx + nx - 1]))
        .filter(|&at| !slice[at])
        .collect();
    while let Some(at) = open.pop() {
        if slice[at] || std::mem::replace(&mut outside[at], true) {
            continue;
        }
        let x = at % nx;
        if x > 0 {
            open.push(at - 1);
        }
        if x + 1 < nx {
            open.push(at + 1);
        }
        if at >= nx {
            open.push(at - nx);
        }
        if at + nx < slice.len() {
            open.push(at + nx);
        }
    }
    for (value, outside) in slice.iter_mut().zip(outside) {
        *value = !outside;
    }
}

/// The connected parts of what is marked: a number per voxel (0: none) and the size of each.
fn components(mask: &[bool], count: [usize; 3]) -> (Vec<u32>, Vec<usize>) {
    let [nx, ny, _] = count;
    let plane = nx * ny;
    let mut number = vec![0_u32; mask.len()];
    let mut sizes = vec![0];
    let mut open = Vec::new();
    for start in 0..mask.len() {
        if !mask[start] || number[start] != 0 {
            continue;
        }
        let this = sizes.len() as u32;
        let mut size = 0;
        number[start] = this;
        open.push(start);
        while let Some(at) = open.pop() {
            size += 1;
            let (x, y) = (at % nx, at / nx % ny);
            let mut visit = |next: usize| {
                if mask[next] && number[next] == 0 {
                    number[next] = this;
                    open.push(next);
                }
            };
            if x > 0 {
                visit(at - 1);
            }
            if x + 1 < nx {
                visit(at + 1);
            }
            if y > 0 {
                visit(at - nx);
            }
            if y + 1 < ny {
                visit(at + nx);
            }
            if at >= plane {
                visit(at - plane);
            }
            if at + plane < mask.len() {
                visit(at + plane);
            }
        }
        sizes.push(size);
    }
    (number, sizes)
}

fn largest(mask: &mut [bool], count: [usize; 3]) {
    let (number, sizes) = components(mask, count);
    let best = (1..sizes.len()).max_by_key(|&i| sizes[i]).unwrap_or(0);
    for (value, number) in mask.iter_mut().zip(number) {
        *value = *value && number as usize == best;
    }
}

/// Keeps the largest part, and the second if it is a fifth of it or more.
fn largest_two(mask: &mut [bool], count: [usize; 3]) {
    let (number, sizes) = components(mask, count);
    let mut order: Vec<usize> = (1..sizes.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(sizes[i]));
    let first = order.first().copied().unwrap_or(0);
    let second = order
        .get(1)
        .copied()
        .filter(|&i| sizes[i] * 5 > sizes[first]);
    for (value, number) in mask.iter_mut().zip(number) {
        let number = number as usize;
        *value = *value && (number == first || Some(number) == second);
    }
}

/// Drops air of less than 7 cm2 per slice: trachea, bronchi, gullet, bowel loops.
fn drop_small(mask: &mut [bool], nx: usize, ny: usize, area: f32) {
    for slice in mask.chunks_exact_mut(nx * ny) {
        let (number, sizes) = components(slice, [nx, ny, 1]);
        for (value, number) in slice.iter_mut().zip(number) {
            *value = *value && sizes[number as usize] as f32 * area > 700.0;
        }
    }
}

/// Takes back the angles of the lungs, whose slivers were dropped as small: air below the middle of
/// the lungs that lies right under lung, slice by slice downwards.
fn regain_angles(lung: &mut [bool], ct: &Ct, body: &[bool]) {
    let [nx, ny, nz] = ct.count;
    let plane = nx * ny;
    let with_lung = |z: &usize| lung[z * plane..(z + 1) * plane].contains(&true);
    let (Some(low), Some(high)) = ((0..nz).find(with_lung), (0..nz).rev().find(with_lung)) else {
        return;
    };
    for z in (0..(low + high) / 2).rev() {
        let mut air: Vec<bool> = (z * plane..(z + 1) * plane)
            .map(|at| body[at] && ct.hu[at] < LUNG_HU)
            .collect();
        let (number, sizes) = components(&air, [nx, ny, 1]);
        let mut under = vec![0_usize; sizes.len()];
        for (at, &number) in number.iter().enumerate() {
            under[number as usize] += usize::from(lung[(z + 1) * plane + at]);
        }
        for (value, &number) in air.iter_mut().zip(&number) {
            // Bowel gas touches lung through the diaphragm in few voxels, if at all.
            let number = number as usize;
            *value = *value && under[number] * 3 > sizes[number];
        }
        for (at, _) in air.iter().enumerate().filter(|(_, value)| **value) {
            lung[z * plane + at] = true;
        }
    }
}

/// The side of each lung voxel: slice by slice, left and right of the column near the middle
/// that has the least lung.
fn sides(air: &[bool], nx: usize, ny: usize) -> Vec<u8> {
    let mut columns = vec![0_usize; nx];
    for (at, _) in air.iter().enumerate().filter(|(_, inside)| **inside) {
        columns[at % nx] += 1;
    }
    let total: usize = columns.iter().sum();
    let mut sum = 0;
    let middle = columns.iter().position(|&count| {
        sum += count;
        sum * 2 >= total
    });
    let middle = middle.unwrap_or(nx / 2);
    let reach = nx / 8;
    let mut lung = vec![0; air.len()];
    for (slice, marks) in air
        .chunks_exact(nx * ny)
        .zip(lung.chunks_exact_mut(nx * ny))
    {
        let count = |x: usize| (0..ny).filter(|&y| slice[y * nx + x]).count();
        let range = middle.saturating_sub(reach)..(middle + reach).min(nx);
        let split = range
            .min_by_key(|&x| (count(x), x.abs_diff(middle)))
            .unwrap_or(middle);
        for (at, mark) in marks.iter_mut().enumerate() {
            if slice[at] {
                *mark = if at % nx < split { 1 } else { 2 };
            }
        }
    }
    lung
}

#[cfg(test)]
mod tests {
    use glam::Vec3;

    use super::*;

    #[test]
    fn metal_at_the_skin_is_taken_out_and_bone_stays() {
        let mut ct = Ct {
            count: [40, 40, 12],
            spacing: Vec3::splat(2.0),
            hu: Vec::new(),
        };
        for at in 0..40 * 40 * 12 {
            let (x, y, z) = (at % 40, at / 40 % 40, at / 1600);
            let body = (5..35).contains(&x) && (5..35).contains(&y);
            let port = (18..22).contains(&x) && (6..9).contains(&y) && (5..8).contains(&z);
            let rib = (18..22).contains(&x) && (12..15).contains(&y) && (5..8).contains(&z);
            ct.hu.push(match (body, port, rib) {
                (false, ..) => -1000,
                (_, true, _) => 3000,
                (_, _, true) => 1600,
                _ => 20,
            });
        }
        without_metal(&mut ct);
        let at = |y: usize| ct.hu[(6 * 40 + y) * 40 + 20];
        assert_eq!([at(7), at(13), at(20), at(2)], [BLOOD_HU, 1600, 20, -1000]);
    }
}
