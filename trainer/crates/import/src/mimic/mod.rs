//! MIMIC-CXR-JPG and MIMIC-CXR (DICOM), laid out as they are distributed.

mod tables;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::{Result, bail};
use clap::Args;

use super::files::no_such;
use super::job::{self, ImageSource, ImportPlan, Job, ReportSource};
use super::{CommonOptions, ImportReport};
use tables::{MimicImage, Tables};

/// Import MIMIC-CXR-JPG or MIMIC-CXR as they are distributed.
#[derive(Args, Clone, Debug)]
pub struct MimicOptions {
    /// The folder with the tables and files/p10/...
    #[arg(long, value_name = "DIR")]
    pub root: PathBuf,
    /// The reports: `mimic_cxr_sectioned.csv`, or the folder that mimic-cxr-reports.zip unpacks to
    /// [default: looked for in the root]
    #[arg(long, value_name = "CSV|DIR")]
    pub reports: Option<PathBuf>,
    /// Use the split of MIMIC-CXR-JPG instead of 70/10/20
    #[arg(long)]
    pub official_split: bool,
    /// What all imports have
    #[command(flatten)]
    pub common: CommonOptions,
}

impl MimicOptions {
    /// Imports the collection.
    ///
    /// # Errors
    ///
    /// Fails if the root or its tables are missing or broken, no study is usable, or the dataset
    /// cannot be written.
    pub fn run(&self, stop: &AtomicBool) -> Result<ImportReport> {
        job::run(self.plan()?, &self.common, stop)
    }

    fn plan(&self) -> Result<ImportPlan> {
        if !self.root.is_dir() {
            return Err(no_such(&self.root));
        }
        if let Some(reports) = &self.reports
            && !reports.exists()
        {
            return Err(no_such(reports));
        }
        let mut tables = Tables::read(&self.root, self.reports.as_deref(), self.official_split)?;
        let mut plan = ImportPlan {
            source: "mimic-cxr".to_owned(),
            jobs: Vec::new(),
            rejects: Vec::new(),
            licence: "PhysioNet Credentialed Health Data License".to_owned(),
            how: format!(
                "trainer import mimic{}",
                if self.official_split {
                    ", official split"
                } else {
                    ""
                }
            ),
            inputs: format!("{:?} {:?}", self.root, self.reports),
            notes: Vec::new(),
        };
        let studies = std::mem::take(&mut tables.studies);
        let mut without_report = 0_usize;
        for study in studies {
            let name = format!("s{}", study.id);
            if study.images.is_empty() {
                let reason = format!("none of its {} images is there", study.missing);
                plan.rejects.push((name, reason));
                continue;
            }
            let report = self.report(&mut tables, &study.subject, &study.id);
            without_report += usize::from(report.is_none());
            plan.jobs.push(Job {
                study: name,
                patient: format!("p{}", study.subject),
                split: study.split,
                report: report.unwrap_or_default(),
                labels: tables.labels.remove(&study.id).unwrap_or_default(),
                images: study.images.into_iter().map(source).collect(),
                problems: Vec::new(),
            });
        }
        if plan.jobs.is_empty() {
            bail!(
                "{}: none of the images that its tables name is there",
                self.root.display()
            );
        }
        if without_report > 0 {
            plan.notes.push(format!(
                "{without_report} studies have no report; MIMIC-CXR-JPG comes without them: name \
                 mimic_cxr_sectioned.csv or the reports of MIMIC-CXR with --reports"
            ));
        }
        Ok(plan)
    }

    /// Where a study's report is: in the table of sections, else in a text file.
    fn report(&self, tables: &mut Tables, subject: &str, study: &str) -> Option<ReportSource> {
        if let Some(sections) = tables.sections.remove(study) {
            return Some(ReportSource::Sections(sections));
        }
        let folders = self
            .reports
            .as_deref()
            .into_iter()
            .chain([self.root.as_path()]);
        for folder in folders {
            // The archive holds files/p10/…; it may be unpacked beside or into `files`.
            for base in [folder.join("files"), folder.to_owned()] {
                let file = text_file(&base, subject, study);
                if file.is_file() {
                    return Some(ReportSource::File(file, format!("s{study}.txt")));
                }
            }
        }
        None
    }
}

/// `p10/p10000032/s50414267.txt`
fn text_file(base: &Path, subject: &str, study: &str) -> PathBuf {
    tables::patient_folder(base, subject).join(format!("s{study}.txt"))
}

fn source(image: MimicImage) -> ImageSource {
    ImageSource {
        path: image.path,
        label: image.id,
        known: image.projection,
        otherwise: None,
    }
}
