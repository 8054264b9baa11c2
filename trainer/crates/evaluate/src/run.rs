//! The whole evaluation, from folders to a folder.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Instant,
};

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use xraygan::weights::Bundle;

use super::{
    figures::{self, Scene, diversity::Variety, swap::Swaps},
    generator::{Order, generate},
    group::Group,
    judges::{self, Judges, Lesson, Recipe},
    options::EvaluateOptions,
    pictures::{Made, Pictures, Real},
    report::{self, Data, Evaluation, Weights},
    sheets,
    spaces::{Seen, looks},
    subjects::Subjects,
    watch::{Stopped, Watch},
};
use learn::data::{Images, fingerprint};
use support::{files::NewFolder, sheet::NOTICE};
use xraygan::views::View;

/// The file that makes the folder whole.
const RESULT: &str = "evaluation.json";

/// Most reports whose variety is measured.
const VARIED: usize = 32;

/// How an evaluation ended.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// At Ctrl-C; nothing was written but judges that were complete.
    Stopped,
    /// The folder is there.
    Done(Box<Evaluation>),
}

/// Evaluates until done or `stop` is set.
///
/// # Errors
/// Folders, weights or a device that cannot be used, too few studies, an image that cannot be read; the message names
/// what and says what to do.
pub fn run(options: &EvaluateOptions, stop: &AtomicBool) -> Result<Outcome> {
    match evaluate(options, stop) {
        Ok(evaluation) => Ok(Outcome::Done(Box::new(evaluation))),
        Err(error) if error.is::<Stopped>() => Ok(Outcome::Stopped),
        Err(error) => Err(error),
    }
}

fn evaluate(options: &EvaluateOptions, stop: &AtomicBool) -> Result<Evaluation> {
    let clock = Instant::now();
    let (device, device_name) = options.device.open()?;
    let bundle = bundle::load(&options.weights, &device)?;
    if !bundle.manifest.provenance.trained {
        eprintln!("note: these weights are untrained; the figures show what nothing learnt scores");
    }
    let subjects = Subjects::of(options, &bundle)?;
    let target = NewFolder::create(&options.out, RESULT, &["evaluation.md", "*.png"])?;
    let data = fingerprint(&options.data)?;
    let (judges, judges_fit) = judges(options, &bundle, &subjects, &data, &device, stop)?;

    let size = bundle.manifest.model.size;
    let seeds: Vec<u64> = (0..subjects.chosen.len() as u64)
        .map(|n| options.seed.wrapping_add(n))
        .collect();
    let studies = subjects.test.all();
    let orders: Vec<Order> = subjects
        .chosen
        .iter()
        .zip(&seeds)
        .map(|(&study, &seed)| Order::of(&studies[study], seed))
        .collect();
    let watch = Watch::new("generating", orders.len(), stop);
    let drawn = generate(&bundle, &orders, &device, &watch)?;
    watch.finish();
    let variety = variety(options, &bundle, &orders, &device, stop)?;

    let real = Real {
        images: Images::new(Arc::clone(&subjects.test), size),
        chosen: subjects.chosen.clone(),
    };
    let train = Real {
        images: Images::new(Arc::clone(&subjects.train), judges.header.recipe.size),
        chosen: (0..subjects.train.all().len()).collect(),
    };
    let has = |at: usize, view| studies[subjects.chosen[at]].has(view);
    let made = Made {
        side: size,
        pairs: drawn
            .iter()
            .enumerate()
            .map(|(at, pair)| {
                View::ALL.map(|view| has(at, view).then(|| pair[view as usize].clone()))
            })
            .collect(),
    };
    let count = looks(&judges, real.count(), train.count());
    let watch = Watch::new("judging", count, stop);
    let seen = Seen::new(&judges, &real, &made, &train, &watch)?;
    watch.finish();
    let records: Vec<_> = subjects
        .chosen
        .iter()
        .map(|&it| &studies[it].record)
        .collect();
    let orders = figures::swap::orders(&bundle, &records, &seeds);
    let watch = Watch::new("left and right", 3 * orders.len(), stop);
    let swaps = Swaps::new(&bundle, orders, &drawn, &judges, &watch)?;
    watch.finish();
    let scene = Scene {
        seed: options.seed,
        records,
        answers: &subjects.answers,
        judges: &judges,
        real: &real,
        drawn: &drawn,
        made: &made,
        seen: &seen,
    };
    let groups = measure(&scene, &variety, &swaps, stop)?;
    let pictures = draw(&target, &scene, &variety, &swaps, &train)?;
    let evaluation = Evaluation {
        format_version: report::FORMAT_VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        notice: NOTICE,
        weights: Weights::of(&bundle.manifest),
        data: subjects.datasets.iter().map(Data::of).collect(),
        data_fingerprint: data,
        options: report::Options::of(options),
        device: device_name,
        studies: subjects.chosen.len(),
        unread: subjects.unread,
        judges: judges.header.clone(),
        judges_fit,
        seconds: clock.elapsed().as_secs_f64(),
        groups,
    };
    target.write("evaluation.md", evaluation.markdown(&pictures).as_bytes())?;
    target.write(RESULT, &evaluation.json()?)?;
    target.finish()?;
    Ok(evaluation)
}

