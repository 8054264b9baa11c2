//! Image warping: layers sampled bilinearly where a flow points, with borders repeated.

/// Where a pixel is sampled along one axis.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The pixel before the place.
    pub low: usize,
    /// The pixel behind it.
    pub high: usize,
    /// Share of `high`, 0 to 1.
    pub share: f32,
    /// Whether the place follows the flow; beyond the border it stays.
    pub free: bool,
}

/// The place of pixel `at` of `to` pixels, moved by `flow` (shares of half the side), in `from` pixels.
#[inline]
#[must_use]
pub fn place(at: usize, to: usize, from: usize, flow: f32) -> Place {
    let scale = from as f32;
    let wanted = (at as f32 + 0.5) / to as f32 * scale - 0.5 + flow * scale * 0.5;
    let last = from.saturating_sub(1) as f32;
    // Not a number stays out of the index: `max` drops it.
    let kept = wanted.max(0.0).min(last);
    let low = kept as usize;
    Place {
        low,
        high: (low + 1).min(from - 1),
        share: kept - low as f32,
        free: wanted > 0.0 && wanted < last,
    }
}

/// The places of four pixels of a channel `wide` pixels wide, and their shares in what is sampled.
#[inline]
#[must_use]
pub fn corners(u: Place, v: Place, wide: usize) -> ([usize; 4], [f32; 4]) {
    let (top, low) = (v.low * wide, v.high * wide);
    let [a, b] = [1.0 - v.share, v.share];
    let [l, r] = [1.0 - u.share, u.share];
    (
        [top + u.low, top + u.high, low + u.low, low + u.high],
        [a * l, a * r, b * l, b * r],
    )
}

/// Heights and widths of what is carried and of the result, in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Warping {
    /// Of what is carried.
    pub from: [usize; 2],
    /// Of the result.
    pub to: [usize; 2],
}

impl Warping {
    /// Carries the channels `layer [c, h, w]` by one `flow [2, H, W]` to `out [c, H, W]`.
    #[inline(never)]
    pub fn carry(&self, layer: &[f32], flow: &[f32], out: &mut [f32]) {
        let ([h, w], [high, wide]) = (self.from, self.to);
        let pixels = high * wide;
        let (across, down) = flow.split_at(pixels);
        let mut row = Vec::with_capacity(wide);
        for y in 0..high {
            let first = y * wide;
            row.clear();
            row.extend((0..wide).map(|x| {
                let v = place(y, high, h, down[first + x]);
                let u = place(x, wide, w, across[first + x]);
                corners(u, v, w)
            }));
            for (channel, out) in layer.chunks_exact(h * w).zip(out.chunks_exact_mut(pixels)) {
                for (out, (corners, shares)) in out[first..first + wide].iter_mut().zip(&row) {
                    *out = channel[corners[0]] * shares[0]
                        + channel[corners[1]] * shares[1]
                        + channel[corners[2]] * shares[2]
                        + channel[corners[3]] * shares[3];
                }
            }
        }
    }
}
