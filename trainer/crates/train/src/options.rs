//! Options of `trainer train`, and where each setting comes from.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, parser::ValueSource};
use serde_json::{Map, Value};

use crate::{presets::Preset, run_folder::RunOptions, settings::Settings};
use learn::device::DeviceChoice;
use support::files::read_at_most;

/// Largest options file, in bytes.
const LARGEST_OPTIONS: u64 = 1 << 20;

/// Train XRayGAN on dataset folders: view consistency network, pixel loss, conditional GAN, scale by scale.
///
/// A setting given here wins over the one in --options, which wins over --preset.
#[derive(Debug, Clone, Args)]
pub struct TrainOptions {
    /// Folder of the run: options, statistics, images, checkpoints.
    #[arg(long, value_name = "RUN")]
    pub out: PathBuf,
    /// Dataset folder; several are trained on together. A resumed run knows its own.
    #[arg(long, value_name = "DIR")]
    pub data: Vec<PathBuf>,
    /// Go on with the run in --out from its newest checkpoint.
    #[arg(long)]
    pub resume: bool,
    /// Run whose newest checkpoint gives the first weights; words and widths are its own, larger scales are new.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["words", "resume"])]
    pub from: Option<PathBuf>,
    /// Settings to start from.
    #[arg(long, value_enum, default_value = "standard")]
    pub preset: Preset,
    /// JSON file of settings, some or all, such as another run's options.json.
    #[arg(long, value_name = "FILE")]
    pub options: Option<PathBuf>,
    /// Word list of a new model, one word a line [default: about 2,000 words of radiology reports].
    #[arg(long, value_name = "FILE")]
    pub words: Option<PathBuf>,
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
    /// Images between lines of statistics, image sheets and checkpoints. A resumed run keeps this, and the two below.
    #[arg(long, default_value_t = 4000, value_parser = clap::value_parser!(u64).range(1..))]
    pub tick: u64,
    /// Checkpoints to keep.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    pub keep: u64,
    /// Validation studies on each image sheet.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub shown: u64,
    /// Print settings and schedule, and stop.
    #[arg(long)]
    pub dry_run: bool,
    /// The numbers of the training.
    #[command(flatten)]
    pub settings: Settings,
    /// Names of the settings that the command line gives, in place of defaults.
    #[arg(skip)]
    pub explicit: Vec<String>,
}

impl TrainOptions {
    /// Parses a command line, as tests and [`TrainOptions::explicit`] need it.
    ///
    /// # Errors
    /// Clap's own.
    pub fn parse_from<'a>(
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, clap::Error> {
        #[derive(Parser)]
        #[command(no_binary_name = true)]
        struct Line {
            #[command(flatten)]
            train: TrainOptions,
        }
        let matches = Line::command().try_get_matches_from(arguments)?;
        let mut options = Line::from_arg_matches(&matches)?.train;
        options.note_explicit(&matches);
        Ok(options)
    }

    /// Notes which settings the command line gives.
    pub fn note_explicit(&mut self, matches: &ArgMatches) {
        let ids = matches.ids().map(clap::Id::as_str);
        self.explicit = ids
            .filter(|id| matches.value_source(id) == Some(ValueSource::CommandLine))
            .map(str::to_owned)
            .collect();
    }

    /// The settings of a new run: preset, then file, then command line.
    ///
    /// # Errors
    /// A file that cannot be read, a setting that does not exist or is out of range.
    pub fn resolve(&self) -> Result<Settings> {
        let mut all = to_map(&self.preset.settings())?;
        if let Some(path) = &self.options {
            all.extend(read_file(path)?);
        }
        all.extend(self.given()?);
        let settings: Settings = serde_json::from_value(Value::Object(all)).with_context(|| {
            self.options.as_ref().map_or_else(String::new, |path| {
                format!("settings in {}", path.display())
            })
        })?;
        settings.validate()?;
        Ok(settings)
    }

