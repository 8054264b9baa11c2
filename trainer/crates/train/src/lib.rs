//! `trainer train`: the whole XRayGAN, scale by scale (Yang et al., arXiv 2006.10552, section 3).
//!
//! What: [`settings`] and [`presets`] are the numbers, [`settings_options`] says where they come from, [`schedule`] what
//! is trained when. With what: [`learn::data`] and [`learn::batch`]. How: [`critic`], [`penalty`], [`losses`] and
//! [`augment`] make the steps in [`steps`], which change [`networks`] through [`learn::adam`] and [`learn::average`].
//! Where to: [`run_folder`] and [`checkpoint`].

pub mod augment;
mod calibrate;
pub mod checkpoint;
pub mod critic;
mod earlier;
mod estimate;
mod first_templates;
pub mod losses;
pub mod networks;
pub mod options;
pub mod penalty;
mod plan;
mod plot;
pub mod presets;
mod progress;
mod run;
pub mod run_folder;
pub mod schedule;
pub mod settings;
pub mod settings_options;
pub mod steps;
mod validation;

pub use options::TrainOptions;
pub use run::{Outcome, run};
