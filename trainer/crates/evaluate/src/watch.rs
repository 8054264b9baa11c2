//! Progress of long work, and its end at Ctrl-C.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use anyhow::{Result, bail};
use support::progress::Progress;

/// Ctrl-C was pressed; the evaluation ends with this error and writes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// Work with a name that ends at Ctrl-C.
#[derive(Debug)]
pub struct Watch<'a> {
    stop: &'a AtomicBool,
    what: &'static str,
    progress: Progress,
    began: Instant,
}

impl<'a> Watch<'a> {
    /// Begins work called `what` of `total` parts.
    #[must_use]
    pub fn new(what: &'static str, total: usize, stop: &'a AtomicBool) -> Self {
        Self {
            stop,
            what,
            progress: Progress::new(what, total as u64, 0),
            began: Instant::now(),
        }
    }

    /// Notes that `parts` more are done.
    ///
    /// # Errors
    /// [`Stopped`], once Ctrl-C was pressed.
    pub fn advance(&self, parts: usize) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            self.progress.clear();
            bail!(Stopped);
        }
        self.progress.advance(parts as u64);
        Ok(())
    }

    /// Ends the bar and says how long it took.
    pub fn finish(&self) {
        self.progress.clear();
        eprintln!(
            "{}: {} in {:.1} s",
            self.what,
            self.progress.done(),
            self.began.elapsed().as_secs_f64()
        );
    }
}
