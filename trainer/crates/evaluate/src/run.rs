//! The whole evaluation, from folders to a folder.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use burn::tensor::Device;

use crate::{
    draw::{gallery::Gallery, pictures::Stored, subjects::Subjects},
    figures::{
        consistency, distribution, diversity, films, findings, group::FigureGroup, likeness,
        memorisation, negation, reports, swap, told, true_pairs,
    },
    judge::{
        classifier::TWINS,
        judgement::Judgement,
        judges::{self, Judges, Lesson, Recipe},
        tasks::Answers,
    },
    options::EvaluateOptions,
    watch::{Stopped, Watch},
    write::{
        report::{self, Data, Evaluation, Weights},
        sheets,
    },
};
use dataset::{Dataset, Split};
use learn::{
    data::{Studies, fingerprint},
    images::Images,
};
use metrics::EVALUATION_VERSION;
use support::{files::NewFolder, sheet::NOTICE};
use xraygan::weights::Bundle;

/// The file that makes the folder whole.
const RESULT: &str = "evaluation.json";

/// Evaluates until done or `stop` is set; `None` when stopped, with nothing written but judges that were complete.
///
/// # Errors
/// Folders, weights or a device that cannot be used, too few studies, an image that cannot be read; the message names
/// what and says what to do.
pub fn run(options: &EvaluateOptions, stop: &AtomicBool) -> Result<Option<Evaluation>> {
    match evaluate(options, stop) {
        Ok(evaluation) => Ok(Some(evaluation)),
        Err(error) if error.is::<Stopped>() => Ok(None),
        Err(error) => Err(error),
    }
}

fn evaluate(options: &EvaluateOptions, stop: &AtomicBool) -> Result<Evaluation> {
    let clock = Instant::now();
    let seed = options.seed;
    let (device, device_name) = options.device.open()?;
    let bundle = bundle::load(&options.weights, &device)?;
    let weights = Weights::of(&bundle.manifest, bundle::hash(&options.weights)?);
    if !bundle.manifest.provenance.trained {
        eprintln!("note: these weights are untrained; the figures show what nothing learnt scores");
    }
    let limit = options.limit.map(|limit| limit as usize);
    let subjects = Subjects::open(&options.data, options.split, limit, seed, &bundle)?;
    let side = judge_size(options.judge_size, bundle.manifest.model.size)?;
    let lessons = [&options.data[..], &options.judge_data].concat();
    let (answers, train) = lesson_studies(options, &lessons, &subjects, side, &bundle)?;
    let coded = options.reports.as_deref().map(reports::coded).transpose()?;
    let others = options.films.as_deref();
    let others = others.map(|it| films::open(it, side)).transpose()?;
    let target = NewFolder::create(&options.out, RESULT, &["evaluation.md", "*.png"])?;
    let data = fingerprint(&options.data)?;
    let recipe = Recipe {
        data: fingerprint(&lessons)?,
        split: options.split,
        size: side,
        epochs: options.judge_epochs as usize,
        width: options.judge_width as usize,
        seed,
        twins: TWINS,
    };
    let (judges, judges_fit) = match &options.judges {
        Some(folder) => earlier_judges(folder, &recipe, bundle.manifest.model.size, &device)?,
        None => {
            let folder = judges::beside(&options.out);
            let lesson = Lesson {
                recipe,
                train: &train,
                test: &subjects.test,
                answers: &answers,
                device: &device,
            };
            (own_judges(&lesson, &folder, stop)?, true)
        }
    };

    let drawn = Gallery::new(&bundle, &subjects, seed, options.seeds, stop)?;
    let judgement = Judgement::new(&judges, &subjects, &answers, &drawn, stop)?;
    let mut groups = told::measure(&bundle, &subjects, seed, stop)?;
    groups.extend(measure(&subjects, &drawn, &judgement, seed, stop)?);
    groups.push(true_pairs::measure(&bundle, &subjects, seed, stop)?);
    if let Some(others) = &others {
        groups.push(films::measure(&judges, others, &drawn, seed, stop)?);
    }
    if let Some(studies) = &coded {
        groups.push(reports::measure(&bundle, &judges, studies, seed, stop)?);
    }
    let pictures = pictures(&subjects, &drawn, &judgement, judges.header.recipe.size)?;

    let evaluation = Evaluation {
        format_version: EVALUATION_VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        notice: NOTICE,
        weights,
        data: subjects.datasets.iter().map(Data::of).collect(),
        data_fingerprint: data,
        options: report::Options {
            split: options.split,
            limit: options.limit,
            seeds: options.seeds,
            seed,
        },
        device: device_name,
        studies: subjects.chosen.len(),
        unread: subjects.unread,
        judges: judges.header,
        judges_fit,
        seconds: clock.elapsed().as_secs_f64(),
        groups,
    };
    for (file, _, bytes) in &pictures {
        target.write(file, bytes).context("a picture")?;
    }
    let shown: Vec<_> = pictures
        .iter()
        .map(|(file, what, _)| (*file, *what))
        .collect();
    target.write("evaluation.md", evaluation.markdown(&shown).as_bytes())?;
    target.write(RESULT, &evaluation.json()?)?;
    target.finish()?;
    Ok(evaluation)
}

