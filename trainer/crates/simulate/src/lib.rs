//! Simulated studies: films of bodies that are known in every detail.
//!
//! A patient is drawn ([`patient`]), then findings ([`findings`]), then the body they make:
//! voxels for soft tissue and exact shapes for what is finer ([`anatomy`], or warped CTs in
//! [`ct`]). Both views are projected from that one body ([`project`]), developed ([`film`]) and
//! described ([`report`]); the parameters go into the manifest ([`truth`]).

pub mod anatomy;
pub mod body;
pub mod code;
pub mod ct;
mod dimensions;
pub mod draw;
pub mod film;
pub mod findings;
pub mod lungs;
pub mod materials;
pub mod noise;
mod options;
pub mod parts;
pub mod patient;
pub mod preview;
pub mod project;
pub mod report;
mod run;
pub mod study;
pub mod truth;
pub mod volume;

pub use options::SimulateOptions;
pub use run::{SimulateReport, run};
