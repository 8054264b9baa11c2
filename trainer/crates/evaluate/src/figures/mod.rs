//! The figures of an evaluation, one file a question: each is a function of the images and of the answers of the judges.

mod answers;
pub mod consistency;
pub mod distribution;
pub mod diversity;
pub mod films;
pub mod findings;
pub mod group;
pub mod likeness;
pub mod memorisation;
pub mod negation;
pub mod reports;
pub mod swap;
pub mod told;
pub mod true_pairs;
