//! One file a command; each has a function `run` that takes its options, prints what came of it, and returns at the
//! next safe place once `stop` is set.

pub mod bench;
pub mod compare_films;
pub mod evaluate;
pub mod export;
pub mod generate;
pub mod import;
pub mod import_weights;
pub mod init_weights;
pub mod inspect;
pub mod merge;
pub mod read;
pub mod sample;
pub mod simulate;
pub mod train;
