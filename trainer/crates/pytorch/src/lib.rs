//! Files of the authors' PyTorch program: checkpoints and the dictionary.

mod checkpoint;
mod dictionary;

pub use checkpoint::{Checkpoint, find_latest};
pub use dictionary::Dictionary;
