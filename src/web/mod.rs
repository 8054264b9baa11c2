//! The interface to JavaScript, compiled for wasm only: an engine that a Web Worker drives step by step.
//!
//! Structured values cross with serde-wasm-bindgen, pixels as typed arrays, failures as `Error` objects with a `code`.

mod device;
mod error;
mod values;

use wasm_bindgen::prelude::*;

use crate::{
    film,
    generation::{Generation, Request, SubjectChoice},
    marked::{self, Grey},
    report::{Report, ReportError, Vocabulary},
    weights::{Bundle, Decoder, Part, WeightsError, sha256},
};
use error::{JsResult, coded, fail, state};
use values::{
    Choices, ManifestView, Reading, Shown, Summary, ViewOut, development, files_to_js, from_js,
    to_js, understood,
};

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Version of this build.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A grey PNG, marked as synthetic; `mark` is `{model, weights, seed, adapter, report?}`.
///
/// # Errors
/// `mark_pixels` for a wrong number of grey values, `mark_invalid`.
#[wasm_bindgen(js_name = pngFile)]
pub fn png_file(grey: &[u8], width: u32, height: u32, mark: JsValue) -> JsResult<Vec<u8>> {
    marked::to_png(Grey::Eight(grey), width, height, &from_js(mark)?).map_err(fail)
}

/// As `pngFile`, of 16 bits.
///
/// # Errors
/// As `pngFile`.
#[wasm_bindgen(js_name = pngFile16)]
pub fn png_file_16(depth: &[u16], width: u32, height: u32, mark: JsValue) -> JsResult<Vec<u8>> {
    marked::to_png(Grey::Sixteen(depth), width, height, &from_js(mark)?).map_err(fail)
}

/// `{frontal, lateral}`: DICOM files of one study, marked as synthetic.
///
/// # Errors
/// As `pngFile`; `mark_too_large`.
#[wasm_bindgen(js_name = dicomFiles)]
pub fn dicom_files(frontal: &[u8], lateral: &[u8], size: u32, mark: JsValue) -> JsResult<JsValue> {
    dicom(Grey::Eight(frontal), Grey::Eight(lateral), size, mark)
}

/// As `dicomFiles`, of 16 bits.
///
/// # Errors
/// As `dicomFiles`.
#[wasm_bindgen(js_name = dicomFiles16)]
pub fn dicom_files_16(
    frontal: &[u16],
    lateral: &[u16],
    size: u32,
    mark: JsValue,
) -> JsResult<JsValue> {
    dicom(Grey::Sixteen(frontal), Grey::Sixteen(lateral), size, mark)
}

fn dicom(frontal: Grey<'_>, lateral: Grey<'_>, size: u32, mark: JsValue) -> JsResult<JsValue> {
    let [frontal, lateral] =
        marked::to_dicom(frontal, lateral, size, &from_js(mark)?).map_err(fail)?;
    files_to_js(&frontal, &lateral)
}

/// `{grey, depth}` of a canonical film (a view's `values`), developed as `how` says: the `development` of a summary, with
/// numbers changed or not.
///
/// # Errors
/// `development_invalid`.
#[wasm_bindgen(js_name = developFilm)]
pub fn develop_film(values: &[f32], size: u32, how: JsValue) -> JsResult<JsValue> {
    let how = development(how)?;
    Shown::of(&film::develop(values, size as usize, &how)).into_js()
}

/// A device, the weights on it and the generation under way.
#[wasm_bindgen]
pub struct Engine {
    device: burn::tensor::Device,
    adapter: device::Adapter,
    decoder: Option<Decoder>,
    bundle: Option<Bundle>,
    run: Option<Run>,
}

struct Run {
    generation: Generation,
    seed: u32,
    milliseconds: f64,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the device of this build: the CPU, or the browser's preferred WebGPU adapter.
    ///
    /// # Errors
    /// `no_adapter`, `webgpu_failed`.
    pub async fn open() -> JsResult<Engine> {
        let (device, adapter) = device::open().await?;
        Ok(Self {
            device,
            adapter,
            decoder: None,
            bundle: None,
            run: None,
        })
    }

