//! The cascades of a bundle as an ONNX file, for programs that are not ours: operator set 17, 32-bit floats, a batch of
//! one.
//!
//! Of templates the inputs are `told [1, D]`, what [`xraygan::condition::encode`] makes, and for each view the maps of
//! places `VIEW_maps_SIDE [1, MAPS, SIDE, SIDE]` at 16, 32 .. pixels, which [`xraygan::condition::maps`] makes. Of the
//! published cascade the input is `code [1, C + Z]`, the report's code and the noise. Outputs are the images
//! `VIEW_SIDE [1, 1, SIDE, SIDE]` of each scale, -1 to 1. What reads reports is not part of the graph.

mod encode;
mod example;
mod graph;
mod operators;
mod released;
mod templates;
#[cfg(test)]
mod tests;

use std::path::Path;

use anyhow::Result;
use support::files::NewFolder;
use xraygan::{
    model::{CascadeConfig, ModelConfig, XRayGan},
    weights::{Bundle, Precision, tensors},
};

pub use example::{Body, Example, example};
use graph::Graph;

/// File name of the graph.
pub const MODEL: &str = "model.onnx";

/// File name of the example: inputs and the images that belong to them, by the names of the graph.
pub const EXAMPLE: &str = "example.safetensors";

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Names and sides of the inputs.
    pub inputs: Vec<(String, Vec<usize>)>,
    /// Names and sides of the outputs.
    pub outputs: Vec<(String, Vec<usize>)>,
    /// Operators.
    pub nodes: usize,
    /// Size of the file.
    pub bytes: usize,
}

/// Writes [`MODEL`] and [`EXAMPLE`] into a folder, which is made, or replaced where it is one of these.
///
/// # Errors
/// A model that lacks parts of its configuration, or a folder that cannot be written.
pub fn write(folder: &Path, bundle: &Bundle) -> Result<Written> {
    let config = &bundle.manifest.model;
    let graph = build(&bundle.model, config)?;
    let provenance = &bundle.manifest.provenance;
    let about = [
        ("notice", "synthetic, not for diagnosis".to_owned()),
        ("weights", provenance.name.clone()),
        ("licence", provenance.licence.clone()),
        ("training_data", provenance.training_data.clone()),
    ];
    let bytes = encode::encode(&graph, &about);
    // A mixture of two bodies shows that the graph knows their shares.
    let example = example(&bundle.model, config, Body::Mixture)?;
    let mut arrays = example.inputs();
    arrays.extend(example.outputs(&bundle.model));
    let target = NewFolder::create(folder, MODEL, &[EXAMPLE])?;
    target.write(EXAMPLE, &tensors::to_safetensors(&arrays, Precision::F32)?)?;
    target.write(MODEL, &bytes)?;
    target.finish()?;
    let named = |values: &[graph::Value]| -> Vec<(String, Vec<usize>)> {
        let pair = |it: &graph::Value| (it.name.clone(), it.shape.clone());
        values.iter().map(pair).collect()
    };
    Ok(Written {
        inputs: named(&graph.inputs),
        outputs: named(&graph.outputs),
        nodes: graph.steps.len(),
        bytes: bytes.len(),
    })
}

/// The graph of a model's cascades.
fn build(model: &XRayGan, config: &ModelConfig) -> Result<Graph> {
    let mut graph = Graph::new(tensors::collect(model));
    match &config.cascade {
        CascadeConfig::Released => released::build(&mut graph, config)?,
        CascadeConfig::Templates(templates) => {
            templates::build(&mut graph, templates, &config.sizes())?;
        }
    }
    Ok(graph)
}
