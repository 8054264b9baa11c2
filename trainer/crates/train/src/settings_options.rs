//! Where settings come from: preset, then file, then command line.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{ArgMatches, Args, Command, FromArgMatches, Id, error::ErrorKind, parser::ValueSource};
use serde_json::{Map, Value};

use crate::{presets::Preset, settings::Settings};
use support::files::read_at_most;

/// Largest options file, in bytes.
const LARGEST_OPTIONS: u64 = 1 << 20;

/// Options of every command that trains or measures training. A setting on the command line wins over the one in
/// `--options`, which wins over `--preset`.
#[derive(Debug, Clone, Args)]
pub struct SettingsOptions {
    /// Settings to start from [default: standard].
    #[arg(long, value_enum)]
    pub preset: Option<Preset>,
    /// JSON file of settings, some or all, such as a run's options.json.
    #[arg(long, value_name = "FILE")]
    pub options: Option<PathBuf>,
    /// Settings on the command line.
    #[command(flatten)]
    pub given: GivenSettings,
}

/// The settings that the command line gives, by name; not those that clap fills in.
#[derive(Debug, Clone, Default)]
pub struct GivenSettings(Map<String, Value>);

impl Args for GivenSettings {
    fn group_id() -> Option<Id> {
        Settings::group_id()
    }

    fn augment_args(command: Command) -> Command {
        Settings::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Settings::augment_args_for_update(command)
    }
}

impl FromArgMatches for GivenSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let given: BTreeSet<String> = matches
            .ids()
            .map(Id::as_str)
            .filter(|id| matches.value_source(id) == Some(ValueSource::CommandLine))
            .map(str::to_owned)
            .collect();
        let mut all = Settings::from_arg_matches_mut(matches)?
            .to_map()
            .map_err(|error| clap::Error::raw(ErrorKind::Format, error))?;
        all.retain(|name, _| given.contains(name));
        Ok(Self(all))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}

impl SettingsOptions {
    /// The settings: preset, then file, then command line.
    ///
    /// # Errors
    /// A file that cannot be read, a setting that does not exist or is out of range.
    pub fn resolve(&self) -> Result<Settings> {
        let mut all = self.preset.unwrap_or_default().settings().to_map()?;
        all.extend(self.above_preset()?);
        let settings = Settings::try_from(all).with_context(|| {
            self.options.as_ref().map_or_else(
                || "settings".to_owned(),
                |path| format!("settings in {}", path.display()),
            )
        })?;
        settings.validate()?;
        Ok(settings)
    }

    /// One phrase for each setting of file and command line that differs from those a run began with.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn changes(&self, began: &Settings) -> Result<Vec<String>> {
        let began = began.to_map()?;
        let given = self.above_preset()?;
        let changed = given
            .iter()
            .filter(|(name, value)| began.get(*name) != Some(value));
        Ok(changed
            .map(|(name, value)| {
                let before = began
                    .get(name)
                    .map_or_else(|| "unknown".to_owned(), Value::to_string);
                format!("--{} was {before}, now {value}", name.replace('_', "-"))
            })
            .collect())
    }

    /// What file and command line say.
    fn above_preset(&self) -> Result<Map<String, Value>> {
        let mut all = match &self.options {
            Some(path) => read_file(path)?,
            None => Map::new(),
        };
        all.extend(self.given.0.clone());
        Ok(all)
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
