//! The values exchanged with JavaScript, and their form.

use js_sys::{Float32Array, Object, Reflect, Uint8Array, Uint16Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::error::{JsResult, coded, fail};
use crate::{
    condition::{Patient, PatientCode, PatientError, Places, Spot},
    film::Development,
    findings::{FindingsTable, TableRow},
    generation::{Consistency, ReportAttention, SubjectChoice, Told},
    marked::Mark,
    pixels,
    report::{
        Mention, Notice, Span, TokenizedReport, TokenizedSection, Understanding, UnderstoodRow,
        UnknownWord, Vocabulary,
    },
    views::View,
    weights::{Manifest, Part, Precision},
};

/// Structured clone of a serialisable value: maps become objects, `None` becomes `undefined`.
pub fn to_js<T: Serialize>(value: &T) -> JsResult<JsValue> {
    let serializer =
        serde_wasm_bindgen::Serializer::json_compatible().serialize_missing_as_null(false);
    value.serialize(&serializer).map_err(JsValue::from)
}

/// The mark for a file.
pub fn from_js(value: JsValue) -> JsResult<Mark> {
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| coded("mark_invalid", &format!("the mark cannot be used: {error}")))
}

/// A development, as `Summary` told it or with numbers changed.
pub fn development(value: JsValue) -> JsResult<Development> {
    let how: Development = serde_wasm_bindgen::from_value(value).map_err(|error| {
        coded(
            "development_invalid",
            &format!("the development cannot be used: {error}"),
        )
    })?;
    how.check().map_err(fail)?;
    Ok(how)
}

/// `{frontal, lateral}` as typed arrays.
pub fn files_to_js(frontal: &[u8], lateral: &[u8]) -> JsResult<JsValue> {
    let object = Object::new();
    for (view, file) in [(View::Frontal, frontal), (View::Lateral, lateral)] {
        Reflect::set(&object, &view.name().into(), &Uint8Array::from(file))?;
    }
    Ok(object.into())
}

/// What a user chooses beside the report, of weights that draw a table of findings.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choices {
    /// The findings to draw in place of those that were understood.
    pub table: Option<FindingsTable>,
    /// Wishes for the patient, such as `age=70,sex=female`.
    patient: Option<String>,
    /// Where findings are, in place of where the network puts them.
    places: Vec<Placed>,
}

/// Where a finding is.
#[derive(Debug, Deserialize)]
struct Placed {
    #[serde(flatten)]
    row: TableRow,
    frontal: Option<Spot>,
    lateral: Option<Spot>,
}

impl Choices {
    /// Reads what the page passes, by way of JSON: read as a JavaScript object, unknown names would pass unnoticed.
    pub fn read(choices: &JsValue) -> Result<Self, String> {
        let text = js_sys::JSON::stringify(choices).map_err(|_| "they are no JSON")?;
        let Some(text) = text.as_string() else {
            return Ok(Self::default());
        };
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    /// The subject of a seed, as chosen; `code` is what the weights' patients are told by.
    pub fn subject(
        &self,
        code: Option<&PatientCode>,
        seed: u32,
    ) -> Result<SubjectChoice, PatientError> {
        let patient = match (&self.patient, code) {
            (None, _) => None,
            (Some(_), None) => return Err(PatientError::None),
            (Some(wishes), Some(code)) => {
                Some(Patient::drawn(code, u64::from(seed)).wishing(code, wishes)?)
            }
        };
        let mut places = Places::default();
        for placed in &self.places {
            for (view, spot) in [
                (View::Frontal, &placed.frontal),
                (View::Lateral, &placed.lateral),
            ] {
                if let Some(spot) = spot {
                    places[view].put(&placed.row, spot);
                }
            }
        }
        Ok(SubjectChoice {
            seed: u64::from(seed),
            patient,
            places: (!self.places.is_empty()).then_some(places),
        })
    }
}

/// The manifest as the page shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestView<'a> {
    name: &'a str,
    trained: bool,
    licence: &'a str,
    training_data: &'a str,
    precision: Precision,
    format_version: u32,
    parameters: u64,
    sizes: Vec<usize>,
    parts: &'a [Part],
    seeded: bool,
    sha256: String,
    weak: Vec<Weak<'a>>,
}

/// A finding that the weights draw too weakly.
#[derive(Serialize)]
struct Weak<'a> {
    finding: &'a str,
    label: String,
    measured: f64,
    needed: f64,
}

impl<'a> ManifestView<'a> {
    /// Borrows what the page needs; `sha256` is that of `model.json`.
    pub fn of(manifest: &'a Manifest, sha256: String) -> Self {
        let provenance = &manifest.provenance;
        let weak = manifest.weak.iter().map(|it| Weak {
            finding: &it.finding,
            label: it.label(),
            measured: it.measured,
            needed: it.needed,
        });
        Self {
            name: &provenance.name,
            trained: provenance.trained,
            licence: &provenance.licence,
            training_data: &provenance.training_data,
            precision: manifest.precision,
            format_version: manifest.format_version,
            parameters: manifest.parameters,
            sizes: manifest.model.sizes(),
            parts: &manifest.parts,
            seeded: manifest.model.noise > 0 || !manifest.model.cascade.is_released(),
            sha256,
            weak: weak.collect(),
        }
    }
}