/// Side of the judges' images: as wanted, or the model's up to 128.
fn judge_size(wanted: Option<u64>, largest: usize) -> Result<usize> {
    let size = wanted.map_or(largest.min(128), |size| size as usize);
    if size > largest {
        bail!("--judge-size {size}: the model's images have {largest} px; name at most that");
    }
    Ok(size)
}

/// Judges of an earlier evaluation, and whether they are those of this data.
fn earlier_judges(
    folder: &Path,
    recipe: &Recipe,
    largest: usize,
    device: &Device,
) -> Result<(Judges, bool)> {
    let judges = judges::load(folder, device)?;
    let found = &judges.header.recipe;
    if found.size > largest {
        bail!(
            "{}: these judges see {} px, but the model's images have {largest} px; leave --judges out to train others",
            folder.display(),
            found.size
        );
    }
    let same = found.data == recipe.data && found.split == recipe.split;
    if !same {
        eprintln!(
            "note: the judges were trained on other data; they may have seen these test studies"
        );
    }
    Ok((judges, same))
}

/// What is known of the studies in `folders`, and those of them that judges who see `side` pixels learn from.
fn lesson_studies(
    options: &EvaluateOptions,
    folders: &[PathBuf],
    subjects: &Subjects,
    side: usize,
    bundle: &Bundle,
) -> Result<(Answers, Arc<Studies>)> {
    let known = |all: &[Dataset]| Answers::of(all.iter().flat_map(Dataset::records));
    if options.judge_data.is_empty() {
        return Ok((known(&subjects.datasets), Arc::clone(&subjects.train)));
    }
    let datasets = Studies::open(folders)?;
    for dataset in datasets.iter() {
        let found = dataset.info().size as usize;
        ensure!(
            found >= side,
            "{}: its images have {found} px, but the judges see {side}; name --judge-size {found} or less",
            dataset.root().display()
        );
    }
    let train = Studies::of(&datasets, Split::Train, &bundle.vocabulary)?;
    Ok((known(&datasets), Arc::new(train)))
}

/// The judges of this data, trained now or by an earlier evaluation.
fn own_judges(lesson: &Lesson<'_>, folder: &Path, stop: &AtomicBool) -> Result<Judges> {
    let judges = lesson.judges(folder, stop)?;
    let what = if judges.reused { "reused" } else { "trained" };
    eprintln!(
        "judges: {what}, {} tasks, in {}",
        judges.header.tasks.len(),
        folder.display()
    );
    Ok(judges)
}

fn measure(
    subjects: &Subjects,
    drawn: &Gallery,
    judgement: &Judgement,
    seed: u64,
    stop: &AtomicBool,
) -> Result<Vec<FigureGroup>> {
    let subjects = &subjects.chosen;
    let watch = Watch::new("measuring", 10, stop);
    let mut groups = Vec::new();
    let mut add = |group: FigureGroup| {
        groups.push(group);
        watch.advance(1)
    };
    add(likeness::measure(subjects, drawn, seed)?)?;
    add(distribution::measure(&judgement.spaces, seed))?;
    add(diversity::measure(subjects, drawn, seed)?)?;
    for group in findings::measure(judgement, seed)? {
        add(group)?;
    }
    add(consistency::measure(judgement.matched.as_ref(), seed)?)?;
    add(memorisation::measure(&judgement.spaces))?;
    add(negation::measure(subjects, judgement, seed)?)?;
    add(swap::measure(drawn, judgement, seed)?)?;
    watch.finish();
    Ok(groups)
}

/// The pictures: file, title and content.
fn pictures(
    subjects: &Subjects,
    drawn: &Gallery,
    judgement: &Judgement,
    judge_size: usize,
) -> Result<Vec<(&'static str, &'static str, Vec<u8>)>> {
    let chosen = &subjects.chosen;
    let mut pictures = vec![
        (
            "pairs.png",
            "Real and generated pairs",
            sheets::pairs(chosen, drawn)?,
        ),
        (
            "seeds.png",
            "One report, several seeds",
            sheets::seeds(chosen, drawn)?,
        ),
    ];
    if !drawn.swapped.places.is_empty() {
        pictures.push((
            "swap.png",
            "Left and right exchanged",
            sheets::swap(chosen, drawn)?,
        ));
    }
    let train = Stored(Images::new(Arc::clone(&subjects.train), judge_size));
    pictures.push((
        "nearest.png",
        "Nearest training images",
        sheets::copies(drawn, &judgement.spaces, &train)?,
    ));
    Ok(pictures)
}
