//! From the text of a real report to the film: whether a judge sees in the drawn pair what people said of the study.

use std::{path::Path, sync::atomic::AtomicBool};

use anyhow::{Result, bail};
use xraygan::{
    findings::{Certainty, FindingsTable, Kind},
    generation::Request,
    report::openi::OpeniStudy,
    weights::Bundle,
};

use super::{
    answers,
    group::{FigureGroup, mean},
};
use crate::{
    draw::{
        generator::{generate, request},
        pictures::Pairs,
    },
    judge::{classifier::Sight, judges::Judges},
    watch::Watch,
};
use metrics::{Direction, Figure, Question};
use reading::sources;

/// Pairs drawn and judged before the next are.
const AT_ONCE: usize = 64;

/// Fewest reports with a finding, and without.
const LEAST: usize = 20;

/// The studies whose pairs are drawn: those with terms and a report, of even number. The language of the reader and its
/// rules were written with the odd ones in view.
///
/// # Errors
/// An archive or folder that cannot be read or has no such study.
pub fn coded(path: &Path) -> Result<Vec<OpeniStudy>> {
    let mut studies = sources::openi(path)?;
    studies.retain(|it| it.is_coded() && it.number().is_some_and(|it| it.is_multiple_of(2)));
    if studies.is_empty() {
        bail!(
            "{}: no report of even number with terms (`MeSH/major`); name the reports as Open-i distributes them",
            path.display()
        );
    }
    Ok(studies)
}

/// Measures the group `reports`: draws a pair for each study and asks the judge of findings; the n-th is drawn with
/// `seed` plus n.
///
/// # Errors
/// A model that computes something other than numbers, or [`crate::watch::Stopped`].
pub fn measure(
    bundle: &Bundle,
    judges: &Judges,
    studies: &[OpeniStudy],
    seed: u64,
    stop: &AtomicBool,
) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "reports",
        "Findings of real reports in their pairs",
        &[
            "Each report of even number of the Open-i collection is read as the page reads it and drawn; AUROC of the classifier's probability on the pair against the terms that people gave the study (MeSH), with its interval by bootstrap over studies.",
            "Ceiling: AUROC of the table of findings that was read (1 where it has the finding, one half where it may be there), which the picture is drawn from: what is lost between the two, the picture or the judge loses.",
        ],
    );
    let Some(classifier) = &judges.classifier else {
        group.note("left out: there is no judge of findings");
        return Ok(group);
    };
    let mut requests = Vec::new();
    let mut read = Vec::new();
    for (study, seed) in studies.iter().zip(seed..) {
        let [findings, impression] =
            [&study.findings, &study.impression].map(|it| it.as_deref().unwrap_or_default());
        if let Some(request) = request(bundle, findings, impression, seed) {
            read.push(study);
            requests.push(request);
        }
    }
    if read.len() < studies.len() {
        group.note(format!(
            "{} of {} reports left out: the model knows none of their words",
            studies.len() - read.len(),
            studies.len()
        ));
    }
    let watch = Watch::new("real reports", 2 * requests.len(), stop);
    let side = judges.header.recipe.size;
    let mut probabilities = Vec::with_capacity(requests.len());
    for part in requests.chunks(AT_ONCE) {
        let drawn = generate(bundle, part, &watch)?;
        let pairs = Pairs {
            side: bundle.manifest.model.size,
            views: drawn.into_iter().map(|it| it.map(Some)).collect(),
        };
        let all: Vec<usize> = (0..part.len()).collect();
        let grades = classifier.look(&pairs, &all, Sight::Both, side, &watch)?;
        probabilities.extend(grades.probabilities);
    }
    watch.finish();
    compare(&mut group, judges, &read, &requests, &probabilities, seed)?;
    Ok(group)
}

/// Adds the figures of each finding that judge and terms know.
fn compare(
    group: &mut FigureGroup,
    judges: &Judges,
    studies: &[&OpeniStudy],
    requests: &[Request],
    probabilities: &[Vec<f64>],
    seed: u64,
) -> Result<()> {
    let mut figures = Vec::new();
    for (number, task) in judges.header.tasks.iter().enumerate() {
        let (Some(kind), Question::Present) = (Kind::from_label(&task.label), task.question) else {
            continue;
        };
        let told: Vec<(usize, bool)> = (0..studies.len())
            .filter_map(|at| Some((at, studies[at].says(kind)?)))
            .collect();
        let of = |score: &dyn Fn(usize) -> f64| -> Vec<f64> {
            told.iter().map(|&(at, _)| score(at)).collect()
        };
        let column = answers::Column {
            task,
            scores: of(&|at| probabilities[at][number]),
            best: of(&|at| certainty(&requests[at].table, kind)),
            positive: told.iter().map(|it| it.1).collect(),
        };
        figures.extend(answers::measure(group, &column, LEAST, "reports", seed)?);
    }
    if figures.is_empty() {
        group.note("no finding has enough reports");
        return Ok(());
    }
    let shares: Vec<f64> = (figures.iter())
        .filter_map(|it| Some(it.figure.value / it.figure.ceiling?))
        .collect();
    let n = studies.len();
    group.add(answers::average(&figures, "findings", n));
    group.add(Figure::new(
        "AUROC over that of the table, mean over findings",
        mean(&shares),
        n,
        Direction::Higher,
    ));
    group.figures.extend(figures);
    Ok(())
}

/// How sure a table is of a finding: 1, one half or 0.
fn certainty(table: &FindingsTable, kind: Kind) -> f64 {
    let rows = table.shown().filter(|it| it.kind == kind);
    let sure = rows.map(|it| match it.certainty {
        Certainty::Present => 1.0,
        Certainty::Possible => 0.5,
        Certainty::Denied => 0.0,
    });
    sure.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use xraygan::report::Report;

    use super::*;

    #[test]
    fn a_table_is_sure_half_sure_or_not_at_all() {
        let table = |text: &str| {
            Report::from_sections(text, "")
                .map(|it| it.table())
                .unwrap_or_default()
        };
        let of = |text: &str| certainty(&table(text), Kind::Effusion);
        assert_eq!(of("Left pleural effusion."), 1.0);
        assert_eq!(of("Possible left pleural effusion."), 0.5);
        assert_eq!(of("No pleural effusion."), 0.0);
        assert_eq!(of("The heart is normal."), 0.0);
    }
}
