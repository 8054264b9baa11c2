//! Reads the figures of `evaluation.json` for the model card.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use metrics::{EVALUATION_VERSION, Figure};
use support::files::read_at_most;

/// Largest `evaluation.json` that is taken in, in bytes.
const LARGEST: u64 = 16 << 20;

/// All figures of an `evaluation.json`, in its order; those without a number are left out.
///
/// # Errors
/// A file that cannot be read or is no evaluation, or one of another version of the trainer: figures of older ones do not say
/// which finding they are about.
pub fn read(path: &Path) -> Result<Vec<Figure>> {
    let bytes = read_at_most(path, LARGEST)?;
    parse(&bytes).with_context(|| format!("{}", path.display()))
}

fn parse(bytes: &[u8]) -> Result<Vec<Figure>> {
    let value: Value = serde_json::from_slice(bytes).context("is not JSON")?;
    let Some(version) = value["format_version"].as_u64() else {
        bail!("has no format_version; name the evaluation.json of `trainer evaluate`");
    };
    if version < u64::from(EVALUATION_VERSION) {
        bail!(
            "format_version {version} was written by an older trainer and does not say which findings its figures are about; run `trainer evaluate` again"
        );
    }
    if version > u64::from(EVALUATION_VERSION) {
        bail!("format_version {version} was written by a newer trainer; upgrade");
    }
    Ok(figures(&value["groups"]))
}

/// All figures anywhere in a value.
fn figures(value: &Value) -> Vec<Figure> {
    if let Ok(figure) = serde_json::from_value::<Figure>(value.clone()) {
        return vec![figure];
    }
    match value {
        Value::Array(items) => items.iter().flat_map(figures).collect(),
        Value::Object(fields) => fields.values().flat_map(figures).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use metrics::{Direction, Question, Task};
    use serde_json::json;

    #[test]
    fn figures_are_read_and_other_versions_refused() {
        let about = Task {
            label: "effusion".to_owned(),
            question: Question::Left,
        };
        let plain = Figure::new("FID", 12.0, 40, Direction::Lower);
        let asked = Figure::new("AUROC, effusion left", 0.9, 40, Direction::Higher).about(about);
        let infinite = Figure::new("PSNR", f64::INFINITY, 40, Direction::Higher);
        let file = |version: u32| {
            let groups = json!([
                {"name": "distribution", "figures": [plain, infinite]},
                {"name": "sides", "figures": [asked]},
            ]);
            json!({"format_version": version, "groups": groups}).to_string()
        };
        let read = |text: &str| parse(text.as_bytes());
        assert_eq!(
            read(&file(EVALUATION_VERSION)).unwrap(),
            [plain.clone(), asked.clone()]
        );
        for (text, words) in [
            (file(1), "older trainer"),
            (file(EVALUATION_VERSION + 1), "newer trainer"),
            ("{}".to_owned(), "no format_version"),
            ("FID".to_owned(), "not JSON"),
        ] {
            let message = format!("{:#}", read(&text).unwrap_err());
            assert!(message.contains(words), "{message}");
        }
    }
}