/// The judges, and whether they are those of this data and these options.
fn judges(
    options: &EvaluateOptions,
    bundle: &Bundle,
    subjects: &Subjects,
    data: &str,
    device: &Device,
    stop: &AtomicBool,
) -> Result<(Judges, bool)> {
    let largest = bundle.manifest.model.size;
    let size = options
        .judge_size
        .map_or(largest.min(128), |size| size as usize);
    if size > largest {
        bail!("--judge-size {size}: the model's images have {largest} px; name at most that");
    }
    let recipe = Recipe {
        data: data.to_owned(),
        split: options.split,
        size,
        epochs: options.judge_epochs as usize,
        width: options.judge_width as usize,
        seed: options.seed,
    };
    if let Some(folder) = &options.judges {
        let judges = judges::load(folder, device)?;
        let found = judges.header.recipe.size;
        if found > largest {
            bail!(
                "{}: these judges see {found} px, but the model's images have {largest} px; leave --judges out to train others",
                folder.display()
            );
        }
        let same =
            judges.header.recipe.data == recipe.data && judges.header.recipe.split == recipe.split;
        if !same {
            eprintln!(
                "note: the judges were trained on other data; they may have seen these test studies"
            );
        }
        return Ok((judges, same));
    }
    let folder: PathBuf = judges::beside(&options.out);
    let lesson = Lesson {
        recipe,
        train: &subjects.train,
        test: &subjects.test,
        answers: &subjects.answers,
        device,
    };
    let judges = lesson.judges(&folder, stop)?;
    let what = if judges.reused { "reused" } else { "trained" };
    eprintln!(
        "judges: {what}, {} tasks, in {}",
        judges.header.tasks.len(),
        folder.display()
    );
    Ok((judges, true))
}

/// Some reports with several seeds.
fn variety(
    options: &EvaluateOptions,
    bundle: &Bundle,
    orders: &[Order],
    device: &Device,
    stop: &AtomicBool,
) -> Result<Variety> {
    let count = orders.len().min(VARIED);
    let places: Vec<usize> = (0..count).map(|n| n * orders.len() / count).collect();
    let each = options.seeds as usize;
    let varied: Vec<Order> = places
        .iter()
        .flat_map(|&at| {
            (0..options.seeds).map(move |seed| Order {
                seed: options.seed.wrapping_add(seed),
                ..orders[at].clone()
            })
        })
        .collect();
    let watch = Watch::new("seeds", varied.len(), stop);
    let images = generate(bundle, &varied, device, &watch)?;
    watch.finish();
    Ok(Variety {
        places,
        images: images.chunks(each).map(<[_]>::to_vec).collect(),
    })
}

fn measure(
    scene: &Scene<'_>,
    variety: &Variety,
    swaps: &Swaps,
    stop: &AtomicBool,
) -> Result<Vec<Group>> {
    let watch = Watch::new("measuring", 10, stop);
    let mut groups = Vec::new();
    let mut add = |group: Group| {
        groups.push(group);
        watch.advance(1)
    };
    add(figures::likeness::measure(scene)?)?;
    add(figures::distribution::measure(scene))?;
    add(figures::diversity::measure(scene, variety)?)?;
    for group in figures::findings::measure(scene)? {
        add(group)?;
    }
    add(figures::consistency::measure(scene)?)?;
    add(figures::memorisation::measure(scene))?;
    add(figures::negation::measure(scene)?)?;
    add(figures::swap::measure(scene, swaps)?)?;
    watch.finish();
    Ok(groups)
}

/// Writes the pictures; their files and titles.
fn draw(
    target: &NewFolder,
    scene: &Scene<'_>,
    variety: &Variety,
    swaps: &Swaps,
    train: &Real,
) -> Result<Vec<(&'static str, &'static str)>> {
    let mut pictures = vec![
        (
            "pairs.png",
            "Real and generated pairs",
            sheets::pairs(scene)?,
        ),
        (
            "seeds.png",
            "One report, several seeds",
            sheets::seeds(scene, variety)?,
        ),
    ];
    if !swaps.places.is_empty() {
        pictures.push((
            "swap.png",
            "Left and right exchanged",
            sheets::swap(scene, swaps)?,
        ));
    }
    pictures.push((
        "nearest.png",
        "Nearest training images",
        sheets::copies(scene, train)?,
    ));
    for (file, _, bytes) in &pictures {
        target.write(file, bytes).context("a picture")?;
    }
    Ok(pictures
        .into_iter()
        .map(|(file, what, _)| (file, what))
        .collect())
}
