//! Studies in memory: word ids, and images at the size in training.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedImage, TypedImageRef},
    pixels::U8,
};
use image::GrayImage;
use sha2::{Digest, Sha256};
use xraygan::{
    condition::PatientCode,
    findings::FindingsTable,
    report::{Report, ReportError, Vocabulary},
    views::View,
};

use crate::told::{ToldStudy, patient_code};
use dataset::{Dataset, Split, StudyRecord};

/// Word ids of a section, `[sentence][word]`.
pub type Ids = Vec<Vec<u32>>;

/// A study as training sees it.
#[derive(Debug)]
pub struct Study {
    /// As in the manifest.
    pub record: StudyRecord,
    /// Word ids of the FINDINGS.
    pub findings: Ids,
    /// Word ids of the IMPRESSION.
    pub impression: Ids,
    /// What it tells a cascade of templates.
    pub told: Arc<ToldStudy>,
    /// Equal for studies with the same words, and for those only.
    pub text: usize,
    /// Equal for studies of one patient of one dataset, and for those only.
    pub patient: usize,
    dataset: usize,
}

impl Study {
    /// Whether the study has the view.
    #[must_use]
    pub fn has(&self, view: View) -> bool {
        self.record.image(view).is_some()
    }

    /// Whether it has both.
    #[must_use]
    pub fn is_pair(&self) -> bool {
        View::ALL.into_iter().all(|view| self.has(view))
    }
}

/// The studies of one split of some datasets that have an image.
#[derive(Debug)]
pub struct Studies {
    datasets: Arc<Vec<Dataset>>,
    patient: PatientCode,
    unknown: usize,
    studies: Vec<Study>,
}

impl Studies {
    /// Opens datasets for [`Studies::of`].
    ///
    /// # Errors
    /// As [`Dataset::open`].
    pub fn open(folders: &[PathBuf]) -> Result<Arc<Vec<Dataset>>> {
        let datasets: Result<Vec<Dataset>> =
            folders.iter().map(|path| Dataset::open(path)).collect();
        datasets.map(Arc::new)
    }

    /// The studies of a split, in the order of the datasets and their manifests. A study without a report, or
    /// without a known word in it, has no word ids.
    ///
    /// # Errors
    /// A report that cannot be read; the message names the study.
    pub fn of(datasets: &Arc<Vec<Dataset>>, split: Split, vocabulary: &Vocabulary) -> Result<Self> {
        let mut texts = HashMap::new();
        let mut patients = HashMap::new();
        let mut studies = Vec::new();
        let mut unknown = 0;
        let code = patient_code(datasets)?;
        for (at, dataset) in datasets.iter().enumerate() {
            for record in dataset.split(split) {
                if record.frontal.is_none() && record.lateral.is_none() {
                    continue;
                }
                let (findings, impression, table) =
                    read(record, vocabulary).with_context(|| {
                        format!(
                            "{}: report of study {}",
                            dataset.root().display(),
                            record.study
                        )
                    })?;
                let next = texts.len();
                let text = *texts
                    .entry((findings.clone(), impression.clone()))
                    .or_insert(next);
                let next = patients.len();
                let patient = *patients.entry((at, record.patient.clone())).or_insert(next);
                let mut told = ToldStudy::of(record, &code, table)
                    .with_context(|| format!("{}", dataset.root().display()))?;
                if told.patient.is_none() {
                    told.unknown = Some(unknown);
                    unknown += 1;
                }
                studies.push(Study {
                    told: Arc::new(told),
                    record: record.clone(),
                    findings,
                    impression,
                    text,
                    patient,
                    dataset: at,
                });
            }
        }
        Ok(Self {
            datasets: Arc::clone(datasets),
            patient: code,
            unknown,
            studies,
        })
    }

    /// Number of studies of which no patient is known.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.unknown
    }

    /// All studies.
    #[must_use]
    pub fn all(&self) -> &[Study] {
        &self.studies
    }

    /// What their patients are told by.
    #[must_use]
    pub fn patient(&self) -> &PatientCode {
        &self.patient
    }

    /// Indices of the studies with both views.
    #[must_use]
    pub fn pairs(&self) -> Vec<usize> {
        (0..self.studies.len())
            .filter(|&at| self.studies[at].is_pair())
            .collect()
    }

    /// One view of a study, row-major, averaged over areas to `size` pixels a side.
    ///
    /// # Errors
    /// An image that cannot be read or is smaller than `size`; the message names the file.
    pub fn image(&self, study: usize, view: View, size: usize) -> Result<Option<Vec<u8>>> {
        let study = &self.studies[study];
        let image = self.datasets[study.dataset].load(&study.record, view)?;
        image.map(|image| shrink(image, size)).transpose()
    }
}

