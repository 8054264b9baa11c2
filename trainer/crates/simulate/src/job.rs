//! Options and bodies of a run, and what of a simulated study goes into the dataset.

use anyhow::{Context, Result};
use image::{DynamicImage, GrayImage, ImageBuffer, Luma};

use super::case::Source;
use super::code::DIMENSIONS;
use super::draw::Stream;
use super::findings::Finding;
use super::options::SimulateOptions;
use super::places::Standing;
use super::project::Plate;
use super::study::{Order, SimulatedStudy};
use super::truth::Truth;
use super::{ct, report};
use dataset::{Anatomy, Described, NewStudy, WriterOptions, change_grey};

/// The id of a study.
pub fn name(study: u64) -> String {
    format!("sim-{:06}", study + 1)
}

/// Makes a study of one patient by its number.
pub type Maker<'a> = Box<dyn FnMut(u64) -> Result<NewStudy> + 'a>;

/// Options and bodies of a run.
pub struct Job<'a> {
    /// The options.
    pub options: &'a SimulateOptions,
    /// The CTs; none for the built-in anatomy.
    pub scans: Vec<ct::Scan>,
}

impl Job<'_> {
    /// What studies are drawn from.
    pub fn order(&self) -> Order {
        Order {
            seed: self.options.seed,
            size: self.options.size as usize,
            normal: self.options.normal_share,
            developed: self.options.developed,
        }
    }

    /// Number of patients.
    pub fn patients(&self) -> u64 {
        u64::from(self.options.studies).div_ceil(u64::from(self.options.per_patient))
    }

    /// The studies of a patient.
    pub fn studies(&self, patient: u64) -> std::ops::Range<u64> {
        let each = u64::from(self.options.per_patient);
        patient * each..((patient + 1) * each).min(u64::from(self.options.studies))
    }

    /// Where bodies come from.
    pub fn sources(&self) -> Vec<Source<'_>> {
        if self.scans.is_empty() {
            vec![Source::BuiltIn]
        } else {
            self.scans.iter().map(Source::Ct).collect()
        }
    }

    fn scan(&self, patient: u64) -> usize {
        (patient % self.scans.len().max(1) as u64) as usize
    }

    /// Where the body of a patient comes from.
    pub fn source(&self, patient: u64) -> Source<'_> {
        self.scans
            .get(self.scan(patient))
            .map_or(Source::BuiltIn, Source::Ct)
    }

    /// Whether all bodies of one CT are one patient to the split.
    fn by_ct(&self) -> bool {
        self.options.split_by_ct && !self.scans.is_empty()
    }

    /// Makes the studies of a patient, which share the body.
    ///
    /// # Errors
    /// As [`Source::body`].
    pub fn maker(&self, patient: u64) -> Result<Maker<'_>> {
        let (order, source) = (self.order(), self.source(patient));
        if self.options.places_only {
            let mut standing = Standing::new(order, source, patient)?;
            return Ok(Box::new(move |study| {
                let (findings, truth) = standing.study(study);
                self.told(&findings, &truth, patient, study)
            }));
        }
        let case = order.case(source, patient)?;
        Ok(Box::new(move |study| {
            self.record(order.study(&case, study)?, patient, study)
        }))
    }

    /// A study with its films.
    ///
    /// # Errors
    /// As [`Job::told`].
    pub fn record(&self, made: SimulatedStudy, patient: u64, study: u64) -> Result<NewStudy> {
        let [frontal, lateral] = made
            .films
            .map(|film| picture(&film, self.options.developed));
        Ok(NewStudy {
            frontal: Some(frontal),
            lateral: Some(lateral),
            changes: match made.changes {
                Some(changes) => changes.map(|change| Some(signed(&change))),
                None => [None, None],
            },
            ..self.told(&made.findings, &made.truth, patient, study)?
        })
    }

    /// A study without films: its report and its truth.
    ///
    /// # Errors
    /// Never for a truth that the simulator made.
    pub fn told(
        &self,
        findings: &[Finding],
        truth: &Truth,
        patient: u64,
        study: u64,
    ) -> Result<NewStudy> {
        let mut draw = self.order().draw(study, Stream::Report);
        let text = report::write(findings, &mut draw);
        let at = self.scan(patient);
        let (id, split) = if self.by_ct() {
            (self.scans[at].patient(), ct::split(at, self.scans.len()))
        } else {
            // The number is hashed with the seed, or every dataset would be split alike.
            (
                format!("sim-{}-p{:06}", self.options.seed, patient + 1),
                None,
            )
        };
        let source = if self.scans.is_empty() {
            "simulated"
        } else {
            "simulated-ct"
        };
        let kinds = findings
            .iter()
            .map(|finding| finding.kind.label().to_owned());
        let mut labels: Vec<String> = kinds.collect();
        labels.sort();
        labels.dedup();
        Ok(NewStudy {
            study: name(study),
            patient: id,
            split,
            findings: Some(text.findings),
            impression: Some(text.impression),
            source: source.to_owned(),
            labels,
            truth: Some(serde_json::to_value(truth).context("truth of a study")?),
            ..NewStudy::default()
        })
    }

    /// What the dataset says of its patients.
    pub fn described(&self) -> Described {
        let split = match (self.scans.is_empty(), self.by_ct()) {
            (true, _) => "by patient",
            (false, true) => "by CT: no body is in two splits",
            (false, false) => {
                "by patient, not by CT: the CT is told (truth.anatomy), so a network knows all bodies"
            }
        };
        let anatomies = match self.scans.as_slice() {
            [] => vec![Anatomy {
                name: "built-in".to_owned(),
                licence: "drawn by rule; free of any patient's data".to_owned(),
                own: None,
            }],
            scans => scans.iter().map(ct::Scan::anatomy).collect(),
        };
        Described {
            code: DIMENSIONS.clone(),
            anatomies,
            split: Some(split.to_owned()),
            shard: self.options.shard.map(|shard| [shard.number, shard.of]),
        }
    }

    /// What the dataset says of itself.
    pub fn writer_options(&self) -> WriterOptions {
        let options = self.options;
        let (licence, anatomy) = if self.scans.is_empty() {
            (
                "simulated; free of any patient's data".to_owned(),
                "built-in anatomy".to_owned(),
            )
        } else {
            let names: Vec<_> = self.scans.iter().map(ct::Scan::patient).collect();
            (
                "simulated from CTs; the licence of the CTs applies".to_owned(),
                format!("CTs {}", names.join(", ")),
            )
        };
        let mut how = format!(
            "trainer {} simulate --studies {} --per-patient {} --seed {} --size {} --normal-share {}",
            env!("CARGO_PKG_VERSION"),
            options.studies,
            options.per_patient,
            options.seed,
            options.size,
            options.normal_share,
        );
        for (given, flag) in [
            (options.developed, " --developed"),
            (options.places_only, " --places-only"),
            (self.by_ct(), " --split-by-ct"),
        ] {
            how.push_str(if given { flag } else { "" });
        }
        if options.voxel.to_bits() != ct::PITCH.to_bits() {
            how.push_str(&format!(" --voxel {}", options.voxel));
        }
        let shard = options
            .shard
            .map(|shard| format!("{}/{}", shard.number, shard.of));
        let scans = self.scans.iter().map(ct::Scan::fingerprint);
        WriterOptions {
            size: options.size,
            licence,
            how: format!("{how}; {anatomy}"),
            inputs: scans.chain(shard).collect::<Vec<_>>().join(" "),
        }
    }
}

/// A film as 16-bit grey, or 8-bit once it is developed.
fn picture(film: &Plate, developed: bool) -> DynamicImage {
    let side = film.size as u32;
    let at = |x: u32, y: u32| film.values[y as usize * film.size + x as usize].clamp(0.0, 1.0);
    if developed {
        GrayImage::from_fn(side, side, |x, y| Luma([(255.0 * at(x, y)).round() as u8])).into()
    } else {
        let grey = |x, y| Luma([(65535.0 * at(x, y)).round() as u16]);
        ImageBuffer::from_fn(side, side, grey).into()
    }
}

/// A change as 8-bit grey around 128; half the range is the most that is told.
fn signed(change: &Plate) -> GrayImage {
    let side = change.size as u32;
    GrayImage::from_fn(side, side, |x, y| {
        let value = change.values[y as usize * change.size + x as usize];
        Luma([change_grey(value)])
    })
}
