//! One step of each phase.

mod consistency;
mod context;
mod critic;
mod draw;
mod generator;
mod reading;
mod told;

pub use context::Context;
pub use draw::Drawn;
pub use reading::ReadingScore;

use crate::{
    networks::Networks,
    schedule::{Phase, Position},
};
use burn::tensor::Tensor;
use learn::{batch::Batch, meter::Meter};

impl Context<'_> {
    /// Generates the batch's views, with the graph, and for templates measures the places of findings.
    #[must_use]
    pub fn draw(
        self,
        networks: &Networks,
        batch: &Batch,
        at: &Position<'_>,
    ) -> (Vec<Drawn>, Option<Tensor<1>>) {
        match self.config.cascade.templates() {
            None => (self.draw_released(networks, batch, at), None),
            Some(templates) => self.draw_told(&networks.generator, &templates.patient, batch, at),
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
        let (drawn, places) = self.draw(networks, batch, at);
        if at.stage.phase == Phase::Gan {
            for view in &drawn {
                self.critic_update(networks, view, at, meter);
            }
        }
        self.generator_update(networks, &drawn, places, at, meter);
    }
}
