//! One step of each phase.

mod consistency;
mod context;
mod critic;
mod draw;
mod generator;
mod reading;
mod told;
mod told_loss;

pub use context::Context;
pub use draw::{Drawing, Drawn};
pub use reading::ReadingScore;

use crate::{
    networks::Networks,
    schedule::{Phase, Position},
};
use learn::{batch::Batch, meter::Meter};

impl Context<'_> {
    /// Generates the batch's views, with the graph, and for templates measures the places of findings.
    #[must_use]
    pub fn draw(self, networks: &Networks, batch: &Batch, at: &Position<'_>) -> Drawing {
        match self.config.cascade.templates() {
            None => self.draw_released(networks, batch, at),
            Some(templates) => self.draw_told(networks, &templates.patient, batch, at),
        }
    }

    /// Trains encoder and cascades and, in adversarial training, the critics.
    pub fn generator_step(
        self,
        networks: &mut Networks,
        batch: &Batch,
        at: &Position<'_>,
        meter: &mut Meter,
    ) {
        let drawn = self.draw(networks, batch, at);
        if at.stage.phase == Phase::Gan {
            for view in &drawn.views {
                self.critic_update(networks, view, at, meter);
            }
        }
        self.generator_update(networks, &drawn, at, meter);
    }
}
