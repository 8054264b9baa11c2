//! Patches of an image as columns of a matrix, and back.

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

    /// Outputs along an axis of length `length` that see a pixel with tap `tap`, and the pixel of the first.
    fn valid(&self, tap: usize, length: usize, outputs: usize) -> (usize, usize, usize) {
        let first = self.pad.saturating_sub(tap).div_ceil(self.stride);
        // Largest o with o * stride + tap - pad < length.
        let end = ((length + self.pad).saturating_sub(tap)).div_ceil(self.stride).min(outputs);
        (first.min(end), end, (first * self.stride + tap).saturating_sub(self.pad))
    }
}

/// Columns of output rows `rows` of `image [ci, h, w]` into `out [patch, step]`, from column `at` on.
pub(super) fn gather(s: &Sizes, image: &[f32], rows: std::ops::Range<usize>, out: &mut [f32], step: usize, at: usize) {
    let width = rows.len() * s.ow;
    let mut lines = out.chunks_exact_mut(step);
    for plane in image.chunks_exact(s.h * s.w) {
        for ky in 0..s.k {
            for (kx, line) in (0..s.k).zip(&mut lines) {
                let line = &mut line[at..at + width];
                let (first, end, x0) = s.valid(kx, s.w, s.ow);
                for (y, out) in rows.clone().zip(line.chunks_exact_mut(s.ow)) {
                    let row = (y * s.stride + ky).wrapping_sub(s.pad);
                    if row >= s.h || first == end {
                        out.fill(0.0);
                        continue;
                    }
                    let row = &plane[row * s.w..(row + 1) * s.w];
                    out[..first].fill(0.0);
                    out[end..].fill(0.0);
                    let out = &mut out[first..end];
                    match s.stride {
                        1 => out.copy_from_slice(&row[x0..x0 + out.len()]),
                        2 => {
                            let (pairs, rest) = row[x0..].as_chunks::<2>();
                            let rest = rest.iter().copied();
                            let whole = out.len().min(pairs.len());
                            for (out, pixels) in out[..whole].iter_mut().zip(pairs) {
                                *out = pixels[0];
                            }
                            out[whole..].iter_mut().zip(rest).for_each(|(out, pixel)| *out = pixel);
                        }
                        step => {
                            for (out, pixels) in out.iter_mut().zip(row[x0..].chunks(step)) {
                                *out = pixels[0];
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Adds columns back: the transpose of [`gather`].
pub(super) fn scatter(s: &Sizes, columns: &[f32], step: usize, at: usize, rows: std::ops::Range<usize>, image: &mut [f32]) {
    let width = rows.len() * s.ow;
    let mut lines = columns.chunks_exact(step);
    for plane in image.chunks_exact_mut(s.h * s.w) {
        for ky in 0..s.k {
            for (kx, line) in (0..s.k).zip(&mut lines) {
                let line = &line[at..at + width];
                let (first, end, x0) = s.valid(kx, s.w, s.ow);
                for (y, from) in rows.clone().zip(line.chunks_exact(s.ow)) {
                    let row = (y * s.stride + ky).wrapping_sub(s.pad);
                    if row >= s.h || first == end {
                        continue;
                    }
                    let row = &mut plane[row * s.w..(row + 1) * s.w];
                    let from = &from[first..end];
                    match s.stride {
                        1 => {
                            for (pixel, add) in row[x0..].iter_mut().zip(from) {
                                *pixel += add;
                            }
                        }
                        2 => {
                            let (pairs, rest) = row[x0..].as_chunks_mut::<2>();
                            let whole = from.len().min(pairs.len());
                            for (pixels, add) in pairs.iter_mut().zip(&from[..whole]) {
                                // Both written, so that the loop can be vectorised.
                                *pixels = [pixels[0] + add, pixels[1]];
                            }
                            rest.iter_mut().zip(&from[whole..]).for_each(|(pixel, add)| *pixel += add);
                        }
                        step => {
                            for (pixels, add) in row[x0..].chunks_mut(step).zip(from) {
                                pixels[0] += add;
                            }
                        }
                    }
                }
            }
        }
    }
}
