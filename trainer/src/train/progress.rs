//! What the person at the terminal sees: a bar, or plain lines where there is no terminal.

use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{run_folder::Line, schedule::Position};

/// Progress of a run on standard error.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Begins at `images` of `total` images.
    #[must_use]
    pub fn new(total: u64, images: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{bar:20} {pos}/{len} images {prefix} {wide_msg}")
        {
            bar.set_style(style);
        }
        bar.set_position(images);
        Self { bar }
    }

    /// Moves to a place in the schedule.
    pub fn step(&self, images: u64, at: &Position<'_>, per_second: f64, left: Option<Duration>) {
        let left = left.map_or_else(String::new, |left| {
            format!(", {} left", HumanDuration(left))
        });
        let stage = at.stage;
        self.bar.set_prefix(format!(
            "{} px {} {per_second:.1}/s{left}",
            stage.size,
            stage.phase.name()
        ));
        self.bar.set_position(images);
    }

    /// Shows the losses of a tick.
    pub fn tick(&self, line: &Line, total: u64, left: Option<Duration>) {
        let losses: Vec<String> = (line.losses.iter().chain(&line.validation))
            .map(|(name, value)| format!("{name} {value:.3}"))
            .collect();
        let losses = losses.join(" ");
        if self.bar.is_hidden() {
            let left = left.map_or_else(|| "?".to_owned(), |left| HumanDuration(left).to_string());
            eprintln!(
                "{}/{total} images, {} px {} epoch {:.2}, {:.1}/s, {left} left: {losses}",
                line.images, line.size, line.phase, line.epoch, line.images_per_second
            );
        } else {
            self.bar.set_message(losses);
        }
    }

    /// Says something beside the bar.
    pub fn say(&self, text: &str) {
        if self.bar.is_hidden() {
            eprintln!("{text}");
        } else {
            self.bar.println(text);
        }
    }

    /// Ends the bar.
    pub fn finish(&self) {
        self.bar.abandon();
    }
}
