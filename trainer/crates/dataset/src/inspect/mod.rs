//! `trainer inspect`: what is in a dataset folder, and what is wrong with it.

mod images;
mod sheet;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use clap::Args;

use crate::{Counts, Dataset, Problem};
use words::WordStatistics;

/// Count what is in a dataset folder, check every file, and draw a contact sheet.
#[derive(Args, Clone, Debug)]
pub struct InspectOptions {
    /// The dataset folder
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Where to write the contact sheet (PNG) [default: contact.png in the folder]
    #[arg(long, value_name = "FILE", conflicts_with = "no_sheet")]
    pub sheet: Option<PathBuf>,
    /// Write no contact sheet
    #[arg(long)]
    pub no_sheet: bool,
    /// Studies on the contact sheet
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub studies: u32,
    /// How many findings and words to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
}

/// What an inspection found.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// How many of what, counted anew.
    pub counts: Counts,
    /// Side of the images, in pixels.
    pub size: u32,
    /// Licence, as the dataset states it.
    pub licence: String,
    /// How the dataset was made.
    pub how: String,
    /// Labels and how many studies have each, the most frequent first.
    pub labels: Vec<(String, usize)>,
    /// What the reports are made of.
    pub words: WordStatistics,
    /// Groups of images that are the same to the pixel, with members in different splits.
    pub leaking: Vec<Vec<String>>,
    /// Groups of images that are the same to the pixel.
    pub repeated: usize,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The contact sheet.
    pub sheet: Option<PathBuf>,
    top: usize,
}

/// Inspects a dataset folder: reads and decodes every file of it.
///
/// # Errors
///
/// Fails if the folder is no finished dataset, `stop` is set meanwhile, or the contact sheet cannot be
/// written. Broken files are no error: see [`Inspection::problems`].
pub fn run(options: &InspectOptions, stop: &AtomicBool) -> Result<Inspection> {
    let (dataset, mut problems) = Dataset::open_lenient(&options.dir)?;
    let counts = Counts {
        rejected: dataset.info().counts.rejected,
        ..Counts::of(dataset.records())
    };
    if problems.is_empty() && counts != dataset.info().counts {
        problems.push(Problem {
            file: "dataset.json".to_owned(),
            line: None,
            reason: "its counts are not those of the manifest".to_owned(),
        });
    }
    let checked = images::check(&dataset, stop)?;
    problems.extend(checked.problems);
    let sheet = match (&options.sheet, options.no_sheet) {
        (_, true) => None,
        (Some(path), _) => Some(path.clone()),
        (None, _) => Some(options.dir.join("contact.png")),
    };
    let sheet = match sheet {
        Some(path) => sheet::write(&dataset, options.studies as usize, &path)?.then_some(path),
        None => None,
    };
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    for label in dataset.records().iter().flat_map(|record| &record.labels) {
        *labels.entry(label).or_default() += 1;
    }
    let mut labels: Vec<_> = labels
        .into_iter()
        .map(|(label, n)| (label.to_owned(), n))
        .collect();
    labels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(Inspection {
        counts,
        size: dataset.info().size,
        licence: dataset.info().licence.clone(),
        how: dataset.info().how.clone(),
        labels,
        words: WordStatistics::of(dataset.records())?,
        leaking: checked.leaking,
        repeated: checked.repeated,
        problems,
        sheet,
        top: options.top,
    })
}

impl Inspection {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            studies,
            patients,
            splits,
            views,
            sections,
            rejected,
        } = &self.counts;
        writeln!(
            f,
            "{studies} studies of {patients} patients, images of {0} x {0} pixels",
            self.size
        )?;
        writeln!(f, "made by   {}", self.how)?;
        writeln!(f, "licence   {}", self.licence)?;
        writeln!(
            f,
            "splits    train {}, validate {}, test {}",
            splits.train, splits.validate, splits.test
        )?;
        writeln!(
            f,
            "views     both {}, frontal only {}, lateral only {}, neither {}",
            views.both, views.frontal_only, views.lateral_only, views.neither
        )?;
        writeln!(
            f,
            "sections  both {}, findings only {}, impression only {}, neither {}",
            sections.both, sections.findings_only, sections.impression_only, sections.neither
        )?;
        if *rejected > 0 {
            writeln!(
                f,
                "left out  {rejected} studies when it was made, see rejects.csv"
            )?;
        }
        if !self.labels.is_empty() {
            writeln!(
                f,
                "findings  {} different, the most frequent:",
                self.labels.len()
            )?;
            for (label, count) in self.labels.iter().take(self.top) {
                writeln!(f, "  {count:>7}  {label}")?;
            }
        }
        if self.words.reports > 0 {
            self.words.write(f, self.top)?;
        }
        if self.repeated > 0 {
            writeln!(
                f,
                "repeated  {} images are, to the pixel, those of other studies; {} of them across splits",
                self.repeated,
                self.leaking.len()
            )?;
            for group in self.leaking.iter().take(self.top) {
                writeln!(f, "  {}", group.join(" = "))?;
            }
        }
        if let Some(sheet) = &self.sheet {
            writeln!(f, "sheet     {}", sheet.display())?;
        }
        if self.problems.is_empty() {
            return write!(f, "all files are sound");
        }
        write!(f, "{} broken:", self.problems.len())?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}
