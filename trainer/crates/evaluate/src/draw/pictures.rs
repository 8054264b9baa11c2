//! One interface to real and generated images.

use std::sync::Arc;

use anyhow::Result;
use xraygan::views::{View, Views};

use learn::images::Images;

/// One view of a study: grey levels, row by row.
pub type Grey = Arc<Vec<u8>>;

/// Images of some studies, by place.
pub trait Pictures: Sync {
    /// Number of studies.
    fn count(&self) -> usize;

    /// Whether the study has the view.
    fn has(&self, at: usize, view: View) -> bool;

    /// One view; `None` where the study lacks it.
    ///
    /// # Errors
    /// An image that cannot be read; the message names the file.
    fn view(&self, at: usize, view: View) -> Result<Option<Grey>>;

    /// One view without the study's findings, at the size that [`Pictures::view`] has; `None` where nobody knows it.
    ///
    /// # Errors
    /// As [`Pictures::view`].
    fn without_findings(&self, _at: usize, _view: View) -> Result<Option<Grey>> {
        Ok(None)
    }
}

/// Images of all studies of a dataset's split, read when they are first asked for.
#[derive(Debug)]
pub struct Stored(pub Images);

impl Pictures for Stored {
    fn count(&self) -> usize {
        self.0.studies().all().len()
    }

    fn has(&self, at: usize, view: View) -> bool {
        self.0.studies().all()[at].has(view)
    }

    fn view(&self, at: usize, view: View) -> Result<Option<Grey>> {
        self.0.get(at, view)
    }

    fn without_findings(&self, at: usize, view: View) -> Result<Option<Grey>> {
        if !self.0.studies().tells_change(at, self.0.size()) {
            return Ok(None); // what is coarser leaves the outlines of the findings
        }
        let (Some(film), Some(change)) = (self.0.get(at, view)?, self.0.change(at, view)?) else {
            return Ok(None);
        };
        let less = |(&film, &change): (&u8, &u8)| {
            (f32::from(film) - 255.0 * dataset::change(change)).round() as u8
        };
        Ok(Some(Arc::new(
            film.iter().zip(&*change).map(less).collect(),
        )))
    }
}

/// Images in memory, all of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Side in pixels.
    pub side: usize,
    /// The views that each study has.
    pub views: Vec<Views<Option<Grey>>>,
}

impl Pairs {
    /// One view; `None` where the study lacks it.
    #[must_use]
    pub fn get(&self, at: usize, view: View) -> Option<&Grey> {
        self.views[at][view].as_ref()
    }
}

impl Pictures for Pairs {
    fn count(&self) -> usize {
        self.views.len()
    }

    fn has(&self, at: usize, view: View) -> bool {
        self.get(at, view).is_some()
    }

    fn view(&self, at: usize, view: View) -> Result<Option<Grey>> {
        Ok(self.get(at, view).cloned())
    }
}

/// Places of the studies that have all of `views`.
#[must_use]
pub fn having(pictures: &dyn Pictures, views: &[View]) -> Vec<usize> {
    (0..pictures.count())
        .filter(|&at| views.iter().all(|&view| pictures.has(at, view)))
        .collect()
}
