//! Whether a finding that a report denies stays away.

use anyhow::Result;
use xraygan::{
    findings::{Certainty, Kind},
    report::Mention,
};

use super::group::{FigureGroup, RESAMPLES, mean, mean_interval};
use crate::{
    draw::subjects::Subject,
    judge::{classifier::Grades, judgement::Judgement, tasks::LEAST_TEST},
    labels::kind_of,
};
use metrics::{Direction, Figure, Question, auroc, auroc_interval};

/// Measures the group `negation`.
///
/// # Errors
/// A judge that gives something other than numbers.
pub fn measure(subjects: &[Subject], judgement: &Judgement, seed: u64) -> Result<FigureGroup> {
    let mut group = FigureGroup::new(
        "negation",
        "Findings that the report denies",
        &[
            "Studies without the label whose report denies the finding and nowhere affirms it, as the report reader takes it, against studies with the label.",
            "Mean probability by the classifier on generated images of either kind, and AUROC of one against the other: a model that merely sees the word \"effusion\" scores 0.5. Ceiling: real images.",
        ],
    );
    let Some(graded) = &judgement.graded else {
        group.note("left out: there is no classifier");
        return Ok(group);
    };
    for (number, task) in judgement.tasks.iter().enumerate() {
        if task.question != Question::Present {
            continue;
        }
        let name = task.name();
        let Some(kind) = kind_of(&task.label) else {
            group.note(format!(
                "{name}: left out, the report reader knows no such finding"
            ));
            continue;
        };
        let (places, answers) = judgement.answered(number);
        let of = |wanted: bool| -> Vec<usize> {
            let pairs = places.iter().zip(&answers);
            pairs
                .filter(|(_, answer)| **answer == wanted)
                .map(|(at, _)| *at)
                .collect()
        };
        let positive = of(true);
        let mut negated = of(false);
        negated.retain(|&at| denies(&subjects[at].mentions, kind));
        if negated.len() < LEAST_TEST || positive.len() < LEAST_TEST {
            group.note(format!(
                "{name}: left out, {} reports deny it and {} have it, fewer than {LEAST_TEST}",
                negated.len(),
                positive.len()
            ));
            continue;
        }
        let scores = |grades: &Grades, places: &[usize]| -> Vec<f64> {
            places
                .iter()
                .map(|&at| grades.probabilities[at][number])
                .collect()
        };
        for (what, places, direction) in [
            ("denied", &negated, Direction::Lower),
            ("present", &positive, Direction::Higher),
        ] {
            let values = scores(&graded.generated, places);
            let figure = Figure::new(
                format!("mean probability where {what}, {name}"),
                mean(&values),
                values.len(),
                direction,
            );
            let figure = figure.with_ceiling(mean(&scores(&graded.real, places)));
            group.add_within(figure, mean_interval(&values, seed));
        }
        let label = [vec![true; positive.len()], vec![false; negated.len()]].concat();
        let both = |grades| [scores(grades, &positive), scores(grades, &negated)].concat();
        let found = auroc_interval(&both(&graded.generated), &label, RESAMPLES, seed)?;
        if let (Some(found), Some(best)) = (found, auroc(&both(&graded.real), &label)?) {
            let figure = Figure::new(
                format!("AUROC present against denied, {name}"),
                found.value,
                label.len(),
                Direction::Higher,
            );
            group.add_within(
                figure.with_ceiling(best).with_floor(0.5),
                [found.low, found.high],
            );
        }
    }
    Ok(group)
}

/// Whether a report denies a finding and nowhere says that it is, or may be, there.
fn denies(mentions: &[Mention], kind: Kind) -> bool {
    let mut named = mentions.iter().filter(|it| it.finding == kind).peekable();
    named.peek().is_some() && named.all(|it| it.certainty == Certainty::Denied)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::judge::{input::Rows, judgement::Graded};
    use metrics::Task;
    use xraygan::report::{Report, Tokenizer, Vocabulary};

    fn mentions(text: &str) -> Vec<Mention> {
        let words = "a an effusion effusions for heart is known left negative no normal or pleural pneumothorax seen \
                     small there";
        let vocabulary = Vocabulary::from_words(words.split(' '), Tokenizer::Standard).unwrap();
        let report = Report::from_sections(text, "").unwrap();
        report.tokenize(&vocabulary).unwrap().mentions()
    }

    #[test]
    fn a_report_denies_what_it_nowhere_affirms() {
        let denies = |text: &str| denies(&mentions(text), Kind::Effusion);
        for text in [
            "No pleural effusion.",
            "Heart normal. No pneumothorax or pleural effusions are seen.",
            "Negative for – effusion",
        ] {
            assert!(denies(text), "{text}");
        }
        for text in [
            "Small effusion. No pneumothorax.",
            "There is an effusion, no pneumothorax",
            "Known effusion",
            "No pneumothorax",
            "No effusion. Small left effusion.",
        ] {
            assert!(!denies(text), "{text}");
        }
    }
    #[test]
    fn labels_that_are_no_finding_are_left_out_with_a_note() {
        // Eleven studies in turn without and with it, which the judge tells apart.
        let ill = |at: usize| at % 2 == 1;
        let subjects: Vec<Subject> = (0..11)
            .map(|at| Subject {
                index: at,
                study: format!("s{at}"),
                patient: at,
                text: String::new(),
                mentions: mentions(if ill(at) {
                    "Small effusion"
                } else {
                    "No effusion"
                }),
                seed: 0,
            })
            .collect();
        let grades = Grades {
            features: Rows::default(),
            probabilities: (0..11)
                .map(|at| vec![if ill(at) { 0.9 } else { 0.2 }; 2])
                .collect(),
        };
        let truth: Vec<Option<bool>> = (0..11).map(|at| Some(ill(at))).collect();
        let judgement = Judgement {
            tasks: ["Effusion", "Opacity"]
                .map(|label| Task {
                    label: label.to_owned(),
                    question: Question::Present,
                })
                .into(),
            truth: vec![truth.clone(), truth],
            graded: Some(Graded {
                real: grades.clone(),
                generated: grades.clone(),
                before: grades.clone(),
                after: grades,
            }),
            matched: None,
            spaces: Vec::new(),
        };
        let group = measure(&subjects, &judgement, 1).unwrap();
        let figures: Vec<(&str, f64)> = group
            .figures
            .iter()
            .map(|it| (it.figure.name.as_str(), it.figure.value))
            .collect();
        assert_eq!(figures.len(), 3, "{figures:?}");
        assert!((figures[0].1 - 0.2).abs() < 1e-9, "{figures:?}");
        assert!((figures[1].1 - 0.9).abs() < 1e-9, "{figures:?}");
        assert_eq!(figures[2], ("AUROC present against denied, Effusion", 1.0));
        assert_eq!(
            group.notes,
            ["Opacity: left out, the report reader knows no such finding"]
        );
    }
}
