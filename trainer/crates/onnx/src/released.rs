//! The graph of the published cascade, from the report's code and noise.

use anyhow::Result;
use xraygan::{model::ModelConfig, views::View};

use super::graph::{Graph, Value};

/// Doublings of the base generator, from 1 x 1 to 32 x 32.
const STAGES: usize = 5;

/// Residual blocks of a refiner.
const BLOCKS: usize = 4;

/// Builds both cascades.
///
/// # Errors
/// The model has other layers than its configuration says.
pub fn build(graph: &mut Graph, config: &ModelConfig) -> Result<()> {
    let code = graph.input("code", &[1, config.generator_input()]);
    for view in View::ALL {
        let name = view.name();
        let mut image = base(graph, &code, &format!("{name}.base"))?;
        let sizes = config.sizes();
        graph.output(&image, &format!("{name}_{}", sizes[0]));
        for (at, size) in sizes.iter().skip(1).enumerate() {
            image = refined(graph, &image, &code, &format!("{name}.refiners.{at}"))?;
            graph.output(&image, &format!("{name}_{size}"));
        }
    }
    Ok(())
}

/// `code [1, C]` to `[1, 1, 32, 32]`.
fn base(graph: &mut Graph, code: &Value, name: &str) -> Result<Value> {
    let mut x = graph.reshape(code, &[1, code.shape[1], 1, 1]);
    for stage in 0..STAGES {
        let layer = |layer: &str| format!("{name}.stages.{stage}.{layer}");
        let inner = graph.conv(&x, &layer("conv1"))?;
        let inner = graph.leaky(&inner);
        let inner = graph.conv(&inner, &layer("conv2"))?;
        x = graph.add(&x, &inner);
        x = graph.upsample2(&x);
        x = graph.conv(&x, &layer("up"))?;
        x = graph.leaky(&x);
    }
    let image = graph.conv(&x, &format!("{name}.image"))?;
    Ok(graph.tanh(&image))
}

/// `previous [1, 1, s, s]` and the code to `[1, 1, 2s, 2s]`.
fn refined(graph: &mut Graph, previous: &Value, code: &Value, name: &str) -> Result<Value> {
    let layer = |layer: &str| format!("{name}.{layer}");
    let side = previous.shape[2];
    let told = graph.linear(code, &layer("code"))?;
    let told = graph.leaky(&told);
    let channels = told.shape[1];
    let told = graph.reshape(&told, &[1, channels, 1, 1]);
    let told = graph.expand(&told, &[1, channels, side, side]);
    let image = graph.conv(previous, &layer("input"))?;
    let image = graph.leaky(&image);
    let first = graph.concat(&[&told, &image]);
    let mut x = first.clone();
    for block in 0..BLOCKS {
        let layer = |name: &str| layer(&format!("blocks.{block}.{name}"));
        let inner = graph.conv(&x, &layer("conv1"))?;
        let inner = graph.parametric(&inner, &layer("slope.alpha"))?;
        let inner = graph.conv(&inner, &layer("conv2"))?;
        x = graph.add(&x, &inner);
    }
    x = graph.add(&x, &first);
    let up = graph.conv(&x, &layer("up"))?;
    let up = graph.shuffle2(&up);
    let up = graph.parametric(&up, &layer("slope.alpha"))?;
    let new = graph.conv(&up, &layer("image"))?;
    let new = graph.tanh(&new);
    let new = graph.scale(&new, 0.5);
    let old = graph.upsample2(previous);
    let old = graph.scale(&old, 0.5);
    Ok(graph.add(&new, &old))
}
