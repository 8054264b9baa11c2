//! From pictures and answers to numbers, one file a question; each figure is a function of what was drawn and judged.

pub mod consistency;
pub mod distribution;
pub mod diversity;
pub mod findings;
pub mod group;
pub mod likeness;
pub mod memorisation;
pub mod negation;
pub mod swap;
pub mod told;
