//! `trainer train`: the whole XRayGAN, scale by scale (Yang et al., arXiv 2006.10552, section 3).
//!
//! [`settings`] and [`presets`] hold the hyper-parameters, [`settings_options`] reads them from files and command line,
//! [`schedule`] says what is trained when. Studies come from [`learn::data`] in batches of [`learn::batch`]. A step of
//! [`steps`] uses [`critic`], [`penalty`], [`losses`] and [`augment`], and updates [`networks`] through [`learn::adam`]
//! and [`learn::average`]. Results go to [`run_folder`] and [`checkpoint`].

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
mod study_codes;
mod validation;

pub use options::TrainOptions;
pub use run::{Outcome, run};
