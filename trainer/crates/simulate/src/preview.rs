//! The contact sheet: both views of some studies with what is to be seen in them.

use anyhow::Result;
use support::sheet::{self, NOTICE, Row};

use super::study::Study;

/// Studies on a sheet.
pub const STUDIES: usize = 12;
/// Studies side by side.
const ACROSS: u32 = 3;
/// Side of a film on the sheet (pixels).
const SIDE: u32 = 256;

/// A contact sheet in the making.
#[derive(Debug)]
pub struct Preview(Vec<Option<Row>>);

impl Preview {
    /// An empty sheet for a number of studies.
    ///
    /// Only the first [`STUDIES`] of them have a place.
    pub fn new(studies: usize) -> Self {
        Self((0..studies.min(STUDIES)).map(|_| None).collect())
    }

    /// Puts a study in its place.
    pub fn put(&mut self, place: usize, study: &Study) {
        if let Some(row) = self.0.get_mut(place) {
            *row = Some(Row {
                captions: caption(study).into(),
                cells: vec![Some(study.frontal.clone()), Some(study.lateral.clone())],
            });
        }
    }

    /// The sheet as a PNG file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be encoded.
    pub fn png(self) -> Result<Vec<u8>> {
        let rows: Vec<Row> = self.0.into_iter().flatten().collect();
        sheet::page(NOTICE, &rows, ACROSS, SIDE)
    }
}

/// Two lines: the patient, and the findings.
fn caption(study: &Study) -> [String; 2] {
    let patient = &study.truth.patient;
    let ratio = study.truth.heart_to_thorax_ratio.unwrap_or_default();
    let sex = format!("{:?}", patient.sex).to_lowercase();
    let who = format!("{sex}, {:.0} years, heart/thorax {ratio:.2}", patient.age);
    let mut what: Vec<String> = study
        .findings
        .iter()
        .map(|finding| {
            let place = match (finding.lobe, finding.side) {
                (Some(lobe), _) => format!(" {}", lobe.name()),
                (None, Some(side)) => format!(" {}", side.name()),
                (None, None) => String::new(),
            };
            format!("{}{place}", finding.kind.label().replace('_', " "))
        })
        .collect();
    if what.is_empty() {
        what.push("normal".to_owned());
    }
    [who, what.join(", ")]
}
