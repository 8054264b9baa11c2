//! The judges: networks that are trained on real images alone, and their answers about generated ones.

pub mod classifier;
pub mod input;
pub mod judgement;
pub mod judges;
pub mod siamese;
pub mod spaces;
pub mod tasks;
pub mod training;
