//! How alike two images are: SSIM, MS-SSIM, PSNR, MAE.
//!
//! All take two square images of `side * side` pixels in -1..1, row by row, and move the pixels to 0..1 first: SSIM is
//! made for light, which is not negative, and so the values agree with those of 8-bit images with a data range of 255.

use anyhow::{Result, ensure};

/// Side of the Gaussian window, in pixels.
const WINDOW: usize = 11;

/// Standard deviation of the Gaussian window, in pixels.
const SIGMA: f64 = 1.5;

/// Constants that keep SSIM steady in flat and dark places: `(K * range)^2` with K1 = 0.01, K2 = 0.03, range 1.
const C1: f64 = 0.01 * 0.01;
const C2: f64 = 0.03 * 0.03;

/// Weights of the scales in MS-SSIM, finest first.
const WEIGHTS: [f64; 5] = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

/// Structural similarity, -1..1, 1 for equal images; higher is better.
///
/// Wang, Bovik, Sheikh, Simoncelli: *Image quality assessment*, IEEE TIP 2004. Gaussian window of 11 pixels and sigma
/// 1.5, mean over the places where the window fits, as scikit-image's `structural_similarity` with
/// `gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1` on pixels in 0..1.
///
/// # Errors
///
/// The images have not `side * side` finite pixels, or `side` is below 11.
pub fn ssim(a: &[f32], b: &[f32], side: usize) -> Result<f64> {
    let (a, b) = grey_pair(a, b, side)?;
    fits_window(side)?;
    Ok(compare(&a, &b, side).similarity)
}

/// Multi-scale structural similarity, 0..1, 1 for equal images; higher is better.
///
/// Wang, Simoncelli, Bovik: *Multi-scale structural similarity*, Asilomar 2003, with five scales and their weights.
/// A scale halves the one before by the mean of 2 x 2 pixels; an odd last row and column are left out. Sides below 176
/// have no room for five scales: then as many finest scales count as fit the window (2 from side 22, 3 from 44, 4 from
/// 88), their weights divided by their sum. Such values compare only among images of one side. A negative term counts
/// as 0.
///
/// # Errors
///
/// The images have not `side * side` finite pixels, or `side` is below 11.
pub fn ms_ssim(a: &[f32], b: &[f32], side: usize) -> Result<f64> {
    let (mut a, mut b) = grey_pair(a, b, side)?;
    fits_window(side)?;
    let scales = (1..WEIGHTS.len())
        .take_while(|&scale| side >> scale >= WINDOW)
        .count()
        + 1;
    // All five sum to 1.0001 as published; other implementations leave that.
    let total = if scales == WEIGHTS.len() {
        1.0
    } else {
        WEIGHTS[..scales].iter().sum()
    };
    let mut product = 1.0;
    for (scale, weight) in WEIGHTS[..scales].iter().enumerate() {
        let level = compare(&a, &b, side >> scale);
        let last = scale + 1 == scales;
        // Light is compared at the coarsest scale only.
        let term = if last {
            level.similarity
        } else {
            level.structure
        };
        product *= term.max(0.0).powf(weight / total);
        if !last {
            a = halved(&a, side >> scale);
            b = halved(&b, side >> scale);
        }
    }
    Ok(product)
}

/// Mean absolute error as a share of the range from black to white, 0..1; lower is better.
///
/// # Errors
///
/// The images have not `side * side` finite pixels, or none.
pub fn mae(a: &[f32], b: &[f32], side: usize) -> Result<f64> {
    mean_difference(a, b, side, f64::abs)
}

/// Peak signal-to-noise ratio in dB, the peak being the range from black to white; infinite for equal images; higher is
/// better.
///
/// # Errors
///
/// The images have not `side * side` finite pixels, or none.
pub fn psnr(a: &[f32], b: &[f32], side: usize) -> Result<f64> {
    Ok(-10.0 * mean_difference(a, b, side, |d| d * d)?.log10())
}

