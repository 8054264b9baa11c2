//! The consistency score of true pairs, by an evaluation; the page shows it beside that of a generated pair.

use serde_json::{Value, json};

use metrics::{Figure, TRUE_PAIRS};

/// What the weights' consistency network says of true pairs, `{size, same_patient, two_patients, pairs}` for each size
/// that was judged: mean probability that both views are of one patient, 0..1, where they are and where they are of two,
/// and the number of pairs.
pub fn find(figures: &[Figure]) -> Vec<Value> {
    let found = figures.iter().filter_map(|figure| {
        let size = figure.name.strip_prefix(TRUE_PAIRS)?;
        let size: usize = size.strip_prefix(", ")?.strip_suffix(" px")?.parse().ok()?;
        Some(json!({
            "size": size,
            "same_patient": figure.value,
            "two_patients": figure.floor?,
            "pairs": figure.n,
        }))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics::Direction;

    #[test]
    fn each_size_is_found_and_no_other_figure() {
        let figure =
            |name: String| Figure::new(name, 0.75, 40, Direction::Neither).with_floor(0.25);
        let figures = [
            figure("mean probability of one patient".to_owned()),
            figure(format!("{TRUE_PAIRS}, 32 px")),
            figure(format!("{TRUE_PAIRS}, 128 px")),
            figure(format!("{TRUE_PAIRS} of strangers")),
        ];
        let found = |size: usize| json!({ "size": size, "same_patient": 0.75, "two_patients": 0.25, "pairs": 40 });
        assert_eq!(find(&figures), [found(32), found(128)]);
    }
}
