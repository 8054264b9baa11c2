//! One step of each phase.

mod consistency;
mod context;
mod critic;
mod draw;
mod generator;

pub use context::Context;
pub use draw::Drawn;

use crate::{
    networks::Networks,
    schedule::{Phase, Position},
};
use learn::{batch::Batch, meter::Meter};

impl Context<'_> {
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
            for view in &drawn {
                self.critic_update(networks, view, at, meter);
            }
        }
        self.generator_update(networks, &drawn, at, meter);
    }
}
