//! All answers of the judges, as plain numbers.

use std::sync::{Arc, atomic::AtomicBool};

use anyhow::Result;
use xraygan::views::{View, Views};

use super::{
    classifier::{Classifier, Grades, Sight},
    input::Rows,
    judges::Judges,
    siamese::same_patient,
    spaces::{Network, Space, spaces},
    tasks::Answers,
};
use crate::{
    draw::{
        gallery::{Gallery, Swapped},
        pictures::{Pairs, Pictures, Stored, having},
        subjects::{Subjects, strangers_at},
    },
    watch::Watch,
};
use learn::images::Images;
use metrics::Task;

/// What the judges say, and what is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What the classifier is asked, in the order of its probabilities.
    pub tasks: Vec<Task>,
    /// The right answers, `[task][study]`; `None` where a study does not tell.
    pub truth: Vec<Vec<Option<bool>>>,
    /// What the classifier answers; `None` without a classifier.
    pub graded: Option<Graded>,
    /// What the consistency network answers; `None` without it, or without images of either view.
    pub matched: Option<Matched>,
    /// The feature spaces.
    pub spaces: Vec<Space>,
}

/// The classifier's answers, both views shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded {
    /// On the real images.
    pub real: Grades,
    /// On the generated ones.
    pub generated: Grades,
    /// On both generated views of the studies whose report has one side, in their order.
    pub before: Grades,
    /// On those with the other side in the report.
    pub after: Grades,
}

/// Probabilities that two views are of one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// Of real pairs.
    pub real: Pairings,
    /// Of generated pairs.
    pub generated: Pairings,
}

/// Probabilities that a frontal and a lateral view are of one patient, 0..1.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairings {
    /// Where they are.
    pub same: Vec<f64>,
    /// Where they are of two.
    pub shuffled: Vec<f64>,
}

impl Judgement {
    /// Shows all pictures to all judges.
    ///
    /// # Errors
    /// An image that cannot be read, or [`crate::watch::Stopped`].
    pub fn new(
        judges: &Judges,
        subjects: &Subjects,
        answers: &Answers,
        drawn: &Gallery,
        stop: &AtomicBool,
    ) -> Result<Self> {
        let train = Stored(Images::new(
            Arc::clone(&subjects.train),
            judges.header.recipe.size,
        ));
        let generated = drawn.counterparts();
        let count = looks(judges, drawn, train.count());
        let watch = Watch::new("judging", count, stop);
        let graded = match &judges.classifier {
            Some(classifier) => Some(graded(
                classifier,
                drawn,
                &generated,
                judges.header.recipe.size,
                &watch,
            )?),
            None => None,
        };
        let both = graded.as_ref().map(|it| [&it.real, &it.generated]);
        let spaces = spaces(judges, both, &drawn.real, &generated, &train, &watch)?;
        let matched = matched(judges, subjects, &drawn.real, &spaces);
        watch.finish();
        let tasks = judges.header.tasks.clone();
        let truth = tasks
            .iter()
            .map(|task| {
                let of = |it| answers.answer(task, &subjects.study(it).record);
                subjects.chosen.iter().map(of).collect()
            })
            .collect();
        Ok(Self {
            tasks,
            truth,
            graded,
            matched,
            spaces,
        })
    }

    /// Places whose study answers the task with this number, and the answers.
    #[must_use]
    pub fn answered(&self, task: usize) -> (Vec<usize>, Vec<bool>) {
        let truth = self.truth[task].iter().enumerate();
        truth
            .filter_map(|(at, answer)| Some((at, (*answer)?)))
            .unzip()
    }
}

fn graded(
    classifier: &Classifier,
    drawn: &Gallery,
    generated: &Pairs,
    side: usize,
    watch: &Watch<'_>,
) -> Result<Graded> {
    let look = |pairs: &Pairs| {
        let all: Vec<usize> = (0..pairs.count()).collect();
        classifier.look(pairs, &all, Sight::Both, side, watch)
    };
    let complete = |views: Vec<Views<_>>| Pairs {
        side: drawn.real.side,
        views: views.into_iter().map(|pair| pair.map(Some)).collect(),
    };
    let Swapped { places, images, .. } = &drawn.swapped;
    let before = places.iter().map(|&at| drawn.generated[at].clone());
    Ok(Graded {
        real: look(&drawn.real)?,
        generated: look(generated)?,
        before: look(&complete(before.collect()))?,
        after: look(&complete(images.clone()))?,
    })
}

/// The consistency network on pairs of one study and of two patients.
fn matched(
    judges: &Judges,
    subjects: &Subjects,
    real: &Pairs,
    spaces: &[Space],
) -> Option<Matched> {
    let network = judges.consistency.as_ref()?;
    let space = |view| Space::of(spaces, Network::Consistency, view);
    let (frontal, lateral) = (space(View::Frontal)?, space(View::Lateral)?);
    let places = having(real, &View::ALL);
    let same: Vec<(usize, usize)> = (0..places.len()).map(|at| (at, at)).collect();
    let strangers = strangers_at(&subjects.chosen, &places);
    let judge = |frontal: &Rows, lateral: &Rows| {
        let (frontal, lateral) = (frontal.at(&places), lateral.at(&places));
        Pairings {
            same: same_patient(network, &frontal, &lateral, &same),
            shuffled: same_patient(network, &frontal, &lateral, &strangers),
        }
    };
    Some(Matched {
        real: judge(&frontal.real, &lateral.real),
        generated: judge(&frontal.generated, &lateral.generated),
    })
}

/// How many images the judges are shown, for the progress.
fn looks(judges: &Judges, drawn: &Gallery, train: usize) -> usize {
    let all = 2 * drawn.real.count() + train;
    let classifier = if judges.classifier.is_some() {
        3 * all + 2 * drawn.swapped.places.len()
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
