//! Feature spaces: what the judges see in real test, generated and training images.

use anyhow::Result;
use serde::Serialize;
use xraygan::views::View;

use super::{
    classifier::{Grades, Shown},
    judges::Judges,
    pictures::{Made, Pictures, Real, Rows, having, pixel_rows},
    siamese,
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
#[derive(Debug)]
pub struct Space {
    /// Whose features.
    pub network: Network,
    /// `frontal`, `lateral` or `pair`.
    pub view: &'static str,
    /// Real test images.
    pub real: Rows,
    /// Generated images, in the order of `real`.
    pub made: Rows,
    /// Training images.
    pub train: Rows,
}

impl Space {
    /// Such as `frontal, classifier`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}, {}", self.view, self.network.name())
    }
}

/// Everything the judges say about the images.
#[derive(Debug)]
pub struct Seen {
    /// All spaces; those of a network that is missing or of a view without images are not there.
    pub spaces: Vec<Space>,
    /// The classifier on real and on generated test studies, both views shown.
    pub grades: Option<[Grades; 2]>,
}

impl Seen {
    /// Shows all images to all judges.
    ///
    /// # Errors
    /// An image that cannot be read, or [`super::watch::Stopped`].
    pub fn new(
        judges: &Judges,
        real: &Real,
        made: &Made,
        train: &Real,
        watch: &Watch<'_>,
    ) -> Result<Self> {
        let side = judges.header.recipe.size;
        let sets: [&dyn Pictures; 3] = [real, made, train];
        let mut spaces = Vec::new();
        let mut grades = None;
        if let Some(classifier) = &judges.classifier {
            let look = |set: usize, places: &[usize], shown| {
                classifier.look(sets[set], places, shown, side, watch)
            };
            let all = |set: usize| (0..sets[set].count()).collect::<Vec<_>>();
            let seen = [
                look(0, &all(0), Shown::Both)?,
                look(1, &all(1), Shown::Both)?,
            ];
            let pairs = having(real, &View::ALL)?;
            let train_pairs = having(train, &View::ALL)?;
            if !pairs.is_empty() && !train_pairs.is_empty() {
                spaces.push(Space {
                    network: Network::Classifier,
                    view: "pair",
                    real: seen[0].features.at(&pairs),
                    made: seen[1].features.at(&pairs),
                    train: look(2, &train_pairs, Shown::Both)?.features,
                });
            }
            grades = Some(seen);
        }
        for view in View::ALL {
            let places = having(real, &[view])?;
            let of_train = having(train, &[view])?;
            if places.is_empty() || of_train.is_empty() {
                continue;
            }
            let mut add = |network, of: &dyn Fn(usize, &[usize]) -> Result<Rows>| -> Result<()> {
                spaces.push(Space {
                    network,
                    view: view.name(),
                    real: of(0, &places)?,
                    made: of(1, &places)?,
                    train: of(2, &of_train)?,
                });
                Ok(())
            };
            if let Some(classifier) = &judges.classifier {
                add(Network::Classifier, &|set, places| {
                    let shown = Shown::Only(view);
                    Ok(classifier
                        .look(sets[set], places, shown, side, watch)?
                        .features)
                })?;
            }
            if let Some(network) = &judges.consistency {
                add(Network::Consistency, &|set, places| {
                    siamese::embed(network, sets[set], places, view, side, watch)
                })?;
            }
            add(Network::Pixels, &|set, _| {
                pixel_rows(sets[set], view, PIXELS)
            })?;
        }
        Ok(Self { spaces, grades })
    }

    /// A space by network and view.
    #[must_use]
    pub fn space(&self, network: Network, view: View) -> Option<&Space> {
        self.spaces
            .iter()
            .find(|space| space.network == network && space.view == view.name())
    }
}

/// How many images [`Seen::new`] shows to judges, for its progress.
#[must_use]
pub fn looks(judges: &Judges, test: usize, train: usize) -> usize {
    let all = 2 * test + train;
    let classifier = if judges.classifier.is_some() {
        3 * all
    } else {
        0
    };
    let consistency = if judges.consistency.is_some() {
        2 * all
    } else {
        0
    };
    classifier + consistency
}
