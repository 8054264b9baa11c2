//! Importing real studies into a dataset folder.
//!
//! A reader per collection ([`openi`], [`mimic`], [`table`]) plans what is to be imported;
//! `job` does it on all cores. [`image`] and [`dicom`] turn a file into a grey square.

mod csv_table;
pub mod dicom;
mod files;
mod grey;
pub mod image;
mod job;
pub mod mimic;
pub mod openi;
pub mod sections;
pub mod table;
mod view;

pub use mimic::MimicOptions;
pub use openi::OpeniOptions;
pub use table::TableOptions;
pub use view::Projection;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use dataset::{DEFAULT_SIZE, DatasetInfo};

/// The options that all imports have.
#[derive(Args, Clone, Debug)]
pub struct CommonOptions {
    /// Dataset folder to write; an import interrupted there is taken up again
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Side of the images, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = DEFAULT_SIZE)]
    pub size: u32,
    /// Equalise the histogram, as published (arXiv 2006.10552)
    #[arg(long)]
    pub equalise: bool,
    /// Keep black borders (of the collimator) instead of cropping them
    #[arg(long)]
    pub keep_borders: bool,
    /// Licence of the data, for dataset.json, instead of what the collection states
    #[arg(long, value_name = "TEXT")]
    pub licence: Option<String>,
    /// Replace a dataset that is in the folder
    #[arg(long)]
    pub overwrite: bool,
}

/// What an import has done.
#[derive(Clone, Debug)]
pub struct ImportReport {
    /// The dataset folder.
    pub out: PathBuf,
    /// The finished dataset; `None` if the import was interrupted.
    pub info: Option<DatasetInfo>,
    /// Images written in this run.
    pub images: usize,
    /// Time taken to read, prepare and write.
    pub elapsed: Duration,
    /// What else the user should know, a line each.
    pub notes: Vec<String>,
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = self.out.display();
        let Some(info) = &self.info else {
            return write!(f, "Interrupted. The same command goes on with {out}.");
        };
        let counts = &info.counts;
        let (views, sections, splits) = (&counts.views, &counts.sections, &counts.splits);
        writeln!(
            f,
            "{out}: {} studies of {} patients",
            counts.studies, counts.patients
        )?;
        writeln!(
            f,
            "  views: {} both, {} frontal only, {} lateral only, {} without image",
            views.both, views.frontal_only, views.lateral_only, views.neither
        )?;
        writeln!(
            f,
            "  reports: {} both sections, {} findings only, {} impression only, {} neither",
            sections.both, sections.findings_only, sections.impression_only, sections.neither
        )?;
        writeln!(
            f,
            "  splits: {} train, {} validate, {} test",
            splits.train, splits.validate, splits.test
        )?;
        if counts.rejected > 0 {
            writeln!(f, "  {} studies left out, see rejects.csv", counts.rejected)?;
        }
        for note in &self.notes {
            writeln!(f, "  {note}")?;
        }
        let seconds = self.elapsed.as_secs_f64();
        write!(f, "  {} images in {seconds:.1} s", self.images)?;
        if self.images > 0 {
            write!(
                f,
                " ({:.1} per second)",
                self.images as f64 / seconds.max(1e-3)
            )?;
        }
        Ok(())
    }
}
