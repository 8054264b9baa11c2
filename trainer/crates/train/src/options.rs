//! Options of `trainer train`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Parser};

use crate::{settings::Settings, settings_options::SettingsOptions};
use learn::{device::DeviceChoice, images::CACHE_MIB};

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
    /// Run or weights bundle that gives the first weights; words and widths are its own, larger scales are new.
    #[arg(long, visible_alias = "grow", value_name = "RUN", conflicts_with_all = ["words", "resume"])]
    pub from: Option<PathBuf>,
    /// Word list of a new model, one word a line [default: about 2,000 words of radiology reports].
    #[arg(long, value_name = "FILE")]
    pub words: Option<PathBuf>,
    /// What computes.
    #[arg(long, value_enum, default_value = "cpu")]
    pub device: DeviceChoice,
    /// Memory for decoded images, in MiB; images beyond it are decoded each time they are shown.
    #[arg(long, value_name = "MIB", default_value_t = CACHE_MIB)]
    pub image_cache: u64,
    /// Images between lines of statistics, image sheets and checkpoints [default: 4000]. A resumed run keeps this, and
    /// the two below.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub tick: Option<u64>,
    /// Checkpoints to keep [default: 2].
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub keep: Option<u64>,
    /// Validation studies on each image sheet [default: 8].
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub shown: Option<u64>,
    /// Print settings and schedule, and stop.
    #[arg(long)]
    pub dry_run: bool,
    /// The numbers of the training.
    #[command(flatten)]
    pub settings: SettingsOptions,
}

impl TrainOptions {
    /// Parses a command line without the program's name.
    ///
    /// # Errors
    /// Clap's own.
    pub fn parse_from<'a>(
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, clap::Error> {
        #[derive(Parser)]
        #[command(no_binary_name = true)]
        struct CommandLine {
            #[command(flatten)]
            train: TrainOptions,
        }
        CommandLine::try_parse_from(arguments).map(|it| it.train)
    }

    /// Refuses settings other than those that the run began with.
    ///
    /// # Errors
    /// Lists the settings that differ.
    pub fn check_unchanged(&self, began: &Settings) -> Result<()> {
        let run = self.out.display();
        for (name, given) in [
            ("preset", self.settings.preset.is_some()),
            ("words", self.words.is_some()),
        ] {
            if given {
                bail!(
                    "--{name} is for a new run; {run} goes on with what it began with: resume without it"
                );
            }
        }
        let changed = self.settings.changes(began)?;
        if changed.is_empty() {
            return Ok(());
        }
        bail!(
            "{run}: {}; resume without these options, or start a new run",
            changed.join("; ")
        )
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
            .settings
            .resolve()
            .unwrap();
        let network = &settings.network;
        assert_eq!((network.noise, network.code, network.refiner), (0, 64, 4));
        assert_eq!(settings.schedule.batch, [5, 6]);
    }

    #[test]
    fn faults_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("o.json");
        std::fs::write(&file, r#"{"bacth": [5]}"#).unwrap();
        let path = file.to_str().unwrap();
        let error = format!(
            "{:#}",
            options(&["--options", path])
                .settings
                .resolve()
                .unwrap_err()
        );
        assert!(
            error.contains("bacth") && error.contains("o.json"),
            "{error}"
        );
        let error = options(&["--mismatch", "2"])
            .settings
            .resolve()
            .unwrap_err()
            .to_string();
        assert!(error.contains("--mismatch"), "{error}");
    }

    #[test]
    fn a_changed_setting_is_refused_and_an_unchanged_one_is_not() {
        let began = options(&["--preset", "tiny", "--batch", "7"])
            .settings
            .resolve()
            .unwrap();
        options(&["--batch", "7"]).check_unchanged(&began).unwrap();
        let error = options(&["--batch", "8"])
            .check_unchanged(&began)
            .unwrap_err()
            .to_string();
        assert!(error.contains("--batch was [7], now [8]"), "{error}");
    }

    #[test]
    fn a_default_that_is_given_counts_as_given() {
        let began = options(&["--preset", "tiny"]).settings.resolve().unwrap();
        // 256 is what clap would fill in.
        let error = options(&["--size", "256"])
            .check_unchanged(&began)
            .unwrap_err()
            .to_string();
        assert!(error.contains("--size was 64, now 256"), "{error}");
    }

    #[test]
    fn a_resumed_run_takes_no_preset_and_no_words() {
        let began = options(&["--preset", "tiny"]).settings.resolve().unwrap();
        // Not even those that it began with: nobody can tell.
        for more in [
            ["--preset", "tiny"],
            ["--preset", "paper"],
            ["--words", "w.txt"],
        ] {
            let resumed = options(&[&["--resume"], &more[..]].concat());
            let error = resumed.check_unchanged(&began).unwrap_err().to_string();
            assert!(
                error.contains(more[0]) && error.contains("new run"),
                "{error}"
            );
        }
        options(&["--resume"]).check_unchanged(&began).unwrap();
    }
}
