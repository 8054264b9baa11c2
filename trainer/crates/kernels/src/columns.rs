//! Patches of an image as columns of a matrix, and back.

use std::ops::Range;

/// Sizes of a convolution with one stride and padding for both axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub n: usize,
    pub ci: usize,
    pub h: usize,
    pub w: usize,
    pub co: usize,
    pub k: usize,
    pub stride: usize,
    pub pad: usize,
    pub oh: usize,
    pub ow: usize,
}

impl Sizes {
    /// Elements of a patch.
    pub fn patch(&self) -> usize {
        self.ci * self.k * self.k
    }

    /// Places in an output image.
    pub fn places(&self) -> usize {
        self.oh * self.ow
    }

    /// Whether an image is its own column matrix.
    pub fn pointwise(&self) -> bool {
        self.k == 1 && self.stride == 1 && self.pad == 0
    }

    /// Whether there is one output channel, which is cheaper to have without columns of the input.
    pub fn narrow(&self) -> bool {
        self.co == 1 && self.stride == 1 && self.k > 1 && self.ci >= 8 && self.pad < self.k
    }

    /// Side of the planes that [`planes`] makes, stride 1 apart.
    fn plane(&self) -> [usize; 2] {
        [self.h, self.w].map(|side| side.div_ceil(self.stride))
    }

    /// Plane of a tap along an axis, and how far its pixels lie after the output's place.
    fn tap(&self, tap: usize) -> (usize, isize) {
        let far = tap as isize - self.pad as isize;
        let stride = self.stride as isize;
        (far.rem_euclid(stride) as usize, far.div_euclid(stride))
    }
}

/// Range of places `o` below `outputs` with `0 <= o + shift < length`.
fn valid(shift: isize, length: usize, outputs: usize) -> Range<usize> {
    let end = (length as isize - shift).clamp(0, outputs as isize) as usize;
    (-shift).clamp(0, end as isize) as usize..end
}

/// Pixels of `image [ci, h, w]` parted by their place modulo the stride: `[ci, stride, stride, h', w']`, zero where
/// there is no pixel. With stride 1 the image itself.
pub(super) fn planes<'a>(s: &Sizes, image: &'a [f32], store: &'a mut Vec<f32>) -> &'a [f32] {
    let step = s.stride;
    if step == 1 {
        return image;
    }
    let [ph, pw] = s.plane();
    store.clear();
    store.resize(s.ci * step * step * ph * pw, 0.0);
    for (plane, parts) in image
        .chunks_exact(s.h * s.w)
        .zip(store.chunks_exact_mut(step * step * ph * pw))
    {
        for (y, row) in plane.chunks_exact(s.w).enumerate() {
            for x in 0..step.min(s.w) {
                let first = ((y % step * step + x) * ph + y / step) * pw;
                let out = &mut parts[first..first + pw];
                if step == 2 {
                    let pairs = row[x..].as_chunks::<2>().0;
                    out.iter_mut()
                        .zip(pairs)
                        .for_each(|(out, pair)| *out = pair[0]);
                    if (s.w - x) % 2 == 1 {
                        out[pairs.len()] = row[s.w - 1];
                    }
                } else {
                    out.iter_mut()
                        .zip(row[x..].iter().step_by(step))
                        .for_each(|(out, pixel)| *out = *pixel);
                }
            }
        }
    }
    store
}

/// The transpose of [`planes`]: writes `image`.
pub(super) fn unite(s: &Sizes, parts: &[f32], image: &mut [f32]) {
    let step = s.stride;
    let [ph, pw] = s.plane();
    for (plane, parts) in image
        .chunks_exact_mut(s.h * s.w)
        .zip(parts.chunks_exact(step * step * ph * pw))
    {
        for (y, row) in plane.chunks_exact_mut(s.w).enumerate() {
            let part = |x: usize| {
                let first = ((y % step * step + x) * ph + y / step) * pw;
                &parts[first..first + pw]
            };
            if step == 2 {
                let (even, odd) = (part(0), part(1));
                let (pairs, rest) = row.as_chunks_mut::<2>();
                for ((pair, even), odd) in pairs.iter_mut().zip(even).zip(odd) {
                    *pair = [*even, *odd];
                }
                let whole = pairs.len();
                rest.iter_mut().for_each(|pixel| *pixel = even[whole]);
            } else {
                for x in 0..step.min(s.w) {
                    row[x..]
                        .iter_mut()
                        .step_by(step)
                        .zip(part(x))
                        .for_each(|(pixel, part)| *pixel = *part);
                }
            }
        }
    }
}

