//! The folder of a training run.
//!
//! ```text
//! options.json      program, data and settings
//! vocabulary.json   the words that the model learns
//! stats.jsonl       a line a tick: place in the schedule, losses, rates, speed, memory, validation
//! loss.svg          the same as curves
//! sheets/           real and generated validation studies at each tick
//! checkpoints/      see `checkpoint`
//! ```

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use xraygan::{
    condition::PatientCode,
    model::{ModelConfig, ReadingConfig},
    report::Vocabulary,
};

use crate::{plot, settings::Settings};
use support::files::{self, read_at_most, write_whole};

const OPTIONS: &str = "options.json";
const VOCABULARY: &str = "vocabulary.json";
const STATS: &str = "stats.jsonl";
const PLOT: &str = "loss.svg";
const SHEETS: &str = "sheets";
const LOCK: &str = ".lock";

/// Largest text file of a run that is read, in bytes.
const LARGEST: u64 = 256 << 20;

/// The content of `options.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunOptions {
    /// Version of the program that began the run.
    pub program: String,
    /// The dataset folders.
    pub data: Vec<PathBuf>,
    /// Their fingerprint, see [`learn::data::fingerprint`].
    pub fingerprint: String,
    /// Licences of the datasets, as they state them.
    pub licences: Vec<String>,
    /// How the datasets were made, as they state it.
    pub how: Vec<String>,
    /// Training studies, and pairs among them.
    pub studies: [usize; 2],
    /// The runs whose weights it continues, the last first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierRun>,
    /// Images between lines of statistics, see [`crate::TrainOptions::tick`].
    pub tick: u64,
    /// Checkpoints that are kept.
    pub keep: u64,
    /// Validation studies on a sheet.
    pub shown: u64,
    /// What patients are told by, where the cascade knows patients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientCode>,
    /// The settings.
    pub settings: Settings,
}

/// The model's widths; it reads if this run or one before it learns to.
#[must_use]
pub fn model(
    settings: &Settings,
    earlier: &[EarlierRun],
    rows: usize,
    patient: PatientCode,
) -> ModelConfig {
    let reads = (earlier.iter()).any(|it| it.reads || it.settings.reading.reads());
    ModelConfig {
        reading: (settings.reading.reads() || reads).then(ReadingConfig::default),
        ..settings.model(rows, patient)
    }
}

impl RunOptions {
    /// The model's widths for a vocabulary of `rows` entries, padding included.
    #[must_use]
    pub fn model(&self, rows: usize) -> ModelConfig {
        let patient = self.patient.clone().unwrap_or_default();
        model(&self.settings, &self.earlier, rows, patient)
    }

    /// Images seen and seconds trained before this run, by those that it continues.
    #[must_use]
    pub fn before(&self) -> (u64, f64) {
        self.earlier
            .iter()
            .fold((0, 0.0), |(images, seconds), run| {
                (images + run.images, seconds + run.seconds)
            })
    }
}

/// A run, or a bundle, whose weights another run continues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EarlierRun {
    /// Its folder, as it was.
    pub path: PathBuf,
    /// How its datasets were made, as they state it.
    pub how: Vec<String>,
    /// Their licences.
    pub licences: Vec<String>,
    /// Training studies, and pairs among them.
    pub studies: [usize; 2],
    /// Images it had seen.
    #[serde(default)]
    pub images: u64,
    /// Seconds it had trained.
    #[serde(default)]
    pub seconds: f64,
    /// Whether it is a bundle whose encoder reads findings.
    #[serde(default)]
    pub reads: bool,
    /// Its settings; of a bundle only the widths are its own.
    pub settings: Settings,
}

/// A line of `stats.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Images seen.
    pub images: u64,
    /// Seconds of training so far, all runs together.
    pub seconds: f64,
    /// Side of the images in training, in pixels.
    pub size: usize,
    /// `consistency`, `warmup` or `gan`.
    pub phase: String,
    /// Epochs done in the phase.
    pub epoch: f64,
    /// Images per second since the last line of this process.
    pub images_per_second: f64,
    /// Learning rates of generator (or consistency network) and critics.
    pub rates: [f64; 2],
    /// Memory of the process in MB, its largest so far.
    pub memory_mb: f64,
    /// Memory reserved on the GPU in MB, where burn tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_memory_mb: Option<f64>,
    /// Means of the losses since the last line. `pixel` is over images of -1..1: 0..2, with `--pixel-loss mse` 0..4.
    pub losses: BTreeMap<String, f64>,
    /// Of the validation studies: `pixel`, the mean absolute difference of images of -1..1, 0..2, and `ssim`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub validation: BTreeMap<String, f64>,
}

/// An open run; nobody else can open it meanwhile.
#[derive(Debug)]
pub struct RunFolder {
    root: PathBuf,
    /// What `options.json` says.
    pub options: RunOptions,
    lines: Vec<Statistics>,
    _lock: File,
}

