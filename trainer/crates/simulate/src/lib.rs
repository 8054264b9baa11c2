//! Simulates studies: films of bodies that are known in every detail, with reports.
//!
//! A patient is a code of named numbers ([`code`]) and a body that it shapes ([`case`]): voxels for
//! soft tissue and exact shapes for what is finer ([`anatomy`], or warped CTs in [`ct`]). A table of
//! findings is chosen for each study and drawn into the body ([`findings`]). Both views are projected
//! from it ([`project`]) and shown in one canonical way ([`film`]); a film depends on nothing else
//! ([`explain`] measures it). The report is written from the table ([`report`]), what the findings
//! changed and where they are goes into the dataset ([`study`], [`truth`]).

pub mod anatomy;
pub mod body;
pub mod case;
pub mod code;
pub mod compare;
pub mod ct;
mod dimensions;
pub mod draw;
pub mod explain;
pub mod film;
pub mod findings;
mod job;
pub mod lungs;
pub mod materials;
pub mod noise;
pub mod octaves;
mod options;
pub mod parts;
pub mod patient;
mod places;
pub mod preview;
pub mod project;
pub mod report;
mod reports;
mod run;
pub mod study;
pub mod truth;
pub mod volume;

pub use options::{Shard, SimulateOptions};
pub use run::{SimulateReport, merge, run};
