//! The graph of a cascade of templates.
//!
//! What the network is told, and the maps of places, are its inputs; its outputs are the images of both views at every
//! scale. The templates of the anatomies are mixed before they are carried, not after: carrying is linear.

use anyhow::Result;
use burn::tensor::Device;
use xraygan::{
    condition::{ANATOMY_WEIGHT, MAPS},
    model::{
        TemplatesConfig,
        grid::coordinates,
        templates::{FLOW, SHORTCUT_SCALE, cubic, resampling, tent},
    },
    views::View,
    weights::storage::Array,
};

use super::graph::{Graph, Value};

/// Side of the first features.
const SEED: usize = 4;

/// Builds both cascades for images of `sizes` pixels.
///
/// # Errors
/// The model has other layers than its configuration says.
pub fn build(graph: &mut Graph, config: &TemplatesConfig, sizes: &[usize]) -> Result<()> {
    let told = graph.input("told", &[1, config.patient.width()]);
    let mut code = told.clone();
    for layer in ["first", "second", "third"] {
        code = graph.linear(&code, &format!("patient.{layer}"))?;
        code = graph.leaky(&code);
    }
    let places: Vec<usize> = config.patient.shares().collect();
    let shares = graph.columns(&told, &places);
    let shares = graph.scale(&shares, f64::from(ANATOMY_WEIGHT).recip());
    for view in View::ALL {
        let mut cascade = Cascade {
            graph,
            config,
            name: view.name(),
            code: code.clone(),
            shares: shares.clone(),
        };
        cascade.build(sizes)?;
    }
    Ok(())
}

/// One view's cascade under construction.
struct Cascade<'a> {
    graph: &'a mut Graph,
    config: &'a TemplatesConfig,
    /// Of the view, with which the names of its layers begin.
    name: &'static str,
    code: Value,
    shares: Value,
}

