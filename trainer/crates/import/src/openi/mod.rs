//! The Indiana University chest X-ray collection (Open-i): XML reports, PNG or DICOM images.

mod images;
mod reports;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use clap::Args;
use xraygan::report::openi::OpeniStudy;

use super::job::{self, ImageSource, ImportPlan, Job, ReportSource, summary};
use super::sections::StudySections;
use super::view::Projection;
use super::{CommonOptions, ImportReport};
use dataset::safe_id;
use images::{image_key, index_images, read_views};
pub use reports::{Xml, read_reports};

/// The collection's label table, looked for beside the reports.
const LABEL_TABLE: &str = "nlmcxr_tsne_pa.csv";

/// Import the Indiana University chest X-ray collection as Open-i offers it.
#[derive(Args, Clone, Debug)]
pub struct OpeniOptions {
    /// The reports: `NLMCXR_reports.tgz`, or a folder with its XML files
    #[arg(long, value_name = "TGZ|DIR")]
    pub reports: PathBuf,
    /// Folder of the images, PNG or DICOM; without it only the reports are imported
    #[arg(long, value_name = "DIR")]
    pub images: Option<PathBuf>,
    /// Table (CSV) of the views: a column for the image's name and one for its view. Without it
    /// views come from the DICOM headers, else from `nlmcxr_tsne_pa.csv.gz` beside the reports
    #[arg(long, value_name = "CSV")]
    pub views: Option<PathBuf>,
    /// What all imports have
    #[command(flatten)]
    pub common: CommonOptions,
}

impl OpeniOptions {
    /// Imports the collection.
    ///
    /// # Errors
    ///
    /// Fails if the reports, the folder of images or the table of views cannot be read, there is
    /// not one usable study, or the dataset cannot be written.
    pub fn run(&self, stop: &AtomicBool) -> Result<ImportReport> {
        job::run(self.plan()?, &self.common, stop)
    }

    fn plan(&self) -> Result<ImportPlan> {
        let xmls = read_reports(&self.reports)?;
        let images = match &self.images {
            Some(folder) => index_images(folder)?,
            None => HashMap::new(),
        };
        let known = match &self.views {
            Some(path) => read_views(path)?,
            None => HashMap::new(),
        };
        let published = match (&self.views, self.label_table()) {
            (None, Some(path)) if self.images.is_some() => read_views(&path)?,
            _ => HashMap::new(),
        };
        let mut plan = ImportPlan {
            source: "openi".to_owned(),
            jobs: Vec::with_capacity(xmls.len()),
            rejects: Vec::new(),
            licence: String::new(),
            how: "trainer import openi".to_owned(),
            inputs: format!("{:?} {:?} {:?}", self.reports, self.images, self.views),
            notes: Vec::new(),
        };
        let mut licences: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen = std::collections::HashSet::new();
        for (name, xml) in xmls {
            let study = match xml.and_then(|xml| Ok(OpeniStudy::parse(&xml)?)) {
                Ok(study) => study,
                Err(error) => {
                    plan.rejects.push((name, format!("{error:#}")));
                    continue;
                }
            };
            if !seen.insert(study.id.clone()) {
                plan.rejects
                    .push((name, format!("study {} comes twice", study.id)));
                continue;
            }
            let licence = study
                .licence
                .clone()
                .unwrap_or_else(|| "not stated".to_owned());
            *licences.entry(licence).or_default() += 1;
            let mut job = self.job(study, &images, &known, &published);
            if self.images.is_none() {
                job.problems.clear();
            }
            plan.jobs.push(job);
        }
        plan.licence = summary(licences);
        plan.notes.push(section_counts(&plan.jobs));
        Ok(plan)
    }

    fn job(
        &self,
        study: OpeniStudy,
        files: &HashMap<String, PathBuf>,
        known: &HashMap<String, Projection>,
        published: &HashMap<String, Projection>,
    ) -> Job {
        let mut job = Job {
            study: safe_id(&study.id),
            // One study of each patient was published, without patient numbers.
            patient: safe_id(&study.id),
            report: ReportSource::Sections(StudySections {
                findings: study.findings,
                impression: study.impression,
            }),
            labels: study.mesh,
            ..Job::default()
        };
        for image in study.images {
            let key = image_key(&image);
            match files.get(&key) {
                Some(path) => job.images.push(ImageSource {
                    path: path.clone(),
                    label: image,
                    known: known.get(&key).copied(),
                    otherwise: published.get(&key).copied(),
                }),
                None => job.problems.push(format!("{image}: not among the images")),
            }
        }
        job
    }

    /// The collection's label table, if it lies beside the reports.
    fn label_table(&self) -> Option<PathBuf> {
        let folder = if self.reports.is_dir() {
            &self.reports
        } else {
            self.reports.parent()?
        };
        [LABEL_TABLE.to_owned(), format!("{LABEL_TABLE}.gz")]
            .iter()
            .map(|name| folder.join(name))
            .find(|path| path.is_file())
    }
}

/// Which sections the reports have, those of studies without either too.
fn section_counts(jobs: &[Job]) -> String {
    let count = |findings: bool, impression: bool| {
        let has = |job: &&Job| match &job.report {
            ReportSource::Sections(sections) => {
                (sections.findings.is_some(), sections.impression.is_some())
                    == (findings, impression)
            }
            ReportSource::File(..) => false,
        };
        jobs.iter().filter(has).count()
    };
    format!(
        "{} reports read: {} with both sections, {} findings only, {} impression only, {} neither",
        jobs.len(),
        count(true, true),
        count(true, false),
        count(false, true),
        count(false, false)
    )
}
