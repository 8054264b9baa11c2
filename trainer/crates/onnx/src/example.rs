//! One pair with all that goes into the graph, for whoever runs it elsewhere to compare with.

use anyhow::{Context, Result};
use burn::tensor::{Device, Tensor, TensorData};
use xraygan::{
    condition::{Patient, encode, presence},
    findings::{FindingsTable, Kind, Side, TableRow},
    generation::{complete, map_tensors, noise},
    model::{Drive, ModelConfig, TemplatesConfig, XRayGan, join_noise, templates::AnatomyChoice},
    views::{View, Views},
    weights::storage::{Array, Arrays},
};

/// Seed of the imagined patient, or of the noise.
const SEED: u64 = 3;

/// Whose body an example has; the published cascade knows none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// That of one anatomy, as a seed draws it.
    One,
    /// A mixture of the first two anatomies, where there are two.
    Mixture,
}

/// The inputs of a graph and what the model makes of them.
#[derive(Debug, Clone)]
pub struct Example {
    /// What drives both cascades.
    pub drives: Views<Drive>,
    /// Of templates: what the network is told, `[1, D]`.
    pub told: Option<Tensor<2>>,
    /// Index of the last scale.
    pub last: usize,
}

/// An example for a model: a left effusion, a nodule of the right lung and a pacemaker, or a report of one word.
///
/// # Errors
/// The model lacks parts that its configuration asks for.
pub fn example(model: &XRayGan, config: &ModelConfig, body: Body) -> Result<Example> {
    let last = config.sizes().len() - 1;
    let device = model.encoder.device();
    if let Some(templates) = config.cascade.templates() {
        let (drives, told) = of_templates(model, templates, config.size, body, &device)?;
        return Ok(Example {
            drives,
            told: Some(told),
            last,
        });
    }
    let code = model
        .encoder
        .encode(&[vec![vec![1]]], &[vec![vec![1]]], config.padding);
    let noise = (config.noise > 0).then(|| {
        let values = noise(config, SEED);
        Tensor::from_data(TensorData::new(values, [1, config.noise]), &device)
    });
    let drive = Drive::from(join_noise(code.code, noise));
    Ok(Example {
        drives: Views {
            frontal: drive.clone(),
            lateral: drive,
        },
        told: None,
        last,
    })
}

fn of_templates(
    model: &XRayGan,
    config: &TemplatesConfig,
    size: usize,
    body: Body,
    device: &Device,
) -> Result<(Views<Drive>, Tensor<2>)> {
    let rows = vec![
        TableRow::new(Kind::Effusion).on(Side::Left),
        TableRow::new(Kind::Nodule).on(Side::Right),
        TableRow::new(Kind::Pacemaker).on(Side::Left),
    ];
    let table = FindingsTable { rows };
    let mut patient = Patient::drawn(&config.patient, SEED);
    if let ([first, second, ..], Body::Mixture) = (&mut patient.anatomy[..], body) {
        (*first, *second) = (0.75, 0.25);
        patient.anatomy[2..].fill(0.0);
    }
    let told = encode(&config.patient, &table, &patient);
    let told = Tensor::<2>::from_data(TensorData::new(told, [1, config.patient.width()]), device);
    let missing = "the model lacks the parts of templates";
    let head = model.places.as_ref().context(missing)?;
    let encoder = model.patient.as_ref().context(missing)?;
    let code = encoder.forward(told.clone());
    let values = head.forward(told.clone());
    let values = values.map(|it| it.into_data().iter::<f32>().collect());
    let shown = [presence(&table)];
    let places = complete(&values, &shown, &[None]);
    let anatomies = AnatomyChoice::new([patient.anatomy.as_slice()]);
    let drives = Views::from_fn(|view| Drive {
        code: code.clone(),
        maps: map_tensors(&[&places[0][view]], &shown, size, device),
        anatomies: anatomies.clone(),
    });
    Ok((drives, told))
}

impl Example {
    /// The inputs by their names in the graph.
    pub fn inputs(&self) -> Arrays {
        let mut arrays = Arrays::new();
        let Some(told) = &self.told else {
            arrays.insert("code".to_owned(), array(&self.drives.frontal.code));
            return arrays;
        };
        arrays.insert("told".to_owned(), array(told));
        for view in View::ALL {
            for maps in &self.drives[view].maps {
                let name = format!("{}_maps_{}", view.name(), maps.dims()[2]);
                arrays.insert(name, array(maps));
            }
        }
        arrays
    }

    /// The model's images by the names of the graph's outputs.
    pub fn outputs(&self, model: &XRayGan) -> Arrays {
        let images = View::ALL.into_iter().flat_map(|view| {
            let images = model.cascade(view).forward(&self.drives[view], self.last);
            let named = move |image: Tensor<4>| {
                let name = format!("{}_{}", view.name(), image.dims()[2]);
                (name, array(&image))
            };
            images.into_iter().map(named)
        });
        images.collect()
    }
}

fn array<const D: usize>(tensor: &Tensor<D>) -> Array {
    Array {
        shape: tensor.dims().to_vec(),
        values: tensor.to_data().iter::<f32>().collect(),
    }
}
