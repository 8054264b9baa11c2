//! What crosses to JavaScript, and in which form.

use js_sys::{Float32Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::error::JsResult;
use crate::{
    generation::{Attention, Consistency},
    model::View,
    report::{Notice, Span, TokenizedReport, TokenizedSection, UnknownWord},
    weights::{Manifest, Part, Precision},
};

/// Structured clone of a serialisable value: maps become objects, `None` becomes `undefined`.
pub fn to_js<T: Serialize>(value: &T) -> JsResult<JsValue> {
    let serializer =
        serde_wasm_bindgen::Serializer::json_compatible().serialize_missing_as_null(false);
    value.serialize(&serializer).map_err(JsValue::from)
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
}

impl<'a> ManifestView<'a> {
    /// Borrows what the page needs.
    pub fn of(manifest: &'a Manifest) -> Self {
        let provenance = &manifest.provenance;
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
            seeded: manifest.model.noise > 0,
        }
    }
}

/// A tokenised report whose spans count UTF-16 code units, as JavaScript strings do.
#[derive(Serialize)]
pub struct Reading {
    text: String,
    findings: TokenizedSection,
    impression: TokenizedSection,
    unknown: Vec<UnknownWord>,
    notices: Vec<Notice>,
}

impl Reading {
    /// Converts all spans.
    pub fn of(report: TokenizedReport) -> Self {
        let TokenizedReport {
            text,
            mut findings,
            mut impression,
            mut unknown,
            mut notices,
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
        notices
            .iter_mut()
            .filter_map(|notice| notice.span.as_mut())
            .for_each(convert);
        Self {
            text,
            findings,
            impression,
            unknown,
            notices,
        }
    }
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

/// One image with its pixels as typed arrays.
pub struct ViewOut {
    /// Which view.
    pub view: View,
    /// Side in pixels.
    pub size: usize,
    /// Row-major, -1..1.
    pub values: Vec<f32>,
    /// Row-major, 0..255.
    pub grey: Uint8Array,
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
        set("grey", &self.grey)?;
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
    /// Per size.
    pub consistency: Vec<Consistency>,
    /// Aligned with the reading.
    pub attention: Attention,
}