/// A tokenised report whose spans count UTF-16 code units, as JavaScript strings do.
#[derive(Serialize)]
pub struct Reading {
    text: String,
    findings: TokenizedSection,
    impression: TokenizedSection,
    unknown: Vec<Unknown>,
    mentions: Vec<Mention>,
    notices: Vec<Notice>,
}

/// An unknown word with the known one that is nearest to it.
#[derive(Serialize)]
struct Unknown {
    #[serde(flatten)]
    word: UnknownWord,
    suggestion: Option<String>,
}

/// Suggestions take time and room on the page.
const MOST_SUGGESTIONS: usize = 50;

impl Reading {
    /// Converts all spans, and looks for what unknown words may have meant.
    pub fn of(report: TokenizedReport, vocabulary: &Vocabulary) -> Self {
        let mut mentions = report.mentions();
        let TokenizedReport {
            text,
            mut findings,
            mut impression,
            mut unknown,
            mut notices,
            ..
        } = report;
        let units = utf16_offsets(&text);
        let convert = |span: &mut Span| {
            span.start = units[span.start];
            span.end = units[span.end];
        };
        for section in [&mut findings, &mut impression] {
            for sentence in &mut section.sentences {
                convert(&mut sentence.span);
                sentence
                    .words
                    .iter_mut()
                    .for_each(|word| convert(&mut word.span));
            }
        }
        unknown.iter_mut().for_each(|word| convert(&mut word.span));
        mentions.iter_mut().for_each(|it| convert(&mut it.span));
        notices
            .iter_mut()
            .filter_map(|notice| notice.span.as_mut())
            .for_each(convert);
        Self {
            text,
            findings,
            impression,
            unknown: suggest(unknown, vocabulary),
            mentions,
            notices,
        }
    }
}

fn suggest(unknown: Vec<UnknownWord>, vocabulary: &Vocabulary) -> Vec<Unknown> {
    let words = unknown.into_iter().enumerate();
    words
        .map(|(at, word)| Unknown {
            suggestion: (at < MOST_SUGGESTIONS)
                .then(|| vocabulary.nearest(&word.word))
                .flatten()
                .map(str::to_owned),
            word,
        })
        .collect()
}

/// What was understood, with spans that count UTF-16 code units of `text`.
pub fn understood(mut understanding: Understanding, text: &str) -> Understanding {
    let units = utf16_offsets(text);
    let rows = understanding.rows.iter_mut();
    for span in rows.flat_map(|row| &mut row.read.words) {
        span.start = units[span.start];
        span.end = units[span.end];
    }
    understanding
}

/// For each byte offset the number of UTF-16 units before it.
fn utf16_offsets(text: &str) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(text.len() + 1);
    let mut units = 0;
    for c in text.chars() {
        offsets.extend(std::iter::repeat_n(units, c.len_utf8()));
        units += c.len_utf16();
    }
    offsets.push(units);
    offsets
}

/// What a film shows.
pub struct Shown {
    /// Row-major, 0..255.
    grey: Uint8Array,
    /// The same in 16 bits.
    depth: Uint16Array,
}

impl Shown {
    /// Of developed values, -1..1.
    pub fn of(values: &[f32]) -> Self {
        Self {
            grey: Uint8Array::from(pixels::to_grey(values).as_slice()),
            depth: Uint16Array::from(pixels::to_depth(values).as_slice()),
        }
    }

    fn put(&self, object: &Object) -> JsResult<()> {
        Reflect::set(object, &"grey".into(), &self.grey)?;
        Reflect::set(object, &"depth".into(), &self.depth)?;
        Ok(())
    }

    /// `{grey, depth}`.
    pub fn into_js(self) -> JsResult<JsValue> {
        let object = Object::new();
        self.put(&object)?;
        Ok(object.into())
    }
}

/// One image with its pixels as typed arrays.
pub struct ViewOut {
    /// Which view.
    pub view: View,
    /// Side in pixels.
    pub size: usize,
    /// Row-major, -1..1.
    pub values: Vec<f32>,
    /// As a film shows it.
    pub shown: Shown,
    /// From the start of the step to the end of the read-back.
    pub milliseconds: f64,
}

impl ViewOut {
    /// A plain object.
    pub fn into_js(self) -> JsResult<JsValue> {
        let object = Object::new();
        let set = |key: &str, value: &JsValue| Reflect::set(&object, &key.into(), value);
        set("view", &self.view.name().into())?;
        set("size", &(self.size as u32).into())?;
        set("values", &Float32Array::from(self.values.as_slice()))?;
        self.shown.put(&object)?;
        set("milliseconds", &self.milliseconds.into())?;
        Ok(object.into())
    }
}

/// The judgement on a finished generation.
#[derive(Serialize)]
pub struct Summary {
    /// As given to `start`.
    pub seed: u32,
    /// Work time of all steps so far.
    pub milliseconds: f64,
    /// The findings that network and rules understood.
    pub understood: Vec<UnderstoodRow>,
    /// What was drawn and where, of weights that know patients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
    /// How the views were developed, of weights that draw canonical films.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub development: Option<Development>,
    /// Per size.
    pub consistency: Vec<Consistency>,
    /// Aligned with the reading.
    pub attention: ReportAttention,
}
