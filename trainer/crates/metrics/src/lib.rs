//! The figures that judge generated chest X-rays: pure functions on slices, computed in `f64`.
//!
//! | what | module | compares |
//! |---|---|---|
//! | SSIM, MS-SSIM, PSNR, MAE | [`similarity`] | two images |
//! | Fréchet distance (FID) | [`frechet`] | two sets of features, as Gaussians |
//! | kernel distance (KID) | [`kernel`] | two sets of features, unbiased for small sets |
//! | precision, recall, density, coverage | [`mod@manifold`] | two sets of features, by neighbourhoods |
//! | area under the ROC curve | [`mod@auroc`] | scores and findings |
//! | diversity | [`diversity`] | images of one report and of different reports |
//! | memorisation | [`neighbour`] | generated, held-out and training images |
//!
//! Images are square, row by row, with pixels in -1..1. Features are [`Features`]: one row an image, from whichever
//! network the caller names; figures of different networks or different numbers of images do not compare. A [`Figure`]
//! is one line of a report, a [`Task`] what a judge is asked.

pub mod auroc;
pub mod diversity;
pub mod features;
mod figure;
pub mod frechet;
pub mod kernel;
pub mod manifold;
pub mod neighbour;
mod random;
pub mod similarity;
mod statistics;
mod task;

pub use auroc::{Auroc, auroc, auroc_interval};
pub use diversity::{Diversity, feature_diversity, image_diversity};
pub use features::Features;
pub use figure::{Direction, EVALUATION_VERSION, Figure, TRUE_PAIRS};
pub use frechet::{Gaussian, frechet_distance};
pub use kernel::{KernelDistance, kernel_distance, squared_mmd};
pub use manifold::{Manifold, manifold};
pub use neighbour::{Memorisation, Neighbour, memorisation, nearest};
pub use similarity::{mae, ms_ssim, psnr, ssim};
pub use task::{Question, Task};