    /// Refuses settings other than those that the run began with.
    ///
    /// # Errors
    /// Lists the settings that differ.
    pub fn check_unchanged(&self, began: &Settings) -> Result<()> {
        for name in ["preset", "words"] {
            if self.is_given(name) {
                bail!(
                    "--{name} is for a new run; {} goes on with what it began with: resume without it",
                    self.out.display()
                );
            }
        }
        let began = to_map(began)?;
        let mut given = match &self.options {
            Some(path) => read_file(path)?,
            None => Map::new(),
        };
        given.extend(self.given()?);
        let changed: Vec<String> = given
            .iter()
            .filter(|(name, value)| began.get(*name) != Some(value))
            .map(|(name, value)| {
                let before = began
                    .get(name)
                    .map_or_else(|| "unknown".to_owned(), Value::to_string);
                format!("--{} was {before}, now {value}", name.replace('_', "-"))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        bail!(
            "{}: {}; resume without these options, or start a new run",
            self.out.display(),
            changed.join("; ")
        )
    }

    /// Takes over how a resumed run is watched, where the command line does not say.
    pub fn keep_running_options(&mut self, began: &RunOptions) {
        for (name, here, before) in [
            ("tick", &mut self.tick, began.tick),
            ("keep", &mut self.keep, began.keep),
            ("shown", &mut self.shown, began.shown),
        ] {
            let given = self.explicit.iter().any(|given| given == name);
            if !given {
                *here = before;
            }
        }
    }

    /// Whether the command line gives this option, by its field's name.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.explicit.iter().any(|given| given == name)
    }

    /// The settings that the command line gives.
    fn given(&self) -> Result<Map<String, Value>> {
        let mut all = to_map(&self.settings)?;
        all.retain(|name, _| self.is_given(name));
        Ok(all)
    }
}

fn to_map(settings: &Settings) -> Result<Map<String, Value>> {
    match serde_json::to_value(settings)? {
        Value::Object(map) => Ok(map),
        _ => bail!("settings are not an object"),
    }
}

/// Settings from a file that holds them, or from a run's `options.json`, which has them under `settings`.
fn read_file(path: &Path) -> Result<Map<String, Value>> {
    let bytes = read_at_most(path, LARGEST_OPTIONS)?;
    let value: Value = serde_json::from_slice(&bytes)
        .with_context(|| format!("{} is not JSON", path.display()))?;
    let value = value.get("settings").cloned().unwrap_or(value);
    match value {
        Value::Object(map) => Ok(map),
        _ => bail!("{}: expected an object of settings", path.display()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> TrainOptions {
        let all = ["--out", "run"].iter().chain(arguments).copied();
        TrainOptions::parse_from(all).unwrap()
    }

    #[test]
    fn command_line_wins_over_file_wins_over_preset() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("o.json");
        std::fs::write(
            &file,
            r#"{"settings": {"noise": 32, "batch": [5, 6], "code": 64}}"#,
        )
        .unwrap();
        let file = file.to_str().unwrap();
        let settings = options(&["--preset", "tiny", "--options", file, "--noise", "0"])
            .resolve()
            .unwrap();
        assert_eq!(
            (settings.noise, settings.code, settings.refiner),
            (0, 64, 4)
        );
        assert_eq!(settings.batch, [5, 6]);
    }

    #[test]
    fn faults_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("o.json");
        std::fs::write(&file, r#"{"bacth": [5]}"#).unwrap();
        let path = file.to_str().unwrap();
        let error = format!("{:#}", options(&["--options", path]).resolve().unwrap_err());
        assert!(
            error.contains("bacth") && error.contains("o.json"),
            "{error}"
        );
        let error = options(&["--mismatch", "2"])
            .resolve()
            .unwrap_err()
            .to_string();
        assert!(error.contains("--mismatch"), "{error}");
    }

    #[test]
    fn a_changed_setting_is_refused_and_an_unchanged_one_is_not() {
        let began = options(&["--preset", "tiny", "--batch", "7"])
            .resolve()
            .unwrap();
        options(&["--batch", "7"]).check_unchanged(&began).unwrap();
        let error = options(&["--batch", "8"])
            .check_unchanged(&began)
            .unwrap_err()
            .to_string();
        assert!(error.contains("--batch was [7], now [8]"), "{error}");
    }
}