impl Cascade<'_> {
    fn layer(&self, name: &str) -> String {
        format!("{}.{name}", self.name)
    }

    fn maps(&mut self, side: usize) -> Value {
        let name = format!("{}_maps_{side}", self.name);
        self.graph.input(&name, &[1, MAPS, side, side])
    }

    fn build(&mut self, sizes: &[usize]) -> Result<()> {
        let [seed, spots16, spots32] = ["seed", "spots16", "spots32"].map(|it| self.layer(it));
        let [maps16, maps32] = [16, 32].map(|side| self.maps(side));
        let x = self.graph.linear(&self.code, &seed)?;
        let x = self.graph.leaky(&x);
        let channels = x.shape[1] / (SEED * SEED);
        let x = self.graph.reshape(&x, &[1, channels, SEED, SEED]);
        let x = self.graph.upsample2(&x);
        let x = self.block(&[&x], "at8")?;
        let x = self.graph.upsample2(&x);
        let shown = self.graph.conv(&maps16, &spots16)?;
        let x = self.block(&[&x, &shown], "at16")?;
        let flow = self.graph.conv(&x, &self.layer("flow"))?;
        let gain = self.gain(&x)?;
        let x = self.graph.upsample2(&x);
        let shown = self.graph.conv(&maps32, &spots32)?;
        let mut features = self.block(&[&x, &shown], "at32")?;
        let mut image = self.graph.conv(&features, &self.layer("image32"))?;
        self.graph
            .output(&image, &format!("{}_{}", self.name, sizes[0]));
        for (at, &side) in sizes.iter().skip(1).enumerate() {
            let part = |layer: &str| format!("scales.{at}.{layer}");
            let carried = self.carried(&part("templates"), &flow, &gain, side)?;
            let maps = self.maps(side);
            let x = self.graph.upsample2(&features);
            let mixed = self.graph.conv(&carried, &self.layer(&part("mix")))?;
            let shown = self.graph.conv(&maps, &self.layer(&part("spots")))?;
            features = self.block(&[&x, &mixed, &shown], &part("block"))?;
            let before = self.graph.upsample2(&image);
            let added = self.graph.conv(&features, &self.layer(&part("image")))?;
            image = self.graph.add(&before, &added);
            self.graph.output(&image, &format!("{}_{side}", self.name));
        }
        Ok(())
    }

    /// Two modulated convolutions of all `parts` and the coordinates.
    fn block(&mut self, parts: &[&Value], name: &str) -> Result<Value> {
        let here = self.here(parts[0].shape[2]);
        let mut all = parts.to_vec();
        all.push(&here);
        let x = self.graph.concat(&all);
        let x = self.modulated(&x, &format!("{name}.first"))?;
        let y = self.modulated(&x, &format!("{name}.second"))?;
        let sum = self.graph.add(&x, &y);
        Ok(self.graph.scale(&sum, SHORTCUT_SCALE))
    }

    /// A convolution whose channels the code scales and shifts.
    fn modulated(&mut self, x: &Value, name: &str) -> Result<Value> {
        let name = self.layer(name);
        let x = self.graph.conv(x, &format!("{name}.conv"))?;
        let channels = x.shape[1];
        let weight = self.graph.weight(&format!("{name}.code.weight"))?;
        let bias = format!("{name}.code.bias");
        let mut values = self.graph.parameter(&bias)?;
        // The code says how much the scale differs from 1.
        values.values[..channels]
            .iter_mut()
            .for_each(|it| *it += 1.0);
        let bias = self.graph.constant(&bias, values);
        let told = self.graph.gemm(&self.code, &weight, &bias);
        let told = self.graph.reshape(&told, &[1, 2 * channels, 1, 1]);
        let [scale, shift] = self.graph.halves(&told);
        let x = self.graph.multiply(&x, &scale);
        let x = self.graph.add(&x, &shift);
        Ok(self.graph.leaky(&x))
    }

    /// How strongly each layer shows, `[1, layers, FLOW, FLOW]`.
    fn gain(&mut self, x: &Value) -> Result<Value> {
        let name = self.layer("gain");
        let weight = self.graph.weight(&format!("{name}.weight"))?;
        let bias = format!("{name}.bias");
        let mut values = self.graph.parameter(&bias)?;
        // What the layer says is how much the gain differs from 1.
        values.values.iter_mut().for_each(|it| *it += 1.0);
        let bias = self.graph.constant(&bias, values);
        Ok(self.graph.conv_with(x, &weight, Some(&bias)))
    }

    /// The layers of the patient's anatomy, each moved by its flow and weighed by its gain,
    /// `[1, layers * channels, side, side]`.
    fn carried(&mut self, name: &str, flow: &Value, gain: &Value, side: usize) -> Result<Value> {
        let layers = self.config.layers;
        let name = self.layer(name);
        let mut templates = self.graph.parameter(&name)?;
        let channels = templates.shape[1];
        let anatomies = self.shares.shape[1];
        templates.shape = vec![anatomies, layers * channels * side * side];
        let templates = self.graph.constant(&name, templates);
        let own = self.graph.matmul(&self.shares, &templates);
        let own = self.graph.reshape(&own, &[layers, channels, side, side]);

        let flow = self.enlarged(flow, side, "cubic", cubic);
        let flow = self.graph.reshape(&flow, &[layers, 2, side, side]);
        let here = self.here(side);
        let place = self.graph.add(&flow, &here);
        let place = self.graph.transpose(&place, &[0, 2, 3, 1]);
        let moved = self.graph.sample(&own, &place);

        let gain = self.enlarged(gain, side, "tent", tent);
        let gain = self.graph.reshape(&gain, &[layers, 1, side, side]);
        let moved = self.graph.multiply(&moved, &gain);
        let shape = [1, layers * channels, side, side];
        Ok(self.graph.reshape(&moved, &shape))
    }

    /// Enlarges `[1, c, FLOW, FLOW]` to `side` pixels, by products of matrices as the model does.
    fn enlarged(&mut self, x: &Value, side: usize, name: &str, kernel: fn(f32) -> f32) -> Value {
        let across = resampling(FLOW, side, kernel);
        let turned = |at: usize| across[at % FLOW * side + at / FLOW];
        let down = Array {
            shape: vec![side, FLOW],
            values: (0..across.len()).map(turned).collect(),
        };
        let across = Array {
            shape: vec![FLOW, side],
            values: across,
        };
        let across = self
            .graph
            .constant(&format!("{name}_across_{side}"), across);
        let down = self.graph.constant(&format!("{name}_down_{side}"), down);
        let x = self.graph.matmul(x, &across);
        self.graph.matmul(&down, &x)
    }

    /// The coordinates of pixels, `[1, 2, side, side]`.
    fn here(&mut self, side: usize) -> Value {
        let here = coordinates(1, [side; 2], &Device::flex());
        let here = Array {
            shape: vec![1, 2, side, side],
            values: here.into_data().iter::<f32>().collect(),
        };
        self.graph.constant(&format!("coordinates_{side}"), here)
    }
}
