//! The findings that a model draws too weakly, by the AUROC of an evaluation; page and program warn of them.

use std::collections::BTreeMap;

use xraygan::weights::WeakFinding;

use metrics::{Figure, Question, Task};

/// Area under the ROC curve that a finding must reach in generated images ...
const ENOUGH: f64 = 0.85;

/// ... or this share of the area in real images, where that is less.
const SHARE: f64 = 0.9;

/// A judge with less on real images cannot tell, so that its share says nothing.
const ABLE: f64 = 0.75;

/// The findings below what they must reach, each with its worst question (present, left, right).
pub fn find(figures: &[Figure]) -> Vec<WeakFinding> {
    let mut worst: BTreeMap<&str, WeakFinding> = BTreeMap::new();
    for figure in figures {
        let Some(Task {
            label,
            question: Question::Present | Question::Left | Question::Right,
        }) = &figure.about
        else {
            continue;
        };
        let needed = match figure.ceiling {
            Some(real) if real >= ABLE => (SHARE * real).min(ENOUGH),
            _ => ENOUGH,
        };
        let found = WeakFinding {
            finding: label.clone(),
            measured: rounded(figure.value),
            needed: rounded(needed),
        };
        if figure.value < needed {
            let lack = |it: &WeakFinding| it.needed - it.measured;
            let kept = worst.entry(label).or_insert_with(|| found.clone());
            if lack(&found) > lack(kept) {
                *kept = found;
            }
        }
    }
    worst.into_values().collect()
}

fn rounded(area: f64) -> f64 {
    (area * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics::Direction;

    fn figure(label: &str, question: Question, value: f64, real: f64) -> Figure {
        let task = Task {
            label: label.to_owned(),
            question,
        };
        Figure::new(task.name(), value, 100, Direction::Higher)
            .with_ceiling(real)
            .about(task)
    }

    #[test]
    fn a_finding_is_weak_by_its_worst_question() {
        let figures = [
            // About no finding, whatever its name.
            Figure::new("AUROC, effusion", 0.1, 100, Direction::Higher).with_ceiling(0.9),
            figure("effusion", Question::Present, 0.9, 0.95),
            figure("effusion", Question::Left, 0.7, 0.95),
            figure("effusion", Question::Right, 0.8, 0.95),
            figure("effusion", Question::Severe, 0.2, 0.9),
            // 90 % of what the judge reaches on real images.
            figure("nodule", Question::Present, 0.73, 0.8),
            // The judge itself cannot tell.
            figure("pneumothorax", Question::Present, 0.6, 0.56),
            figure("cardiomegaly", Question::Present, 0.86, 0.99),
            // A label of several words.
            figure("Pleural Thickening", Question::Left, 0.5, 0.95),
        ];
        let weak = find(&figures);
        let names: Vec<(&str, f64, f64)> = weak
            .iter()
            .map(|it| (it.finding.as_str(), it.measured, it.needed))
            .collect();
        assert_eq!(
            names,
            [
                ("Pleural Thickening", 0.5, 0.85),
                ("effusion", 0.7, 0.85),
                ("pneumothorax", 0.6, 0.85)
            ]
        );
    }
}
