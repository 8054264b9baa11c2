//! How reports name each finding, and what they name in words that are almost the same.

use std::sync::LazyLock;

use crate::findings::Kind;

use super::phrase::Phrase;

mod chest;
mod lungs;

/// The words of one kind.
pub(super) struct Entry {
    pub kind: Kind,
    /// Any of these names it.
    pub names: Vec<Phrase>,
    /// A name that lies within one of these is of another thing.
    pub others: Vec<Phrase>,
}

/// All kinds.
pub(super) static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let read = |list: &[&'static str]| list.iter().map(|it| Phrase::new(it)).collect();
    let entry = |kind| {
        let (names, others) = words(kind);
        Entry {
            kind,
            names: read(names),
            others: read(others),
        }
    };
    Kind::ALL.into_iter().map(entry).collect()
});

/// Whether a word is part of a name.
pub(super) fn knows(word: &str) -> bool {
    ENTRIES
        .iter()
        .any(|entry| entry.names.iter().any(|it| it.knows(word)))
}

/// Patterns, as [`Phrase`] reads them.
type Patterns = &'static [&'static str];

/// The names of a kind, and of other things.
fn words(kind: Kind) -> (Patterns, Patterns) {
    match kind {
        Kind::Cardiomegaly | Kind::HiatalHernia | Kind::TortuousAorta | Kind::CalcifiedAorta => {
            chest::mediastinum(kind)
        }
        Kind::Scoliosis | Kind::DegenerativeSpine | Kind::RibFracture => chest::bones(kind),
        Kind::SternalWires | Kind::Pacemaker | Kind::CentralLine => chest::devices(kind),
        Kind::Hyperinflation | Kind::LowVolumes => lungs::inflation(kind),
        Kind::Effusion | Kind::Pneumothorax | Kind::ElevatedHemidiaphragm => lungs::pleura(kind),
        _ => lungs::opacities(kind),
    }
}
