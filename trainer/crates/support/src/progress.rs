//! Progress of long work on standard error: a bar, or plain lines where there is no terminal.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Time between two plain lines.
const PAUSE: Duration = Duration::from_secs(10);

/// Work of a known number of parts.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    unit: &'static str,
    began: Instant,
    /// Parts that were done before.
    before: u64,
    said: Mutex<Instant>,
}

impl Progress {
    /// Begins at `done` of `total` parts, counted in `unit` ("studies").
    #[must_use]
    pub fn new(unit: &'static str, total: u64, done: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let template = format!("{{bar:20}} {{pos}}/{{len}} {unit} {{prefix}} {{wide_msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        bar.set_position(done);
        let now = Instant::now();
        Self {
            bar,
            unit,
            began: now,
            before: done,
            said: Mutex::new(now),
        }
    }

    /// Notes that `parts` more are done.
    pub fn advance(&self, parts: u64) {
        self.bar.inc(parts);
        let done = self.done();
        let fresh = done.saturating_sub(self.before);
        let seconds = self.began.elapsed().as_secs_f64();
        let rate = fresh as f64 / seconds.max(1e-9);
        let rest = self.total().saturating_sub(done) as f64 / rate.max(1e-9);
        let left = Duration::try_from_secs_f64(rest).ok();
        self.show(&format!("{rate:.2}/s"), left);
    }

    /// Moves to `done` parts, for callers that know their own speed and estimate.
    pub fn reach(&self, done: u64, note: &str, left: Option<Duration>) {
        self.bar.set_position(done);
        self.show(note, left);
    }

    fn show(&self, note: &str, left: Option<Duration>) {
        let left = left.map_or_else(String::new, |left| {
            format!(", {} left", HumanDuration(left))
        });
        self.bar.set_prefix(format!("{note}{left}"));
        if !self.bar.is_hidden() {
            return;
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.elapsed() >= PAUSE {
            *said = Instant::now();
            let (done, total, unit) = (self.done(), self.total(), self.unit);
            eprintln!("{done}/{total} {unit}, {note}{left}");
        }
    }

    /// Parts done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.bar.position()
    }

    fn total(&self) -> u64 {
        self.bar.length().unwrap_or_default()
    }

    /// Says something: behind the bar on a terminal, else as a line of its own.
    pub fn remark(&self, text: &str) {
        if self.bar.is_hidden() {
            eprintln!("{text}");
        } else {
            self.bar.set_message(text.to_owned());
        }
    }

    /// Says something as a line of its own.
    pub fn say(&self, text: &str) {
        if self.bar.is_hidden() {
            eprintln!("{text}");
        } else {
            self.bar.println(text);
        }
    }

    /// Leaves the bar as it is, when work ends.
    pub fn finish(&self) {
        self.bar.abandon();
    }

    /// Removes the bar.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_from_where_it_began() {
        let progress = Progress::new("studies", 10, 4);
        progress.advance(3);
        assert_eq!(progress.done(), 7);
        progress.reach(9, "64 px", None);
        assert_eq!((progress.done(), progress.total()), (9, 10));
        progress.clear();
    }
}
