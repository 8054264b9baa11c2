//! Decoded images of one size, kept in memory.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Result;
use xraygan::views::{View, Views};

use crate::data::Studies;

/// MiB of decoded images that are kept where nothing else is said.
pub const CACHE_MIB: u64 = 8 << 10;

/// Grey levels, row by row.
type Pixels = Arc<Vec<u8>>;

/// What was found of one image: perhaps that there is none.
type Place = OnceLock<Option<Pixels>>;

/// Images of one size, kept once they were decoded, as far as the memory for them goes.
#[derive(Debug)]
pub struct Images {
    studies: Arc<Studies>,
    size: usize,
    kept: Vec<Views<Place>>,
    changes: Vec<Views<Place>>,
    bytes: AtomicU64,
    most_bytes: u64,
    tells_changes: bool,
}

impl Images {
    /// An empty cache of up to [`CACHE_MIB`] for images of `size` pixels a side.
    #[must_use]
    pub fn new(studies: Arc<Studies>, size: usize) -> Self {
        let count = studies.all().len();
        let empty = || (0..count).map(|_| Default::default()).collect();
        Self {
            studies,
            size,
            kept: empty(),
            changes: empty(),
            bytes: AtomicU64::new(0),
            most_bytes: CACHE_MIB << 20,
            tells_changes: false,
        }
    }

    /// The same cache for up to `mib` MiB.
    #[must_use]
    pub fn keeping(mut self, mib: u64) -> Self {
        self.most_bytes = mib.saturating_mul(1 << 20);
        self
    }

    /// The same cache, of which batches also tell what the findings changed.
    #[must_use]
    pub fn telling_changes(mut self, whether: bool) -> Self {
        self.tells_changes = whether;
        self
    }

    /// Whether batches tell what the findings changed.
    #[must_use]
    pub fn tells_changes(&self) -> bool {
        self.tells_changes
    }

    /// One view of a study, row-major; `None` if the study lacks it.
    ///
    /// # Errors
    /// As [`Studies::image`].
    pub fn get(&self, study: usize, view: View) -> Result<Option<Arc<Vec<u8>>>> {
        let load = || self.studies.image(study, view, self.size);
        self.keep(&self.kept[study][view], load)
    }

    /// What the findings changed in one view of a study, see [`Studies::change`].
    ///
    /// # Errors
    /// As [`Studies::change`].
    pub fn change(&self, study: usize, view: View) -> Result<Option<Arc<Vec<u8>>>> {
        let load = || self.studies.change(study, view, self.size);
        self.keep(&self.changes[study][view], load)
    }

    /// What is kept in a place, else what `load` finds, kept if there is room.
    fn keep(
        &self,
        place: &Place,
        load: impl FnOnce() -> Result<Option<Vec<u8>>>,
    ) -> Result<Option<Pixels>> {
        if let Some(kept) = place.get() {
            return Ok(kept.clone());
        }
        let found = load()?.map(Arc::new);
        let bytes = found.as_ref().map_or(0, |it| it.len() as u64);
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        // Another thread may have been first with the same pixels.
        let fits = before.saturating_add(bytes) <= self.most_bytes;
        if !fits || place.set(found.clone()).is_err() {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
        Ok(found)
    }

    /// The studies they are of.
    #[must_use]
    pub fn studies(&self) -> &Arc<Studies> {
        &self.studies
    }

    /// Side in pixels.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }
}
