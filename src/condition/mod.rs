//! The input of the template cascade (`model/templates`): the table of findings, the patient, and the places of
//! findings, encoded as numbers.
//!
//! The network takes nothing else. Training makes them from a manifest, generation from a
//! report and a seed.

mod encode;
mod maps;
mod patient;
mod places;

pub use encode::{ANATOMY_WEIGHT, encode, encode_table, told_dimensions};
pub use maps::{MAPS, maps};
pub use patient::{Patient, PatientCode, PatientError, ROW};
pub use places::{
    DOTS, FurtherSpot, PATH_POINTS, PATHS, PLACE_NUMBERS, Places, Spot, ViewPlaces, presence,
};
