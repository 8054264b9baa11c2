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

/// Images of one size, kept once they were decoded, as far as the memory for them goes.
#[derive(Debug)]
pub struct Images {
    studies: Arc<Studies>,
    size: usize,
    kept: Vec<Views<OnceLock<Pixels>>>,
    changes: Vec<Views<OnceLock<Option<Pixels>>>>,
    bytes: AtomicU64,
    most_bytes: u64,
    tells_changes: bool,
}

impl Images {
    /// An empty cache of up to [`CACHE_MIB`] for images of `size` pixels a side.
    #[must_use]
    pub fn new(studies: Arc<Studies>, size: usize) -> Self {
        let kept = (0..studies.all().len())
            .map(|_| Default::default())
            .collect();
        let changes = (0..studies.all().len())
            .map(|_| Default::default())
            .collect();
        Self {
            studies,
            size,
            kept,
            changes,
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
        let place = &self.kept[study][view];
        if let Some(pixels) = place.get() {
            return Ok(Some(Arc::clone(pixels)));
        }
        let Some(pixels) = self.studies.image(study, view, self.size)? else {
            return Ok(None);
        };
        let pixels = Arc::new(pixels);
        let bytes = pixels.len() as u64;
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        // Another thread may have been first with the same pixels.
        let fits = before.saturating_add(bytes) <= self.most_bytes;
        if !fits || place.set(Arc::clone(&pixels)).is_err() {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
        Ok(Some(pixels))
    }

    /// What the findings changed in one view of a study, see [`Studies::change`].
    ///
    /// # Errors
    /// As [`Studies::change`].
    pub fn change(&self, study: usize, view: View) -> Result<Option<Arc<Vec<u8>>>> {
        let place = &self.changes[study][view];
        if let Some(kept) = place.get() {
            return Ok(kept.clone());
        }
        let change = self.studies.change(study, view, self.size)?.map(Arc::new);
        let bytes = change.as_ref().map_or(0, |it| it.len() as u64);
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        let fits = before.saturating_add(bytes) <= self.most_bytes;
        if !fits || place.set(change.clone()).is_err() {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
        }
        Ok(change)
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