    /// `{kind: "cpu" | "gpu", name, backend}`.
    ///
    /// # Errors
    /// None in practice.
    pub fn adapter(&self) -> JsResult<JsValue> {
        to_js(&self.adapter)
    }

    /// Starts to load a bundle from the bytes of `model.json`; loaded weights stay in use until `finishLoad`.
    ///
    /// # Errors
    /// As `Manifest::from_json`.
    #[wasm_bindgen(js_name = beginLoad)]
    pub fn begin_load(&mut self, model_json: &[u8]) -> JsResult<JsValue> {
        let decoder = Decoder::new(model_json).map_err(fail)?;
        let sha256 = sha256(model_json);
        let view = to_js(&ManifestView::of(decoder.manifest(), sha256))?;
        self.decoder = Some(decoder);
        Ok(view)
    }

    /// Takes in one part; after `finishLoad` one of those that `lacking` names.
    ///
    /// # Errors
    /// `part_unknown`, `part_truncated`, `part_altered`, `part_alien`.
    #[wasm_bindgen(js_name = addPart)]
    pub fn add_part(&mut self, file: &str, bytes: &[u8]) -> JsResult<()> {
        match (&mut self.decoder, &mut self.bundle) {
            (Some(decoder), _) => decoder.add(file, bytes).map_err(fail),
            (None, Some(bundle)) => bundle.add(file, bytes).map_err(fail),
            (None, None) => Err(state("beginLoad comes before addPart")),
        }
    }

    /// The parts that the pair of a seed, with choices as for `startWith`, needs and that are not there yet.
    ///
    /// # Errors
    /// As `startWith` for the choices; `state` before the weights are loaded.
    pub fn lacking(&self, seed: u32, choices: &JsValue) -> JsResult<JsValue> {
        let bundle = self.loaded()?;
        let subject = self.subject(&read_choices(choices)?, seed)?;
        let templates = bundle.manifest.model.cascade.templates();
        let patient = templates.map(|it| subject.patient(&it.patient));
        let parts: Vec<&Part> = (patient.iter()).flat_map(|it| bundle.lacking(it)).collect();
        to_js(&parts)
    }

    /// Builds the network from its parts; those of anatomies may follow, see `lacking`.
    ///
    /// # Errors
    /// `part_missing`, `part_alien`, `tensor_missing`.
    #[wasm_bindgen(js_name = finishLoad)]
    pub async fn finish_load(&mut self) -> JsResult<()> {
        let decoder = self
            .decoder
            .take()
            .ok_or_else(|| state("beginLoad comes before finishLoad"))?;
        // Free the old weights first: a device may not hold two sets.
        (self.run, self.bundle) = (None, None);
        self.bundle = Some(decoder.finish(&self.device).map_err(fail)?);
        Ok(())
    }

    /// Reads a report without running the network; needs the vocabulary part only.
    ///
    /// # Errors
    /// As `Report::read` and `Report::tokenize`.
    #[wasm_bindgen(js_name = readReport)]
    pub fn read_report(&self, bytes: &[u8]) -> JsResult<JsValue> {
        let vocabulary = self.vocabulary()?;
        let report = tokenize(bytes, vocabulary).map_err(fail)?;
        to_js(&Reading::of(report, vocabulary))
    }

    /// Reads a report and begins a generation, replacing the one before.
    ///
    /// # Errors
    /// As `readReport`; `state` before the weights are loaded.
    pub async fn start(&mut self, bytes: &[u8], seed: u32) -> JsResult<JsValue> {
        self.begin(bytes, seed, Choices::default()).await
    }

    /// As `start`, with choices of the user's, all of them optional: `{table, patient, places}`, see `Choices`.
    ///
    /// # Errors
    /// As `start`; `choice_invalid`; `patient_refused` for a wish that no patient can fulfil, or weights that know none.
    #[wasm_bindgen(js_name = startWith)]
    pub async fn start_with(
        &mut self,
        bytes: &[u8],
        seed: u32,
        choices: JsValue,
    ) -> JsResult<JsValue> {
        self.begin(bytes, seed, read_choices(&choices)?).await
    }

