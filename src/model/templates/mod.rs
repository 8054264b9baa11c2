//! The second kind of cascade: a trunk that knows coordinates, and learnt templates that smooth flows carry to their
//! place.
//!
//! All patients of one anatomy show the same ribs, vessels and spine, displaced. Its templates hold them once, in layers
//! that move apart as in a projection (Deforming Autoencoders, arXiv 1806.06503; `VoxelMorph`'s templates, arXiv 1908.02738); the
//! trunk says how they move and draws the rest. The code scales and shifts the channels of every block (DF-GAN, arXiv
//! 2008.05865), coordinates are joined to them (`CoordConv`, arXiv 1807.03247), features are carried from scale to
//! scale beside the image, and the places of findings are shown as maps.

mod anatomy;
mod cascade;
mod heads;
mod modulated;
mod resampling;
#[cfg(test)]
mod tests;

pub use anatomy::AnatomyChoice;
pub use cascade::{FLOW, TemplateCascade, TemplateState};
pub use heads::{ConditionEncoder, PlacesHead};
pub use modulated::SHORTCUT_SCALE;
pub use resampling::{cubic, resampling, tent};