/// Planes of zeros.
pub(super) fn clear(s: &Sizes, parts: &mut Vec<f32>) {
    let [ph, pw] = s.plane();
    parts.clear();
    parts.resize(s.ci * s.stride * s.stride * ph * pw, 0.0);
}

/// Columns of output rows `rows` from an image's [`planes`] into `out [patch, step]`, from column `at` on.
pub(super) fn gather(
    s: &Sizes,
    parts: &[f32],
    rows: Range<usize>,
    out: &mut [f32],
    step: usize,
    at: usize,
) {
    let ([ph, pw], width) = (s.plane(), rows.len() * s.ow);
    let mut lines = out.chunks_exact_mut(step);
    for parts in parts.chunks_exact(s.stride * s.stride * ph * pw) {
        for (part_y, dy) in (0..s.k).map(|tap| s.tap(tap)) {
            for (part_x, dx) in (0..s.k).map(|tap| s.tap(tap)) {
                let Some(line) = lines.next() else { return };
                let line = &mut line[at..at + width];
                let plane = &parts[(part_y * s.stride + part_x) * ph * pw..][..ph * pw];
                let (seen, across) = (valid(dy, ph, s.oh), valid(dx, pw, s.ow));
                let seen = seen.start.max(rows.start)..seen.end.min(rows.end);
                if seen.is_empty() || across.is_empty() {
                    line.fill(0.0);
                    continue;
                }
                let (above, below) = (
                    (seen.start - rows.start) * s.ow,
                    (seen.end - rows.start) * s.ow,
                );
                line[..above].fill(0.0);
                line[below..].fill(0.0);
                let line = &mut line[above..below];
                let first = (seen.start as isize + dy) as usize * pw
                    + (across.start as isize + dx) as usize;
                if s.ow == pw {
                    // One copy; what wraps round the edges is cleared after.
                    let length = line.len() - s.ow + across.len();
                    line[across.start..across.start + length]
                        .copy_from_slice(&plane[first..first + length]);
                    if across.len() < s.ow {
                        for line in line.chunks_exact_mut(s.ow) {
                            line[..across.start].fill(0.0);
                            line[across.end..].fill(0.0);
                        }
                    }
                } else {
                    for (line, row) in line.chunks_exact_mut(s.ow).zip(plane[first..].chunks(pw)) {
                        line[..across.start].fill(0.0);
                        line[across.clone()].copy_from_slice(&row[..across.len()]);
                        line[across.end..].fill(0.0);
                    }
                }
            }
        }
    }
}

/// Adds columns to an image's planes: the transpose of [`gather`]. Clears what it does not add.
pub(super) fn scatter(
    s: &Sizes,
    columns: &mut [f32],
    step: usize,
    at: usize,
    rows: Range<usize>,
    parts: &mut [f32],
) {
    let ([ph, pw], width) = (s.plane(), rows.len() * s.ow);
    let mut lines = columns.chunks_exact_mut(step);
    for parts in parts.chunks_exact_mut(s.stride * s.stride * ph * pw) {
        for (part_y, dy) in (0..s.k).map(|tap| s.tap(tap)) {
            for (part_x, dx) in (0..s.k).map(|tap| s.tap(tap)) {
                let Some(line) = lines.next() else { return };
                let line = &mut line[at..at + width];
                let plane = &mut parts[(part_y * s.stride + part_x) * ph * pw..][..ph * pw];
                let (seen, across) = (valid(dy, ph, s.oh), valid(dx, pw, s.ow));
                let seen = seen.start.max(rows.start)..seen.end.min(rows.end);
                if seen.is_empty() || across.is_empty() {
                    continue;
                }
                let (above, below) = (
                    (seen.start - rows.start) * s.ow,
                    (seen.end - rows.start) * s.ow,
                );
                let line = &mut line[above..below];
                let first = (seen.start as isize + dy) as usize * pw
                    + (across.start as isize + dx) as usize;
                if s.ow == pw {
                    if across.len() < s.ow {
                        for line in line.chunks_exact_mut(s.ow) {
                            line[..across.start].fill(0.0);
                            line[across.end..].fill(0.0);
                        }
                    }
                    let length = line.len() - s.ow + across.len();
                    let line = &line[across.start..across.start + length];
                    plane[first..first + length]
                        .iter_mut()
                        .zip(line)
                        .for_each(|(pixel, add)| *pixel += add);
                } else {
                    for (line, row) in line.chunks_exact(s.ow).zip(plane[first..].chunks_mut(pw)) {
                        row.iter_mut()
                            .zip(&line[across.clone()])
                            .for_each(|(pixel, add)| *pixel += add);
                    }
                }
            }
        }
    }
}
