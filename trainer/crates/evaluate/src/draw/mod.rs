//! From studies to pictures: what is evaluated, and everything that the model draws for it.

pub mod films;
pub mod gallery;
pub mod generator;
pub mod pictures;
pub mod sides;
pub mod subjects;
