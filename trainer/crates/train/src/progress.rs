//! The progress of a run, for the terminal.

use std::time::Duration;

use support::progress::Progress;

use crate::{run_folder::Statistics, schedule::Position};

/// Moves to a place in the schedule.
pub fn step(
    progress: &Progress,
    images: u64,
    at: &Position<'_>,
    per_second: f64,
    left: Option<Duration>,
) {
    let stage = at.stage;
    let place = format!("{} px {} {per_second:.1}/s", stage.size, stage.phase.name());
    progress.reach(images, &place, left);
}

/// Shows the losses of a tick.
pub fn tick(progress: &Progress, line: &Statistics) {
    let losses: Vec<String> = (line.losses.iter().chain(&line.validation))
        .map(|(name, value)| format!("{name} {value:.3}"))
        .collect();
    progress.remark(&format!("epoch {:.2}: {}", line.epoch, losses.join(" ")));
}
