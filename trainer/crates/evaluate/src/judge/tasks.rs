//! What the classifier learns: labels, and where the truth of a study tells them, sides and severities.

use std::collections::{BTreeMap, BTreeSet};

use dataset::StudyRecord;
use metrics::{Question, Task};

/// Fewest studies with and without, to learn from.
pub const LEAST_TRAIN: usize = 10;

/// Fewest studies with and without, to judge with.
pub const LEAST_TEST: usize = 5;

/// The labels that each source uses; a source that never uses a label does not tell who lacks it.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    used: BTreeMap<String, BTreeSet<String>>,
}

impl Answers {
    /// Learns from all records which source uses which labels.
    pub fn of<'a>(records: impl Iterator<Item = &'a StudyRecord>) -> Self {
        let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for record in records {
            let labels = used.entry(record.source.clone()).or_default();
            labels.extend(record.labels.iter().cloned());
        }
        Self { used }
    }

    /// The answer for a study; `None` where the study does not tell.
    #[must_use]
    pub fn answer(&self, task: &Task, record: &StudyRecord) -> Option<bool> {
        let known = self.used.get(&record.source)?.contains(&task.label);
        let on = |side: &str| {
            let mut found = findings(record)?.filter(|it| text(it, "kind") == Some(&task.label));
            Some(found.any(|it| text(it, "side") == Some(side)))
        };
        match task.question {
            Question::Present => known.then(|| record.labels.contains(&task.label)),
            Question::Left => on("left"),
            Question::Right => on("right"),
            Question::Severe => {
                let found = findings(record)?.filter(|it| text(it, "kind") == Some(&task.label));
                let ranks = found.filter_map(|it| match text(it, "severity")? {
                    "mild" => Some(0),
                    "moderate" => Some(1),
                    "severe" => Some(2),
                    _ => None,
                });
                match ranks.max()? {
                    0 => Some(false),
                    2 => Some(true),
                    _ => None,
                }
            }
        }
    }

    /// The tasks for which training and test studies suffice ([`LEAST_TRAIN`], [`LEAST_TEST`]), by label.
    #[must_use]
    pub fn tasks(&self, train: &[&StudyRecord], test: &[&StudyRecord]) -> Vec<Task> {
        let labels: BTreeSet<&String> = self.used.values().flatten().collect();
        let questions = [
            Question::Present,
            Question::Left,
            Question::Right,
            Question::Severe,
        ];
        let all = labels.into_iter().flat_map(|label| {
            questions.map(|question| Task {
                label: label.clone(),
                question,
            })
        });
        all.filter(|task| {
            let enough = |records: &[&StudyRecord], least| {
                let answers = records.iter().filter_map(|it| self.answer(task, it));
                let (yes, no): (Vec<bool>, Vec<bool>) = answers.partition(|&yes| yes);
                yes.len() >= least && no.len() >= least
            };
            enough(train, LEAST_TRAIN) && enough(test, LEAST_TEST)
        })
        .collect()
    }
}

/// The record of the same patient without the findings: what is left is the chest's own. `None` for a study that has no
/// others, or no truth.
#[must_use]
pub fn without_findings(record: &StudyRecord) -> Option<StudyRecord> {
    let (own, other): (Vec<_>, Vec<_>) = (findings(record)?.cloned())
        .partition(|it| it.get("own").and_then(serde_json::Value::as_bool) == Some(true));
    if other.is_empty() {
        return None;
    }
    let mut twin = record.clone();
    let kept = |label: &String| own.iter().any(|it| text(it, "kind") == Some(label));
    twin.labels.retain(kept);
    *twin.truth.as_mut()?.get_mut("findings")? = own.into();
    Some(twin)
}

/// The findings in the truth of a study, if it has any truth.
fn findings(record: &StudyRecord) -> Option<impl Iterator<Item = &serde_json::Value>> {
    let found = record.truth.as_ref()?.get("findings")?.as_array()?;
    Some(found.iter())
}

fn text<'a>(finding: &'a serde_json::Value, field: &str) -> Option<&'a str> {
    finding.get(field)?.as_str()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(labels: &[&str], truth: &serde_json::Value) -> StudyRecord {
        serde_json::from_value(json!({
            "study": "s", "patient": "p", "split": "train", "source": "x", "labels": labels, "truth": truth
        }))
        .unwrap()
    }

    fn sided(side: &str, severity: &str) -> StudyRecord {
        let finding = json!({"kind": "effusion", "side": side, "severity": severity});
        record(&["effusion"], &json!({ "findings": [finding] }))
    }

    #[test]
    fn answers_of_truth_and_of_labels() {
        let normal = record(&[], &json!({ "findings": [] }));
        let unknown = record(&["effusion"], &json!(null));
        let all = [
            sided("left", "severe"),
            sided("right", "mild"),
            sided("right", "moderate"),
            normal,
            unknown,
        ];
        let answers = Answers::of(all.iter());
        let of = |question| {
            let task = Task {
                label: "effusion".to_owned(),
                question,
            };
            all.each_ref().map(|it| answers.answer(&task, it))
        };
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(of(Question::Present), [yes, yes, yes, no, yes]);
        assert_eq!(of(Question::Left), [yes, no, no, no, None]);
        assert_eq!(of(Question::Right), [no, yes, yes, no, None]);
        assert_eq!(of(Question::Severe), [yes, no, None, None, None]);
    }

    #[test]
    fn without_findings_a_chest_keeps_its_own() {
        let own = json!({"kind": "scoliosis", "side": "left", "own": true});
        let given = json!({"kind": "effusion", "side": "right"});
        let labels = ["scoliosis", "effusion"];
        let twin = without_findings(&record(&labels, &json!({ "findings": [own, given] })));
        let twin = twin.unwrap();
        assert_eq!(twin.labels, ["scoliosis"]);
        assert_eq!(twin.truth, Some(json!({ "findings": [own] })));
        assert!(without_findings(&record(&labels[..1], &json!({ "findings": [own] }))).is_none());
        assert!(without_findings(&record(&labels, &json!(null))).is_none());
    }

    #[test]
    fn a_task_needs_both_answers_often_enough() {
        let with: Vec<StudyRecord> = (0..10).map(|_| sided("left", "mild")).collect();
        let without = record(&[], &json!({ "findings": [] }));
        let answers = Answers::of(with.iter());
        let mut train: Vec<&StudyRecord> = with.iter().collect();
        train.extend([&without; 10]);
        let test = [vec![&with[0]; 5], vec![&without; 5]].concat();
        let names = |train: &[&StudyRecord], test: &[&StudyRecord]| -> Vec<String> {
            answers.tasks(train, test).iter().map(Task::name).collect()
        };
        // Nobody has it on the right, nobody severely.
        assert_eq!(names(&train, &test), ["effusion", "effusion left"]);
        assert!(names(&train[1..], &test).is_empty());
        assert!(names(&train, &test[1..]).is_empty());
    }
}
