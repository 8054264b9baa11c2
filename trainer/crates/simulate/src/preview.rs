//! The contact sheet: both views of the first studies of a dataset with what is to be seen in them.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use support::files::write_whole;
use support::sheet::{self, NOTICE, Row};

use dataset::{Dataset, StudyRecord, View};

/// Studies on a sheet.
const STUDIES: usize = 12;
/// Studies side by side.
const ACROSS: u32 = 3;
/// Side of a film on the sheet (pixels).
const SIDE: u32 = 256;

/// Writes `preview.png` into a simulated dataset.
///
/// # Errors
///
/// Fails, naming the file, if the dataset cannot be read or the sheet not be written.
pub fn write(root: &Path) -> Result<()> {
    let dataset = Dataset::open(root)?;
    let row = |record: &StudyRecord| -> Result<Row> {
        Ok(Row {
            captions: caption(record).into(),
            cells: vec![
                dataset.load(record, View::Frontal)?,
                dataset.load(record, View::Lateral)?,
            ],
        })
    };
    let first = dataset.records().iter().take(STUDIES);
    let rows: Vec<Row> = first.map(row).collect::<Result<_>>()?;
    let path = root.join("preview.png");
    let page = sheet::page(NOTICE, &rows, ACROSS, SIDE);
    write_whole(&path, &page.with_context(|| format!("{}", path.display()))?)
}

/// Two lines: the patient, and the findings.
fn caption(record: &StudyRecord) -> [String; 2] {
    let nothing = Value::Null;
    let truth = record.truth.as_ref().unwrap_or(&nothing);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let patient = &truth["patient"];
    let who = format!(
        "{}, {:.0} years, heart/thorax {:.2}, {}",
        text(&patient["sex"]),
        patient["age"].as_f64().unwrap_or_default(),
        truth["heart_to_thorax_ratio"].as_f64().unwrap_or_default(),
        text(&truth["anatomy"]),
    );
    let findings = truth["findings"].as_array().map_or(&[][..], Vec::as_slice);
    let what: Vec<String> = findings
        .iter()
        .map(|finding| {
            let place = [&finding["lobe"], &finding["side"]];
            let place = place
                .into_iter()
                .find_map(Value::as_str)
                .unwrap_or_default();
            format!("{} {place}", text(&finding["kind"])).replace('_', " ")
        })
        .collect();
    let what = if what.is_empty() {
        "normal".to_owned()
    } else {
        what.join(", ")
    };
    [who, what]
}
