//! What can be wrong with a weights bundle.

/// A fault in a bundle; the message says which file and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// `model.json` is not a manifest of this format.
    #[error(
        "model.json is not an XRayGAN weights manifest ({0}); choose a folder that `trainer` exported"
    )]
    Manifest(String),
    /// Written by a newer version.
    #[error(
        "these weights have format version {found}, this program reads up to {supported}; update the program or export the weights again"
    )]
    NewerVersion {
        /// Version in the manifest.
        found: u32,
        /// Newest version that this program reads.
        supported: u32,
    },
    /// A file that the manifest does not list.
    #[error("{0} is not listed in model.json; remove it or use the model.json that belongs to it")]
    PartUnknown(String),
    /// A listed file that was never given.
    #[error("{0} is missing from the weights folder; copy the whole folder again")]
    PartMissing(String),
    /// Fewer or more bytes than listed.
    #[error(
        "{file} has {found} bytes instead of {expected}; the copy is incomplete, copy it again"
    )]
    PartTruncated {
        /// File name.
        file: String,
        /// Bytes in the manifest.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// Same size, other SHA-256.
    #[error(
        "{0} was altered (its SHA-256 differs from model.json); copy it again from where the weights came from"
    )]
    PartAltered(String),
    /// The content is not what the model needs.
    #[error("{file}: {reason}; the part does not belong to this model.json")]
    PartAlien {
        /// File name.
        file: String,
        /// What is wrong in it.
        reason: String,
    },
    /// Parameters that no part contains.
    #[error("no part contains `{0}`; export the weights again")]
    TensorMissing(String),
}

impl WeightsError {
    /// A stable name for programs, such as `part_missing`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Manifest(_) => "manifest_invalid",
            Self::NewerVersion { .. } => "newer_version",
            Self::PartUnknown(_) => "part_unknown",
            Self::PartMissing(_) => "part_missing",
            Self::PartTruncated { .. } => "part_truncated",
            Self::PartAltered(_) => "part_altered",
            Self::PartAlien { .. } => "part_alien",
            Self::TensorMissing(_) => "tensor_missing",
        }
    }
}
