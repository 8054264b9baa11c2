//! 3 x 3 convolution by Winograd's minimal filtering, F(2 x 2, 3 x 3): 16 products for four outputs in place of 36 (Lavin and
//! Gray, "Fast algorithms for convolutional neural networks", CVPR 2016).

use pulp::{Arch, Simd, WithSimd};

use super::product::{Block, LANES, ROWS, packed, product};

/// Side of a tile of the input; the next tile is two pixels on.
const TILE: usize = 4;

/// Products of a tile.
const PARTS: usize = TILE * TILE;

/// Kernels of 3 x 3 in the form that tiles of images are multiplied by.
#[derive(Debug, Clone)]
pub struct Kernels {
    /// Of each part of a tile, as [`packed`].
    parts: [Vec<[f32; ROWS]>; PARTS],
    inputs: usize,
    outputs: usize,
}

impl Kernels {
    /// Whether images of these sides are whole groups of tiles: heights of a multiple of 2, widths of one of 16.
    #[must_use]
    pub fn suit(high: usize, wide: usize) -> bool {
        high.is_multiple_of(2) && wide.is_multiple_of(2 * LANES)
    }

    /// Of `weight [outputs, inputs, 3, 3]`.
    ///
    /// # Panics
    /// If the slice is shorter.
    #[must_use]
    pub fn new(weight: &[f32], outputs: usize, inputs: usize) -> Self {
        let turned: Vec<[f32; PARTS]> = weight.chunks_exact(9).map(transformed).collect();
        let part = |part: usize| {
            packed(outputs, inputs, |output, input| {
                turned[output * inputs + input][part]
            })
        };
        Self {
            parts: std::array::from_fn(part),
            inputs,
            outputs,
        }
    }

    /// `x [inputs, high, wide]` to `out [outputs, high, wide]` with a bias `[outputs]`, stride 1, one pixel of zeros around.
    ///
    /// # Panics
    /// If the slices are not of these lengths, or the sides do not [`suit`](Self::suit).
    #[inline(never)]
    pub fn convolve(
        &self,
        x: &[f32],
        [high, wide]: [usize; 2],
        bias: Option<&[f32]>,
        out: &mut [f32],
    ) {
        assert!(Self::suit(high, wide));
        assert!(x.len() == self.inputs * high * wide && out.len() == self.outputs * high * wide);
        Arch::new().dispatch(Convolution {
            kernels: self,
            x,
            sides: [high, wide],
            bias,
            out,
        });
    }
}

/// The arguments of [`Kernels::convolve`], for which the processor's widest vectors are chosen while the program runs.
struct Convolution<'a> {
    kernels: &'a Kernels,
    x: &'a [f32],
    sides: [usize; 2],
    bias: Option<&'a [f32]>,
    out: &'a mut [f32],
}

impl WithSimd for Convolution<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // Vectors of eight come with fused products on every processor that has them.
        match (S::F32_LANES >= 8, self.sides[1].is_multiple_of(4 * LANES)) {
            (true, true) => self.run::<{ 2 * LANES }, true>(),
            (true, false) => self.run::<LANES, true>(),
            (false, _) => self.run::<LANES, false>(),
        }
    }
}

impl Convolution<'_> {
    #[inline(always)]
    fn run<const L: usize, const FUSED: bool>(self) {
        let Self {
            kernels,
            x,
            sides: [high, wide],
            bias,
            out,
        } = self;
        let (inputs, outputs) = (kernels.inputs, kernels.outputs);
        let blocks = outputs.div_ceil(ROWS);
        let mut lines = Lines::new(inputs, wide);
        let mut tiles = vec![[0.0; L]; PARTS * inputs];
        let mut products: Vec<Block<L>> = vec![[[0.0; L]; ROWS]; PARTS * blocks];
        for row in (0..high).step_by(2) {
            lines.read(x, [high, wide], row);
            for first in (0..wide / 2).step_by(L) {
                lines.tiles(first, &mut tiles);
                let each = products.chunks_exact_mut(blocks).zip(&kernels.parts);
                for ((products, weights), tiles) in each.zip(tiles.chunks_exact(inputs)) {
                    let weights = weights.chunks_exact(inputs);
                    for (to, weights) in products.iter_mut().zip(weights) {
                        *to = product::<L, FUSED>(weights, tiles.iter());
                    }
                }
                for output in 0..outputs {
                    let part =
                        |part: usize| &products[part * blocks + output / ROWS][output % ROWS];
                    let bias = bias.map_or(0.0, |bias| bias[output]);
                    let rows = &mut out[output * high * wide..][row * wide..][..2 * wide];
                    let (upper, lower) = rows.split_at_mut(wide);
                    let pairs =
                        [upper, lower].map(|row| &mut row.as_chunks_mut::<2>().0[first..first + L]);
                    finish(&std::array::from_fn(part), bias, pairs);
                }
            }
        }
    }
}

