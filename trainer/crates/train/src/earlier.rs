//! The weights that a run goes on from: those of another run, or of a bundle.

use std::path::Path;

use anyhow::{Result, bail};
use burn::{module::Module, tensor::Device};
use xraygan::{
    model::config::BASE_SIZE,
    weights::{
        MANIFEST,
        tensors::{self, Arrays},
    },
};

use crate::{
    checkpoint,
    networks::Networks,
    run_folder::{EarlierRun, read_options},
    settings::{CascadeKind, NetworkSettings, Settings, TemplateSettings},
};

/// Names of the consistency network's weights within a bundle begin so.
const CONSISTENCY: &str = "consistency.";

/// The run or bundle at `path` and the runs before it, if its weights fit the widths of `settings`.
///
/// # Errors
/// It cannot be read, or its weights are of other widths; the message says how to take them over.
pub fn find(path: &Path, settings: &Settings) -> Result<Vec<EarlierRun>> {
    if is_bundle(path) {
        return Ok(vec![of_bundle(path, settings)?]);
    }
    let options = read_options(path)?;
    let reuse = path.join("options.json");
    let reuse = format!("--options {} reuses its settings", reuse.display());
    check(path, &options.settings, settings, &reuse)?;
    let state = checkpoint::state(&checkpoint::newest(path)?)?;
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let mut runs = vec![EarlierRun {
        images: state.images,
        seconds: state.seconds,
        path,
        how: options.how,
        licences: options.licences,
        studies: options.studies,
        reads: false,
        settings: options.settings,
    }];
    runs.extend(options.earlier);
    Ok(runs)
}

fn is_bundle(path: &Path) -> bool {
    path.join(MANIFEST).is_file()
}

/// What is known of a bundle's training: its data and licence, not its settings beyond the widths.
fn of_bundle(path: &Path, settings: &Settings) -> Result<EarlierRun> {
    let manifest = bundle::manifest(path)?;
    let config = &manifest.model;
    let templates = match config.cascade.templates() {
        None => TemplateSettings {
            cascade: CascadeKind::Released,
            ..settings.templates.clone()
        },
        Some(templates) => TemplateSettings {
            cascade: CascadeKind::Templates,
            layers: templates.layers,
            layer_channels: templates.channels.clone(),
            widths: templates.widths.clone(),
            ..settings.templates.clone()
        },
    };
    let theirs = Settings {
        network: NetworkSettings {
            size: config.size,
            embedding: config.embedding,
            hidden: config.hidden,
            code: config.code,
            noise: config.noise,
            refiner: config.refiner,
            consistency: config.consistency,
            ..settings.network.clone()
        },
        templates,
        ..settings.clone()
    };
    check(path, &theirs, settings, "give the bundle's")?;
    Ok(EarlierRun {
        path: path.canonicalize().unwrap_or_else(|_| path.to_path_buf()),
        how: vec![manifest.provenance.training_data.clone()],
        licences: vec![manifest.provenance.licence.clone()],
        studies: [0, 0],
        images: 0,
        seconds: 0.0,
        reads: config.reading.is_some(),
        settings: theirs,
    })
}

/// Refuses weights of other widths.
fn check(path: &Path, theirs: &Settings, ours: &Settings, way_out: &str) -> Result<()> {
    let widths = |it: &Settings| {
        [
            ("embedding", it.network.embedding),
            ("hidden", it.network.hidden),
            ("code", it.network.code),
            ("noise", it.network.noise),
            ("refiner", it.network.refiner),
            ("consistency", it.network.consistency),
            ("layers", it.templates.layers),
        ]
    };
    for ((name, theirs), (_, ours)) in widths(theirs).into_iter().zip(widths(ours)) {
        if theirs != ours {
            bail!(
                "--{name} is {ours}, but {} has {theirs}; {way_out}",
                path.display()
            );
        }
    }
    let sizes = [theirs, ours].map(|it| it.network.size);
    // Of the scales that it has; larger ones are new.
    let scales = (sizes[0] / BASE_SIZE).ilog2() as usize;
    let of_scales = |it: &Settings| -> Vec<[usize; 2]> {
        let of = |list: &[usize], at: usize| list[at.min(list.len() - 1)];
        (0..scales)
            .map(|at| {
                [
                    of(&it.templates.widths, at),
                    of(&it.templates.layer_channels, at),
                ]
            })
            .collect()
    };
    let [before, now] = [theirs, ours].map(of_scales);
    if ours.templates.cascade == CascadeKind::Templates && before != now {
        bail!(
            "--widths and --layer-channels are not those of {} for the sizes that it has; {way_out}",
            path.display()
        );
    }
    if sizes[0] > sizes[1] {
        bail!(
            "--size {} is smaller than the {} px of {}",
            sizes[1],
            sizes[0],
            path.display()
        );
    }
    Ok(())
}

/// Gives networks the weights of a run's newest checkpoint, or of a bundle; larger scales, critics and optimisers stay
/// new.
///
/// # Errors
/// No checkpoint, or a file that is missing, damaged or of other widths; the message names it.
pub fn continue_from(path: &Path, networks: Networks, device: &Device) -> Result<Networks> {
    let (from, [generator, average, consistency]) = if is_bundle(path) {
        let bundle = bundle::load(path, device)?;
        let all = tensors::collect(&bundle.model);
        let network = |name: &String| name.starts_with(CONSISTENCY);
        let (consistency, all): (Arrays, Arrays) =
            all.into_iter().partition(|(name, _)| network(name));
        let consistency = consistency
            .into_iter()
            .map(|(name, array)| (name[CONSISTENCY.len()..].to_owned(), array));
        (
            path.to_path_buf(),
            [all.clone(), all, consistency.collect()],
        )
    } else {
        let newest = checkpoint::newest(path)?;
        let of = |name| checkpoint::arrays(&newest, name);
        let all = [of("generator")?, of("average")?, of("consistency")?];
        (newest, all)
    };
    let from = from.display().to_string();
    // What it lacks keeps its first weights.
    fn taken<M: Module>(from: &str, arrays: Arrays, module: M) -> Result<M> {
        let mut all = tensors::collect(&module);
        all.extend(arrays);
        Ok(tensors::apply(module, all, from)?)
    }
    Ok(Networks {
        generator: taken(&from, generator, networks.generator.valid())?.train(),
        average: taken(&from, average, networks.average)?,
        consistency: taken(&from, consistency, networks.consistency.valid())?.train(),
        ..networks
    })
}
