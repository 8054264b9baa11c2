//! Feature spaces: what the judges see in real test, generated and training images.

use anyhow::Result;
use serde::Serialize;
use xraygan::views::View;

use super::{
    classifier::{Grades, Sight},
    input::{Rows, pixel_rows},
    judges::Judges,
    siamese,
};
use crate::{
    draw::pictures::{Pairs, Pictures, Stored, having},
    watch::Watch,
};

/// Side at which pixels are features, in pixels.
pub const PIXELS: usize = 32;

/// Whose features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// Pooled features of the findings classifier.
    Classifier,
    /// Embedding of the independent consistency network.
    Consistency,
    /// Pixels at 32 px.
    Pixels,
}

impl Network {
    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Classifier => "classifier",
            Self::Consistency => "consistency",
            Self::Pixels => "pixels",
        }
    }
}

/// The same features of three sets of images.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// Whose features.
    pub network: Network,
    /// `frontal`, `lateral` or `pair`.
    pub view: &'static str,
    /// Real test images.
    pub real: Rows,
    /// Generated images, in the order of `real`.
    pub generated: Rows,
    /// Training images.
    pub train: Rows,
}

impl Space {
    /// Such as `frontal, classifier`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}, {}", self.view, self.network.name())
    }

    /// The space of a network and view, if it is there.
    #[must_use]
    pub fn of(spaces: &[Self], network: Network, view: View) -> Option<&Self> {
        spaces
            .iter()
            .find(|space| space.network == network && space.view == view.name())
    }
}

/// Features of some studies' pictures.
type Look<'a> = &'a dyn Fn(&dyn Pictures, &[usize]) -> Result<Rows>;

/// All spaces; those of a network that is missing or of a view without images are not there. `grades` are those of the
/// real and the generated images with both views shown.
///
/// # Errors
/// An image that cannot be read, or [`crate::watch::Stopped`].
pub fn spaces(
    judges: &Judges,
    grades: Option<[&Grades; 2]>,
    real: &Pairs,
    generated: &Pairs,
    train: &Stored,
    watch: &Watch<'_>,
) -> Result<Vec<Space>> {
    let side = judges.header.recipe.size;
    let sets: [&dyn Pictures; 3] = [real, generated, train];
    let mut spaces = Vec::new();
    if let (Some(classifier), Some([of_real, of_generated])) = (&judges.classifier, grades) {
        let (pairs, train_pairs) = (having(real, &View::ALL), having(train, &View::ALL));
        if !pairs.is_empty() && !train_pairs.is_empty() {
            let of_train = classifier.look(train, &train_pairs, Sight::Both, side, watch)?;
            spaces.push(Space {
                network: Network::Classifier,
                view: "pair",
                real: of_real.features.at(&pairs),
                generated: of_generated.features.at(&pairs),
                train: of_train.features,
            });
        }
    }
    for view in View::ALL {
        let (places, of_train) = (having(real, &[view]), having(train, &[view]));
        if places.is_empty() || of_train.is_empty() {
            continue;
        }
        let mut add = |network, of: Look<'_>| {
            let [real, generated, train] = sets;
            spaces.push(Space {
                network,
                view: view.name(),
                real: of(real, &places)?,
                generated: of(generated, &places)?,
                train: of(train, &of_train)?,
            });
            anyhow::Ok(())
        };
        if let Some(classifier) = &judges.classifier {
            add(Network::Classifier, &|pictures, places| {
                let sight = Sight::Only(view);
                Ok(classifier
                    .look(pictures, places, sight, side, watch)?
                    .features)
            })?;
        }
        if let Some(network) = &judges.consistency {
            add(Network::Consistency, &|pictures, places| {
                siamese::embed(network, pictures, places, view, side, watch)
            })?;
        }
        add(Network::Pixels, &|pictures, _| {
            pixel_rows(pictures, view, PIXELS)
        })?;
    }
    Ok(spaces)
}