impl Studies {
    /// One view of a study, values of -1..1 averaged over areas to `size` pixels a side.
    ///
    /// # Errors
    /// As [`Studies::image`], or the study lacks the view.
    pub fn floats(&self, study: usize, view: View, size: usize) -> Result<Vec<f32>> {
        let name = &self.studies[study].record.study;
        let image = self.image(study, view, size)?;
        let image = image.with_context(|| format!("study {name} lacks the {view} view"))?;
        Ok(xraygan::pixels::from_grey(&image))
    }

    /// What the findings changed in one view of a study, differences of values of -1..1; 0 where it is not told.
    ///
    /// # Errors
    /// As [`Studies::image`].
    pub fn difference(&self, study: usize, view: View, size: usize) -> Result<Vec<f32>> {
        let change = self.change(study, view, size)?;
        Ok(change.map_or_else(|| vec![0.0; size * size], |it| difference(&it)))
    }

    /// Whether a study tells what its findings changed in each view it has, pixel by pixel at `size`.
    #[must_use]
    pub fn tells_change(&self, study: usize, size: usize) -> bool {
        let study = &self.studies[study];
        let stored = self.datasets[study.dataset].info().size as usize / 2;
        stored >= size
            && View::ALL.iter().all(|&view| {
                study.record.image(view).is_none() || study.record.change(view).is_some()
            })
    }

    /// What the findings changed in one view of a study, as `size * size` grey levels, see [`dataset::change`]; `None`
    /// where the study does not tell it.
    ///
    /// # Errors
    /// As [`Studies::image`].
    pub fn change(&self, study: usize, view: View, size: usize) -> Result<Option<Vec<u8>>> {
        let study = &self.studies[study];
        let change = self.datasets[study.dataset].load_change_grey(&study.record, view)?;
        change.map(|change| shrink(change, size)).transpose()
    }
}

/// A change as grey levels to differences of values of -1..1.
pub(crate) fn difference(change: &[u8]) -> Vec<f32> {
    // Of a range from black to white that is 2 long.
    change
        .iter()
        .map(|&grey| 2.0 * dataset::change(grey))
        .collect()
}

/// Refuses datasets whose images are smaller than the largest scale.
///
/// # Errors
/// Names the dataset and both sizes.
pub fn check_sizes(datasets: &[Dataset], size: usize) -> Result<()> {
    for dataset in datasets {
        let found = dataset.info().size as usize;
        if found < size {
            bail!(
                "{}: its images have {found} px, but --size is {size}; import it larger or train smaller",
                dataset.root().display()
            );
        }
    }
    Ok(())
}

/// SHA-256 over manifests and descriptions, to notice that a dataset changed.
///
/// # Errors
/// A file that cannot be read.
pub fn fingerprint(folders: &[PathBuf]) -> Result<String> {
    let mut hash = Sha256::new();
    for folder in folders {
        for name in ["dataset.json", "manifest.jsonl"] {
            let path: &Path = &folder.join(name);
            let bytes = std::fs::read(path).with_context(|| format!("{}", path.display()))?;
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(&bytes);
        }
    }
    Ok(hex::encode(hash.finalize()))
}

/// Word ids of FINDINGS and IMPRESSION, and the findings that they name.
fn read(record: &StudyRecord, vocabulary: &Vocabulary) -> Result<(Ids, Ids, FindingsTable)> {
    let [findings, impression] =
        [&record.findings, &record.impression].map(|text| text.as_deref().unwrap_or_default());
    let read = Report::from_sections(findings, impression).and_then(|it| it.tokenize(vocabulary));
    match read {
        Ok(read) => Ok((read.findings.ids(), read.impression.ids(), read.table())),
        Err(error) if is_wordless(&error) => Ok(Default::default()),
        Err(error) => Err(error.into()),
    }
}

/// Whether a report merely says nothing.
fn is_wordless(error: &ReportError) -> bool {
    matches!(
        error,
        ReportError::Empty | ReportError::NoWords | ReportError::NoKnownWord { .. }
    )
}

/// A square image averaged over areas to `size` pixels a side, row-major; a smaller one keeps its pixels, as squares.
///
/// # Errors
/// A size beyond 32 bits.
pub fn shrink(image: GrayImage, size: usize) -> Result<Vec<u8>> {
    let side = u32::try_from(size)?;
    if image.width() == side {
        return Ok(image.into_raw());
    }
    let (width, height) = image.dimensions();
    let pixels: Vec<U8> = image.into_raw().into_iter().map(U8::new).collect();
    let source = TypedImageRef::new(width, height, &pixels)?;
    let mut target = TypedImage::<U8>::new(side, side);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
    Resizer::new().resize_typed(&source, &mut target, &options)?;
    Ok(target.pixels().iter().map(|pixel| pixel.0).collect())
}