/// `G g G'` of a kernel `g [3, 3]`, row by row.
fn transformed(kernel: &[f32]) -> [f32; PARTS] {
    let line = |[a, b, c]: [f32; 3]| [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c];
    let columns = [0, 1, 2].map(|at| line([kernel[at], kernel[3 + at], kernel[6 + at]]));
    let mut out = [0.0; PARTS];
    for (row, out) in out.chunks_exact_mut(TILE).enumerate() {
        out.copy_from_slice(&line(columns.map(|column| column[row])));
    }
    out
}

/// Four rows of all input channels, their even and odd columns apart.
struct Lines {
    /// Columns of each kind: one more than tiles across.
    width: usize,
    /// `[inputs, 4, even and odd, width]`; the first even column is left of the image, the last odd one right of it.
    values: Vec<f32>,
}

impl Lines {
    fn new(inputs: usize, wide: usize) -> Self {
        let width = wide / 2 + 1;
        Self {
            width,
            values: vec![0.0; inputs * TILE * 2 * width],
        }
    }

    /// Reads the rows from the one above `row` on.
    #[inline(always)]
    fn read(&mut self, x: &[f32], [high, wide]: [usize; 2], row: usize) {
        let channels = self.values.chunks_exact_mut(TILE * 2 * self.width);
        for (lines, channel) in channels.zip(x.chunks_exact(high * wide)) {
            for (at, line) in lines.chunks_exact_mut(2 * self.width).enumerate() {
                let (even, odd) = line.split_at_mut(self.width);
                let inside = (row + at).checked_sub(1).filter(|&row| row < high);
                let Some(row) = inside else {
                    even.fill(0.0);
                    odd.fill(0.0);
                    continue;
                };
                let pairs = channel[row * wide..][..wide].as_chunks::<2>().0;
                let columns = even[1..].iter_mut().zip(odd.iter_mut());
                for ((even, odd), pair) in columns.zip(pairs) {
                    (*odd, *even) = (pair[0], pair[1]);
                }
            }
        }
    }

    /// `B' d B` of the tiles `d` from `first` on, `[parts, inputs]`.
    #[inline(always)]
    fn tiles<const L: usize>(&self, first: usize, tiles: &mut [[f32; L]]) {
        let inputs = tiles.len() / PARTS;
        let channels = self.values.chunks_exact(TILE * 2 * self.width);
        for (input, lines) in channels.enumerate() {
            let mut rows = [[[0.0; L]; TILE]; TILE];
            for (row, line) in rows.iter_mut().zip(lines.chunks_exact(2 * self.width)) {
                let (even, odd) = line.split_at(self.width);
                let columns = [
                    &even[first..],
                    &odd[first..],
                    &even[first + 1..],
                    &odd[first + 1..],
                ];
                let Some([a, b, c, d]) = chunks(columns) else {
                    continue;
                };
                *row = across(a, b, c, d);
            }
            for column in 0..TILE {
                let [a, b, c, d] = rows.each_ref().map(|row| &row[column]);
                for (row, part) in across(a, b, c, d).into_iter().enumerate() {
                    tiles[(row * TILE + column) * inputs + input] = part;
                }
            }
        }
    }
}

/// The first values of four columns.
#[inline(always)]
fn chunks<const L: usize>(columns: [&[f32]; TILE]) -> Option<[&[f32; L]; TILE]> {
    let [a, b, c, d] = columns.map(|column| column.first_chunk());
    Some([a?, b?, c?, d?])
}

/// One direction of `B' d B`.
#[inline(always)]
fn across<const L: usize>(
    a: &[f32; L],
    b: &[f32; L],
    c: &[f32; L],
    d: &[f32; L],
) -> [[f32; L]; TILE] {
    [
        std::array::from_fn(|at| a[at] - c[at]),
        std::array::from_fn(|at| b[at] + c[at]),
        std::array::from_fn(|at| c[at] - b[at]),
        std::array::from_fn(|at| b[at] - d[at]),
    ]
}

/// `A' m A` of the products `m` plus a bias: two rows of pairs of pixels.
#[inline(always)]
fn finish<const L: usize>(
    parts: &[&[f32; L]; PARTS],
    bias: f32,
    [upper, lower]: [&mut [[f32; 2]]; 2],
) {
    let columns: [[[f32; L]; 2]; TILE] =
        std::array::from_fn(|column| sums(std::array::from_fn(|row| parts[row * TILE + column])));
    for (row, out) in [upper, lower].into_iter().enumerate() {
        let [even, odd] = sums(columns.each_ref().map(|column| &column[row]));
        for (out, pair) in out.iter_mut().zip(even.into_iter().zip(odd)) {
            *out = [pair.0 + bias, pair.1 + bias];
        }
    }
}

/// One direction of `A' m A`.
#[inline(always)]
fn sums<const L: usize>([a, b, c, d]: [&[f32; L]; TILE]) -> [[f32; L]; 2] {
    [
        std::array::from_fn(|at| a[at] + b[at] + c[at]),
        std::array::from_fn(|at| b[at] - c[at] - d[at]),
    ]
}