impl RunFolder {
    /// Begins a run.
    ///
    /// # Errors
    /// The folder holds something, or cannot be written.
    pub fn create(root: &Path, options: RunOptions, vocabulary: &Vocabulary) -> Result<Self> {
        let shown = root.display();
        if root.join(OPTIONS).is_file() {
            bail!("{shown} holds a run; add --resume to go on with it, or name another folder");
        }
        let strange = |name: &str| ![LOCK, VOCABULARY].contains(&name) && !name.ends_with(".tmp");
        let entries = fs::read_dir(root).into_iter().flatten().flatten();
        if let Some(entry) = entries
            .map(|it| it.file_name())
            .find(|it| strange(&it.to_string_lossy()))
        {
            bail!(
                "{shown} holds {}; name a new or empty folder",
                entry.to_string_lossy()
            );
        }
        fs::create_dir_all(root).with_context(|| format!("cannot create {shown}"))?;
        let lock = lock(root)?;
        write_whole(&root.join(VOCABULARY), vocabulary.to_json().as_bytes())?;
        write_whole(
            &root.join(OPTIONS),
            (serde_json::to_string_pretty(&options)? + "\n").as_bytes(),
        )?;
        Ok(Self {
            root: root.to_owned(),
            options,
            lines: Vec::new(),
            _lock: lock,
        })
    }

    /// Opens a run to go on with it.
    ///
    /// # Errors
    /// There is no run, it is open elsewhere, or its options are damaged.
    pub fn resume(root: &Path) -> Result<Self> {
        read_options(root)?;
        let lock = lock(root)?;
        Ok(Self {
            root: root.to_owned(),
            // Read again: another process may have ended meanwhile.
            options: read_options(root)?,
            lines: Vec::new(),
            _lock: lock,
        })
    }

    /// Takes up the statistics of the first `images` images; later lines are dropped.
    ///
    /// # Errors
    /// The file is damaged or cannot be written.
    pub fn rewind(&mut self, images: u64) -> Result<()> {
        let path = self.root.join(STATS);
        let mut lines = Vec::new();
        if path.is_file() {
            let text = String::from_utf8_lossy(&read_at_most(&path, LARGEST)?).into_owned();
            for (number, line) in text.lines().enumerate() {
                match serde_json::from_str::<Statistics>(line) {
                    Ok(line) if line.images <= images => lines.push(line),
                    Ok(_) => {}
                    // The last line of a killed run may be cut.
                    Err(_) if number + 1 == text.lines().count() => {}
                    Err(error) => bail!("{}, line {}: {error}", path.display(), number + 1),
                }
            }
        }
        let mut text = String::new();
        for line in &lines {
            text += &serde_json::to_string(line)?;
            text.push('\n');
        }
        self.lines = lines;
        write_whole(&path, text.as_bytes())
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Adds a line of statistics and a sheet, and draws the curves anew.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn tick(&mut self, line: Statistics, sheet: Option<&[u8]>) -> Result<()> {
        let path = self.root.join(STATS);
        let text = serde_json::to_string(&line)? + "\n";
        let file = OpenOptions::new().create(true).append(true).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
        if let Some(sheet) = sheet {
            let folder = self.root.join(SHEETS);
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
            write_whole(
                &folder.join(format!("{:012}_{}px.png", line.images, line.size)),
                sheet,
            )?;
        }
        self.lines.push(line);
        write_whole(
            &self.root.join(PLOT),
            plot::draw(&self.curves())?.as_bytes(),
        )
    }

    fn curves(&self) -> BTreeMap<String, Vec<(f64, f64)>> {
        let mut curves: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
        for line in &self.lines {
            let validation = line
                .validation
                .iter()
                .map(|(name, value)| (format!("validation {name}"), *value));
            let losses = line
                .losses
                .iter()
                .map(|(name, value)| (name.clone(), *value));
            for (name, value) in losses.chain(validation) {
                curves
                    .entry(name)
                    .or_default()
                    .push((line.images as f64, value));
            }
        }
        curves
    }
}

/// Reads `options.json` of a run.
///
/// # Errors
/// There is no run, or the file is damaged.
pub fn read_options(root: &Path) -> Result<RunOptions> {
    let path = root.join(OPTIONS);
    if !path.is_file() {
        bail!("{} holds no run ({OPTIONS} is missing)", root.display());
    }
    let bytes = read_at_most(&path, LARGEST)?;
    serde_json::from_slice(&bytes).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads the vocabulary of a run.
///
/// # Errors
/// Missing or damaged.
pub fn read_vocabulary(root: &Path) -> Result<Vocabulary> {
    let path = root.join(VOCABULARY);
    let bytes = read_at_most(&path, LARGEST)?;
    Vocabulary::from_json(&bytes).with_context(|| format!("{}", path.display()))
}

fn lock(root: &Path) -> Result<File> {
    let path = root.join(LOCK);
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let busy = format!("{}: another process is training this run", root.display());
    files::lock(&file, &busy)?;
    Ok(file)
}