/// Mean over the pixels of a function of their difference.
fn mean_difference(a: &[f32], b: &[f32], side: usize, of: impl Fn(f64) -> f64) -> Result<f64> {
    let (a, b) = grey_pair(a, b, side)?;
    let sum: f64 = a.iter().zip(&b).map(|(a, b)| of(a - b)).sum();
    Ok(sum / a.len() as f64)
}

/// Both images in 0..1.
fn grey_pair(a: &[f32], b: &[f32], side: usize) -> Result<(Vec<f64>, Vec<f64>)> {
    Ok((grey(a, side)?, grey(b, side)?))
}

fn grey(image: &[f32], side: usize) -> Result<Vec<f64>> {
    ensure!(
        side > 0 && image.len() == side * side,
        "{} pixels are no square image of side {side}",
        image.len()
    );
    // A pixel that is not a number would else count as a term of 0.
    ensure!(
        image.iter().all(|pixel| pixel.is_finite()),
        "a pixel is not a finite number"
    );
    Ok(image.iter().map(|&v| (f64::from(v) + 1.0) / 2.0).collect())
}

fn fits_window(side: usize) -> Result<()> {
    ensure!(
        side >= WINDOW,
        "SSIM needs images of side {WINDOW} or more, not {side}"
    );
    Ok(())
}

/// Means over the window's places.
struct Level {
    /// Light, contrast and structure: SSIM.
    similarity: f64,
    /// Contrast and structure alone.
    structure: f64,
}

fn compare(a: &[f64], b: &[f64], side: usize) -> Level {
    let product =
        |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
    let (mean_a, mean_b) = (smoothed(a, side), smoothed(b, side));
    let aa = smoothed(&product(a, a), side);
    let bb = smoothed(&product(b, b), side);
    let ab = smoothed(&product(a, b), side);
    let (mut similarity, mut structure) = (0.0, 0.0);
    for place in 0..ab.len() {
        let (m, n) = (mean_a[place], mean_b[place]);
        let (mm, nn, mn) = (m * m, n * n, m * n);
        let contrast = (2.0 * (ab[place] - mn) + C2) / (aa[place] - mm + bb[place] - nn + C2);
        structure += contrast;
        similarity += contrast * (2.0 * mn + C1) / (mm + nn + C1);
    }
    let count = ab.len() as f64;
    Level {
        similarity: similarity / count,
        structure: structure / count,
    }
}

/// The image under the Gaussian window, only where all of the window lies inside.
fn smoothed(image: &[f64], side: usize) -> Vec<f64> {
    let window = gaussian();
    let kept = side - WINDOW + 1;
    let mut lines = Vec::with_capacity(side * kept);
    for row in image.chunks_exact(side) {
        let places = row.windows(WINDOW);
        lines.extend(places.map(|part| part.iter().zip(&window).map(|(v, w)| v * w).sum::<f64>()));
    }
    let mut smooth = vec![0.0; kept * kept];
    for (y, out) in smooth.chunks_exact_mut(kept).enumerate() {
        for (line, weight) in lines.chunks_exact(kept).skip(y).zip(&window) {
            for (out, value) in out.iter_mut().zip(line) {
                *out += weight * value;
            }
        }
    }
    smooth
}

fn gaussian() -> [f64; WINDOW] {
    let middle = (WINDOW / 2) as f64;
    let window: [f64; WINDOW] =
        std::array::from_fn(|i| (-0.5 * ((i as f64 - middle) / SIGMA).powi(2)).exp());
    let sum: f64 = window.iter().sum();
    window.map(|weight| weight / sum)
}

/// The image at half the side, by the mean of 2 x 2 pixels.
fn halved(image: &[f64], side: usize) -> Vec<f64> {
    let half = side / 2;
    let at = |x: usize, y: usize| image[y * side + x];
    let mean = |x, y| (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4.0;
    (0..half * half)
        .map(|i| mean(2 * (i % half), 2 * (i / half)))
        .collect()
}