    async fn begin(&mut self, bytes: &[u8], seed: u32, choices: Choices) -> JsResult<JsValue> {
        let clock = device::now();
        let bundle = self.loaded()?;
        let report = bundle.read(bytes).map_err(fail)?;
        let reading = to_js(&Reading::of(report.clone(), &bundle.vocabulary))?;
        let understanding = bundle.understand(&report).await.map_err(fail)?;
        let subject = self.subject(&choices, seed)?;
        if let Some(templates) = bundle.manifest.model.cascade.templates() {
            let patient = subject.patient(&templates.patient);
            if let Some(part) = bundle.lacking(&patient).next() {
                return Err(fail(WeightsError::PartMissing(part.file.clone())));
            }
        }
        let table = choices.table.unwrap_or_else(|| understanding.table());
        let request = Request::new(&report, table, subject);
        let generation = bundle.start_with(report, understanding, request);
        let generation = generation.await.map_err(fail)?;
        self.run = Some(Run {
            generation,
            seed,
            milliseconds: device::now() - clock,
        });
        Ok(reading)
    }

    /// Generates and reads back the next image; `undefined` when all are done.
    ///
    /// # Errors
    /// `device_failed`; `state` without a generation.
    pub async fn step(&mut self) -> JsResult<JsValue> {
        let clock = device::now();
        let (bundle, run) = running(self.bundle.as_ref(), self.run.as_mut())?;
        let Some(image) = run.generation.advance(&bundle.model) else {
            return Ok(JsValue::UNDEFINED);
        };
        let values = image.values().await.map_err(fail)?;
        let milliseconds = device::now() - clock;
        run.milliseconds += milliseconds;
        let shown = Shown::of(&run.generation.developed(&image, &values));
        ViewOut {
            view: image.view,
            size: image.size,
            values,
            shown,
            milliseconds,
        }
        .into_js()
    }

    /// `{seed, milliseconds, understood, told, development, consistency, attention}` of the generation so far.
    ///
    /// # Errors
    /// `device_failed`; `state` without a generation.
    pub async fn summary(&mut self) -> JsResult<JsValue> {
        let clock = device::now();
        let (bundle, run) = running(self.bundle.as_ref(), self.run.as_mut())?;
        let consistency = run
            .generation
            .consistency(&bundle.model)
            .await
            .map_err(fail)?;
        let attention = run.generation.attention().await.map_err(fail)?;
        run.milliseconds += device::now() - clock;
        to_js(&Summary {
            seed: run.seed,
            milliseconds: run.milliseconds,
            understood: understood(
                run.generation.understanding().clone(),
                &run.generation.report().text,
            )
            .rows,
            told: run.generation.told().cloned(),
            development: run.generation.development().copied(),
            consistency,
            attention,
        })
    }

    fn loaded(&self) -> JsResult<&Bundle> {
        let bundle = self.bundle.as_ref();
        bundle.ok_or_else(|| state("the weights are not loaded yet"))
    }

    fn subject(&self, choices: &Choices, seed: u32) -> JsResult<SubjectChoice> {
        let templates = self.loaded()?.manifest.model.cascade.templates();
        let code = templates.map(|it| &it.patient);
        choices.subject(code, seed).map_err(fail)
    }

    fn vocabulary(&self) -> JsResult<&Vocabulary> {
        let loading = self.decoder.as_ref().and_then(Decoder::vocabulary);
        loading
            .or(self.bundle.as_ref().map(|bundle| &bundle.vocabulary))
            .ok_or_else(|| state("the vocabulary is not loaded yet"))
    }
}

fn read_choices(choices: &JsValue) -> JsResult<Choices> {
    Choices::read(choices).map_err(|error| {
        let message = format!("the choices cannot be used: {error}");
        coded("choice_invalid", &message)
    })
}

fn running<'a>(
    bundle: Option<&'a Bundle>,
    run: Option<&'a mut Run>,
) -> JsResult<(&'a Bundle, &'a mut Run)> {
    bundle
        .zip(run)
        .ok_or_else(|| state("no generation was started"))
}

fn tokenize(
    bytes: &[u8],
    vocabulary: &Vocabulary,
) -> Result<crate::report::TokenizedReport, ReportError> {
    Report::read(bytes)?.tokenize(vocabulary)
}
