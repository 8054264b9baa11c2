//! Progress of long work, and its end at Ctrl-C.

use std::{
    cell::Cell,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Time between two plain lines.
const PAUSE: Duration = Duration::from_secs(10);

/// Ctrl-C was pressed; the evaluation ends with this error and writes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// A bar on standard error, or plain lines where there is no terminal.
#[derive(Debug)]
pub struct Watch<'a> {
    stop: &'a AtomicBool,
    what: &'static str,
    bar: ProgressBar,
    began: Instant,
    said: Cell<Instant>,
}

impl<'a> Watch<'a> {
    /// Begins work called `what` of `total` parts.
    #[must_use]
    pub fn new(what: &'static str, total: usize, stop: &'a AtomicBool) -> Self {
        let target = ProgressDrawTarget::stderr();
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{msg:24} {bar:20} {pos}/{len}, {eta} left")
        {
            bar.set_style(style);
        }
        bar.set_message(what);
        let now = Instant::now();
        Self {
            stop,
            what,
            bar,
            began: now,
            said: Cell::new(now),
        }
    }

    /// Notes that `parts` more are done.
    ///
    /// # Errors
    /// [`Stopped`], once Ctrl-C was pressed.
    pub fn advance(&self, parts: usize) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            self.bar.finish_and_clear();
            bail!(Stopped);
        }
        self.bar.inc(parts as u64);
        if self.bar.is_hidden() && self.said.get().elapsed() >= PAUSE {
            self.said.set(Instant::now());
            let (done, total) = (
                self.bar.position(),
                self.bar.length().unwrap_or_default().max(1),
            );
            let rest = total.saturating_sub(done) as f64 / done.max(1) as f64;
            let left = HumanDuration(self.began.elapsed().mul_f64(rest));
            eprintln!("{}: {done}/{total}, {left} left", self.what);
        }
        Ok(())
    }

    /// Ends the bar and says how long it took.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        eprintln!(
            "{}: {} in {:.1} s",
            self.what,
            self.bar.position(),
            self.began.elapsed().as_secs_f64()
        );
    }
}
